"""Excerpts are completed from their pages: a real site on loopback, the real worker, a real database."""

from datetime import timedelta

import pytest

from feeds.drafting import EditorialRules
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.storage import changes, feeds, stories
from feeds.storage.database import Database
from feeds.update import Updater
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.website import serve_site

OLD, NEW = "Mon, 01 Jun 2026 08:00:00 +0700", "Tue, 06 Oct 2026 11:00:00 +0700"
EXCERPT = "Petani Desa Kenanga memanen padi pada Senin pagi di lahan milik kelompok tani Sri Rejeki [&#8230;]"
REST = "Hasil panen itu mencapai empat puluh ton gabah kering atau naik dua ton dibanding musim tanam yang lalu."
PAGE = f"<html><body><h1>Panen</h1><div class=entry-content><p>{EXCERPT.removesuffix(' [&#8230;]')}.</p><p>{REST}</p></div></body></html>"


class Rig:
    """A poller of one feed whose entries have their pages on the same site."""

    def __init__(self, database, site, fetcher, parser, clock):
        self.database, self.site, self.clock, self.due = database, site, clock, []
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=EditorialRules(max_age=timedelta(hours=48), pages_per_poll=2),
            clock=clock,
            draw=lambda: 0.0,
            on_due=lambda _connection, ids, _now: self.due.extend(ids),
        )
        self.poller = Poller(database, updater, clock)

    def show(self, *items, host=None):
        """Puts these (key, text, date) into the feed, newest first as feeds do."""
        body = "".join(
            f"<item><title>Panen {key}</title><link>{host or self.site.url('')}/{key}</link><guid isPermaLink='false'>{key}</guid>"
            f"<pubDate>{date}</pubDate><description>{text}</description></item>"
            for key, text, date in reversed(items)
        )
        return self.site.put("/feed/", f'<rss version="2.0"><channel><title>Kab</title>{body}</channel></rss>')

    async def poll(self):
        """Polls; gives the pages that were asked for."""
        self.clock.forward(minutes=15)
        self.site.asked.clear()
        (outcome,) = await self.poller.poll_now()
        assert outcome.fault is None
        return [path for path, _ in self.site.asked if path != "/feed/"]

    async def summaries(self):
        found = await self.database.read(stories.get, self.due)
        return [" ".join(found[story].summary) for story in self.due]


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
async def rig(sqlite_url, site, clock):
    database, parser = Database(sqlite_url), Parser("Asia/Jakarta", time_limit=2.0)
    await database.open()
    async with Fetcher(
        user_agent="Kentongan-test/0 (+https://kentongan.example)",
        allow_private_hosts=frozenset({site.host}),
        limits=Limits(total=10.0, host_gap=0.0),
    ) as fetcher:
        rig = Rig(database, site, fetcher, parser, clock)
        await database.write(feeds.add, rig.show(("0", "Lama.", OLD)), "Kab", clock())
        await rig.poll()
        yield rig
    await parser.close()
    await database.close()


@pytest.mark.parametrize(
    ("items", "asked"),
    [
        pytest.param([("1", EXCERPT, NEW)], ["/1"], id="an excerpt"),
        pytest.param([("1", "", NEW)], ["/1"], id="a title alone"),
        pytest.param([("1", REST * 4, NEW)], [], id="the feed's own full text"),
        pytest.param([("1", EXCERPT, OLD)], [], id="too old to be pushed"),
        pytest.param(
            [(str(n), EXCERPT, NEW) for n in range(1, 4)], ["/3", "/2"], id="at most two a poll, newest first"
        ),
    ],
)
async def test_pages_are_asked_for_when_they_are_needed(rig, site, items, asked):
    """Neither old news nor full text costs a request, and no poll many."""
    for key in ("1", "2", "3"):
        site.put(f"/{key}", PAGE, "text/html")
    rig.show(("0", "Lama.", OLD), *items)

    assert await rig.poll() == asked


async def test_the_first_poll_reads_no_pages(rig, site, clock):
    """A baseline is never pushed."""
    await rig.database.write(feeds.add, site.url("/feed/?all"), "Lain", clock())
    site.put("/1", PAGE, "text/html")
    rig.site.put("/feed/?all", rig.site.pages["/feed/"][0].replace(b"Lama.", EXCERPT.encode()))
    site.asked.clear()
    clock.forward(minutes=15)

    await rig.poller.poll_now()

    assert [path for path, _ in site.asked if not path.startswith("/feed/")] == []


async def test_the_summary_comes_from_the_page(rig, site):
    """What the feed left out is told, found by search, and asked for once."""
    site.put("/1", PAGE, "text/html")
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT, NEW))
    await rig.poll()

    assert REST in (await rig.summaries())[0]
    assert sum("gabah" in one.text for one in await rig.database.read(changes.after, 0, 50)) == 1
    assert await rig.poll() == []


async def test_a_changed_excerpt_does_not_take_the_place_of_the_text(rig, site):
    """The page is read again."""
    site.put("/1", PAGE, "text/html")
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT, NEW))
    await rig.poll()
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT.replace("Senin", "hari Senin"), NEW))

    assert await rig.poll() == ["/1"]
    assert REST in (await rig.summaries())[0]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(None, 404, id="not there"),
        pytest.param(None, 503, id="broken"),
        pytest.param(
            "<html><body><div class=entry-content><p>"
            + "Situs sedang dalam perbaikan. " * 20
            + "</p></div></body></html>",
            200,
            id="another text",
        ),
        pytest.param(b"\x00\x01\x02" * 500, 200, id="no page"),
        pytest.param(
            "<div " + " ".join(f"a{n}='<'" for n in range(60_000)) + ">", 200, id="a page that stalls the parser"
        ),
    ],
)
async def test_a_page_that_can_not_be_read_leaves_the_excerpt(rig, site, body, status):
    """The news goes out all the same."""
    if body is None:
        site.fail("/1", status)
    else:
        site.put("/1", body, "text/html")
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT, NEW))
    await rig.poll()

    assert [text.startswith("Petani Desa Kenanga memanen padi") for text in await rig.summaries()] == [True]


async def test_trouble_of_the_whole_site_ends_the_reading(rig, site):
    """A site that says 429 is asked no further."""
    site.fail("/2", 429)
    site.put("/1", PAGE, "text/html")
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT, NEW), ("2", EXCERPT, NEW))

    assert await rig.poll() == ["/2"]
    assert len(rig.due) == 2


async def test_only_the_feeds_own_site_is_asked(rig, site):
    """A hacked feed does not choose whom we ask; `localhost` is another host than 127.0.0.1."""
    port = site.host.rpartition(":")[2]
    rig.show(("0", "Lama.", OLD), ("1", EXCERPT, NEW), host=f"http://localhost:{port}")

    assert await rig.poll() == []
