"""Errands on their way: edited, deleted, told, paced and counted. A channel that is a list, a real database."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, Pacer
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.delivery.upkeep import Upkeep
from bot.model import Failed, Unchangeable
from bot.storage import backlog, chats, errands, owing
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema import errands as errand_table
from feeds.storage.database import Database
from tests.bot.storage.newsroom import delivery_states, errand_states, publish, revise, rows, subscribe
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import NOON

FAST = 10_000.0
OLD = Unchangeable("message can't be deleted")


class Desk:
    """A sender, a runner and the upkeep of one channel, as the service ties them."""

    def __init__(self, database, clock, *, rate=FAST):
        self.database, self.clock, self.channel = database, clock, FakeChannel()
        self.pacer = Pacer(rate, NO_GAPS)
        self.sender = Sender(self.channel, database, self.pacer, clock, lambda: 0.0)
        self.runner = Runner(self.channel, database, self.pacer, self.sender.turn, clock, lambda: 0.0)
        self.upkeep = Upkeep(database, clock, timedelta(hours=48), 17, self.sender.forget, self.runner.wake)

    async def sends(self, *addresses, title="Pasar murah Sabtu"):
        """Subscribes these chats and sends them a story."""
        for address in addresses:
            await subscribe(self.database, address, now=NOON - timedelta(hours=1))
        story_id = await publish(self.database, title)
        await self.database.write(backlog.owe, [story_id], self.clock(), 12)
        await self.sender.drain()
        return story_id

    async def works(self):
        """One look and one pass."""
        await self.upkeep.tick()
        await self.runner.drain()

    def shows(self, address):
        """Titles that a chat shows now."""
        return [message.title for message in self.channel.shown[address].values()]


@pytest.fixture
async def box(sqlite_url):
    database = Database(sqlite_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def desk(box, clock):
    return Desk(box, clock)


async def test_a_correction_is_edited_in_place_once(desk, clock):
    """Ten minutes after the last change, marked, without a new message; later looks do nothing."""
    story_id = await desk.sends("1", "2")
    await revise(desk.database, story_id, "Pasar murah Minggu", clock())
    await desk.works()
    early = desk.shows("1")
    clock.forward(minutes=11)

    await desk.works()
    await desk.works()

    assert early == ["Pasar murah Sabtu"]
    assert desk.shows("1") == desk.shows("2") == ["Ralat: Pasar murah Minggu"]
    assert len(desk.channel.sent["1"]) == 1
    assert await errand_states(desk.database) == [("correction", "edit", "done")] * 2
    (message,) = desk.channel.shown["1"].values()
    assert message.paragraphs == ("Isi.", "Berita ini telah diralat oleh sumbernya.")


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(["Pasar  murah, Sabtu!"], id="punctuation"),
        pytest.param(["Pasar murah Minggu", "Pasar murah Sabtu"], id="changed and changed back"),
    ],
)
async def test_what_no_reader_need_see_is_not_edited(desk, clock, titles):
    """Nothing is owed, and it is not looked at again."""
    story_id = await desk.sends("1")
    for title in titles:
        await revise(desk.database, story_id, title, clock())
    clock.forward(minutes=11)

    await desk.works()

    assert desk.shows("1") == ["Pasar murah Sabtu"]
    assert await errand_states(desk.database) == []


async def test_who_gets_it_after_the_change_gets_the_new_text_unmarked(desk, clock):
    """What was encoded before is not sent any more."""
    story_id = await desk.sends("1")
    await subscribe(desk.database, "2", now=NOON - timedelta(hours=1))
    await revise(desk.database, story_id, "Pasar murah Minggu", clock())
    clock.forward(minutes=11)
    await desk.upkeep.tick()

    await desk.database.write(owing.owe, [story_id], clock())
    await desk.sender.drain()
    await desk.runner.drain()

    assert desk.shows("2") == ["Pasar murah Minggu"]
    assert desk.shows("1") == ["Ralat: Pasar murah Minggu"]


async def test_what_cannot_be_edited_is_counted(desk, clock):
    """Nobody is told twice; the count says who still has the old text."""
    story_id = await desk.sends("1", "2")
    await revise(desk.database, story_id, "Pasar murah Minggu", clock())
    clock.forward(minutes=11)
    desk.channel.answers_next_change("1", Unchangeable("this network knows no edits"))

    await desk.works()

    assert (desk.shows("1"), desk.shows("2")) == (["Pasar murah Sabtu"], ["Ralat: Pasar murah Minggu"])
    assert await desk.database.read(errands.counts, story_id) == {
        ("correction", "edit", "unreachable"): 1,
        ("correction", "edit", "done"): 1,
    }


async def test_a_recall_deletes_edits_or_tells(desk):
    """Each chat by the first way that works; one by none."""
    story_id = await desk.sends("1", "2", "3", "4")
    desk.channel.answers_next_change("2", OLD)
    desk.channel.answers_next_change("3", OLD, OLD)
    desk.channel.answers_next_change("4", Failed("gone", "blocked"))
    await desk.database.write(errands.recall, story_id, NOON)

    await desk.works()

    assert desk.shows("1") == []
    assert desk.shows("2") == ["Berita ditarik"]
    assert desk.shows("3") == ["Pasar murah Sabtu", "Berita ditarik"]
    assert "“Pasar murah Sabtu”" in desk.channel.sent["3"][-1].paragraphs[0]
    assert await desk.database.read(errands.counts, story_id) == {
        ("recall", "delete", "done"): 1,
        ("recall", "edit", "done"): 1,
        ("recall", "tell", "done"): 1,
        ("recall", "delete", "unreachable"): 1,
    }


async def test_who_stopped_is_not_told_but_the_message_goes(desk):
    """BERHENTI holds for a recall too."""
    story_id = await desk.sends("1", "2")
    for address in ("1", "2"):
        chat = await desk.database.read(chats.find, "telegram", address)
        await desk.database.write(chats.change_state, chat.id, "stopped", NOON)
    desk.channel.answers_next_change("2", OLD, OLD)
    await desk.database.write(errands.recall, story_id, NOON)

    await desk.works()

    assert desk.shows("1") == []
    assert len(desk.channel.sent["2"]) == 1
    assert await errand_states(desk.database) == [("recall", "delete", "done"), ("recall", "tell", "unreachable")]


async def test_the_overflow_of_a_day_is_one_message(desk, clock):
    """Twelve stories at once, the titles of the others at five."""
    await subscribe(desk.database, "1", now=NOON - timedelta(hours=1))
    for number in range(15):
        await desk.sends(title=f"Berita {number}")
    before = desk.shows("1")
    clock.forward(hours=5)

    await desk.works()
    await desk.works()

    *stories, digest = desk.channel.sent["1"]
    assert before == [f"Berita {number}" for number in range(12)]
    assert len(stories) == 12
    assert (digest.title, [item.title for item in digest.items]) == (
        "Rangkuman hari ini",
        ["Berita 12", "Berita 13", "Berita 14"],
    )
    assert await delivery_states(desk.database) == ["sent"] * 12 + ["digested"] * 3


async def test_a_digest_waits_behind_news(desk, clock):
    """What can go out as a story goes first."""
    await subscribe(desk.database, "1", now=NOON - timedelta(hours=1))
    for number in range(13):
        await desk.sends(title=f"Berita {number}")
    clock.forward(hours=5)
    await subscribe(desk.database, "2")
    story_id = await publish(desk.database, at=clock())
    await desk.database.write(owing.owe, [story_id], clock())

    await desk.works()
    waiting = await errand_states(desk.database)
    await desk.sender.drain()
    await desk.works()

    assert waiting == [("digest", "tell", "queued")]
    assert await errand_states(desk.database) == [("digest", "tell", "done")]


async def test_a_story_withdrawn_before_its_digest_is_not_in_it(desk, clock):
    """Nor is an empty digest sent."""
    await subscribe(desk.database, "1", now=NOON - timedelta(hours=1))
    for number in range(13):
        await desk.sends(title=f"Berita {number}")
    clock.forward(hours=5)
    await desk.upkeep.tick()
    await desk.database.write(errands.recall, 13, clock())

    await desk.runner.drain()

    assert len(desk.channel.sent["1"]) == 12
    assert await errand_states(desk.database) == [("digest", "tell", "unreachable")]


async def test_senders_and_errands_keep_one_pace(box, clock):
    """Of one allowance: what errands take, stories do not."""
    desk = Desk(box, clock)
    story_id = await desk.sends("1", "2", "3")
    await desk.database.write(errands.recall, story_id, NOON)
    desk.pacer.rate = 10.0
    await publish(box, "Lain")
    await box.write(owing.owe, [2], NOON)
    now = asyncio.get_running_loop().time()
    allowed = desk.pacer.allowed(now)

    await asyncio.gather(desk.runner._round(), desk.sender._round())
    await asyncio.gather(*desk.sender._flying)

    done = sum(state == "done" for _, _, state in await errand_states(box))
    assert done + len(desk.channel.sent["1"] + desk.channel.sent["2"] + desk.channel.sent["3"]) - 3 == allowed


async def test_errands_at_topics_of_one_group_go_one_after_another(box, clock):
    """They are one chat to the network; what has to wait counts no attempt."""
    desk = Desk(box, clock)
    story_id = await desk.sends("-5:7", "-5:8", "6")
    await box.write(errands.recall, story_id, NOON)
    desk.pacer.gaps = TELEGRAM_GAPS

    await desk.runner._round()
    await desk.sender._round()

    assert await rows(box, errand_table, "state", "attempts") == [("done", 1), ("queued", 0), ("done", 1)]


async def test_errands_and_stories_keep_the_gaps_of_a_chat(box, clock):
    """What one of them sent, the other waits after."""
    desk = Desk(box, clock)
    story_id = await desk.sends("1", "2")
    desk.pacer.gaps = TELEGRAM_GAPS
    await box.write(owing.owe, [await publish(box, "Lain")], NOON)
    await box.write(errands.recall, story_id, NOON)

    await asyncio.gather(desk.runner._round(), desk.sender._round())
    await asyncio.gather(*desk.sender._flying)

    done = sum(state == "done" for _, _, state in await errand_states(box))
    assert done + sum(len(desk.channel.sent[address]) - 1 for address in ("1", "2")) == 2


async def test_a_hold_outlives_a_restart_whoever_comes_first(desk, clock):
    """What the network asked of an errand, the next process keeps to; so does its first errand."""
    story_id = await desk.sends("1")
    desk.channel.answers_next_change("1", Failed("slow_down", "429", retry_after=timedelta(hours=1)))
    await desk.database.write(errands.recall, story_id, NOON)
    await desk.runner._round()
    again = Desk(desk.database, clock)
    await again.database.write(errands.recall, story_id, NOON)

    await again.runner._round()

    assert again.pacer.allowed(asyncio.get_running_loop().time() + 3_590) == 0
    assert await errand_states(desk.database) == [("recall", "delete", "queued")]


async def test_a_flood_wait_holds_errands_and_stories(desk):
    """Both stand on one pacer."""
    story_id = await desk.sends("1")
    desk.channel.answers_next_change("1", Failed("slow_down", "429", retry_after=timedelta(hours=1)))
    await desk.database.write(errands.recall, story_id, NOON)

    await desk.runner._round()

    assert desk.pacer.allowed(asyncio.get_running_loop().time() + 3_590) == 0
    assert await errand_states(desk.database) == [("recall", "delete", "queued")]


async def test_run_works_when_woken_and_stops(desk):
    """As the service uses it."""
    story_id = await desk.sends("1")
    running = asyncio.create_task(desk.runner.run())
    await desk.database.write(errands.recall, story_id, NOON)

    desk.runner.wake()
    async with asyncio.timeout(10):
        while desk.shows("1"):
            await asyncio.sleep(0)
    desk.runner.stop()
    await running

    assert await errand_states(desk.database) == [("recall", "delete", "done")]
    assert await rows(desk.database, delivery_table, "state") == [("sent",)]
