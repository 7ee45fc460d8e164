"""Corrections and recalls in the database: who is owed one, and what a crash leaves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.model import ErrandSettlement, Settlement
from bot.storage import chats, deliveries, errands, owing, totals
from bot.storage.schema import errands as table
from bot.storage.schema import is_open
from feeds.storage import changes, revisions, stories
from tests.bot.storage.newsroom import (
    deliver,
    delivery_states,
    errand_states,
    publish,
    revise,
    rows,
    subscribe,
)
from tests.fakes.clock import NOON

LATER = NOON + timedelta(minutes=30)


async def sent(database, *addresses, **published):
    """A story that was sent to these chats."""
    for address in addresses:
        await subscribe(database, address)
    story_id = await publish(database, **published)
    await database.write(owing.owe, [story_id], NOON)
    await deliver(database)
    return story_id


async def correct(database, story_id, now=LATER):
    pending = await database.read(revisions.pending, now, story_id)
    return await database.write(errands.correct, pending, (), now)


async def test_a_chat_that_rests_holds_up_no_other_errand(database):
    """What is due at it is put off to the end of its rest; the limit goes to the others."""
    story_id = await sent(database, "1", "2", "3")
    await database.write(errands.recall, story_id, LATER)
    rested = LATER + timedelta(seconds=3)

    first = await database.write(errands.claim, "telegram", LATER, 2, {"1": rested}.get)

    assert [one.address for one in first] == ["2", "3"]
    assert await database.read(errands.next_due, "telegram") == rested
    assert [one.address for one in await claim(database, rested)] == ["1"]


async def claim(database, now=LATER, limit=10, **more):
    return await database.write(errands.claim, "telegram", now, limit, **more)


async def settle(database, one, state="done", way=None, now=LATER):
    settled = ErrandSettlement(one, state, way or one.way, next_at=now, attempts=one.attempts)
    await database.write(errands.settle, [settled], now)


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        pytest.param(0, 0, id="just changed"),
        pytest.param(9, 0, id="still being mended"),
        pytest.param(10, 1, id="has stood for ten minutes"),
    ],
)
async def test_a_change_waits_until_the_feed_has_calmed_down(database, minutes, found):
    """Each further change begins the wait anew; what readers were told is the oldest text."""
    story_id = await sent(database, "1")
    await revise(database, story_id, "Pasar murah Ahad", NOON + timedelta(minutes=1))
    await revise(database, story_id, "Pasar murah Minggu", NOON + timedelta(minutes=5))
    now = NOON + timedelta(minutes=5 + minutes)

    pending = await database.read(revisions.pending, now - timedelta(minutes=10))

    assert [(one.told_title, one.title) for one in pending] == [("Pasar murah", "Pasar murah Minggu")] * found


@pytest.mark.parametrize("state", ["quiet", "held", "rejected"])
async def test_what_was_never_pushed_or_is_in_question_is_not_corrected(database, state):
    """A baseline was read by nobody who would have to be told; a held story waits for an admin."""
    story_id = await publish(database, state=state)
    await revise(database, story_id, "Lain", NOON)

    assert await database.read(revisions.pending, LATER) == ()


async def test_everybody_who_read_it_is_owed_the_correction_once(database):
    """Not who is still to get it, for that is the new text already, nor who never will."""
    story_id = await sent(database, "1", "2")
    await subscribe(database, "3", now=NOON - timedelta(hours=1))
    await database.write(owing.owe, [story_id], NOON)
    await revise(database, story_id, "Pasar murah Minggu", NOON)

    owed = await correct(database, story_id)
    again = await correct(database, story_id)

    assert (owed, again) == (2, 0)
    assert await errand_states(database) == [("correction", "edit", "queued")] * 2
    assert [(one.address, one.message_id) for one in await claim(database)] == [("1", "m1"), ("2", "m2")]


async def test_a_change_during_the_owing_is_another_correction(database):
    """What was decided on is settled, nothing later."""
    story_id = await sent(database, "1")
    await revise(database, story_id, "Satu", NOON)
    pending = await database.read(revisions.pending, LATER)
    await revise(database, story_id, "Dua", LATER)

    await database.write(errands.correct, pending, (), LATER)
    (next_one,) = await database.read(revisions.pending, LATER)

    assert (next_one.told_title, next_one.title) == ("Satu", "Dua")


async def test_an_errand_waits_for_the_send_under_way(database):
    """What was being sent with the old text is corrected when it has arrived."""
    await subscribe(database, "1")
    story_id = await publish(database)
    await database.write(owing.owe, [story_id], NOON)
    (flying,) = await database.write(deliveries.claim, "telegram", NOON, 10)
    await revise(database, story_id, "Pasar murah Minggu", NOON)
    owed = await correct(database, story_id)

    early = await claim(database)
    arrived = Settlement(flying, "sent", message_id="77", attempts=1)
    await database.write(deliveries.settle, [arrived], NOON)
    late = await claim(database)

    assert (owed, early) == (1, ())
    assert [one.message_id for one in late] == ["77"]


async def test_a_second_correction_takes_the_place_of_the_first(database):
    """One row a chat, again to be run."""
    story_id = await sent(database, "1")
    await revise(database, story_id, "Satu", NOON)
    await correct(database, story_id)
    (first,) = await claim(database)
    await settle(database, first)
    await revise(database, story_id, "Dua", LATER)

    await correct(database, story_id)

    assert await errand_states(database) == [("correction", "edit", "queued")]


async def test_a_recalled_story_is_gone(database):
    """Neither found nor shown nor owed; what was queued is let go of, and a reader is owed the recall."""
    story_id = await sent(database, "1")
    await subscribe(database, "2", now=NOON - timedelta(hours=1))
    await database.write(owing.owe, [story_id], NOON)

    title = await database.write(errands.recall, story_id, LATER)
    healed = await database.write(owing.owe_missing, LATER, NOON - timedelta(days=2))

    assert title == "Pasar murah"
    assert [one.readable for one in await database.read(changes.after, 0, 10)] == [False]
    assert await database.read(stories.latest, 10) == ()
    assert healed == 0
    assert await delivery_states(database) == ["sent", "expired"]
    assert await errand_states(database) == [("recall", "delete", "queued")]


async def test_no_such_story(database):
    """A recall of nothing is nothing."""
    assert await database.write(errands.recall, 99, NOON) is None


async def test_a_retry_of_something_recalled_is_let_go_of(database):
    """What was being sent at the recall, failed, and would be tried again, isn't; nor is there anything to recall."""
    await subscribe(database, "1")
    story_id = await publish(database)
    await database.write(owing.owe, [story_id], NOON)
    (flying,) = await database.write(deliveries.claim, "telegram", NOON, 10)
    await database.write(errands.recall, story_id, NOON)
    await database.write(deliveries.settle, [Settlement(flying, "queued", next_at=NOON)], NOON)

    let_go = await database.write(errands.let_go_of_recalled, LATER)

    assert let_go == 1
    assert await delivery_states(database) == ["expired"]
    assert await errand_states(database) == []


async def test_a_recall_overtakes_a_correction_under_way(database):
    """The late word on the correction does not end the recall."""
    story_id = await sent(database, "1")
    await revise(database, story_id, "Satu", NOON)
    await correct(database, story_id)
    (correcting,) = await claim(database)

    await database.write(errands.recall, story_id, LATER)
    await settle(database, correcting)

    assert await errand_states(database) == [("recall", "delete", "queued")]


async def test_recalling_twice_repeats_only_what_failed(database):
    """Who was reached is left in peace."""
    story_id = await sent(database, "1", "2")
    await database.write(errands.recall, story_id, LATER)
    one, two = await claim(database)
    await settle(database, one)
    await settle(database, two, "unreachable", "tell")

    await database.write(errands.recall, story_id, LATER)

    assert await errand_states(database) == [("recall", "delete", "done"), ("recall", "delete", "queued")]


async def test_the_unreachable_are_tried_again_on_an_admins_word(database):
    """Only they."""
    story_id = await sent(database, "1", "2")
    await revise(database, story_id, "Satu", NOON)
    await correct(database, story_id)
    one, two = await claim(database)
    await settle(database, one)
    await settle(database, two, "unreachable")

    assert await database.write(errands.correct_again, story_id, LATER) == 1
    assert await database.read(errands.counts, story_id) == {
        ("correction", "edit", "done"): 1,
        ("correction", "edit", "queued"): 1,
    }


async def test_recalls_go_before_corrections_and_one_a_chat(database):
    """The withdrawn text is the more urgent."""
    first, second = await sent(database, "1", "2"), await sent(database)
    await revise(database, first, "Satu", NOON)
    await correct(database, first, NOON)
    await database.write(errands.recall, second, LATER)

    claimed = await claim(database)

    assert [(one.kind, one.address) for one in claimed] == [("recall", "1"), ("recall", "2")]
    assert [one.kind for one in await claim(database)] == ["correction", "correction"]


@pytest.mark.parametrize(
    ("way", "crashes", "expected"),
    [
        pytest.param("delete", 5, "queued", id="deleting is repeated as often as it takes"),
        pytest.param("tell", 1, "queued", id="telling is repeated once"),
        pytest.param("tell", 2, "unreachable", id="and not twice"),
    ],
)
async def test_a_crash_meanwhile(database, way, crashes, expected):
    """What may have been told is told at most twice."""
    story_id = await sent(database, "1")
    await database.write(errands.recall, story_id, LATER)
    (one,) = await claim(database)
    await settle(database, one, "queued", way)
    for _ in range(crashes):
        await claim(database)
        await database.write(errands.recover, LATER)

    assert await errand_states(database) == [("recall", way, expected)]


async def test_a_chat_that_stopped_is_still_corrected_but_marked(database):
    """Its message may be changed; new ones may not be sent there."""
    story_id = await sent(database, "1")
    chat = await database.read(chats.find, "telegram", "1")
    await database.write(chats.change_state, chat.id, "stopped", NOON)
    await database.write(errands.recall, story_id, LATER)

    (one,) = await claim(database)

    assert (one.way, one.chat_active) == ("delete", False)


async def test_settled_errands_are_forgotten_after_their_time(database):
    """The table stays small; what is open stays."""
    story_id = await sent(database, "1", "2")
    await database.write(errands.recall, story_id, NOON)
    one, _ = await claim(database)
    await settle(database, one)

    assert await database.write(totals.fold_errands, LATER + timedelta(days=1)) == 1
    assert len(await errand_states(database)) == 1


async def test_the_open_ones_are_found_by_their_index(database):
    """However many errands there were."""
    if not database.is_sqlite:
        return

    def plan(connection):
        query = sa.select(table.c.id).where(is_open(table.c.state), table.c.state == "queued", table.c.kind == "recall")
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        return " ".join(row[3] for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))

    assert "ix_errands_open" in await database.read(plan)
    assert await rows(database, table, "id") == []
