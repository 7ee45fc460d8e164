"""Alerts to admins: a real database, feeds that fail and recover, channels that take messages or do not."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from bot.alerts import IN_FULL, TOLD_WITHIN, AdminAlerts, alerts_message
from bot.channels.telegram.markup import encode
from bot.model import Failed
from bot.storage import alerts, chats
from bot.storage.alerts import OwedAlert
from feeds.feed_model import BadPoll, GoodPoll
from feeds.model import CachingInfo
from feeds.storage import entries, feeds
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import NOON
from tests.feeds.builders import draft, entry


class Watch:
    """Admins 1 and 2 on one channel, and feeds whose polls are told."""

    def __init__(self, database, clock, admins=("1", "2")):
        self.database, self.clock, self.channel = database, clock, FakeChannel()
        self.alerts = AdminAlerts(database, [self.channel], {"telegram": frozenset(admins)}, clock, "Asia/Jakarta")

    async def add(self, *names):
        for name in names:
            await self.database.write(feeds.add, f"https://{name}.example/feed/", name, self.clock())

    async def fails(self, feed_id=1, times=3, fault="timeout", detail="not finished within 60 s"):
        for _ in range(times):
            poll = BadPoll(self.clock(), self.clock(), fault, detail)
            await self.database.write(feeds.record_failure, feed_id, "https://a.example/feed/", poll)

    async def works(self, feed_id=1):
        now = self.clock()
        url = f"https://{'abcdefghij'[feed_id - 1]}.example/feed/"
        await self.database.write(feeds.record_success, feed_id, GoodPoll(now, now, url, CachingInfo()))

    async def tick(self):
        """One tick; gives the details that each admin reads, and forgets them."""
        await self.alerts.tick()
        read = {
            address: [line for message in messages for line in message.paragraphs]
            for address, messages in self.channel.sent.items()
            if messages
        }
        self.channel.sent.clear()
        return read


@pytest.fixture
async def watch(database, clock):
    watch = Watch(database, clock)
    await watch.add("a")
    return watch


async def test_a_sick_feed_is_told_once_to_every_admin(watch):
    """Which feed, since when, what was seen, what to ask; and nothing at the next tick."""
    await watch.fails()

    await watch.alerts.tick()
    (first,), (second,) = watch.channel.sent["1"], watch.channel.sent["2"]
    watch.channel.sent.clear()
    again = await watch.tick()

    assert first == second
    assert first.title == "Keadaan sumber berita"
    (told,) = first.paragraphs
    assert told == (
        "🔴 1. a: sakit sejak Sel, 6 Okt 2026 12.00 WIB. Situs tidak selesai menjawab dalam satu menit. Selama ini terjadi, "
        "warga tidak menerima berita dari situs ini. Untuk pengelola situs: Mohon periksa beban server dan pasang "
        "tembolok (cache) untuk halaman feed. Periksa lagi: /feed_periksa 1"
    )
    assert again == {}


async def test_a_certificate_is_explained_by_what_is_wrong_with_it(watch):
    """The alert knows what the doctor knows."""
    await watch.fails(fault="tls", detail="the certificate of a.example can't be verified: certificate has expired")

    read = await watch.tick()

    assert "Mohon perbarui sertifikat, lalu pasang pembaruan otomatis." in read["1"][0]


async def test_one_or_two_failures_are_no_news(watch):
    """A site that hiccups disturbs nobody."""
    await watch.fails(times=2)

    assert await watch.tick() == {}


async def test_a_recovery_is_told_once(watch, clock):
    """When it came back more than six hours after the alert."""
    await watch.fails()
    await watch.tick()
    clock.forward(hours=7)
    await watch.works()

    read, again = await watch.tick(), await watch.tick()

    assert {address: len(details) for address, details in read.items()} == {"1": 1, "2": 1}
    assert read["1"][0].startswith("🟢 1. a: pulih. Dibaca dengan baik lagi sejak Sel, 6 Okt 2026 19.00 WIB.")
    assert again == {}


async def test_a_flapping_feed_is_told_at_most_every_six_hours(watch, clock):
    """Down and up every hour for two days."""
    told = 0
    for hour in range(48):
        clock.forward(hours=1)
        await (watch.works() if hour % 2 else watch.fails())
        told += len((await watch.tick()).get("1", ()))

    assert 1 <= told <= 8


async def test_a_feed_that_goes_silent(watch, clock):
    """It can be read and says nothing, far beyond its habit; the next entry ends that."""
    daily = [
        draft(entry(guid=str(n), link=f"https://a.example/{n}", published=NOON - timedelta(days=n)), text=f"Kabar {n}.")
        for n in range(8)
    ]
    await watch.database.write(entries.store, 1, daily, NOON, lambda *_: None, review_all=False)
    await watch.database.write(feeds.learn_rhythm, 1, NOON)
    await watch.works()
    early = await watch.tick()
    clock.forward(days=4, minutes=1)
    await watch.works()
    silent = await watch.tick()
    clock.forward(days=1)
    await watch.database.write(feeds.learn_rhythm, 1, clock())
    await watch.works()
    back = await watch.tick()

    assert early == {}
    assert silent["1"][0].startswith("💤 1. a: diam. Dapat dibaca, tetapi tidak ada berita baru sejak Sel, 6 Okt 2026")
    assert back["1"][0].startswith("🟢 1. a: pulih.")


async def test_several_feeds_come_in_one_message(watch):
    """One tick, one message."""
    await watch.add("b", "c")
    for feed_id in (1, 3):
        await watch.fails(feed_id)

    await watch.alerts.tick()

    (message,) = watch.channel.sent["1"]
    assert [line.partition(":")[0] for line in message.paragraphs] == ["🔴 1. a", "🔴 3. c"]


@pytest.mark.parametrize(
    ("kind", "ticks"),
    [
        pytest.param("not_sent", [0, 1, 0], id="it did not arrive"),
        pytest.param("gone", [0, 1, 0], id="the admin has not opened the chat"),
        pytest.param("slow_down", [0, 1, 0], id="too fast"),
        pytest.param("channel_down", [0, 1, 0], id="the network is down"),
        pytest.param("in_doubt", [0, 1, 0], id="it may have arrived"),
    ],
)
async def test_what_fails_is_told_later_and_to_that_admin_only(watch, kind, ticks):
    """The other admin is not told twice."""
    watch.channel.fails_next("1", Failed(kind, "as told"))
    await watch.fails()

    read = [await watch.tick() for _ in ticks]

    assert [len(one.get("1", ())) for one in read] == ticks
    assert [len(one.get("2", ())) for one in read] == [1, 0, 0]


async def test_what_may_have_arrived_twice_is_let_be(watch):
    """The rule of deliveries: once more, and no more."""
    for _ in range(2):
        watch.channel.fails_next("1", Failed("in_doubt", "no answer"))
    await watch.fails()

    assert [len((await watch.tick()).get("1", ())) for _ in range(3)] == [0, 0, 0]


async def test_a_surprise_with_one_admin_does_not_reach_the_other(watch):
    """Logged, told later, and the other has the message at once."""
    watch.channel.fails_next("1", RuntimeError("broken"))
    await watch.fails()

    assert [sorted(await watch.tick()) for _ in range(2)] == [["2"], ["1"]]


async def test_a_restart_repeats_nothing_and_loses_nothing(watch, clock):
    """What is owed and what was told lies in the database."""
    watch.channel.fails_next("2", Failed("not_sent", "the service was killed"))
    await watch.fails()
    before = await watch.tick()
    restarted = Watch(watch.database, clock)
    after = await restarted.tick()

    assert (sorted(before), sorted(after)) == (["1"], ["2"])


async def test_nobody_else_is_told(watch, clock):
    """A subscriber is no admin; one who is no longer named is told nothing more."""
    await watch.database.write(
        chats.subscribe, "telegram", "42", "private", language="id", timezone="Asia/Jakarta", now=NOON
    )
    watch.channel.fails_next("2", Failed("not_sent", "as told"))
    await watch.fails()

    told = sorted(await watch.tick())
    fewer = await Watch(watch.database, clock, admins=("1",)).tick()

    assert (told, fewer) == (["1"], {})


async def test_the_first_admin_hears_of_what_is_still_so(database, clock):
    """While nobody is named nothing is taken for told."""
    nobody = Watch(database, clock, admins=())
    await nobody.add("a")
    await nobody.fails()
    unheard = await nobody.tick()
    heard = await Watch(database, clock, admins=("1",)).tick()

    assert (unheard, sorted(heard)) == ({}, ["1"])


async def test_an_english_admin_reads_english(watch):
    """In the language and zone of the chat, when we know it."""
    await watch.database.write(
        chats.subscribe, "telegram", "1", "private", language="en", timezone="Asia/Jayapura", now=NOON
    )
    await watch.fails()

    read = await watch.tick()

    assert read["1"][0].startswith(
        "🔴 1. a: sick since Tue, 6 Oct 2026 14:00 WIT. The site did not finish within a minute."
    )
    assert read["2"][0].startswith("🔴 1. a: sakit")


@pytest.mark.parametrize("state", ["paused", "removed"])
async def test_a_feed_that_an_admin_took_away_is_no_news(watch, state):
    """They know; and what was owed of a removed feed is let go."""
    await watch.fails()
    await watch.database.write(feeds.set_state, 1, state, NOON)

    assert await watch.tick() == {}


async def test_a_feed_that_is_gone_for_good_is_news(watch):
    """It was paused by us, so somebody has to hear of it."""
    for _ in range(3):
        poll = BadPoll(NOON, NOON, "gone", "HTTP 410", gone_polls=3, gone_since=NOON - timedelta(days=1), pause=True)
        await watch.database.write(feeds.record_failure, 1, "https://a.example/feed/", poll)

    assert "410" in (await watch.tick())["1"][0]


async def test_old_health_is_no_news(watch, clock):
    """An admin who opens the chat a week later is not told how things were."""
    await watch.fails()
    for _ in range(2):
        watch.channel.fails_next("1", Failed("gone", "never opened the chat"))
    await watch.tick()
    clock.forward(days=TOLD_WITHIN.days, minutes=1)

    read = await watch.tick()
    forgotten = await watch.database.write(alerts.forget_before, clock())

    assert (read, forgotten) == ({}, 2)


async def test_a_feed_that_comes_back_after_its_removal_begins_anew(watch):
    """Its old illness is forgotten; a new one is told."""
    await watch.fails()
    await watch.tick()
    await watch.database.write(feeds.set_state, 1, "removed", NOON)
    await watch.add("a")
    fresh = await watch.tick()
    await watch.fails()

    assert fresh == {}
    assert sorted(await watch.tick()) == ["1", "2"]


def owed(count, kind="sick"):
    return [
        OwedAlert(n, n, f"Kab {n}", kind, NOON, "tls", "unable to get local issuer certificate")
        for n in range(1, count + 1)
    ]


def test_many_alerts_stay_one_message():
    """A few are told in full, the others are named."""
    message = alerts_message(owed(8, "recovered"), "id", "Asia/Jakarta", 100)

    assert len(message.paragraphs) == IN_FULL + 1
    assert message.paragraphs[-1] == "Juga 6. Kab 6, 7. Kab 7, 8. Kab 8. Selengkapnya: /feed"


@pytest.mark.parametrize(
    ("count", "total", "warned"),
    [
        pytest.param(4, 8, True, id="half of them"),
        pytest.param(4, 9, False, id="fewer than half"),
        pytest.param(3, 3, False, id="all three: too few to tell"),
        pytest.param(300, 300, True, id="every one"),
    ],
)
def test_when_everything_is_sick_it_is_rather_us(count, total, warned):
    """The admin is told to look at the service's own network first."""
    message = alerts_message(owed(count), "id", "Asia/Jakarta", total)
    assert any("sambungan internet" in paragraph for paragraph in message.paragraphs) == warned


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_longest_message_arrives_whole_on_telegram(language):
    """Three hundred feeds with endless names and the wordiest fault: nothing of it is cut."""
    many = [replace(one, feed_id=one.id + 100_000, name="Kabupaten " * 50) for one in owed(300)]

    message = alerts_message(many, language, "Asia/Jakarta", 300)
    shown = encode(message).html

    assert [line for line in message.paragraphs if " ".join(line.split()) not in unescape(shown)] == []


async def test_a_frozen_feed_is_told_once(watch):
    """Each admin hears of it, once; it is no illness, so nobody is told that the feed recovered."""
    await watch.works()
    adverts = [draft(entry(guid=f"s{n}"), text=f"Iklan {n}", held=("gambling_words:slot",)) for n in range(3)]
    now = watch.clock()
    await watch.database.write(entries.store, 1, adverts, now, lambda *_: None, review_all=False)

    told = await watch.tick()
    again = await watch.tick()

    assert sorted(told) == ["1", "2"]
    assert told["1"][0].startswith("🧊 1. a: dibekukan sejak ")
    assert "/feed_cair 1" in told["1"][0]
    assert again == {}


@pytest.mark.parametrize(
    ("kind", "hour", "waits"),
    [("sick", 12, False), ("sick", 23, True), ("sick", 3, True), ("sick", 6, False), ("frozen", 3, False)],
)
def test_the_night_is_for_what_is_urgent(kind, hour, waits):
    """By the clock of the service's zone: 22 to 6."""
    from bot.alerts import waits_for_morning
    from bot.storage.alerts import OwedAlert

    now = NOON.replace(hour=(hour - 7) % 24)
    assert waits_for_morning([OwedAlert(1, 1, "Kab A", kind, NOON, None, "")], now, "Asia/Jakarta") is waits
