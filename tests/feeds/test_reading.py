"""A feed that falls down its ladder and climbs back, on a real site: nothing lost, nothing twice."""

from datetime import timedelta

import pytest

from feeds.drafting import EditorialRules
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.storage import feeds, stories
from feeds.storage.database import Database
from feeds.update import Updater
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.clock import NOON
from tests.fakes.wordpress import ERROR_PAGE, serve_wordpress
from tests.feeds.builders import held_stories


@pytest.fixture
async def site():
    async with serve_wordpress(10) as site:
        yield site


class Rig:
    """A poller of one feed, and the titles of what became due, in order."""

    def __init__(self, database, fetcher, parser, clock):
        self.database, self.clock, self.due = database, clock, []
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=EditorialRules(max_age=timedelta(hours=48)),
            clock=clock,
            draw=lambda: 0.0,
            on_due=lambda _connection, ids, _now: self.due.extend(ids),
        )
        self.poller = Poller(database, updater, clock)

    async def add(self, url):
        await self.database.write(feeds.add, url, "Sukamaju", self.clock())

    async def poll(self, **later):
        """Polls after some time has passed; gives the fault, None when all went well."""
        self.clock.forward(**(later or {"minutes": 15}))
        (outcome,) = await self.poller.poll_now()
        return outcome.fault

    async def told(self):
        found = await self.database.read(stories.get, self.due)
        return [found[story].title for story in self.due]

    async def held(self):
        return [story.title for story in await self.database.read(held_stories, 99)]

    async def rung(self):
        (feed,) = await self.database.read(feeds.pollable)
        return feed.rung


@pytest.fixture
async def rig(sqlite_url, site, clock):
    database, parser = Database(sqlite_url), Parser("Asia/Jakarta")
    await database.open()
    async with Fetcher(
        user_agent="Kentongan-test/0 (+https://kentongan.example)",
        allow_private_hosts=frozenset({site.host}),
        limits=Limits(total=10.0, host_gap=0.0),
    ) as fetcher:
        yield Rig(database, fetcher, parser, clock)
    await parser.close()
    await database.close()


def titles(*numbers):
    return [f"Berita & kabar {number}" for number in numbers]


@pytest.mark.parametrize(
    ("faults", "rung"),
    [
        pytest.param({"rss": 404}, "rest", id="RSS is off"),
        pytest.param({"rss": ERROR_PAGE}, "rest", id="HTML instead of RSS"),
        pytest.param({"rss": ""}, "rest", id="empty RSS"),
        pytest.param({"rss": 500, "rest": 404}, "rest_route", id="no rewriting"),
        pytest.param({"rss": 403, "rest": '{"code":"rest_disabled"}', "rest_route": 401}, "sitemap", id="REST is off"),
        pytest.param({"rss": 403, "rest": "[]", "rest_route": "[]"}, "sitemap", id="REST hides its posts"),
    ],
)
async def test_down_and_up_again(rig, site, faults, rung):
    """Three posts come by the lower rung, three more when the better one works again; each is told once."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = faults
    site.publish(3)

    first, second = await rig.poll(), await rig.poll()
    fallen = await rig.rung()
    third = await rig.poll()
    site.faults = {}
    site.publish(3)
    fourth = await rig.poll()
    early = await rig.rung()
    await rig.poll(hours=24)

    assert (first is not None, second, third, fourth) == (True, None, None, None)
    assert (fallen, early, await rig.rung()) == (rung, rung, "own")
    assert await rig.told() == titles(11, 12, 13, 14, 15, 16)
    assert await rig.held() == []


async def test_what_each_poll_asks_for(rig, site):
    """One request while healthy, conditional on every rung; the better rung once a day."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 404}
    asked = []
    for later in ({"minutes": 15}, {"minutes": 15}, {"minutes": 15}, {"hours": 23}, {"hours": 1}, {"minutes": 15}):
        site.asked = []
        await rig.poll(**later)
        asked.append(site.asked)

    assert asked == [
        [("rss", 404)],
        [("rss", 404), ("rest", 200)],
        [("rest", 304)],
        [("rest", 304)],
        [("rss", 404), ("rest", 304)],
        [("rest", 304)],
    ]


async def test_a_short_trouble_changes_nothing(rig, site):
    """One failed poll heals by itself."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 500}
    await rig.poll()
    site.faults = {}
    site.ways_asked()
    await rig.poll()

    assert (site.ways_asked(), await rig.rung()) == (["rss"], "own")


async def test_all_rungs_broken(rig, site):
    """The feed's own fault is told, every poll looks at all of them, and the first that works is taken."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 410, "rest": 404, "rest_route": ERROR_PAGE, "sitemap": 500}
    faults = [await rig.poll() for _ in range(3)]
    asked = site.ways_asked()
    site.publish(1)
    del site.faults["sitemap"]
    healed = await rig.poll()

    assert faults == ["gone", "gone", "gone"]
    assert asked[1:] == ["rss", *["rss", "rest", "rest_route", "sitemap"] * 2]
    assert (healed, await rig.rung(), await rig.told()) == (None, "sitemap", titles(11))


async def test_a_site_that_asks_for_peace(rig, site):
    """429 ends the search."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 404, "rest": 429}
    await rig.poll()
    site.ways_asked()
    fault = await rig.poll()

    assert (fault, site.ways_asked()) == ("too_many", ["rss", "rest"])


async def test_a_sitemap_takes_no_text_away(rig, site):
    """What is known by its full text keeps it; what came by its title alone gets its text later."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 404, "rest": 404, "rest_route": 404}
    site.publish(1)
    await rig.poll()
    await rig.poll()
    bare = (await rig.database.read(stories.get, rig.due))[rig.due[-1]]
    known = await rig.database.read(stories.get, [1])
    site.faults = {}
    await rig.poll(hours=24)
    full = (await rig.database.read(stories.get, rig.due))[rig.due[-1]]

    assert (bare.title, bare.summary) == ("Berita & kabar 11", ())
    assert known[1].summary[0].startswith("Isi berita nomor 1 ")
    assert full.summary[0].startswith("Isi berita nomor 11 ")
    assert await rig.told() == titles(11)


async def test_a_new_feed_may_start_on_a_lower_rung(rig, site):
    """Its baseline comes by REST, and nothing old is told."""
    site.faults = {"rss": 500}
    await rig.add(site.url())
    await rig.poll()
    await rig.poll()
    site.publish(1)
    await rig.poll()

    assert (await rig.rung(), await rig.told()) == ("rest", titles(11))


@pytest.mark.parametrize(
    ("faults", "published", "has_pages"),
    [
        pytest.param({}, 150, True, id="older pages of RSS"),
        pytest.param({}, 150, False, id="RSS without older pages, posts by REST"),
        pytest.param({"rss": 404}, 150, True, id="pages of posts"),
    ],
)
async def test_150_posts_between_two_polls(rig, site, faults, published, has_pages):
    """Ten are shown; none is lost and none comes twice."""
    await rig.add(site.url())
    await rig.poll()
    site.faults, site.has_pages = faults, has_pages
    if faults:
        await rig.poll()
        await rig.poll()
    site.publish(published)
    fault = await rig.poll(hours=6)

    assert fault is None
    assert await rig.told() == titles(*range(11, 11 + published))
    assert await rig.held() == []


async def test_older_pages_that_fail_for_now(rig, site):
    """Nothing is stored before the gap can be closed; then everything is."""
    await rig.add(site.url())
    await rig.poll()
    site.publish(25)
    site.broken_pages = True
    first = await rig.poll()
    between = await rig.told()
    site.broken_pages = False
    second = await rig.poll()

    assert (first, between, second) == ("server", [], None)
    assert await rig.told() == titles(*range(11, 36))


async def test_older_pages_that_stay_broken(rig, site):
    """After three polls what can be had is told."""
    await rig.add(site.url())
    await rig.poll()
    site.publish(25)
    site.broken_pages = True
    site.faults = {"rest": 404, "rest_route": 404}
    faults = [await rig.poll() for _ in range(4)]

    assert faults == ["server", "server", "server", None]
    assert await rig.told() == titles(*range(26, 36))


async def test_a_rewritten_feed_is_not_read_back(rig, site):
    """Every guid and link is new, and everything is older than the last poll: no page is asked for, nothing is told."""
    for post in site.posts:
        post["when"] -= timedelta(days=1)
    await rig.add(site.url())
    await rig.poll()
    site.ways_asked()
    for post in site.posts:
        post["id"] += 1_000
        post["slug"] = f"baru-{post['slug']}"
    await rig.poll()

    assert (site.ways_asked(), await rig.told(), await rig.held()) == (["rss"], [], [])


async def test_a_site_that_was_down_for_a_week(rig, site):
    """What it published meanwhile is read back, and what is old by then is not told."""
    await rig.add(site.url())
    await rig.poll()
    site.faults = {"rss": 503, "rest": 503, "rest_route": 503, "sitemap": 503}
    await rig.poll()
    for hour in range(4, 169, 4):
        site.publish(1, date=NOON + timedelta(hours=hour))
    await rig.poll(hours=168)
    site.faults = {}
    await rig.poll()

    assert await rig.told() == titles(*range(41, 53))
    assert await rig.held() == []
