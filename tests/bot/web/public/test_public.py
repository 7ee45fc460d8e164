"""The public pages and our own feed, over HTTP, from the whole service."""

import asyncio
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

import aiohttp
import feedparser
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.app.service import Service
from bot.config import Config
from bot.pages.policy import secure_headers
from feeds.storage import stories
from feeds.web.fetch import Limits
from tests.fakes.website import serve_site
from tests.feeds.test_update import item, rss

POLICY = secure_headers(())["content-security-policy"]


class Site:
    """A running service and a reader without a browser."""

    def __init__(self, service, news, client):
        self.service, self.news, self._client = service, news, client

    async def get(self, path, method="GET", **headers):
        """Status, headers and body of an answer."""
        url = URL(self.service.web_address + path, encoded=True)
        async with self._client.request(method, url, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.text(errors="replace")

    async def set_state(self, story_id, state):
        """Puts a story into a state."""
        update = sa.text("UPDATE stories SET state = :state WHERE id = :id")
        await self.news.database.write(lambda connection: connection.execute(update, {"state": state, "id": story_id}))


@asynccontextmanager
async def serving(url, folder, clock, feeds, **web):
    """The service on feeds (address by name), each of which was polled once."""
    config = Config(
        service={"name": "Kabar Rawa"},
        database={"url": url, "search": str(folder)},
        web={"listen": "127.0.0.1:0", **web},
        feeds={"allow_private_hosts": [URL(address).authority for address in feeds.values()]},
        feed=[{"url": address, "name": name} for name, address in feeds.items()],
    )
    service = Service(config, clock, limits=Limits(host_gap=0.0))
    async with service.open(background=False) as news, aiohttp.ClientSession() as client:
        await news.poller.poll_now()
        site = Site(service, news, client)
        async with asyncio.timeout(20):
            while True:
                try:
                    await site.get("/healthz")
                    break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0)
        yield site


ITEMS = [
    item(
        str(n),
        f'Jembatan nomor {n} & "jalan" ditutup',
        f"Jembatan nomor {n} ditutup {n} hari untuk perbaikan lantai kayu.",
    )
    for n in range(1, 46)
]


@pytest.fixture
async def site(sqlite_url, tmp_path, clock):
    async with serve_site() as source:
        feeds = {"Kabupaten <Rawa>": source.put("/feed/", rss(*ITEMS, title="Rawa"))}
        async with serving(
            sqlite_url, tmp_path / "search", clock, feeds, public_url="https://kabar.example/bot"
        ) as site:
            yield site


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/berita", 200, id="list"),
        pytest.param("GET", "/berita/1", 200, id="story"),
        pytest.param("GET", "/berita/999", 404, id="no such story"),
        pytest.param("GET", "/berita/99999999999999999999", 404, id="no number of a story"),
        pytest.param("GET", "/cari", 200, id="how to search"),
        pytest.param("GET", "/cari?q=jembatan", 200, id="search"),
        pytest.param("GET", "/status", 200, id="status"),
        pytest.param("GET", "/umpan.xml", 200, id="rss"),
        pytest.param("GET", "/umpan.atom", 200, id="atom"),
        pytest.param("GET", "/sitemap.xml", 200, id="site map"),
        pytest.param("GET", "/robots.txt", 200, id="robots"),
        pytest.param("GET", "/tidak/ada", 404, id="nowhere"),
        pytest.param("POST", "/berita", 405, id="not a way to ask"),
        pytest.param("GET", "/healthz", 200, id="health"),
    ],
)
async def test_every_answer_carries_the_policy(site, method, path, status):
    """Also those that the framework makes by itself."""
    got, headers, _ = await site.get(path, method)

    assert got == status
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


async def test_the_list_has_no_gaps(site):
    """Page by page every story once, newest first, although one on the way is withdrawn and one is rejected."""
    seen, path, pages = [], "/berita", 0
    while path:
        _, _, body = await site.get(path)
        seen += [int(part.partition('"')[0]) for part in body.split('href="berita/')[1:]]
        following = body.partition('rel="next" href="')[2].partition('"')[0]
        path = f"/{following}" if following else ""
        pages += 1
        if pages == 1:
            await site.set_state(seen[-1], "recalled")
            await site.set_state(seen[3], "rejected")

    expected = [story.id for story in await site.news.database.read(stories.latest, 100)]
    assert pages == 3
    assert len(seen) == len(set(seen)) == 45
    assert set(expected) <= set(seen)


@pytest.mark.parametrize(
    ("state", "status", "says"),
    [
        pytest.param("quiet", 200, "Jembatan nomor", id="searchable"),
        pytest.param("due", 200, "Jembatan nomor", id="sent"),
        pytest.param("recalled", 410, "telah ditarik", id="withdrawn"),
        pytest.param("held", 404, "Halaman tidak ditemukan", id="held"),
        pytest.param("rejected", 404, "Halaman tidak ditemukan", id="rejected"),
    ],
)
async def test_what_may_not_be_read_is_nowhere(site, state, status, says):
    """Neither on its page, nor in the list, the feeds, the site map or a search."""
    title = (await site.news.database.read(stories.get, [1]))[1].title
    await site.set_state(1, state)
    got, _, body = await site.get("/berita/1")
    lists = [
        (await site.get(path))[2]
        for path in ("/berita?sebelum=9999999999999-1", "/umpan.xml", "/umpan.atom", "/sitemap.xml")
    ]
    named = [f"berita/1{end}" in text for text, end in zip(lists, ('"', "<", '"', "<"), strict=True)]

    assert got == status
    assert says in body
    assert (title.split("&")[0] in body) is (status == 200)
    assert set(named[1:]) == {status == 200}


async def test_a_shared_story_shows_what_it_is(site):
    """Open Graph tags and the canonical address, with the text of the news escaped."""
    _, _, body = await site.get("/berita/3")

    assert '<link rel="canonical" href="https://kabar.example/bot/berita/3">' in body
    assert '<meta property="og:url" content="https://kabar.example/bot/berita/3">' in body
    assert "&amp; &quot;jalan&quot; ditutup" in body
    assert '& "jalan"' not in body
    assert '<a href="https://kab.example/' in body
    assert '<html lang="id">' in body
    assert '<html lang="en">' in (await site.get("/berita/3", **{"Accept-Language": "en"}))[2]


@pytest.mark.parametrize(("path", "kind"), [("/umpan.xml", "rss20"), ("/umpan.atom", "atom10")])
async def test_feeds_are_valid(site, path, kind):
    """A strict parser has nothing to say; each story once, with our page as its link."""
    _, headers, body = await site.get(path)
    read = feedparser.parse(body.encode(), response_headers={"content-type": headers["Content-Type"]})

    assert (read.bozo, read.version) == (0, kind)
    assert len(read.entries) == len({entry.id for entry in read.entries}) == 45
    assert read.entries[0].link == f"https://kabar.example/bot/berita/{read.entries[0].id.rpartition('/')[2]}"
    assert read.entries[0].title.endswith('& "jalan" ditutup')
    assert {link.rel for link in read.feed.links} >= {"self"}


async def test_feeds_are_asked_conditionally(site):
    """By tag and by date; after a story was withdrawn neither is good any more."""
    _, headers, _ = await site.get("/umpan.xml")
    by_tag = await site.get("/umpan.xml", **{"If-None-Match": f"W/{headers['ETag']}"})
    by_date = await site.get("/umpan.xml", **{"If-Modified-Since": headers["Last-Modified"]})
    await site.set_state(1, "recalled")
    after = await site.get("/umpan.xml", **{"If-None-Match": headers["ETag"]})

    assert [by_tag[0], by_date[0], after[0]] == [304, 304, 200]


async def test_polled_by_ourselves_it_gives_back_the_same_stories(sqlite_url, sqlite_template, tmp_path, clock):
    """Title, time and summary; a merged story comes back as one, and a second poll brings nothing."""
    other = tmp_path / "other.db"
    other.write_bytes(sqlite_template.read_bytes())

    async def told(site):
        return {(s.title, s.published, s.summary) for s in await site.news.database.read(stories.latest, 100)}

    async with serve_site() as source:
        feeds = {f"Kab {n}": source.put(f"/{n}/", rss(*ITEMS[:9], title=f"Kab {n}")) for n in range(2)}
        async with serving(sqlite_url, tmp_path / "a", clock, feeds, hub="https://hub.example/") as first:
            own = {"Kentongan": f"{first.service.web_address}/umpan.xml"}
            async with serving(f"sqlite:///{other}", tmp_path / "b", clock, own) as second:
                before, after = await told(first), await told(second)
                await second.news.poller.poll_now()
                again = await told(second)

    assert len(before) == 9
    assert after == before
    assert again == before


async def test_the_hub_is_named(sqlite_url, tmp_path, clock):
    """In both feeds and in the header, for whoever wants to be told (WebSub, section 4)."""
    async with serving(sqlite_url, tmp_path / "a", clock, {}, hub="https://hub.example/") as site:
        _, headers, body = await site.get("/umpan.xml")
        atom = ET.fromstring((await site.get("/umpan.atom"))[2])  # noqa: S314 - our own

    assert '<https://hub.example/>; rel="hub"' in headers["Link"]
    assert '<atom:link rel="hub" href="https://hub.example/" />' in body
    assert [link.get("href") for link in atom if link.get("rel") == "hub"] == ["https://hub.example/"]


async def test_too_many_searches(site):
    """One network is asked to wait, in words; reading goes on."""
    answers = [await site.get("/cari?q=jembatan") for _ in range(61)]

    assert [status for status, _, _ in answers] == [200] * 60 + [429]
    assert int(answers[-1][1]["Retry-After"]) >= 1
    assert "Terlalu banyak permintaan" in answers[-1][2]
    assert (await site.get("/berita"))[0] == 200


_PATHS = st.sampled_from(
    [
        "/berita",
        "/berita/",
        "/cari",
        "/status",
        "/umpan.xml",
        "/",
        "/files/",
        "/chat/files/",
        "/chat/events",
        "/widget.js",
    ]
)
_ODD = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


async def test_nothing_that_is_asked_breaks_it(site, clock):
    """Whatever stands in path, query and headers: never a 5xx, always the policy."""

    async def ask(path, tail, query, method, etag):
        url = URL.build(path="/x").with_path(path + tail).with_query(query)
        clock.forward(minutes=5)
        status, headers, _ = await site.get(str(url), method, **{"If-None-Match": etag})
        assert status < 500
        assert "Content-Security-Policy" in headers

    loop = asyncio.get_running_loop()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        path=_PATHS,
        tail=st.one_of(st.just(""), _ODD),
        query=st.dictionaries(
            st.sampled_from(["q", "sebelum", "lanjut", "after", "v"]),
            st.one_of(_ODD, st.from_regex(r"\d{1,20}-\d{1,20}", fullmatch=True)),
        ),
        method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
        etag=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    )
    def fuzz(**asked):
        asyncio.run_coroutine_threadsafe(ask(**asked), loop).result(30)

    await asyncio.to_thread(fuzz)
