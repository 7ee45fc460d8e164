"""What is forgotten leaves its counts behind: the figures of a story are the same before, meanwhile and after."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.retention import Retention
from bot.storage import deliveries, errands, proof, totals
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema import errands as errand_table
from bot.storage.schema_totals import delivery_totals, errand_totals, story_delays
from feeds.storage.database import Database
from tests.bot.storage.newsroom import publish, rows, subscribe
from tests.fakes.clock import NOON

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
KEPT = 90 * DAY

#: State, error, and minutes until it came to its end; None while it is open.
ENDS = [
    ("sent", None, 1),
    ("sent", None, 7),
    ("read", None, 3),
    ("failed", "gone: blocked", 2),
    ("failed", "not_sent: refused", 240),
    ("rejected", "bad_message: x", 1),
    ("expired", "too old", 2880),
    ("expired", None, 5),
    ("in_doubt", "in_doubt: no answer", 4),
    ("digested", None, 300),
    ("queued", "not_sent: refused", None),
    ("sending", None, None),
    ("digest", None, None),
]


async def told(database, ends, *, at=NOON):
    """A story that was due at `at`, with one delivery for each of `ends`."""
    for number in range(len(ends)):
        await subscribe(database, str(number))
    story_id = await publish(database, at=at)
    values = [
        {
            "story_id": story_id,
            "chat_id": number + 1,
            "channel": "telegram",
            "priority": 2,
            "state": state,
            "error": error,
            "queued_at": at,
            "next_at": at,
            "settled_at": None if minutes is None else at + minutes * MINUTE,
        }
        for number, (state, error, minutes) in enumerate(ends)
    ]
    await database.write(lambda c: c.execute(sa.insert(delivery_table), values) and None)
    return story_id


async def run(database, clock, *, later=0 * DAY):
    clock.now += later
    await Retention(database, clock, KEPT).tick()


async def test_the_figures_outlive_the_rows(database, clock):
    """Counts, reasons and delays of a story are as they were; nothing is left that names a chat."""
    story_id = await told(database, ENDS[:10])
    await database.write(errands.recall, story_id, NOON)
    await database.write(lambda c: c.execute(sa.update(errand_table).values(state="done", settled_at=NOON)) and None)
    before = await database.read(proof.story_proof, story_id), await database.read(deliveries.counts)

    await run(database, clock, later=KEPT + 3 * DAY)

    assert (await database.read(proof.story_proof, story_id), await database.read(deliveries.counts)) == before
    assert await rows(database, delivery_table, "id") == []
    assert await rows(database, errand_table, "id") == []
    assert (await database.read(proof.pair_facts, story_id, None, "0")).story.folded


async def test_what_is_open_or_recent_stays(database, clock):
    """A row goes when it has been settled for long enough, and not a moment before."""
    await told(database, ENDS)

    await run(database, clock, later=KEPT)
    young = len(await rows(database, delivery_table, "id"))
    await run(database, clock, later=MINUTE + timedelta(seconds=1))

    assert young == len(ENDS)
    assert len(await rows(database, delivery_table, "id")) == len(ENDS) - 2


async def test_nothing_is_forgotten_whose_delays_are_not_kept(database):
    """A story that becomes ripe between the look and the write waits for the next look."""
    await told(database, ENDS[:3])

    assert await database.write(totals.fold_deliveries, NOON + DAY, {}) == 0
    assert await database.read(totals.ripe, NOON + DAY) == (1,)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(st.lists(st.sampled_from(ENDS), min_size=1, max_size=8), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 3000), max_size=3),
    batch=st.integers(1, 7),
)
def test_at_every_moment_the_sum_is_the_same(sqlite_template, tmp_path_factory, stories, cuts, batch):
    """Whatever was told, however far it is forgotten and in how small steps."""
    import asyncio
    import shutil

    async def scenario():
        path = tmp_path_factory.mktemp("totals") / "test.db"
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}")
        await database.open()
        ids = [await told(database, ends) for ends in stories]
        truth = [await database.read(proof.story_proof, story_id) for story_id in ids]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(totals, "BATCH", batch)
            for minutes in [*sorted(cuts), 10_000]:
                before = NOON + minutes * MINUTE
                while True:
                    delays = await database.read(totals.delays_of, await database.read(totals.ripe, before))
                    folded = await database.write(totals.fold_deliveries, before, delays)
                    assert [await database.read(proof.story_proof, story_id) for story_id in ids] == truth
                    if not folded:
                        break
        await database.close()

    asyncio.run(scenario())


async def test_the_tables_stay_bounded(database, clock):
    """A year of a story a day: rows for as long as they are kept, and a few counts for each story."""
    chats = 4
    most = 0
    for _day in range(0, 360, 10):
        await told(database, [("sent", None, 1)] * chats, at=clock())
        await run(database, clock, later=10 * DAY)
        most = max(most, len(await rows(database, delivery_table, "id")))

    assert most <= chats * (90 // 10 + 1)
    assert (await database.read(deliveries.counts)) == {"sent": 36 * chats}
    for table, limit in ((delivery_totals, 36), (errand_totals, 0), (story_delays, 36)):
        count = await database.read(lambda c, t=table: c.scalar(sa.select(sa.func.count()).select_from(t)))
        assert count <= limit
