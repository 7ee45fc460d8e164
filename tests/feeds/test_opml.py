"""Lists of feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.opml import MAX_ELEMENTS, MAX_FEEDS, NotOpml, OpmlFeed, OpmlList, RefusedFeed, read_opml, write_opml
from feeds.text.normalise import plain_line
from feeds.web.guard import AddressGuard
from tests.fakes.clock import NOON

A, B = OpmlFeed("https://a.example/feed/", "Kab A"), OpmlFeed("https://b.example/feed/", "Kab B")


def opml(body, head=""):
    return f'{head}<opml version="2.0"><head><title>T</title></head><body>{body}</body></opml>'.encode()


def outline(feed=A, *, name="text", key="xmlUrl"):
    return f'<outline type="rss" {name}="{feed.name}" {key}="{feed.url}"/>'


def named(name, charset, declared):
    """A list with one feed whose name has letters beyond ASCII."""
    head = f'<?xml version="1.0"{f" encoding={declared!r}" if declared else ""}?>'
    return opml(outline(OpmlFeed(A.url, name)), head).decode().encode(charset)


@pytest.mark.parametrize(
    ("data", "feeds"),
    [
        pytest.param(opml(outline(A) + outline(B)), (A, B), id="two feeds"),
        pytest.param(opml(""), (), id="none"),
        pytest.param(
            opml(f'<outline text="Jawa"><outline text="Barat">{outline(A)}</outline></outline>'), (A,), id="nested"
        ),
        pytest.param(opml(f'<outline text="Kab A" xmlUrl="{A.url}">{outline(B)}</outline>'), (A, B), id="in a feed"),
        pytest.param(opml(outline(A, key="xmlURL") + outline(B, key="XMLURL")), (A, B), id="any case"),
        pytest.param(opml(outline(A)).replace(b"outline", b"OUTLINE").replace(b"opml", b"OPML"), (A,), id="loud tags"),
        pytest.param(opml(outline(A, name="title")), (A,), id="title instead of text"),
        pytest.param(
            opml(f'<outline text="Judul lama" title="Kab A" xmlUrl="{A.url}"/>'), (A,), id="title before text"
        ),
        pytest.param(opml(f'<outline text="Kab A" title=" " xmlUrl="{A.url}"/>'), (A,), id="text for an empty title"),
        pytest.param(opml(f'<outline xmlUrl="{A.url}"/>'), (OpmlFeed(A.url, "a.example"),), id="no name, the host"),
        pytest.param(opml(f'<outline text="Kab&#10; &#x200b;A" xmlUrl=" {A.url} "/>'), (A,), id="blanks in both"),
        pytest.param(
            opml(f'<outline text="{"x" * 300}" xmlUrl="{A.url}"/>'), (OpmlFeed(A.url, "x" * 200),), id="endless name"
        ),
        pytest.param(
            opml('<outline text="K" xmlUrl="https://a.example/?a=1&amp;b=2"/>'),
            (OpmlFeed("https://a.example/?a=1&b=2", "K"),),
            id="a query",
        ),
        pytest.param(opml('<outline text="Kab A" xmlUrl="feed:https://a.example/feed/"/>'), (A,), id="feed:https:"),
        pytest.param(
            opml('<outline text="Kab A" xmlUrl="feed://a.example/feed/"/>'),
            (OpmlFeed("http://a.example/feed/", "Kab A"),),
            id="feed:",
        ),
        pytest.param(opml('<outline text="Halaman" htmlUrl="https://a.example/"/>'), (), id="a link that is no feed"),
        pytest.param(opml(f'<outline type="link" text="X" url="{A.url}"/>'), (), id="a link to another list"),
        pytest.param(b"\xef\xbb\xbf" + opml(outline(A)), (A,), id="byte order mark"),
        pytest.param(b"\n\n" + opml(outline(A), '<?xml version="1.0"?>'), (A,), id="blank lines before the prolog"),
        pytest.param(opml(outline(A)).decode().encode("utf-16"), (A,), id="UTF-16"),
        pytest.param(opml(outline(A)).decode().encode("utf-16-le"), (A,), id="UTF-16 without a mark"),
        *(
            pytest.param(named("Kab Réa – “Baru”", charset, declared), (OpmlFeed(A.url, "Kab Réa – “Baru”"),), id=name)
            for name, charset, declared in (
                ("UTF-8", "utf-8", "UTF-8"),
                ("UTF-8 undeclared", "utf-8", None),
                ("UTF-8 declared as Latin-1", "utf-8", "ISO-8859-1"),
                ("Windows-1252", "cp1252", "windows-1252"),
                ("Windows-1252 declared as Latin-1", "cp1252", "ISO-8859-1"),
                ("Windows-1252 declared as UTF-8", "cp1252", "UTF-8"),
                ("Windows-1252 undeclared", "cp1252", None),
                ("Windows-1252 declared as no charset at all", "cp1252", "punycode"),
                ("Windows-1252 declared as nonsense", "cp1252", "x-none"),
            )
        ),
        pytest.param(named("Каб", "cp1251", "windows-1251"), (OpmlFeed(A.url, "Каб"),), id="Windows-1251"),
    ],
)
def test_reading_a_list(data, feeds):
    """Feeds in order, wherever they stand and however they are written."""
    assert read_opml(data) == OpmlList(feeds)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://a.example/feed/", id="http"),
        pytest.param("https://www.a.example/feed/", id="www"),
        pytest.param("https://A.example/feed", id="no slash, another case"),
        pytest.param("https://a.example:443/feed/#x", id="port and fragment"),
        pytest.param("https://a.example/feed/?utm_source=x", id="trackers"),
    ],
)
def test_a_feed_under_two_spellings_is_one(url):
    """The first one stands, the others are counted."""
    assert read_opml(opml(outline(A) + outline(OpmlFeed(url, "Lagi")) + outline(A))) == OpmlList((A,), (), 2)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("ftp://a.example/", "not an absolute http or https address", id="not the web"),
        pytest.param("javascript:alert(1)", "not an absolute http or https address", id="a script"),
        pytest.param("a.example/feed", "not an absolute http or https address", id="no scheme"),
        pytest.param("/feed/", "not an absolute http or https address", id="relative"),
        pytest.param("http://a.example:99999/", "not a well-formed web address", id="no port"),
        pytest.param("http://127.0.0.1/feed/", "127.0.0.1 is not a public address (loopback)", id="this machine"),
        pytest.param("http://10.0.0.1/feed/", "10.0.0.1 is not a public address (private)", id="an address inside"),
        pytest.param("http://localhost/", "localhost is not a public name", id="a name inside"),
        pytest.param("https://a.example:22/", "port 22 is not a web port", id="another port"),
    ],
)
def test_addresses_that_we_would_never_poll(url, reason):
    """Named with their line and the reason; the rest of the list is read all the same."""
    data = opml(f'\n{outline(A)}\n<outline xmlUrl="{url}"/>\n')

    assert read_opml(data) == OpmlList((A,), (RefusedFeed(url, reason, 3),))


def test_the_operators_door_is_open_here_too():
    """A host that may be polled may be listed."""
    feed = OpmlFeed("http://127.0.0.1:8081/feed/", "Uji")

    assert read_opml(opml(outline(feed)), AddressGuard({"127.0.0.1:8081"})) == OpmlList((feed,))


def test_a_password_is_refused_and_not_repeated():
    """It would be shown to whoever lists the feeds, and it is never sent."""
    result = read_opml(opml('<outline xmlUrl="https://ani:hush@a.example/feed/"/>'))

    assert [feed.url for feed in result.refused] == ["https://...@a.example/feed/"]
    assert result.feeds == ()


def test_an_outline_that_calls_itself_a_feed_needs_an_address():
    """A folder does not."""
    result = read_opml(opml('<outline type="rss" text="X"/><outline text="Jawa"/>'))

    assert result == OpmlList((), (RefusedFeed("", "the outline has no xmlUrl", 1),))


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\t ", "is empty", id="blanks"),
        pytest.param(b"halo", "not well-formed XML: syntax error, line 1", id="words"),
        pytest.param(opml("\n" + outline())[:-10], "line 2", id="cut off"),
        pytest.param(opml(outline() + "<outline>"), "mismatched tag", id="a tag that is never closed"),
        pytest.param(opml("<outline text='a' text='b'/>"), "duplicate attribute", id="an attribute twice"),
        pytest.param(opml("&nbsp;"), "undefined entity", id="an entity of HTML"),
        pytest.param(b"<rss/>", "one feed (RSS)", id="an RSS feed"),
        pytest.param(b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "one feed (Atom)", id="an Atom feed"),
        pytest.param(b"<html/>", "a web page", id="a page"),
        pytest.param(b"<kml/>", "begins with <kml>", id="something else"),
        pytest.param(opml(outline(), BOMB), "document type", id="entities"),
        pytest.param(opml(outline(), '<!DOCTYPE opml SYSTEM "file:///etc/passwd">'), "document type", id="a file"),
        pytest.param(
            opml(outline(), '<!DOCTYPE opml [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]>'),
            "document type",
            id="a parameter entity",
        ),
        pytest.param(opml("<outline>" * 100 + "</outline>" * 100), "nested deeper", id="depth"),
        pytest.param(b"<opml>" + b"<x/>" * MAX_ELEMENTS + b"</opml>", "more than 50000 elements", id="elements"),
        pytest.param(b"<opml>" + b" " * 6_000_000, "read up to", id="size"),
        pytest.param('<opml a="\ud800"/>'.encode("utf-16-le", "surrogatepass"), "not well-formed", id="a surrogate"),
        pytest.param(
            opml("".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(MAX_FEEDS + 1))),
            "split it",
            id="count",
        ),
    ],
)
def test_what_is_no_list(data, reason):
    """A sentence instead of an exception."""
    result = read_opml(data)

    assert isinstance(result, NotOpml)
    assert reason in result.reason


def test_a_list_as_long_as_it_may_be():
    """Five thousand feeds with titles."""
    feeds = tuple(OpmlFeed(f"https://{n}.example/feed/", f"Kabupaten {n}") for n in range(MAX_FEEDS))

    assert read_opml(write_opml(feeds, NOON)) == OpmlList(feeds)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(data):
    """Whatever a file holds."""
    assert isinstance(read_opml(data), (OpmlList, NotOpml))


@given(
    st.binary(max_size=100), st.sampled_from(["", '<?xml version="1.0" encoding="utf-7"?>', '<?xml version="1.1"?>'])
)
def test_any_bytes_in_a_list_give_an_answer(data, head):
    """Behind a good beginning, too."""
    assert isinstance(read_opml(head.encode() + b'<opml><outline xmlUrl="' + data), NotOpml)


NAMES = st.text(max_size=40)


@given(st.lists(NAMES, max_size=20))
def test_what_is_written_is_read_back(names):
    """Names with any signs survive as far as they can be shown, the feeds stay in order."""
    feeds = tuple(OpmlFeed(f"https://a.example/{n}?x=1&y=<2>", name) for n, name in enumerate(names))

    back = read_opml(write_opml(feeds, NOON))

    assert back == OpmlList(tuple(OpmlFeed(feed.url, plain_line(feed.name) or "a.example") for feed in feeds))
    assert read_opml(write_opml(back.feeds, NOON)) == back


def test_what_is_written_is_opml_2():
    """Head with a date of RFC 822, outlines with text, type and address."""
    assert write_opml([OpmlFeed(A.url, 'Kab "A" & <B>')], NOON).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>Kentongan</title>\n"
        "    <dateCreated>Tue, 06 Oct 2026 05:00:00 GMT</dateCreated>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text=\'Kab "A" &amp; &lt;B&gt;\' title=\'Kab "A" &amp; &lt;B&gt;\''
        f' xmlUrl="{A.url}"/>\n'
        "  </body>\n"
        "</opml>\n"
    )


@pytest.mark.captured
def test_a_captured_list_is_read(shared_data):
    """A list of Indonesian sites, as somebody published it."""
    result = read_opml((shared_data / "feeds" / "indonesia" / "Indonesia.opml").read_bytes())

    assert isinstance(result, OpmlList)
    assert len(result.feeds) == 4
    assert all(feed.name for feed in result.feeds)
    assert result.refused == ()
