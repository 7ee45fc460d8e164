"""What a page tells of its site's feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import PageHints
from feeds.parse.page import read_page

URL = "https://kab.example/"
FEED = "https://kab.example/feed/"


def link(href="/feed/", kind="application/rss+xml", rel="alternate", title="Kab"):
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}" />'


def feeds(html, url=URL):
    return read_page(html.encode(), url).feeds


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(link(), [FEED], id="rss"),
        pytest.param(link("https://kab.example/atom.xml", "application/atom+xml"), ["https://kab.example/atom.xml"], id="atom"),
        pytest.param(link("/feed.json", "application/feed+json"), ["https://kab.example/feed.json"], id="JSON Feed"),
        pytest.param(link("/wp-json/wp/v2/pages/2", "application/json"), [], id="a page's JSON"),
        pytest.param(link("/rss.xml", "text/xml"), ["https://kab.example/rss.xml"], id="vague type, feed's name"),
        pytest.param(link("/data.xml", "text/xml"), [], id="vague type, other name"),
        pytest.param(link(kind="application/rss+xml; charset=utf-8"), [FEED], id="type with charset"),
        pytest.param(link(rel="ALTERNATE home", kind="Application/RSS+XML"), [FEED], id="letter case"),
        pytest.param(link(rel="stylesheet"), [], id="no alternate"),
        pytest.param(link().replace('"', "'"), [FEED], id="single quotes"),
        pytest.param("<LINK REL=alternate TYPE=application/rss+xml HREF=/feed/>", [FEED], id="no quotes"),
        pytest.param(link("/feed/?a=1&amp;b=2"), ["https://kab.example/feed/?a=1&b=2"], id="escaped ampersand"),
        pytest.param(link(title="a > b"), [FEED], id="sign in a title"),
        pytest.param(link("/comments/feed/") + link(), [FEED], id="comments by path"),
        pytest.param(link("/x/feed/", title="Kab » Umpan Komentar") + link(), [FEED], id="comments by title"),
        pytest.param(link("/category/berita/feed/") + link(), [FEED, "https://kab.example/category/berita/feed/"], id="the whole before a part"),
        pytest.param(link("/portal/feed/") + link(), [FEED, "https://kab.example/portal/feed/"], id="nearest to the root"),
        pytest.param(link("/feed/atom/", "application/atom+xml") + link("/feed/rss/"), ["https://kab.example/feed/rss/", "https://kab.example/feed/atom/"], id="rss before atom"),
        pytest.param(link() * 3, [FEED], id="thrice"),
        pytest.param(link("https://slot.example/feed/"), [], id="foreign domain"),
        pytest.param(link("https://berita.kab.example/feed/"), ["https://berita.kab.example/feed/"], id="own subdomain"),
        pytest.param(link("http://kab.example/feed/"), [FEED], id="http on an https page"),
        pytest.param(link("javascript:x"), [], id="script"),
        pytest.param(link("https://[kab/feed/"), [], id="broken address"),
        pytest.param('<base href="https://kab.example/portal/">' + link("feed/"), ["https://kab.example/portal/feed/"], id="base"),
        pytest.param('<base href="https://slot.example/">' + link("feed/"), [], id="foreign base"),
        pytest.param(f"<!-- {link()} -->", [], id="in a comment"),
        pytest.param(f"<script>var a = '{link()}';</script>", [], id="in a script"),
        pytest.param(f"<script>var a</script>{link()}", [FEED], id="after a script"),
        pytest.param('<a href="/rss">RSS</a>', ["https://kab.example/rss"], id="link in the text"),
        pytest.param('<a href="/?feed=rss2">RSS</a>', ["https://kab.example/?feed=rss2"], id="query in the text"),
        pytest.param('<a href="/index.php?format=feed&amp;type=rss">x</a>', ["https://kab.example/index.php?format=feed&type=rss"], id="Joomla"),
        pytest.param('<a href="/feedback/">x</a><a href="/rssi">y</a>', [], id="feedback is no feed"),
        pytest.param('<a href="/rss">x</a>' + link("/berita/feed/"), ["https://kab.example/berita/feed/", "https://kab.example/rss"], id="declared first"),
        pytest.param("", [], id="nothing"),
        pytest.param("<link rel='alternate", [], id="ends in a tag"),
    ],
)  # fmt: skip
def test_feeds_of_a_page(html, expected):
    """Declared ones first, of the whole site first, of its own domain only."""
    assert feeds(html) == tuple(expected)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://kab.example/jalan-ditutup/", [FEED], id="a post: answers to it"),
        pytest.param("https://kab.example/category/berita/", [FEED, "{url}feed/"], id="a category: after the whole"),
    ],
)
def test_feeds_below_the_page(url, expected):
    """What hangs below a post is no news; what hangs below a category is."""
    assert feeds(link(f"{url}feed/") + link(), url) == tuple(one.format(url=url) for one in expected)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param('<meta name="generator" content="WordPress 6.8">', PageHints(wordpress=True), id="generator"),
        pytest.param('<meta name="generator" content="Joomla!">', PageHints(), id="another generator"),
        pytest.param('<link rel="https://api.w.org/" href="https://kab.example/wp-json/">', PageHints(rest="https://kab.example/wp-json/", wordpress=True), id="interface"),
        pytest.param('<link rel="https://api.w.org/" href="https://kab.example/index.php?rest_route=/">', PageHints(rest="https://kab.example/index.php?rest_route=/", wordpress=True), id="interface without pretty addresses"),
        pytest.param('<link rel="https://api.w.org/" href="https://slot.example/wp-json/">', PageHints(), id="foreign interface"),
        pytest.param("<title> Pemkab\n &quot;Sukamaju&quot; </title><svg><title>x</title></svg>", PageHints(title='Pemkab "Sukamaju"'), id="title"),
    ],
)  # fmt: skip
def test_signs_of_a_page(html, expected):
    """What made it, where its interface is, what it is called."""
    assert read_page(html.encode(), URL) == expected


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<link " + 'rel="x" ' * 100_000 + ">", id="attributes"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<script>" * 100_000, id="scripts"),
        pytest.param("<a href=" + "'" * 100_000, id="quotes"),
        pytest.param('<a x="' * 100_000, id="open quotes"),
        pytest.param("<" * 500_000, id="brackets"),
        pytest.param("<a " + " " * 500_000, id="spaces"),
        pytest.param('<a href="/' + "feed/" * 100_000 + '">', id="long path"),
        pytest.param("<div>" * 200_000, id="depth"),
        pytest.param('<a href="/rss">' * 50_000, id="links"),
    ],
)
def test_a_hostile_page_has_no_more_hints_than_we_take(html):
    """The test's own time limit is the process's: each is read in a fraction of a second."""
    assert len(feeds(html)) <= 10


@given(st.text(alphabet="<>/='\" !-abhlinkref&;\x00\ud800", max_size=200))
def test_any_text_is_read(text):
    """Whatever a page is, there is an answer."""
    assert isinstance(read_page(text.encode("utf-8", "surrogatepass"), URL), PageHints)
