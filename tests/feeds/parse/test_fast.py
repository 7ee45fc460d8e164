"""The fast parser says what feedparser says, or nothing."""

import os
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import FeedData, NotAFeed
from feeds.parse.fast import read_fast
from feeds.parse.feed import parse_feed
from feeds.parse.prepare import prepare
from tests.fakes.wordpress_feeds import BREAKAGES, feed_of, links_of

URL = "https://kab.example/feed/"
JAKARTA = ZoneInfo("Asia/Jakarta")
SITES = range(8)


def is_fast(body):
    prepared = prepare(body)
    return not isinstance(prepared, NotAFeed) and read_fast(prepared[0]) is not None


def both(body):
    """What the two ways say."""
    return parse_feed(body, URL, JAKARTA), parse_feed(body, URL, JAKARTA, fast=False)


@pytest.mark.parametrize("site", SITES)
def test_what_wordpress_writes_is_read_fast(site):
    """Whole feeds with pictures of every kind never need the judge."""
    assert is_fast(feed_of(site).encode())


def test_seventeen_breakages_are_read_as_feedparser_reads_them():
    """Every broken feed gives what feedparser gives: at least 99.4 % of the entries that could be had, no link bent."""
    expected, found, bent = 0, 0, []
    for name, (breaks, costs_one) in BREAKAGES.items():
        for site in SITES:
            fast, judged = both(breaks(feed_of(site)))
            assert fast == judged, name
            assert isinstance(fast, FeedData), name
            links = links_of(site)
            expected += len(links) - costs_one
            found += sum(entry.link in links for entry in fast.entries)
            bent += [(name, entry.link) for entry in fast.entries if entry.link not in links]

    assert len(BREAKAGES) > 17
    assert bent == []
    assert found >= 0.994 * expected


@pytest.mark.captured
def test_every_captured_document_is_read_as_feedparser_reads_it(shared_data):
    """Real feeds and the corpora of two parsers: no difference; feedparser may only be wrong by raising."""
    different, fast = [], 0
    paths = sorted((shared_data / "feeds").rglob("*.xml"))[:: 1 if os.environ.get("CI") else 5]
    for path in paths:
        body = path.read_bytes()
        try:
            judged = parse_feed(body, URL, JAKARTA, fast=False)
        except Exception:  # noqa: S112 - where the judge gives up there is nothing to compare with
            continue
        fast += is_fast(body)
        if parse_feed(body, URL, JAKARTA) != judged:
            different.append(path.name)

    assert paths
    assert different == []
    assert fast >= len(paths) // 10


def item(body, channel=""):
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    more = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    return (
        f'<rss version="2.0" {names} {more}><channel><title>K</title><link>https://k.go.id</link>{channel}'
        f"<item><title>Satu</title>{body}</item></channel></rss>"
    ).encode()


UNUSUAL = {
    "two titles": item("<title>Dua</title>"),
    "a title inside a picture, no other": item("").replace(
        b"<title>Satu</title>", b"<media:content url='x'><media:title>M</media:title></media:content>"
    ),
    "markup in a text": item("<description>Satu <b>tebal</b></description>"),
    "two descriptions": item("<description>a</description><description>b lebih panjang</description>"),
    "a media description": item("<description>a</description><media:description>lebih panjang</media:description>"),
    "an item elsewhere": item("", "<item><item><title>dalam</title></item></item>"),
    "a base": item("<link>/a</link>").replace(b"<channel>", b'<channel xml:base="https://lain.go.id/">'),
    "a relative link": item("<link>/berita/1</link>"),
    "an empty link": item("<link/><guid>https://k.go.id/1</guid>"),
    "a link escaped twice": item("<link>https://k.go.id/?a=1&amp;amp;b=2</link>"),
    "a link with too many slashes": item("<link>https:////k.go.id/1</link>"),
    "a guid with too many slashes": item("<guid>https:////k.go.id/1</guid>"),
    "an Atom link to the page": item('<atom:link href="https://k.go.id/atom"/>'),
    "an Atom title": item("<atom:title>Atom</atom:title>"),
    "a type on a description": item('<description type="text/plain">1 &lt; 2</description>'),
    "an encoded description": item('<description mode="base64">SGFsbw==</description>'),
    "an author with a name": item("<author><name>Humas</name></author>"),
    "another root": item("<link>https://k.go.id/1</link>").replace(b"rss", b"rdf"),
    "upper case": item("<LINK>https://k.go.id/1</LINK>"),
    "an item outside the channel": item("").replace(b"</channel>", b"</channel><item><title>luar</title></item>"),
    "a very long name": item(f"<author>{'a' * 400}</author>"),
}
PLAIN = {
    "a guid that is the link": item("<guid>https://k.go.id/1</guid>"),
    "a guid that is none": item('<guid isPermaLink="false">https://k.go.id/1</guid>'),
    "a link and a guid": item("<guid>https://k.go.id/1</guid><link>https://k.go.id/2</link>"),
    "an author and a date by Dublin Core": item("<dc:creator>H</dc:creator><dc:date>2026-10-06</dc:date>"),
    "two dates": item("<dc:date>2026-10-05</dc:date><pubDate>Tue, 06 Oct 2026 05:00:00 +0700</pubDate>"),
    "content before description": item("<content:encoded>abc</content:encoded><description>xyz</description>"),
    "text in pieces": item("<description>a<![CDATA[ <p>b</p> ]]>c &lt;i&gt; <!-- d -->e</description>"),
    "a thumbnail before a picture": item('<media:thumbnail url="a.jpg"/><media:content url="b.jpg" type="IMAGE/png"/>'),
    "a sound": item('<enclosure url="https://k.go.id/a.mp3" type="audio/mpeg"/>'),
    "UTF-8 taken for Latin-1": item("<description>JumÃ¢â‚¬â„¢at â€œkafe\u0301â€\x9d Ã©</description>"),
    "Windows-1252 as controls": item("<description>Jum&#146;at &#x80;</description>"),
    "nothing in it": item("<guid/><pubDate/><description/>"),
    "an image of the channel": item("", "<image><url>u</url><title>T</title><link>https://lain.go.id</link></image>"),
    "an empty channel": b'<rss version="2.0"><channel/></rss>',
    "a word from ttl": item("", "<ttl>sebentar</ttl>"),
}


@pytest.mark.parametrize("body", UNUSUAL.values(), ids=UNUSUAL)
def test_the_unusual_is_left_to_the_judge(body):
    """And then the result is the judge's."""
    fast, judged = both(body)

    assert (is_fast(body), fast) == (False, judged)


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_the_plain_is_read_as_the_judge_reads_it(body):
    """Without the judge, and with the same result."""
    fast, judged = both(body)

    assert (is_fast(body), fast) == (True, judged)


_NAMES = [
    *("title", "link", "guid", "pubDate", "description", "author", "category", "comments", "enclosure", "source"),
    *("content:encoded", "dc:creator", "dc:date", "dc:title", "media:title", "media:content", "media:thumbnail"),
    *("media:group", "media:description", "atom:link", "atom:updated", "image", "item"),
]
_TEXTS = st.sampled_from(
    ["", " ", "satu", "https://k.go.id/1", "2026-10-06", "a &amp; b", "&#146;", "<![CDATA[<b>x</b>]]>"]
)
_ATTRIBUTES = st.sampled_from(
    ["", ' url="https://k.go.id/a.jpg"', ' type="image/png"', ' isPermaLink="true"', ' rel="self"']
)
_ELEMENTS = st.builds(
    lambda name, attributes, text: f"<{name}{attributes}>{text}</{name}>", st.sampled_from(_NAMES), _ATTRIBUTES, _TEXTS
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_ELEMENTS, max_size=6).map("".join), st.lists(_ELEMENTS, max_size=3).map("".join))
def test_any_mixture_is_read_alike(inside, around):
    """Elements in any order, number and place."""
    fast, judged = both(item(inside, around))

    assert fast == judged
