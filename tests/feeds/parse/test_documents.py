"""Documents of every kind through the worker: told apart, and survived."""

import json

import pytest

from feeds.model import FeedData, NotAFeed, PageHints, Sitemaps
from feeds.parse.parser import Parser
from feeds.parse.sniff import kind_of

URL = "https://kab.example/"
RSS = b'<rss version="2.0"><channel><title>Kab</title><item><title>Jalan</title></item></channel></rss>'
POSTS = json.dumps(
    [{"id": 1, "link": f"{URL}1/", "title": {"rendered": "Jalan"}, "content": {"rendered": "<p>Isi</p>"}}]
).encode()
FEED = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Jalan"}]}'
NEWS = b"<urlset><url><loc>https://kab.example/1/</loc><news:news><news:title>Jalan</news:title></news:news></url></urlset>"
INDEX = b"<sitemapindex><sitemap><loc>https://kab.example/news.xml</loc></sitemap></sitemapindex>"
WARNING = b"<br />\n<b>Warning</b>: Undefined variable in /home/kab/x.php on line 5\n"


@pytest.fixture
async def parser():
    parser = Parser("Asia/Jakarta", time_limit=20.0)
    yield parser
    await parser.close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(RSS, "xml", id="RSS"),
        pytest.param(b"\xef\xbb\xbf\n " + POSTS, "json", id="posts"),
        pytest.param(WARNING + POSTS, "json", id="posts behind a warning"),
        pytest.param(FEED, "json", id="JSON Feed"),
        pytest.param(NEWS, "sitemap", id="sitemap"),
        pytest.param(b"<?xml version='1.0'?><?xml-stylesheet href='x'?>" + INDEX, "sitemap", id="index"),
        pytest.param(RSS.replace(b"Jalan", b"<![CDATA[<urlset >]]>"), "xml", id="RSS that speaks of sitemaps"),
        pytest.param(WARNING + RSS, "xml", id="RSS behind a warning"),
        pytest.param(b"<html></html>", "xml", id="page"),
        pytest.param(b"", "xml", id="nothing"),
    ],
)
def test_kinds_of_documents(body, kind):
    """By their first signs."""
    assert kind_of(body) == kind


@pytest.mark.parametrize("body", [RSS, POSTS, WARNING + POSTS, FEED, NEWS])
async def test_every_kind_is_read_and_skimmed(parser, body):
    """The same entry by either way; a skimmed one leaves its content in the worker."""
    opened, skimmed = await parser.open(body, URL), await parser.skim(body, URL)

    assert [entry.title for entry in opened.entries] == [entry.title for entry in skimmed.entries] == ["Jalan"]
    assert await parser.read(opened.entries) == await parser.read(skimmed.entries)
    assert [entry.html for entry in skimmed.entries] == [""]


async def test_an_index_and_a_page(parser):
    """They are no feeds, and lead to some."""
    assert await parser.open(INDEX, URL) == Sitemaps(("https://kab.example/news.xml",))
    assert await parser.hints(b"<title>Kab</title><a href='/rss'>RSS</a>", URL) == PageHints(
        (f"{URL}rss",), title="Kab"
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 5_000_000, id="5 million brackets"),
        pytest.param(b'{"a":' * 1_000_000, id="a million objects"),
        pytest.param(b"[" + b"9" * 5_000_000 + b"]", id="a number of 5 million digits"),
        pytest.param(b"[" + b"0," * 2_000_000 + b"0]", id="2 million numbers"),
        pytest.param(b"[" + b'{"id":1},' * 500_000 + b"{}]", id="half a million objects"),
        pytest.param(b'{"version":"https://jsonfeed.org/version/1","items":"' + b"\\ud800" * 800_000 + b'"}', id="surrogates"),
        pytest.param(b'[{"id":' * 500_000, id="beginnings"),
        pytest.param(b"<urlset>" + b"<url>" * 900_000, id="a deep sitemap"),
        pytest.param(b"<urlset>" + b"<url><loc>x</loc></url>" * 200_000, id="a long sitemap"),
        pytest.param(b"<urlset>" + b"&a;" * 1_500_000, id="entities"),
        pytest.param(b"<urlset " + b"a='' " * 900_000, id="attributes"),
        pytest.param(b"<urlset><!--" + b"<!--" * 1_200_000, id="comments"),
    ],
)  # fmt: skip
async def test_hostile_documents_are_no_feeds(parser, body):
    """A reason comes back, and the worker reads the next document."""
    result = await parser.open(body, URL)

    assert isinstance(result, NotAFeed)
    assert isinstance(await parser.open(POSTS, URL), FeedData)
