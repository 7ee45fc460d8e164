"""The sender, with a channel that is a list and a real database."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, Pacer
from bot.delivery.sender import Sender
from bot.model import Failed
from bot.storage import chats, deliveries, owing
from feeds.storage.database import Database
from tests.bot.storage.test_deliveries import publish, states, subscribe
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import NOON

#: Fast enough that no test waits for the pace.
FAST = 10_000.0


@pytest.fixture
async def box(sqlite_url):
    """A database for tests in which its kind does not matter."""
    database = Database(sqlite_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def channel():
    return FakeChannel()


@pytest.fixture
def sender(box, channel, clock):
    return Sender(channel, box, Pacer(FAST, NO_GAPS), clock, lambda: 0.0)


async def owe(database, count=1):
    for story in await publish(database, count):
        await database.write(owing.owe, [story], NOON)


async def until(condition):
    """Lets the loop run until `condition` holds; the test's own timeout ends a wait in vain."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def test_every_chat_gets_every_story_in_order(box, channel, sender):
    """Two stories for three chats: six messages, each chat's in the order of the news, each story rendered once."""
    for address in ("1", "2", "3"):
        await subscribe(box, address)
    await owe(box, 2)

    await sender.drain()

    assert {address: [message.story_id for message in got] for address, got in channel.sent.items()} == {
        "1": [1, 2],
        "2": [1, 2],
        "3": [1, 2],
    }
    assert channel.encoded == 2
    assert set(await states(box)) == {"sent"}


async def test_each_language_gets_its_own_rendering(box, channel, sender):
    """A chat in English reads "Read more"."""
    await subscribe(box, "1")
    args = {"language": "en", "timezone": "Asia/Jayapura", "now": NOON}
    await box.write(chats.subscribe, "telegram", "2", "private", **args)
    await owe(box)

    await sender.drain()

    assert channel.sent["1"][0].footer == "Kab A · Sel, 6 Okt 2026 12.00 WIB"
    assert channel.sent["2"][0].footer == "Kab A · Tue, 6 Oct 2026 14:00 WIT"


async def test_one_failing_chat_blocks_no_other(box, channel, sender, clock):
    """The others get theirs; the failing one is tried again later."""
    for address in ("1", "2"):
        await subscribe(box, address)
    await owe(box)
    channel.fails_next("1", Failed("not_sent", "refused"))

    await sender.drain()
    first = dict(channel.sent)
    clock.forward(seconds=10)
    await sender.drain()

    assert list(first) == ["2"]
    assert len(channel.sent["1"]) == 1


async def test_a_channel_that_breaks_is_in_doubt(box, channel, sender, clock):
    """A surprise in a channel may have come after the send: it is repeated once, with a pause."""
    await subscribe(box, "1")
    await owe(box)
    channel.fails_next("1", RuntimeError("a bug"))

    await sender.drain()
    state = await states(box)
    clock.forward(minutes=1)
    await sender.drain()

    assert state == ["queued"]
    assert await states(box) == ["sent"]


async def test_a_flood_wait_holds_the_whole_channel(box, channel, clock):
    """After a 429 nothing goes out before its time, to anybody."""
    for address in ("1", "2", "3"):
        await subscribe(box, address)
    await owe(box)
    pacer = Pacer(FAST, NO_GAPS)
    sender = Sender(channel, box, pacer, clock, lambda: 0.0, slots=1)
    channel.fails_next("1", Failed("slow_down", "429", retry_after=timedelta(hours=1)))

    await sender._round()
    await asyncio.wait(sender._flying)
    await sender._round()

    assert channel.sent == {}
    assert pacer.allowed(asyncio.get_running_loop().time() + 3_590) == 0


async def test_a_stop_waits_for_what_is_in_flight(box, channel, sender):
    """What was being sent is settled, what was not claimed stays owed, nothing is in doubt."""
    for number in range(8):
        await subscribe(box, str(number))
    await owe(box)
    channel.open.clear()
    running = asyncio.create_task(sender.run())
    await until(lambda: channel.waiting == 5)

    sender.stop()
    channel.open.set()
    await running

    counted = await box.read(deliveries.counts)
    assert counted == {"sent": 5, "queued": 3}


async def test_run_sends_what_becomes_owed_when_it_is_woken(box, channel, sender):
    """No waiting for the next look at the outbox."""
    await subscribe(box, "1")
    running = asyncio.create_task(sender.run())
    await owe(box)

    sender.wake()
    await until(lambda: channel.sent["1"])
    sender.stop()
    await running

    assert [message.title for message in channel.sent["1"]] == ["T"]


async def test_a_database_that_fails_is_waited_for(box, channel, sender):
    """The sender goes on when the outbox can be read again."""
    await subscribe(box, "1")
    await owe(box)
    await box.close()
    running = asyncio.create_task(sender.run())
    await until(lambda: not sender._wake.is_set())
    await box.open()

    sender.wake()
    await until(lambda: channel.sent["1"])
    sender.stop()
    await running

    assert await states(box) == ["sent"]


async def test_a_flood_wait_outlives_a_restart(box, channel, clock):
    """The next process keeps to what the network asked of this one."""
    await subscribe(box, "1")
    await owe(box)
    await box.write(deliveries.hold, "telegram", clock() + timedelta(hours=1))
    pacer = Pacer(FAST, NO_GAPS)

    await Sender(channel, box, pacer, clock, lambda: 0.0)._round()

    now = asyncio.get_running_loop().time()
    assert (pacer.allowed(now + 3_590), pacer.allowed(now + 3_601) > 0) == (0, True)
    assert channel.sent == {}


async def test_a_chat_that_was_just_answered_is_written_to_later(box, channel, clock):
    """The broadcast waits for the chat's gap, and nothing is counted as an attempt."""
    await subscribe(box, "1")
    await owe(box)
    pacer = Pacer(FAST, TELEGRAM_GAPS)
    pacer.take_answer(asyncio.get_running_loop().time(), "1", "private")

    await Sender(channel, box, pacer, clock, lambda: 0.0).drain()

    assert channel.sent == {}
    (later,) = await box.write(deliveries.claim, "telegram", clock() + timedelta(seconds=2), 1)
    assert later.attempts == 1
