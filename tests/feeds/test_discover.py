"""A site's address is enough: what is found, what is asked for on the way, and what is refused."""

import pytest

from feeds import ladder
from feeds.discover import MOST_REQUESTS, Found, NotFound, discover, places
from feeds.model import PageHints
from feeds.parse.parser import Parser
from feeds.trial import try_feed, try_this
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.website import serve_site
from tests.fakes.wordpress import ERROR_PAGE, serve_wordpress

HTML = "text/html"
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
    "<item><title>Jalan ditutup</title><link>https://kab.example/1/</link></item></channel></rss>"
)
FEED = RSS.format(title="Kab")
SILENT = '<?xml version="1.0"?><rss version="2.0"><channel><title>Belum ada</title></channel></rss>'
NEWS = (
    "<urlset><url><loc>https://kab.example/1/</loc><news:news><news:publication><news:name>Kab N</news:name>"
    "</news:publication><news:title>Jalan ditutup</news:title></news:news></url></urlset>"
)
JSON_FEED = '{"version":"https://jsonfeed.org/version/1.1","title":"Kab J","items":[{"id":"1","content_text":"Jalan"}]}'


@pytest.fixture
async def parser():
    parser = Parser("Asia/Jakarta")
    yield parser
    await parser.close()


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
async def wordpress():
    async with serve_wordpress(10) as site:
        yield site


@pytest.fixture
async def fetcher(site, wordpress):
    async with Fetcher(
        user_agent="Kentongan-test/0 (+https://kentongan.example)",
        allow_private_hosts=frozenset({site.host, wordpress.host}),
        limits=Limits(total=10.0, host_gap=0.0),
    ) as fetcher:
        yield fetcher


def alternate(href, title="Kab"):
    return f'<html><head><link rel="alternate" type="application/rss+xml" title="{title}" href="{href}"></head></html>'


@pytest.mark.parametrize(
    ("pages", "asked", "found", "requests"),
    [
        pytest.param({"/feed/": FEED}, "/feed/", ("/feed/", "Kab", "rss"), 1, id="the feed itself"),
        pytest.param({"/kosong/": SILENT, "/feed/": FEED}, "/kosong/", ("/kosong/", "Belum ada", "rss"), 1, id="a feed that is still empty"),
        pytest.param({"/": JSON_FEED}, "/", ("/", "Kab J", "rss"), 1, id="JSON Feed"),
        pytest.param({"/news-sitemap.xml": NEWS}, "/news-sitemap.xml", ("/news-sitemap.xml", "Kab N", "sitemap"), 1, id="the sitemap itself"),
        pytest.param({"/": alternate("/umpan"), "/umpan": FEED}, "/", ("/umpan", "Kab", "rss"), 2, id="declared"),
        pytest.param({"/berita": alternate("umpan"), "/umpan": FEED}, "/berita", ("/umpan", "Kab", "rss"), 2, id="declared by a page below"),
        pytest.param({"/": alternate("/mati") + '<a href="/rss">RSS</a>', "/rss": FEED}, "/", ("/rss", "Kab", "rss"), 3, id="what is declared is dead"),
        pytest.param({"/": alternate("/comments/feed/"), "/comments/feed/": RSS.format(title="Komentar"), "/feed/": FEED}, "/", ("/feed/", "Kab", "rss"), 2, id="comments are no news"),
        pytest.param({"/": "<html></html>", "/feed/": FEED}, "/", ("/feed/", "Kab", "rss"), 2, id="guessed: /feed/"),
        pytest.param({"/": "<html></html>", "/rss.xml": FEED}, "/", ("/rss.xml", "Kab", "rss"), 3, id="guessed: /rss.xml"),
        pytest.param({"/": "<html></html>", "/atom.xml": FEED}, "/", ("/atom.xml", "Kab", "rss"), 6, id="guessed: /atom.xml"),
        pytest.param({"/feed/": FEED}, "/", ("/feed/", "Kab", "rss"), 2, id="a site without a front page"),
        pytest.param({"/": "<title>Kab T</title>", "/news-sitemap.xml": NEWS.replace("Kab N", "")}, "/", ("/news-sitemap.xml", "Kab T", "sitemap"), 8, id="sitemap, named by the page"),
        pytest.param({"/": alternate("/kosong"), "/kosong": SILENT, "/feed/": FEED}, "/", ("/feed/", "Kab", "rss"), 3, id="better than a silent one"),
    ],
)  # fmt: skip
async def test_what_is_found(site, fetcher, parser, pages, asked, found, requests):
    """The first that works, with as few requests as the order allows."""
    for path, body in pages.items():
        site.put(path, body, HTML)
    path, title, kind = found

    result = await discover(site.url(asked), fetcher, parser)

    assert (result.url, result.title, result.kind) == (site.url(path), title, kind)
    assert len(site.asked) == requests


@pytest.mark.parametrize(
    ("faults", "declares", "path", "kind", "ways"),
    [
        pytest.param({}, True, "/feed/", "rss", "home rss", id="RSS"),
        pytest.param({"rss": 404}, True, ladder.posts_address("/wp-json/"), "wordpress", "home rss rss rest", id="REST"),
        pytest.param({"rss": ERROR_PAGE, "rest": 404}, True, ladder.posts_address("/?rest_route=/"), "wordpress", "home rss rss rest rest_route", id="REST without rewriting"),
        pytest.param({"rss": 404, "rest": 401, "rest_route": 401}, True, "/news-sitemap.xml", "sitemap", "home rss rss rest rest_route sitemap", id="sitemap"),
        pytest.param({"home": 403}, True, "/feed/", "rss", "home rss", id="front page denied"),
        pytest.param({"rss": 404, "sitemap": 404}, False, ladder.posts_address("/wp-json/"), "wordpress", "home rss rest", id="REST of a site that hides what it is"),
    ],
)  # fmt: skip
async def test_a_wordpress_site(wordpress, fetcher, parser, faults, declares, path, kind, ways):
    """Whatever it has switched off, the next best is found."""
    wordpress.faults, wordpress.declares = faults, declares

    result = await discover(wordpress.url("/"), fetcher, parser)

    assert (result.url, result.kind) == (wordpress.url("") + path, kind)
    assert [way for way in wordpress.ways_asked() if not way.startswith("/")] == ways.split()
    assert result.title in {"Sukamaju", "Pemkab Sukamaju"}


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        pytest.param({}, "not_found", id="nothing at all"),
        pytest.param({"/": "<html></html>"}, "html", id="a page and no feed"),
        pytest.param({"/": ""}, "empty", id="an empty page"),
        pytest.param({"/": alternate("https://slot.example/feed/")}, "html", id="declares a foreign feed"),
        pytest.param({"/": "".join(alternate(f"/feed/{n}", "x") for n in range(30))}, "html", id="declares thirty dead ones"),
    ],
)  # fmt: skip
async def test_nothing_is_found(site, fetcher, parser, pages, fault):
    """The address's own fault is told, and no more requests are made than allowed."""
    for path, body in pages.items():
        site.put(path, body, HTML)

    result = await discover(site.url("/"), fetcher, parser)

    assert (type(result), result.fault) == (NotFound, fault)
    assert len(site.asked) <= MOST_REQUESTS


async def test_a_mistyped_address_is_not_another_feed(site, fetcher, parser):
    """Who asks for a page that is not there is told so, although the site has a feed."""
    site.put("/feed/", FEED)

    assert await discover(site.url("/kategori/feeed/"), fetcher, parser) == NotFound("not_found", "HTTP 404 Not Found")
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        pytest.param("ftp://kab.example/", "bad_url", id="no web address"),
        pytest.param("http://10.0.0.1/", "forbidden_address", id="private"),
        pytest.param("http://[", "bad_url", id="broken"),
    ],
)
async def test_addresses_that_are_not_asked(fetcher, parser, address, fault):
    """The guard's word is final: nothing is guessed on such a host."""
    assert (await discover(address, fetcher, parser)).fault == fault


async def test_an_index_leads_to_its_news(site, fetcher, parser):
    """One step, and only to a sitemap that calls itself news."""
    site.put(
        "/sitemap_index.xml",
        f"<sitemapindex><sitemap><loc>{site.url('/post-sitemap.xml')}</loc></sitemap>"
        f"<sitemap><loc>{site.url('/berita-news.xml')}</loc></sitemap></sitemapindex>",
    )
    site.put("/berita-news.xml", NEWS)

    found = await discover(site.url("/sitemap_index.xml"), fetcher, parser)

    assert (found.url, found.title, found.entries) == (site.url("/berita-news.xml"), "Kab N", 1)


async def test_an_index_of_itself_ends(site, fetcher, parser):
    """Two indexes that name each other are asked once each."""
    for here, there in (("/a-news.xml", "/b-news.xml"), ("/b-news.xml", "/a-news.xml")):
        site.put(here, f"<sitemapindex><sitemap><loc>{site.url(there)}</loc></sitemap></sitemapindex>")

    found = await discover(site.url("/a-news.xml"), fetcher, parser)

    assert isinstance(found, NotFound)
    assert len(site.asked) <= MOST_REQUESTS
    assert len(set(site.asked)) == len(site.asked)


async def test_a_site_that_asks_for_peace(site, fetcher, parser):
    """429 ends the search, although more could be guessed."""
    site.put("/", "<html></html>", HTML)
    site.put("/rss.xml", FEED)
    site.fail("/feed/", 429)

    assert await discover(site.url("/"), fetcher, parser) == NotFound("html", "the answer is an HTML page")
    assert site.asked == [("/", 200), ("/feed/", 429)]


def test_places_of_a_wordpress_site():
    """Its feed in three spellings, its posts in two, its sitemaps; the declared interface counts."""
    hints = PageHints(rest="https://kab.example/portal/wp-json/", wordpress=True)

    assert [place.partition("&_fields")[0] for place in places("https://kab.example/portal/", hints)] == [
        "https://kab.example/feed/",
        "https://kab.example/?feed=rss2",
        "https://kab.example/index.php/feed/",
        "https://kab.example/portal/wp-json/wp/v2/posts?per_page=20",
        "https://kab.example/?rest_route=/wp/v2/posts&per_page=20",
        "https://kab.example/news-sitemap.xml",
        "https://kab.example/sitemap_index.xml",
    ]


async def test_trying_a_site_and_trying_an_address(site, fetcher, parser):
    """What is added is looked for; what is polled is looked at."""
    site.put("/", alternate("/umpan"), HTML)
    site.put("/umpan", FEED)

    assert await try_feed(f" {site.url('/')} ", fetcher, parser) == Found(site.url("/umpan"), "Kab", 1)
    assert await try_this(site.url("/"), fetcher, parser) == NotFound("html", "the answer is an HTML page")
    assert await try_this(site.url("/umpan"), fetcher, parser) == Found(site.url("/umpan"), "Kab", 1)
