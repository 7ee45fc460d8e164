"""One feed, brought up to date: a real site on loopback, the real worker, a real database."""

import asyncio
from datetime import timedelta

import pytest

from feeds.drafting import EditorialRules
from feeds.feed_model import GoodPoll
from feeds.model import CachingInfo
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.storage import feeds, stories
from feeds.update import Outcome, Updater
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.clock import NOON
from tests.fakes.website import serve_site
from tests.feeds.builders import held_stories

RULES = EditorialRules(max_age=timedelta(hours=48))


def rss(*items, title="Kab A"):
    body = "".join(
        f"<item><title>{name}</title><link>https://kab.example/{key}/</link><guid isPermaLink='false'>{key}</guid>"
        f"<pubDate>{date}</pubDate><description><![CDATA[<p>{text}</p>]]></description></item>"
        for key, name, text, date in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{body}</channel></rss>'


def item(key, name="Jalan ditutup", text="Jalan poros ditutup karena longsor.", date="Tue, 06 Oct 2026 11:00:00 +0700"):
    return key, name, text, date


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
async def parser():
    parser = Parser("Asia/Jakarta")
    yield parser
    await parser.close()


class Rig:
    """A poller on one database, with what became due."""

    def __init__(self, database, fetcher, parser, clock):
        self.database, self.clock, self.due, self.woken = database, clock, [], 0
        self.updater = updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=RULES,
            clock=clock,
            draw=lambda: 0.0,
            on_due=lambda _connection, ids, _now: self.due.extend(ids),
        )
        self.poller = Poller(database, updater, clock, after_due=self._wake)

    def _wake(self):
        self.woken += 1

    async def add(self, url):
        feed_id, _ = await self.database.write(feeds.add, url, "Kab A", self.clock())
        return feed_id

    async def poll(self):
        (outcome,) = await self.poller.poll_now()
        return outcome

    async def info(self):
        (feed,) = await self.database.read(feeds.list_all)
        return feed


@pytest.fixture
async def rig(database, site, parser, clock):
    allowed = frozenset({site.host})
    limits = Limits(total=10.0, host_gap=0.0)
    async with Fetcher(
        user_agent="Kentongan-test/0 (+https://kentongan.example)", allow_private_hosts=allowed, limits=limits
    ) as fetcher:
        yield Rig(database, fetcher, parser, clock)


async def test_a_new_feed_is_stored_and_pushes_nothing(rig, site, finder):
    """The baseline is searchable; nobody is owed it."""
    await rig.add(site.put("/feed/", rss(item("1"), item("2", "Pasar murah", "Pasar murah digelar Sabtu."))))

    outcome = await rig.poll()

    assert (outcome.entries, outcome.stored.new_entries, rig.due, rig.woken) == (2, 2, [], 0)
    assert len((await finder.find("longsor", 10, rig.clock())).hits) == 1


async def test_the_next_entry_is_due(rig, site):
    """What comes after the baseline goes out, with summary and local date read right."""
    await rig.add(site.put("/feed/", rss(item("1"))))
    await rig.poll()
    site.put(
        "/feed/",
        rss(
            item(
                "2",
                "Vaksin",
                "Vaksin campak tiba besok pagi. Warga diminta datang ke puskesmas terdekat.",
                "Sel, 06 Okt 2026 11:30 WIB",
            ),
            item("1"),
        ),
    )

    outcome = await rig.poll()
    story = (await rig.database.read(stories.get, rig.due))[rig.due[0]]

    assert (outcome.stored.new_entries, rig.woken) == (1, 1)
    assert (story.title, story.published) == ("Vaksin", NOON - timedelta(minutes=30))
    assert story.summary == ("Vaksin campak tiba besok pagi.", "Warga diminta datang ke puskesmas terdekat.")


async def test_an_unchanged_feed_costs_a_304(rig, site):
    """The second poll asks with the server's own validator and stores nothing."""
    await rig.add(site.put("/feed/", rss(item("1"))))
    await rig.poll()

    outcome = await rig.poll()

    assert (outcome.entries, outcome.fault) == (None, None)
    assert site.asked == [("/feed/", 200), ("/feed/", 304)]


async def test_news_older_than_two_days_is_stored_and_not_pushed(rig, site):
    """A site that publishes last week's events tonight does not wake anybody."""
    await rig.add(site.put("/feed/", rss(item("1"))))
    await rig.poll()
    site.put("/feed/", rss(item("1"), item("2", date="Thu, 01 Oct 2026 11:00:00 +0700")))

    outcome = await rig.poll()

    assert (outcome.stored.new_entries, rig.due) == (1, [])


async def test_a_rewritten_feed_sends_nothing(rig, site):
    """Every guid and link changed, the words are the same: nothing is new."""
    text = "Jembatan Kali Bening ditutup sejak Senin pagi karena tiang penyangganya retak diterjang banjir besar, dan "
    text += "kendaraan dialihkan lewat jalan provinsi sampai perbaikan selesai pekan depan, kata kepala dinas."
    await rig.add(site.put("/feed/", rss(item("1", text=text))))
    await rig.poll()
    site.put("/feed/", rss(item("baru-1", text=text)))

    outcome = await rig.poll()

    assert (outcome.stored.new_entries, outcome.stored.changed, rig.due) == (0, 1, [])


async def test_an_injected_post_is_held(rig, site):
    """A hijacked site's advert goes nowhere; the honest entry beside it does."""
    await rig.add(site.put("/feed/", rss(item("1"))))
    await rig.poll()
    advert = item(
        "2",
        "Situs Slot Gacor Maxwin Hari Ini",
        "Daftar situs slot gacor terpercaya, bonus new member 100%, deposit pulsa tanpa potongan, RTP live tertinggi.",
    )
    site.put("/feed/", rss(advert, item("3", "Air mati", "Aliran air PDAM mati sampai sore."), item("1")))

    outcome = await rig.poll()

    assert (outcome.stored.held, len(rig.due)) == (1, 1)
    assert [story.title for story in await rig.database.read(held_stories, 10)] == [advert[1]]


@pytest.mark.parametrize(
    ("prepare", "fault"),
    [
        pytest.param(lambda site: site.fail("/feed/", 404), "not_found", id="404"),
        pytest.param(lambda site: site.fail("/feed/", 503), "server", id="503"),
        pytest.param(
            lambda site: site.put("/feed/", "<html><body>Galat</body></html>", "text/html"), "html", id="html"
        ),
        pytest.param(lambda site: site.put("/feed/", ""), "empty", id="empty"),
    ],
)
async def test_a_feed_in_trouble_is_noted_and_heals(rig, site, prepare, fault):
    """The fault is kept for the admin, the next poll waits, and the first good poll clears it."""
    await rig.add(site.put("/feed/", rss(item("1"))))
    await rig.poll()
    prepare(site)
    outcome = await rig.poll()
    sick = await rig.info()
    site.put("/feed/", rss(item("1"), item("2")))
    await rig.poll()
    well = await rig.info()

    assert (outcome.fault, sick.fault, sick.failures) == (fault, fault, 1)
    assert sick.next_poll == NOON + timedelta(minutes=15)
    assert (well.fault, well.failures, len(rig.due)) == (None, 0, 1)


async def test_a_tick_polls_what_is_due_and_nothing_else(rig, site, clock):
    """After a poll the feed rests for its interval."""
    await rig.add(site.put("/feed/", rss(item("1"))))

    started = [await rig.poller.tick()]
    await rig.poller.finish()
    started.append(await rig.poller.tick())
    clock.forward(minutes=15)
    started.append(await rig.poller.tick())
    await rig.poller.finish()

    assert started == [1, 0, 1]
    assert len(site.asked) == 2


async def test_a_feed_is_not_polled_twice_at_once(rig, site):
    """A tick while the feed is in flight starts nothing."""
    await rig.add(site.put("/feed/", rss(item("1"))))

    started = [await rig.poller.tick(), await rig.poller.tick()]
    await rig.poller.finish()

    assert started == [1, 0]
    assert len(site.asked) == 1


def dated(number):
    """An entry that was published `number` minutes after the day began."""
    moment = (NOON - timedelta(hours=5) + timedelta(minutes=number)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return item(f"b{number}", f"Berita {number}", f"Isi berita nomor {number} untuk warga kabupaten.", moment)


def publish(site, count, *, pages=True):
    """A feed that shows the newest ten of `count` entries, and older ones page by page as WordPress does."""
    entries = [dated(number) for number in reversed(range(count))]
    address = site.put("/feed/", rss(*entries[:10]))
    for page in range(2, 1 + -(-count // 10) if pages else 2):
        site.put(f"/feed/?paged={page}", rss(*entries[10 * (page - 1) : 10 * page]))
    return address


async def test_150_entries_between_two_polls_of_a_feed_of_ten(rig, site):
    """None is lost, none comes twice, and each goes out in the order of the news."""
    await rig.add(publish(site, 10))
    await rig.poll()
    publish(site, 160)

    outcome = await rig.poll()
    found = await rig.database.read(stories.get, rig.due)

    assert outcome.stored.new_entries == 150
    assert [found[story_id].title for story_id in rig.due] == [f"Berita {number}" for number in range(10, 160)]


async def test_a_site_that_has_no_older_pages_is_asked_once(rig, site):
    """It answers with the first page again, and its posts are not to be had; what it shows is stored all the same."""
    await rig.add(publish(site, 10))
    await rig.poll()
    publish(site, 25, pages=False)

    outcome = await rig.poll()

    assert outcome.stored.new_entries == 10
    assert site.asked[2:] == [("/feed/", 200), ("/wp-json/wp/v2/posts", 404)]


async def test_a_known_entry_needs_no_older_pages(rig, site):
    """The usual poll asks once."""
    await rig.add(publish(site, 10))
    await rig.poll()
    publish(site, 15)

    outcome = await rig.poll()

    assert outcome.stored.new_entries == 5
    assert len(site.asked) == 2


async def test_feeds_in_trouble_do_not_take_the_slots_of_those_that_work(database, clock):
    """However many hang, a feed that works is started at once."""
    hangs = asyncio.Event()

    asked = []

    class Slow:
        async def update(self, feed, *, later):
            asked.append(feed.name)
            if feed.name != "works":
                await hangs.wait()
            return Outcome(feed)

        async def next_baseline(self):
            return None

    await database.write(feeds.add, "https://works.example/", "works", NOON)
    await database.write(feeds.record_success, 1, GoodPoll(NOON, NOON, "https://works.example/", CachingInfo()))
    for number in range(5):
        await database.write(feeds.add, f"https://{number}.example/", f"hangs {number}", NOON - timedelta(hours=1))
    poller = Poller(database, Slow(), clock, other_slots=3)

    for _ in range(2):
        await poller.tick()
        await asyncio.sleep(0)
    first = list(asked)
    await poller.stop()

    # The one that works was asked at both ticks, three of the others hold all the slots that they may have.
    assert first.count("works") == 2
    assert len(first) == 5


async def test_a_feed_behind_a_redirect_is_asked_conditionally(rig, site):
    """Where it leads gave the validators, so that is asked whether anything changed; the baseline is fetched once."""
    site.moves["/feed/"] = ("/berita/feed/", 302)
    site.put("/berita/feed/", rss(item("1")))
    await rig.add(site.url("/feed/"))
    for _ in range(3):
        await rig.poll()

    assert [status for _, status in site.asked] == [302, 200, 302, 304, 302, 304]


async def test_a_move_is_believed_although_nothing_changed(rig, site):
    """Five good polls in a row that lead to one place make it the address, with or without news on the way."""
    site.moves["/feed/"] = ("/baru/", 301)
    site.put("/baru/", rss(item("1")))
    await rig.add(site.url("/feed/"))
    addresses = []
    for _ in range(6):
        await rig.poll()
        addresses.append((await rig.info()).url.removeprefix(site.url("")))

    assert addresses == ["/feed/"] * 5 + ["/baru/"]
    del site.asked[:]
    await rig.poll()
    assert site.asked == [("/baru/", 304)]
