"""Feeds as WordPress and its kin write them, and the ways in which they break. All made by code."""

from __future__ import annotations

import random
from collections.abc import Callable

_NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
_WORDS = [
    *("bupati", "wakil", "camat", "warga", "petani", "nelayan", "siswa", "jalan", "jembatan", "pasar", "puskesmas"),
    *("meresmikan", "meninjau", "membuka", "menyerahkan", "bantuan", "bibit", "vaksin", "beasiswa", "pelatihan"),
    *("kecamatan", "desa", "kabupaten", "Jum’at", "Senin", "“gotong", "royong”", "banjir", "UMKM", "panen", "raya"),
]


def feed_of(number: int, entries: int = 8) -> str:
    """A whole feed; the number chooses words, pictures and habits of the site."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    def entry(n: int) -> str:
        link = f"https://kab{number}.go.id/berita/{n}-{chance.randint(1, 999)}/"
        picture = f"https://kab{number}.go.id/wp-content/uploads/{n}.jpg"
        extras = (
            f'<enclosure url="{picture}" length="1" type="image/jpeg"/>',
            f'<media:content url="{picture}" medium="image"><media:title type="html">{words(3)}</media:title></media:content>',
            f'<media:thumbnail url="{picture}"/>',
            "",
        )
        return (
            f"<item>\n<title>{words(7)} &#8211; {n} &amp; lagi</title>\n<link>{link}?a=1&amp;b=2</link>\n"
            f"<comments>{link}#respond</comments>\n<dc:creator><![CDATA[humas]]></dc:creator>\n"
            f"<pubDate>Tue, 06 Oct 2026 0{n}:1{n}:00 +0000</pubDate>\n<category><![CDATA[Berita]]></category>\n"
            f'<guid isPermaLink="false">https://kab{number}.go.id/?p={n}</guid>\n'
            f"<description><![CDATA[<p>{words(20)} [&#8230;]</p>\n]]></description>\n"
            f'<content:encoded><![CDATA[<figure><img src="{picture}" alt=""/></figure><p>{words(60)}</p>\n'
            f"<p>{words(40)} &amp; {words(5)}</p>]]></content:encoded>\n{extras[number % 4]}"
            f"<wfw:commentRss>{link}feed/</wfw:commentRss>\n<slash:comments>0</slash:comments>\n</item>\n"
        )

    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_NAMES}>\n<channel>\n<title>Kab {number}</title>\n'
        f'<atom:link href="https://kab{number}.go.id/feed/" rel="self" type="application/rss+xml" />\n'
        f"<link>https://kab{number}.go.id</link>\n<description>Situs resmi</description>\n<language>id</language>\n"
        f"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>\n"
        f"<image><url>https://kab{number}.go.id/icon.png</url><title>Kab</title><link>https://kab{number}.go.id</link>"
        f"<width>32</width><height>32</height></image>\n{''.join(map(entry, range(entries)))}</channel>\n</rss>\n"
    )


def _in_the_middle(feed: str, put: str) -> str:
    """Something put between two entries."""
    at = feed.index("</item>", len(feed) // 2) + len("</item>")
    return feed[:at] + put + feed[at:]


#: Each way to break a feed, and whether it costs the last entry.
BREAKAGES: dict[str, tuple[Callable[[str], bytes], bool]] = {
    "nothing": (lambda feed: feed.encode(), False),
    "cut off in the last entry": (lambda feed: feed[: feed.rindex("</content:encoded>")].encode(), True),
    "never closed": (lambda feed: feed.removesuffix("</channel>\n</rss>\n").encode(), False),
    "bare ampersands in links": (lambda feed: feed.replace("?a=1&amp;b=2", "?a=1&b=2").encode(), False),
    "control characters": (lambda feed: feed.replace("warga", "war\x0bga\x00").encode(), False),
    "HTML entities": (lambda feed: feed.replace(" &amp; lagi", "&nbsp;lagi").encode(), False),
    "blank lines first": (lambda feed: ("\n\n \t" + feed).encode(), False),
    "a PHP warning first": (
        lambda feed: ("<br />\n<b>Warning</b>: Undefined variable $x in <b>/a.php</b><br />\n" + feed).encode(),
        False,
    ),
    "invalid UTF-8": (lambda feed: feed.encode().replace(b"petani", b"pe\xfftani", 1), False),
    "the wrong charset declared": (lambda feed: feed.replace("UTF-8", "ISO-8859-1", 1).encode(), False),
    "Windows-1252 without a word": (
        lambda feed: feed.replace(' encoding="UTF-8"', "", 1).encode("cp1252"),
        False,
    ),
    "UTF-16": (lambda feed: feed.replace("UTF-8", "UTF-16", 1).encode("utf-16"), False),
    "a byte order mark": (lambda feed: ("\ufeff" + feed).encode(), False),
    "tags that do not match": (lambda feed: feed.replace("</category>", "</kategori>", 1).encode(), False),
    "an undeclared prefix": (lambda feed: _in_the_middle(feed, "<fb:like>1</fb:like>").encode(), False),
    "a document type": (
        lambda feed: feed.replace("?>", '?>\n<!DOCTYPE rss [<!ENTITY kab "Kabupaten">]>\n', 1).encode(),
        False,
    ),
    "a script at the end": (lambda feed: (feed + "<script>var x = 1 < 2;</script>").encode(), False),
    "an HTML comment that lies": (lambda feed: _in_the_middle(feed, "<!-- a -- b -->").encode(), False),
}


def links_of(number: int, entries: int = 8) -> list[str]:
    """The links that a feed really has, in its order."""
    parts = feed_of(number, entries).split("<item>")[1:]
    return [part.split("<link>")[1].split("</link>")[0].replace("&amp;", "&") for part in parts]
