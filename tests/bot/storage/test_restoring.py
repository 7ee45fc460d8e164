"""What is marked after a backup was put back, so that nothing goes out again."""

from datetime import timedelta

import sqlalchemy as sa

from bot.storage import alerts, backlog, deliveries, errands, owing
from bot.storage.restoring import REASON, reconcile
from bot.storage.schema import alerts as alerts_table
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema_desk import announcements
from feeds.storage.schema import feeds
from tests.bot.storage.newsroom import deliver, delivery_states, errand_states, publish, revise, rows, subscribe
from tests.fakes.clock import NOON

LATER = NOON + timedelta(minutes=5)


async def test_everything_open_is_taken_as_done(database):
    """Queued, being sent, waiting for a digest: each may have gone out since, none goes out again."""
    for address in ("1", "2", "3"):
        await subscribe(database, address)
    story = await publish(database)
    await database.write(owing.owe, [story], NOON)
    await database.write(deliveries.claim, "telegram", NOON, 1)
    await database.write(
        lambda c: c.execute(sa.update(delivery_table).where(delivery_table.c.id == 3).values(state="digest"))
    )

    done = await database.write(reconcile, LATER)

    assert done.deliveries == 3
    assert await rows(database, delivery_table, "state", "error", "settled_at") == [("in_doubt", REASON, LATER)] * 3
    assert await database.write(deliveries.recover, LATER) == 0
    assert await database.write(deliveries.claim, "telegram", LATER, 100) == ()


async def test_an_announcement_that_waits_is_cancelled(database):
    """Planned or waiting for a second admin; a draft was promised to nobody and stays."""
    row = {"title": "Air padam", "text": "", "target": "all", "made_by": "telegram:1", "made_at": NOON}
    place = {"channel": "telegram", "address": "1", "language": "id", "timezone": "Asia/Jakarta"}
    for state in ("draft", "asking", "planned", "sending", "done"):
        await database.write(
            lambda c, state=state: c.execute(sa.insert(announcements).values(state=state, **row, **place))
        )

    done = await database.write(reconcile, LATER)

    assert done.announcements == 3
    assert await rows(database, announcements, "state") == [
        ("draft",), ("cancelled",), ("cancelled",), ("cancelled",), ("done",)
    ]  # fmt: skip


async def test_what_was_sent_stays_sent(database):
    """Only what was open is touched."""
    await subscribe(database, "1")
    story = await publish(database)
    await database.write(owing.owe, [story], NOON)
    await deliver(database)

    done = await database.write(reconcile, LATER)

    assert done.deliveries == 0
    assert await delivery_states(database) == ["sent"]


async def test_nothing_that_was_due_is_owed_anew(database):
    """Healing at the next start owes nothing from before the restore, and everything from after it."""
    await subscribe(database, "1")
    await publish(database, "Sebelum")
    await database.write(reconcile, LATER)

    before = await database.write(backlog.owe_missing, LATER, NOON - timedelta(days=2), 12)
    await publish(database, "Sesudah", at=LATER + timedelta(seconds=1))
    after = await database.write(backlog.owe_missing, LATER, NOON - timedelta(days=2), 12)

    assert (before, after) == (0, 1)


async def test_open_errands_are_dropped_and_can_be_asked_for_again(database):
    """A recall or a correction may have been told already; an admin can do it once more by hand."""
    await subscribe(database, "1")
    story = await publish(database)
    await database.write(owing.owe, [story], NOON)
    await deliver(database)
    await revise(database, story, "Pasar murah pindah", NOON)
    await database.write(errands.recall, story, NOON)

    done = await database.write(reconcile, LATER)

    assert done.errands == 1
    assert await errand_states(database) == [("recall", "delete", "unreachable")]
    await database.write(errands.recall, story, LATER)
    assert await errand_states(database) == [("recall", "delete", "queued")]


async def test_admins_are_not_told_again(database):
    """Alerts that were waiting count as told."""
    await publish(database)
    row = {"feed_id": 1, "kind": "sick", "since": NOON, "channel": "telegram", "address": "9", "created_at": NOON}
    await database.write(lambda c: c.execute(sa.insert(alerts_table).values(row)))

    done = await database.write(reconcile, LATER)

    assert done.alerts == 1
    assert await database.read(alerts.owed, "telegram", "9", NOON) == ()


async def test_every_feed_begins_anew(database):
    """What a feed shows next was perhaps sent already: it is a baseline, and read at once unless the site is in trouble."""
    rest = NOON + timedelta(hours=2)
    for number in (1, 2):
        values = {"url": f"https://{number}.example/", "name": "Kab", "added_at": NOON, "baseline_at": NOON}
        values |= {"next_poll_at": rest, "failures": number - 1}
        await database.write(lambda c, row=values: c.execute(sa.insert(feeds).values(row)))

    done = await database.write(reconcile, LATER)

    assert done.feeds == 2
    assert await rows(database, feeds, "baseline_at", "next_poll_at") == [(None, LATER), (None, rest)]
