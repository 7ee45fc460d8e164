"""Feeds that somebody wrote to hurt a reader: each a name and a document. Made by code, a megabyte at most where it can be.

The forms are those that have stalled, blown up or crashed feed parsers and XML libraries in public; see
docs/decisions/004.
"""

from __future__ import annotations

HEAD = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Kab</title>'
TAIL = "</channel></rss>"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
N = 100_000


def rss(body: str) -> bytes:
    """A channel with something in it."""
    return f"{HEAD}{body}{TAIL}".encode("utf-8", "surrogatepass")


def one(body: str) -> bytes:
    """A channel with one entry."""
    return rss(f"<item><title>Satu</title><link>https://kab.example/1</link>{body}</item>")


def deep(name: str, depth: int) -> str:
    """Elements inside one another."""
    return f"<{name}>" * depth + f"</{name}>" * depth


def doctype(entities: str, use: str) -> bytes:
    """A document type with entities, and a use of one."""
    return f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel><title>{use}</title></channel></rss>'.encode()


def lol(levels: int, times: int) -> str:
    """Entities that stand for many of the one before."""
    first = '<!ENTITY l0 "aaaaaaaaaa">'
    return first + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * times}">' for n in range(1, levels))


def _regular_expressions() -> dict[str, bytes]:
    """Texts over which a careless regular expression takes quadratic or exponential time."""
    return {
        "author of letters": one(f"<author>{'a' * N}</author>"),
        "author of at signs": one(f"<author>{'@' * N}</author>"),
        "author almost an address": one(f"<author>{'a.' * N}@</author>"),
        "author with brackets": one(f"<author>a@b.c {'(' * N}</author>"),
        "ten authors": one("".join(f"<dc:creator>{'b' * 20_000}</dc:creator>" for _ in range(10))),
        "comment openings": one(f"<description>{'<!--' * N}</description>".replace("<!--", "&lt;!--")),
        "raw comment openings": rss("<!--" * N),
        "tag openings": one(f"<description><![CDATA[{'<a' * N}]]></description>"),
        "attribute openings": one(f"<description><![CDATA[<img {'x=' * N}>]]></description>"),
        "quotes": one(f"<description><![CDATA[<a href={chr(34) * N}]]></description>"),
        "CDATA openings": one(f"<description>{'<![CDATA[' * 50_000}</description>"),
        "CDATA ends": one(f"<description>{']]&gt;' * N}</description>"),
        "processing instructions": rss("<?x " * N),
        "doctype openings": b"<!DOCTYPE " * 50_000 + rss(""),
        "entity openings": rss("<!ENTITY " * 50_000),
        "ampersands": one(f"<description>{'&' * 1_000_000}</description>"),
        "escaped ampersands": one(f"<description>{'&amp;' * 200_000}</description>"),
        "ampersand words": one(f"<description>{'&a' * 300_000}</description>"),
        "numeric references": one(f"<description>{'&#60;' * 200_000}</description>"),
        "open numeric references": one(f"<description>{'&#x' * 200_000}</description>"),
        "spaces in a date": one(f"<pubDate>{' ' * N}</pubDate>"),
        "digits in a date": one(f"<pubDate>{'1' * N}</pubDate>"),
        "colons in a date": one(f"<pubDate>{'1:' * N}</pubDate>"),
        "spaces in a link": one(f"<link>{' ' * N}x</link>"),
        "dots in a link": one(f"<link>https://{'a.' * N}</link>"),
        "dot segments in a link": one(f"<link>https://kab.example/{'../' * N}</link>"),
        "percent signs in a link": one(f"<link>https://kab.example/{'%' * N}</link>"),
        "brackets in a link": one(f"<link>http://{'[' * N}</link>"),
        "spaces in a title": one(f"<title>{' ' * 500_000}</title>"),
        "nested quotes in a title": one(f"<title>{'“' * N}</title>"),
        "a prolog without end": b"<?xml " + b"a" * 1_000_000,
        "an encoding without end": b'<?xml version="1.0" encoding="' + b"u" * 500_000,
    }


def _sizes() -> dict[str, bytes]:
    """Too much of something."""
    attributes = " ".join(f'a{n}="1"' for n in range(N))
    names = " ".join(f'xmlns:n{n}="u{n}"' for n in range(20_000))
    return {
        "100,000 attributes": rss(f"<item {attributes}><title>Satu</title></item>"),
        "100,000 attributes in HTML": one(f"<description><![CDATA[<p {attributes}>x</p>]]></description>"),
        "20,000 namespaces": f'<rss version="2.0" {names}><channel><title>K</title></channel></rss>'.encode(),
        "200,000 nested elements": rss(deep("a", 200_000)),
        "20,000 nested items": rss(deep("item", 20_000)),
        "20,000 nested channels": deep("channel", 20_000).encode(),
        "20,000 entries": rss("<item><title>x</title><guid>1</guid></item>" * 20_000),
        "200,000 empty entries": rss("<item/>" * 200_000),
        "50,000 contents": one("<content:encoded>x</content:encoded>" * 50_000).replace(
            b"<rss ", f"<rss {NAMESPACES} ".encode()
        ),
        "50,000 categories": one("<category>x</category>" * 50_000),
        "50,000 enclosures": one('<enclosure url="https://kab.example/a.jpg" type="image/jpeg"/>' * 20_000),
        "50,000 thumbnails": one('<media:thumbnail url="x"/>' * 50_000).replace(
            b"<rss ", f"<rss {NAMESPACES} ".encode()
        ),
        "a title of a megabyte": one(f"<title>{'judul ' * 170_000}</title>"),
        "a guid of a megabyte": one(f"<guid>{'g' * 1_000_000}</guid>"),
        "a link of a megabyte": one(f"<link>https://kab.example/{'l' * 1_000_000}</link>"),
        "a word of a megabyte": one(f"<description>{'x' * 1_000_000}</description>"),
        "a name of a megabyte": rss(f"<{'n' * 1_000_000}/>"),
        "an attribute of a megabyte": rss(f'<item a="{"v" * 1_000_000}"/>'),
        "a namespace of a megabyte": f'<rss xmlns:x="{"u" * 1_000_000}"><channel/></rss>'.encode(),
        "100,000 nested divs": one(f"<description><![CDATA[{deep('div', N)}]]></description>"),
        "100,000 nested lists": one(f"<description><![CDATA[{'<ul><li>' * N}]]></description>"),
        "100,000 nested tables": one(f"<description><![CDATA[{'<table><tr><td>' * 60_000}]]></description>"),
        "100,000 open formatting tags": one(f"<description><![CDATA[{'<b><i><font>' * 60_000}]]></description>"),
        "100,000 breaks": one(f"<description><![CDATA[{'<br>' * N}]]></description>"),
        "a million line breaks": one("<description>" + "\n" * 1_000_000 + "</description>"),
    }


def _entities() -> dict[str, bytes]:
    """Entities that grow, or read what is not theirs."""
    return {
        "billion laughs": doctype(lol(10, 10), "&l9;"),
        "quadratic blow-up": doctype(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 5_000),
        "an entity of itself": doctype('<!ENTITY a "&a;">', "&a;"),
        "entities in a circle": doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "a file": doctype('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;"),
        "a parameter file": doctype('<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;', "x"),
        "a web address": doctype('<!ENTITY a SYSTEM "http://127.0.0.1:1/">', "&a;"),
        "an outer document type": b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd"><rss><channel/></rss>',
        "laughs on the prolog's line": b'<?xml version="1.0"?>' + doctype(lol(8, 12), "&l7;")[21:],
        "undeclared entities": one("<description>" + "&nope;" * 50_000 + "</description>"),
        "entities in attributes": doctype(lol(9, 10), "").replace(b"<title></title>", b'<item a="&l8;"/>'),
        "100,000 entity declarations": doctype("".join(f'<!ENTITY e{n} "x">' for n in range(50_000)), "&e1;"),
    }


def _bytes() -> dict[str, bytes]:
    """Charsets and bytes that are none."""
    text = one("<description>Jum’at</description>").decode()
    declared = {
        label: text.replace("UTF-8", label, 1).encode()
        for label in (
            "punycode",
            "idna",
            "utf-7",
            "zlib",
            "rot13",
            "unicode_escape",
            "undefined",
            "utf-32",
            "hex",
            "mbcs",
        )
    }
    return {f"charset {label}": body for label, body in declared.items()} | {
        "punycode of 600 kB": b'<?xml version="1.0" encoding="punycode"?><rss>' + b"a-" * 300_000 + b"</rss>",
        "UTF-7 that hides markup": b'<?xml version="1.0" encoding="utf-7"?><rss>+ADw-item+AD4-</rss>',
        "UTF-32": text.encode("utf-32"),
        "UTF-16 without mark": text.encode("utf-16-le"),
        "UTF-16 cut in a letter": text.encode("utf-16")[:-1],
        "surrogate references": one("<description>&#xD800;&#xDFFF;&#55296;</description>"),
        "lone surrogates": one("<description>\ud800</description>"),
        "NUL bytes": one("<description>" + "\x00" * N + "</description>"),
        "control characters": one("<title>" + "".join(map(chr, range(32))) + "</title>"),
        "noncharacters": one("<title>\ufffe\uffff\U0010ffff</title>"),
        "references beyond Unicode": one("<title>&#x110000;&#99999999999;&#x;&#;</title>"),
        "half UTF-8": rss("")[:60] + b"\xff\xfe\xc0\x80\xe2\x82" + rss("")[60:],
        "only high bytes": bytes(range(128, 256)) * 5_000,
        "random-looking bytes": bytes((n * 7919) % 256 for n in range(500_000)),
        "right-to-left marks": one("<title>" + "\u202e\u2066\u200f" * 20_000 + "</title>"),
        "combining marks": one("<title>a" + "\u0301" * N + "</title>"),
        "zero-width joiners": one("<title>" + "\u200d" * N + "</title>"),
        "a path": b"/etc/hostname",
        "a web address as body": b"http://127.0.0.1:1/feed",
        "gzip that was not announced": b"\x1f\x8b\x08\x00" + b"\x00" * 1000,
        "a zip file": b"PK\x03\x04" + b"\x00" * 1000,
        "JSON a hundred thousand deep": b"[" * N,
    }


def _broken() -> dict[str, bytes]:
    """A good feed, broken off or bent at many places."""
    good = one("<description><![CDATA[<p>Isi &amp; lagi</p>]]></description><guid>1</guid>")
    cut = {f"cut at {percent} %": good[: len(good) * percent // 100] for percent in range(5, 100, 10)}
    return cut | {
        "tags in the wrong order": rss("<item><title>a<link>b</title></link></item>"),
        "two roots": good + good,
        "a closing tag too many": good + b"</rss></rss>",
        "only an opening": b"<rss>",
        "a feed inside a feed": rss(good.decode().partition("?>")[2]),
        "HTML after the feed": good + b"<html><body>" + b"<p>x</p>" * 50_000,
        "script after the feed": good + b"<script>" * 50_000,
        "an undeclared prefix": rss("<item><zzz:title>x</zzz:title></item>"),
    }


#: Name and document of each.
HOSTILE_FEEDS: dict[str, bytes] = _regular_expressions() | _sizes() | _entities() | _bytes() | _broken()
