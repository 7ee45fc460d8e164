"""Lists of feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.opml import MAX_FEEDS, NotOpml, OpmlFeed, OpmlList, read_opml, write_opml
from feeds.text.normalise import plain_line
from tests.fakes.clock import NOON

A, B = OpmlFeed("https://a.example/feed/", "Kab A"), OpmlFeed("https://b.example/feed/", "Kab B")


def opml(body, head=""):
    return f'{head}<opml version="2.0"><head><title>T</title></head><body>{body}</body></opml>'.encode()


def outline(feed=A, *, name="text", key="xmlUrl"):
    return f'<outline type="rss" {name}="{feed.name}" {key}="{feed.url}"/>'


@pytest.mark.parametrize(
    ("data", "feeds"),
    [
        pytest.param(opml(outline(A) + outline(B)), (A, B), id="two feeds"),
        pytest.param(opml(""), (), id="none"),
        pytest.param(
            opml(f'<outline text="Jawa"><outline text="Barat">{outline(A)}</outline></outline>'), (A,), id="nested"
        ),
        pytest.param(opml(outline(A) + outline(OpmlFeed("http://www.a.example/feed", "Lagi"))), (A,), id="repeated"),
        pytest.param(opml(outline(A, key="xmlURL") + outline(B, key="XMLURL")), (A, B), id="any case"),
        pytest.param(opml(outline(A, name="title")), (A,), id="title instead of text"),
        pytest.param(opml('<outline xmlUrl="https://a.example/feed/"/>'), (OpmlFeed(A.url, ""),), id="no name"),
        pytest.param(b"\xef\xbb\xbf" + opml(outline(A)), (A,), id="byte order mark"),
        pytest.param(b"\n\n" + opml(outline(A), '<?xml version="1.0"?>'), (A,), id="blank lines before the prolog"),
        pytest.param(opml(outline(A)).decode().encode("utf-16"), (A,), id="UTF-16"),
        pytest.param(opml('<outline text="Halaman" htmlUrl="https://a.example/"/>'), (), id="a link that is no feed"),
    ],
)
def test_reading_a_list(data, feeds):
    """Feeds in order, without repeats, wherever they stand."""
    assert read_opml(data) == OpmlList(feeds)


def test_addresses_that_are_none_are_named():
    """The rest of the list is read all the same."""
    bad = ["ftp://a.example/", "javascript:alert(1)", "a.example/feed", "http://[", "http://a.example:99999/"]
    body = outline(A) + "".join(f'<outline xmlUrl="{url}"/>' for url in bad)

    assert read_opml(opml(body)) == OpmlList((A,), tuple(bad))


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "not well-formed", id="empty"),
        pytest.param(b"halo", "not well-formed", id="words"),
        pytest.param(opml(outline())[:-10], "not well-formed", id="cut off"),
        pytest.param(b"<rss/>", "no OPML", id="a feed"),
        pytest.param(opml(outline(), BOMB), "document type", id="entities"),
        pytest.param(opml(outline(), '<!DOCTYPE opml SYSTEM "file:///etc/passwd">'), "document type", id="a file"),
        pytest.param(opml("<outline>" * 100 + "</outline>" * 100), "nested deeper", id="depth"),
        pytest.param(b"<opml>" + b" " * 6_000_000, "larger than 5 MiB", id="size"),
        pytest.param(b'<?xml version="1.0" encoding="punycode"?><opml/>', "not well-formed", id="a codec"),
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


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(data):
    """Whatever a file holds."""
    assert isinstance(read_opml(data), (OpmlList, NotOpml))


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=40)


@given(st.lists(NAMES, max_size=20))
def test_what_is_written_is_read_back(names):
    """Names with any signs survive, the feeds stay in order."""
    feeds = tuple(OpmlFeed(f"https://a.example/{n}?x=1&y=<2>", name) for n, name in enumerate(names))

    back = read_opml(write_opml(feeds, NOON))

    assert [feed.url for feed in back.feeds] == [feed.url for feed in feeds]
    assert [feed.name for feed in back.feeds] == [plain_line(feed.name or feed.url) for feed in feeds]


@pytest.mark.captured
def test_a_captured_list_is_read(shared_data):
    """A list of Indonesian sites, as somebody published it."""
    result = read_opml((shared_data / "feeds" / "indonesia" / "Indonesia.opml").read_bytes())

    assert isinstance(result, OpmlList)
    assert len(result.feeds) == 4
    assert all(feed.name for feed in result.feeds)
