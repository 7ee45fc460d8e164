"""The day's limit, the digest, what is too old, and the order after an outage."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import ErrandSettlement, Settlement
from bot.storage import backlog, deliveries, errands, owing
from bot.storage.schema import deliveries as delivery_table
from tests.bot.storage.newsroom import deliver, delivery_states, errand_states, publish, rows, subscribe
from tests.fakes.clock import NOON

HOUR = timedelta(hours=1)
#: 17.00 in Jakarta on the day of the tests, and in Jayapura two hours earlier.
FIVE = datetime(2026, 10, 6, 10, 0, tzinfo=UTC)


async def owe_one(database, at=NOON, limit=2, title="T", *, urgent=False):
    story_id = await publish(database, title, at=at, urgent=urgent)
    await database.write(backlog.owe, [story_id], at, limit)
    return story_id


async def order(database, now=NOON):
    """The stories in the order in which they go out, one at a time."""
    found = []
    while claims := await database.write(deliveries.claim, "telegram", now, 1):
        found += [one.story_id for one in claims]
        await database.write(deliveries.settle, [Settlement(one, "sent", message_id="1") for one in claims], now)
    return found


async def test_beyond_the_days_limit_stories_wait_for_the_digest(database):
    """The first ones of the day go out at once."""
    await subscribe(database, "1")
    for _ in range(4):
        await owe_one(database)

    assert await delivery_states(database) == ["queued", "queued", "digest", "digest"]


async def test_an_urgent_story_goes_out_whatever_the_day_has_brought(database):
    """A road that is cut can't wait for five o'clock."""
    await subscribe(database, "1")
    for urgent in (False, False, False, True):
        await owe_one(database, urgent=urgent)

    assert await delivery_states(database) == ["queued", "queued", "digest", "queued"]


async def test_several_at_once_are_taken_in_their_order(database):
    """A poll that brings five sends two and keeps three for the digest."""
    await subscribe(database, "1")
    ids = [await publish(database) for _ in range(5)]

    await database.write(backlog.owe, ids, NOON, 2)

    assert await rows(database, delivery_table, "story_id", "state") == [
        (1, "queued"),
        (2, "queued"),
        (3, "digest"),
        (4, "digest"),
        (5, "digest"),
    ]


async def test_the_limit_is_a_chats_own(database):
    """Who subscribed at noon has had less of the day's news than who was there in the morning."""
    await subscribe(database, "1", now=NOON - 5 * HOUR)
    await owe_one(database, NOON - 2 * HOUR)
    await owe_one(database, NOON - HOUR)
    await subscribe(database, "2")
    await owe_one(database)

    assert await rows(database, delivery_table, "chat_id", "state") == [
        (1, "queued"),
        (1, "queued"),
        (1, "digest"),
        (2, "queued"),
    ]


@pytest.mark.parametrize(
    ("zone", "state"),
    [
        pytest.param("Asia/Jakarta", "digest", id="still the same day"),
        pytest.param("Asia/Jayapura", "queued", id="past midnight there"),
    ],
)
async def test_a_day_ends_at_the_chats_own_midnight(database, zone, state):
    """23.30 WIB is 01.30 WIT."""
    await subscribe(database, "1", zone=zone)
    await owe_one(database, NOON)
    await owe_one(database, NOON)
    await owe_one(database, datetime(2026, 10, 6, 16, 30, tzinfo=UTC))

    assert (await delivery_states(database))[-1] == state


async def test_what_failed_or_expired_does_not_count(database):
    """A chat that got nothing has had nothing."""
    await subscribe(database, "1")
    await owe_one(database)
    await owe_one(database)
    await deliver(database, outcomes={"1": {"state": "rejected"}})
    await owe_one(database)

    assert await delivery_states(database) == ["rejected", "rejected", "queued"]


async def test_healing_keeps_the_limit(database):
    """A start after a crash owes no more than a day would have."""
    await subscribe(database, "1")
    for _ in range(3):
        await publish(database)

    healed = await database.write(backlog.owe_missing, NOON, NOON - HOUR, 2)
    again = await database.write(backlog.owe_missing, NOON, NOON - HOUR, 2)

    assert (healed, again) == (3, 0)
    assert await delivery_states(database) == ["queued", "queued", "digest"]


@pytest.mark.parametrize(
    ("zone", "now", "planned"),
    [
        pytest.param("Asia/Jakarta", FIVE - timedelta(minutes=1), 0, id="a minute before"),
        pytest.param("Asia/Jakarta", FIVE, 1, id="at the hour"),
        pytest.param("Asia/Jakarta", FIVE + 5 * HOUR, 1, id="late, after an outage"),
        pytest.param("Asia/Jayapura", FIVE - 2 * HOUR, 1, id="by the chat's own clock"),
        pytest.param("Asia/Makassar", FIVE - 2 * HOUR, 0, id="an hour before in the middle"),
    ],
)
async def test_the_digest_comes_at_its_hour(database, zone, now, planned):
    """One for each chat, and not a second one while the first is under way."""
    await subscribe(database, "1", zone=zone)
    for _ in range(4):
        await owe_one(database)

    first = await database.write(backlog.plan_digests, now, 17)
    second = await database.write(backlog.plan_digests, now, 17)

    assert (first, second) == (planned, 0)
    assert await errand_states(database) == [("digest", "tell", "queued")] * planned


async def test_a_digest_carries_what_waited_before_its_hour(database):
    """All of it in one message; what came later is for tomorrow's."""
    await subscribe(database, "1")
    ids = [await owe_one(database) for _ in range(4)]
    await database.write(backlog.plan_digests, FIVE, 17)
    late = await owe_one(database, FIVE + HOUR)

    (one,) = await database.write(errands.claim, "telegram", FIVE, 5, digests=True)
    done = ErrandSettlement(one, "done", "tell", attempts=1, message_id="9")
    await database.write(errands.settle, [done], FIVE)
    tomorrow = await database.write(backlog.plan_digests, FIVE + 24 * HOUR, 17)

    assert one.digest == tuple(ids[2:])
    assert await rows(database, delivery_table, "story_id", "state", "message_id") == [
        (ids[0], "queued", None),
        (ids[1], "queued", None),
        (ids[2], "digested", "9"),
        (ids[3], "digested", "9"),
        (late, "digest", None),
    ]
    assert tomorrow == 1


async def test_a_digest_that_cannot_be_sent_has_failed(database):
    """Its stories say so, and are not sent again by themselves."""
    await subscribe(database, "1")
    for _ in range(3):
        await owe_one(database)
    await database.write(backlog.plan_digests, FIVE, 17)
    (one,) = await database.write(errands.claim, "telegram", FIVE, 5, digests=True)

    lost = ErrandSettlement(one, "unreachable", "tell", error="gone: blocked")
    await database.write(errands.settle, [lost], FIVE)

    assert (await rows(database, delivery_table, "state", "error"))[-1] == ("failed", "digest: gone: blocked")


@pytest.mark.parametrize(
    ("age", "state"),
    [
        pytest.param(47, "queued", id="fresh enough"),
        pytest.param(49, "expired", id="too old, however lately it was found"),
    ],
)
async def test_old_news_expires_instead_of_arriving_late(database, age, state):
    """By the age of the news, not of the row."""
    await subscribe(database, "1", now=NOON - 60 * HOUR)
    story_id = await publish(database, published=NOON - age * HOUR)
    await database.write(owing.owe, [story_id], NOON)

    await database.write(deliveries.expire, NOON, NOON - 48 * HOUR)

    assert await delivery_states(database) == [state]


async def test_what_waits_for_a_digest_expires_too(database):
    """A digest holds nothing old."""
    await subscribe(database, "1")
    for _ in range(3):
        await owe_one(database)

    assert await database.write(deliveries.expire, NOON + 49 * HOUR, NOON + HOUR) == 3


async def test_after_an_outage_the_newest_goes_first(database):
    """Also what comes out while the backlog is worked off; what is not due yet keeps its time."""
    await subscribe(database, "1", now=NOON - 9 * HOUR)
    for hours in (3, 2, 1):
        await owe_one(database, NOON - hours * HOUR, limit=99)
    calm = await database.write(backlog.reorder, NOON - 3 * HOUR)
    ordered = await database.write(backlog.reorder, NOON)
    fresh = await owe_one(database, NOON, limit=99)
    ordered += await database.write(backlog.reorder, NOON)

    assert (calm, ordered) == (0, 4)
    assert await order(database) == [fresh, 3, 2, 1]


async def test_a_chat_that_rests_after_an_outage_keeps_its_order(database):
    """What was put off or has to be tried again is still the chat's next one, whatever stands behind it."""
    await subscribe(database, "1", now=NOON - 9 * HOUR)
    for hours in (4, 3, 2, 1):
        await owe_one(database, NOON - hours * HOUR, limit=99)
    await database.write(backlog.reorder, NOON)
    rested, again = NOON + timedelta(seconds=1), NOON + timedelta(seconds=30)

    resting = await database.write(deliveries.claim, "telegram", NOON, 9, lambda _address: rested)
    (newest,) = await database.write(deliveries.claim, "telegram", rested, 9)
    await database.write(deliveries.settle, [Settlement(newest, "queued", next_at=again, attempts=1)], rested)
    meanwhile = await database.write(deliveries.claim, "telegram", rested, 9)

    assert (resting, newest.story_id, meanwhile) == ((), 4, ())
    assert await order(database, again) == [4, 3, 2, 1]


async def test_what_waits_for_a_digest_holds_up_nothing(database):
    """A chat over its day's limit still gets what is urgent, and tomorrow's news."""
    await subscribe(database, "1")
    for urgent in (False, False, False, True):
        await owe_one(database, urgent=urgent)
    await owe_one(database, NOON + 24 * HOUR)

    assert await order(database, NOON + 24 * HOUR) == [4, 1, 2, 5]


async def test_after_an_outage_the_urgent_goes_before_the_newest(database):
    """A flood of three hours ago is of more use than a market of today."""
    await subscribe(database, "1", now=NOON - 9 * HOUR)
    flood = await owe_one(database, NOON - 3 * HOUR, limit=99, urgent=True)
    market = await owe_one(database, NOON - HOUR, limit=99)
    await database.write(backlog.reorder, NOON)

    assert await order(database) == [flood, market]


async def test_without_an_outage_stories_keep_their_order(database):
    """Nothing is touched while nothing is late."""
    await subscribe(database, "1")
    await owe_one(database, limit=99)
    await owe_one(database, limit=99)

    assert await database.write(backlog.reorder, NOON + timedelta(minutes=29)) == 0
    assert [one.story_id for one in await database.write(deliveries.claim, "telegram", NOON, 1)] == [1]
