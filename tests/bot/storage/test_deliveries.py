"""The outbox: owing, claiming, settling, and what a crash leaves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.model import Settlement
from bot.storage import chats, deliveries, owing
from bot.storage.schema import deliveries as table
from feeds.storage import feeds
from feeds.storage.schema import stories
from tests.fakes.clock import NOON


async def subscribe(database, address, *, channel="telegram", now=NOON, kind="private"):
    chat, _ = await database.write(
        chats.subscribe, channel, address, kind, language="id", timezone="Asia/Jakarta", now=now
    )
    return chat


async def publish(database, count=1, *, state="due", now=NOON, urgent=False):
    """Stories that became due at `now`, without anything owed yet."""
    await database.write(feeds.add, "https://a.example/", "Kab A", now)

    def insert(connection):
        row = {"feed_id": 1, "state": state, "push": True, "title": "T", "summary": "S", "published_at": now}
        row["urgent"] = urgent
        query = sa.insert(stories).returning(stories.c.id)
        return [connection.scalar(query.values(row | {"created_at": now, "due_at": now})) for _ in range(count)]

    return await database.write(insert)


async def states(database):
    def read(connection):
        return [row.state for row in connection.execute(sa.select(table.c.state).order_by(table.c.id))]

    return await database.read(read)


async def claim(database, limit=10, now=NOON, channel="telegram", rests=lambda _address: None):
    return await database.write(deliveries.claim, channel, now, limit, rests)


async def settle(database, one, state="sent", **fields):
    fields = {"attempts": one.attempts, "doubts": one.doubts} | fields
    await database.write(deliveries.settle, [Settlement(one, state, **fields)], NOON)


async def test_a_story_is_owed_to_every_active_chat_once(database):
    """Owing twice, or healing after owing, adds nothing."""
    for address in ("1", "2"):
        await subscribe(database, address)
    ids = await publish(database)

    await database.write(owing.owe, ids, NOON)
    await database.write(owing.owe, ids, NOON)
    healed = await database.write(owing.owe_missing, NOON, NOON - timedelta(days=2))

    assert healed == 0
    assert await states(database) == ["queued", "queued"]


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param("stopped", id="the person stopped"),
        pytest.param("blocked", id="the person blocked us"),
        pytest.param("paused", id="no right to write"),
        pytest.param("later", id="subscribed after the story"),
    ],
)
async def test_a_chat_that_is_owed_nothing(database, situation):
    """Only chats that were subscribed when the story came out, and still are, get it."""
    late = timedelta(seconds=1) if situation == "later" else timedelta(0)
    chat = await subscribe(database, "1", now=NOON + late)
    if situation != "later":
        await database.write(chats.change_state, chat.id, situation, NOON)
    ids = await publish(database)

    await database.write(owing.owe, ids, NOON)

    assert await states(database) == []


async def test_what_was_not_owed_at_a_crash_is_owed_at_the_next_start(database):
    """Deliveries are derived from stories and chats, not announced."""
    await subscribe(database, "1")
    await publish(database)

    healed = await database.write(owing.owe_missing, NOON, NOON - timedelta(days=2))

    assert healed == 1


@pytest.mark.parametrize("state", ["quiet", "held", "rejected"])
async def test_only_due_stories_are_owed(database, state):
    """A baseline, a held or a rejected story goes nowhere."""
    await subscribe(database, "1")
    ids = await publish(database, state=state)

    await database.write(owing.owe, ids, NOON)

    assert await states(database) == []


async def test_a_claim_takes_one_delivery_a_chat_oldest_first(database):
    """Two stories for two chats: a chat's second waits until its first is settled, whatever becomes of others."""
    await subscribe(database, "1")
    await subscribe(database, "2")
    for story in await publish(database, 2):
        await database.write(owing.owe, [story], NOON)

    first = await claim(database)
    meanwhile = await claim(database)
    await settle(database, first[1])
    second = await claim(database)

    assert [(c.story_id, c.address) for c in first] == [(1, "1"), (1, "2")]
    assert meanwhile == ()
    assert [(c.story_id, c.address) for c in second] == [(2, "2")]


async def test_a_retry_is_not_overtaken(database):
    """A chat that is tried again later gets its next story after that."""
    await subscribe(database, "1")
    for story in await publish(database, 2):
        await database.write(owing.owe, [story], NOON)
    (one,) = await claim(database)
    later = NOON + timedelta(minutes=1)

    await settle(database, one, "queued", next_at=later)

    assert await claim(database) == ()
    assert [c.story_id for c in await claim(database, now=later)] == [1]


async def test_a_chat_that_rests_holds_up_no_other(database):
    """What is due to it is put off to the end of its rest; the limit goes to the others."""
    for address in ("1", "2", "3"):
        await subscribe(database, address)
    await database.write(owing.owe, await publish(database), NOON)
    rested = NOON + timedelta(seconds=3)

    claims = await claim(database, limit=2, rests={"1": rested}.get)

    assert [c.address for c in claims] == ["2", "3"]
    assert await database.read(deliveries.next_due, "telegram", NOON) == rested
    assert [c.address for c in await claim(database, now=rested)] == ["1"]


async def test_what_is_urgent_goes_first(database):
    """Before what has waited longer, to the same chat and to others."""
    await subscribe(database, "1")
    (old,) = await publish(database)
    await database.write(owing.owe, [old], NOON)
    await subscribe(database, "2")
    (new,) = await publish(database, urgent=True)
    await database.write(owing.owe, [new], NOON + timedelta(seconds=1))

    claims = await claim(database, now=NOON + timedelta(minutes=1))

    assert [(c.story_id, c.address) for c in claims] == [(new, "1"), (new, "2")]


async def test_what_is_urgent_waits_for_no_retry(database):
    """An ordinary story that is tried again later holds up the ordinary ones behind it, and no warning."""
    await subscribe(database, "1")
    await database.write(owing.owe, await publish(database, 2), NOON)
    (one,) = await claim(database)
    await settle(database, one, "queued", next_at=NOON + timedelta(hours=1))
    before = await database.read(deliveries.is_ready, "telegram", NOON)
    (warning,) = await publish(database, urgent=True)
    await database.write(owing.owe, [warning], NOON)
    after = await database.read(deliveries.is_ready, "telegram", NOON)

    assert [c.story_id for c in await claim(database)] == [warning]
    assert (before, after) == (False, True)


async def test_a_hold_is_kept_and_never_shortened(database):
    """What the network asked for outlives the process."""
    before = await database.read(deliveries.held_until, "telegram")
    await database.write(deliveries.hold, "telegram", NOON + timedelta(hours=3))
    await database.write(deliveries.hold, "telegram", NOON)

    assert before is None
    assert await database.read(deliveries.held_until, "telegram") == NOON + timedelta(hours=3)
    assert await database.read(deliveries.held_until, "web") is None


async def test_a_claim_respects_channel_time_and_limit(database):
    """Other channels, later times and more than was asked for stay."""
    await subscribe(database, "1")
    await subscribe(database, "2")
    await subscribe(database, "w", channel="web")
    await database.write(owing.owe, await publish(database), NOON + timedelta(seconds=5))

    early = await claim(database, now=NOON)
    limited = await claim(database, limit=1, now=NOON + timedelta(seconds=5))

    assert early == ()
    assert [c.address for c in limited] == ["1"]
    assert [c.channel for c in await claim(database, now=NOON + timedelta(minutes=1), channel="web")] == ["web"]


async def test_settling_writes_what_happened(database):
    """Each state is kept with the message's name, the error, and when to try again."""
    await subscribe(database, "1")
    await subscribe(database, "2")
    await database.write(owing.owe, await publish(database), NOON)
    first, second = await claim(database)
    again_at = NOON + timedelta(minutes=1)

    await settle(database, first, "sent", message_id="77")
    await settle(database, second, "queued", next_at=again_at, error="not_sent: refused")

    assert await states(database) == ["sent", "queued"]
    assert await database.read(deliveries.next_due, "telegram", NOON) == again_at
    assert await claim(database) == ()
    (retried,) = await claim(database, now=again_at)
    assert (retried.chat_id, retried.attempts) == (second.chat_id, 2)


async def test_a_blocked_chat_is_let_go_of_with_all_it_was_owed(database):
    """The first refusal ends the queue of that chat, and of no other."""
    await subscribe(database, "1")
    await subscribe(database, "2")
    for story in await publish(database, 2):
        await database.write(owing.owe, [story], NOON)
    first, _ = await claim(database)

    await settle(database, first, "failed", chat_state="blocked", error="gone: blocked")

    assert await states(database) == ["failed", "sending", "expired", "queued"]


async def test_a_migrated_group_keeps_its_queue(database):
    """The old chat's address changes; the delivery goes on under the new one."""
    await subscribe(database, "-1", kind="group")
    await database.write(owing.owe, await publish(database), NOON)
    (one,) = await claim(database)

    await settle(database, one, "queued", new_address="-100")

    assert [c.address for c in await claim(database)] == ["-100"]


async def test_a_crash_while_sending_is_repeated_once_and_then_parked(database):
    """What may have arrived is sent once more, never twice more; nothing else is touched."""
    await subscribe(database, "1")
    await subscribe(database, "2")
    await database.write(owing.owe, await publish(database), NOON)
    first, second = await claim(database)
    await settle(database, second)

    recovered = [await database.write(deliveries.recover, NOON)]
    (again,) = await claim(database)
    recovered.append(await database.write(deliveries.recover, NOON))

    assert recovered == [1, 1]
    assert (again.id, again.doubts) == (first.id, 1)
    assert await states(database) == ["in_doubt", "sent"]


async def test_what_waited_too_long_expires(database):
    """News of last week is not sent when a channel comes back."""
    await subscribe(database, "1")
    await database.write(owing.owe, await publish(database), NOON)

    fresh = await database.write(deliveries.expire, NOON, NOON - timedelta(hours=48))
    old = await database.write(deliveries.expire, NOON, NOON + timedelta(seconds=1))

    assert (fresh, old) == (0, 1)
    assert await database.read(deliveries.counts) == {"expired": 1}
