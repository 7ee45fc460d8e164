"""The sample sites over real HTTP on loopback."""

from __future__ import annotations

import io
import logging
import re
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import aiohttp
import feedparser
import pytest

from bot.demo.plans import load_sites
from bot.demo.sites import EXPECTED, is_current, serve_sample_sites

NOW = datetime(2026, 11, 24, 3, 10, 5, tzinfo=UTC)
SHARED_TITLE = "Jembatan Kelandis Ditutup Lima Hari, Lalu Lintas Sungai Rawa–Teluk Kencana Dialihkan"


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
async def sites(clock):
    async with serve_sample_sites(clock) as served:
        yield served


@pytest.fixture
async def web():
    async with aiohttp.ClientSession() as session:
        yield session


async def read(web, url, **headers):
    async with web.get(url, headers=headers, allow_redirects=False) as answer:
        return answer, await answer.read()


async def parsed(web, site):
    _, body = await read(web, site.feed_url)
    return feedparser.parse(io.BytesIO(body))


def article(entry):
    """The paragraphs between the picture and the byline, without markup."""
    html = entry.content[0].value
    found = [re.sub(r"<[^>]+>", "", paragraph) for paragraph in re.findall(r"<p>(.*?)</p>", html, re.DOTALL)]
    byline = next(n for n, paragraph in enumerate(found) if re.fullmatch(r"\([^)]+\)", paragraph))
    return found[:byline]


@pytest.mark.parametrize(
    ("number", "name", "entries", "date"),
    [
        pytest.param(0, "Sungai Rawa", 12, r"Mon, 23 Nov 2026 23:40:05 \+0000", id="RFC 822 at UTC"),
        pytest.param(1, "Teluk Kencana", 12, r"Sel, 24 Nov 2026 04:10 WIB", id="Indonesian dates"),
        pytest.param(2, "Lembah Andara", 10, r"Tue, 24 Nov 2026 05:10:05 \+0700", id="RFC 822 at +0700"),
    ],
)
async def test_feeds_are_what_wordpress_writes(sites, web, number, name, entries, date):
    """Each feed parses without a complaint and carries all that a WordPress feed does, newest first."""
    site = sites.sites[number]
    feed = await parsed(web, site)
    assert (site.name, bool(feed.bozo), feed.version, len(feed.entries)) == (name, False, "rss20", entries)
    assert re.fullmatch(date, feed.entries[0].published)
    numbers = []
    for entry in feed.entries:
        found = re.fullmatch(rf"http://{re.escape(site.host)}/\?p=(\d+)", entry.id)
        numbers.append(int(found[1]))
        assert not entry.guidislink
        assert entry.author
        assert entry.tags
        assert entry.content[0].value.startswith("<figure")
        assert 4 <= len([text for text in article(entry) if not text.startswith("BACA JUGA")]) <= 7
    assert numbers == sorted(numbers, reverse=True)


async def test_baseline_is_dated_back_from_now(sites, web):
    """What is out from the start was published over the last six days, never in the future."""
    for site in (sites.sites[0], sites.sites[2]):
        feed = await parsed(web, site)
        published = [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in feed.entries]
        assert published == sorted(published, reverse=True)
        assert NOW - timedelta(days=6) < published[-1] < published[0] < NOW


async def test_home_page_names_the_feed(sites, web):
    """The front page lists every entry and tells readers where the feed is."""
    for site in sites.sites:
        answer, body = await read(web, site.home_url)
        page = body.decode()
        assert answer.content_type == "text/html"
        assert re.search(r'<link rel="alternate" type="application/rss\+xml" [^>]*href="/feed/">', page)
        assert page.count('<section class="card">') == len((await parsed(web, site)).entries)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param(("etag",), 304, id="by ETag"),
        pytest.param(("last-modified",), 304, id="by date"),
        pytest.param(("etag", "last-modified"), 304, id="by both"),
        pytest.param((), 200, id="by nothing"),
    ],
)
async def test_what_has_not_changed_is_not_sent_again(sites, web, asked, status):
    """A conditional request is answered 304 without a body, with the same caching headers."""
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    url = sites.sites[0].feed_url
    first, whole = await read(web, url)
    again, body = await read(web, url, **{names[name]: first.headers[name] for name in asked})
    assert (again.status, body) == (status, b"" if status == 304 else whole)
    assert (again.headers["ETag"], again.headers["Last-Modified"]) == (
        first.headers["ETag"],
        first.headers["Last-Modified"],
    )


@pytest.mark.parametrize(
    ("headers", "current"),
    [
        pytest.param({"if-none-match": '"v2"'}, True, id="same tag"),
        pytest.param({"if-none-match": '"v1", W/"v2"'}, True, id="one of several, weak"),
        pytest.param({"if-none-match": "*"}, True, id="any version"),
        pytest.param({"if-none-match": '"v1"'}, False, id="old tag"),
        pytest.param({"if-modified-since": "Tue, 24 Nov 2026 03:10:05 GMT"}, True, id="same second"),
        pytest.param({"if-modified-since": "Tue, 24 Nov 2026 03:10:04 GMT"}, False, id="a second earlier"),
        pytest.param(
            {"if-none-match": '"v1"', "if-modified-since": "Tue, 24 Nov 2026 03:10:05 GMT"}, False, id="tag before date"
        ),
        pytest.param({"if-modified-since": "kemarin"}, False, id="no date"),
        pytest.param({"if-modified-since": "Tue, 24 Nov 2026 03:10:05 -0000"}, False, id="date without a zone"),
        pytest.param({}, False, id="unconditional"),
    ],
)
def test_is_current(headers, current):
    """RFC 9110, 13.2.2: an ETag counts before a date, and what is not understood is no condition."""
    assert is_current(headers, '"v2"', NOW.replace(microsecond=900_000)) is current


async def test_publishing_shows_at_once(sites, web, clock):
    """The next entry stands first in its feed, dated now, under a new ETag; the other sites do not move."""
    before = [(await read(web, site.feed_url))[0].headers["ETag"] for site in sites.sites]
    clock.now += timedelta(minutes=3)
    title = sites.publish_next()
    feed = await parsed(web, sites.sites[0])
    assert (feed.entries[0].title, feed.entries[0].published) == (title, "Tue, 24 Nov 2026 03:13:05 +0000")
    after = [
        (await read(web, site.feed_url, **{"If-None-Match": tag}))[0]
        for site, tag in zip(sites.sites, before, strict=True)
    ]
    assert [answer.status for answer in after] == [200, 304, 304]
    assert after[0].headers["ETag"] != before[0]
    assert after[0].headers["Last-Modified"] == "Tue, 24 Nov 2026 03:13:05 GMT"


async def test_entry_has_no_page_before_its_turn(sites, web):
    """A waiting entry can't be read before it is published."""
    sites.publish_next()
    link = (await parsed(web, sites.sites[0])).entries[0].link
    assert (await read(web, link))[0].status == 200
    async with serve_sample_sites(Hands()) as fresh:
        early = urljoin(fresh.sites[0].home_url, urlsplit(link).path)
        assert (await read(web, early))[0].status == 404


async def test_the_show_has_a_fixed_order(sites):
    """Something ordinary, the press release on two sites, a flood, the gambling advert, then the rest, then nothing."""
    titles = []
    while (title := sites.publish_next()) is not None:
        titles.append(title)
    assert len(titles) == EXPECTED.queued
    assert titles[1:3] == [SHARED_TITLE, SHARED_TITLE]
    assert [n for n, title in enumerate(titles, 1) if "GACOR" in title] == [5]
    assert "e-KTP" in titles[0]
    assert (sites.publish_next(), sites.publish_all(), sites.entries) == (None, 0, EXPECTED.entries)


async def test_publish_all(sites):
    """Everything that waits comes out at once, and is counted."""
    assert sites.entries == EXPECTED.baseline
    sites.publish_next()
    assert (sites.publish_all(), sites.entries) == (EXPECTED.queued - 1, EXPECTED.entries)


async def test_press_release_is_the_same_on_two_sites(sites, web, clock):
    """Title and paragraphs are equal word for word, even over midnight; link, guid and what stands around differ."""
    copies = []
    for _ in range(3):
        sites.publish_next()
        clock.now += timedelta(hours=20)
    for site in sites.sites[:2]:
        copies += [entry for entry in (await parsed(web, site)).entries if entry.title == SHARED_TITLE]
    first, second = copies
    assert article(first) == article(second)
    assert len(article(first)) == 5
    assert first.link != second.link
    assert first.id != second.id
    assert first.content[0].value != second.content[0].value


async def test_gambling_post_looks_injected(sites, web):
    """The hijacked site carries one advert among genuine news, leading to a host that can't exist."""
    sites.publish_all()
    feed = await parsed(web, sites.sites[2])
    adverts = [entry for entry in feed.entries if "gacor-maxwin88.example" in entry.content[0].value]
    assert [entry.title.split(":")[0] for entry in adverts] == ["GACOR MAXWIN88"]
    assert len(feed.entries) == 13


async def test_every_link_answers(sites, web):
    """All pages, pictures and feeds that a page or a feed names are there."""
    sites.publish_all()
    broken, seen = [], set()
    for site in sites.sites:
        waiting = [site.home_url, site.feed_url]
        while waiting:
            url = waiting.pop()
            if url in seen or urlsplit(url).netloc != site.host:
                continue
            seen.add(url)
            answer, body = await read(web, url)
            if answer.status != 200:
                broken.append((url, answer.status))
            named = re.findall(r'(?:href|src)="([^"]+)"|<link>([^<]+)</link>', body.decode())
            waiting += [urljoin(url, marked or plain).split("#")[0] for marked, plain in named]
    assert broken == []
    # Each entry has a page and, but for the advert, a picture.
    assert len(seen) >= 2 * EXPECTED.entries


async def test_no_real_host_is_named(sites, web):
    """Whatever the sites send names only themselves and reserved hosts; names of XML vocabularies are no addresses."""
    sites.publish_all()
    hosts, bare = set(), set()
    for site in sites.sites:
        links = [entry.link for entry in (await parsed(web, site)).entries]
        for url in [site.home_url, site.feed_url, *links]:
            text = re.sub(r'xmlns(?::\w+)?="[^"]+"', "", (await read(web, url))[1].decode())
            hosts |= {urlsplit(found).hostname for found in re.findall(r"https?://[^\s\"'<>]+", text)}
            bare |= set(re.findall(r"\b[a-z0-9-]+\.(?:id|com|net|org|info|my|go\.id)\b", text, re.IGNORECASE))
    assert hosts == {"127.0.0.1", "gacor-maxwin88.example"}
    assert bare == set()


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        pytest.param("/?p=48288", 301, "/2026/11/24/jalan-rawa-lintang", id="guid leads to the page"),
        pytest.param("/?p=1", 404, None, id="unknown number"),
        pytest.param("/feed", 301, "/feed/", id="feed without its slash"),
        pytest.param("/feed/?paged=1", 200, None, id="first page of the feed"),
        pytest.param("/feed/?paged=2", 404, None, id="the feed has one page"),
        pytest.param("/tidak-ada/", 404, None, id="no such entry"),
        pytest.param("/wp-json/wp/v2/posts", 404, None, id="no REST interface"),
        pytest.param("/wp-content/uploads/2026/11/tidak-ada.svg", 404, None, id="no such picture"),
    ],
)
async def test_other_addresses(sites, web, path, status, location):
    """The habits of WordPress that a feed reader meets."""
    answer, _ = await read(web, urljoin(sites.sites[0].home_url, path))
    assert answer.status == status
    assert location is None or answer.headers["Location"].startswith(location)


async def test_guests_leave_no_trace(web, caplog):
    """Signals stay with their owner, nothing is logged, and other servers may log again afterwards."""
    caplog.set_level(logging.DEBUG)
    handlers = [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)]
    async with serve_sample_sites(Hands()) as sites:
        await read(web, sites.sites[0].feed_url)
        assert [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)] == handlers
        logging.getLogger("uvicorn.error").info("another server")
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == ["another server"]
    assert [logging.getLogger(name).filters for name in ("uvicorn.error", "uvicorn.access")] == [[], []]


async def test_ports_are_free_again(web):
    """After the show nobody listens any more."""
    async with serve_sample_sites(Hands()) as sites:
        url = sites.sites[0].home_url
        assert (await read(web, url))[0].status == 200
    with pytest.raises(aiohttp.ClientConnectionError):
        await read(web, url)


async def test_trouble_inside_the_show_comes_out_unchanged():
    """The server stops and the error of the one who used it arrives as it was raised."""
    with pytest.raises(RuntimeError, match=r"^stage fright$"):
        async with serve_sample_sites(Hands()):
            raise RuntimeError("stage fright")


def test_the_sites_are_three():
    """Three regencies, each with its own name, colour and way to write dates."""
    plans = load_sites()
    assert [plan.dates for plan in plans] == ["utc", "indonesian", "wib"]
    assert len({plan.name for plan in plans}) == len({plan.color for plan in plans}) == 3
