"""What became of a story: figures, one pair's cause, and a second chance for those who missed it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.explain import proof_in_words
from bot.reason import reason_of
from bot.storage import chats, errands, owing, proof
from bot.storage.schema import deliveries as delivery_table
from tests.bot.storage.newsroom import deliver, delivery_states, publish, rows, subscribe
from tests.fakes.clock import NOON

MINUTE = timedelta(minutes=1)
MAX_AGE = timedelta(hours=48)


async def why(database, story_id=1, address="1", channel=None):
    return reason_of(await database.read(proof.pair_facts, story_id, channel, address))


async def owed(database, *addresses, **published):
    for address in addresses:
        await subscribe(database, address)
    story_id = await publish(database, **published)
    await database.write(owing.owe, [story_id], NOON)
    return story_id


async def set_delivery(database, address, **values):
    chat = sa.select(chats.chats.c.id).where(chats.chats.c.address == address).scalar_subquery()
    update = sa.update(delivery_table).where(delivery_table.c.chat_id == chat).values(**values)
    await database.write(lambda connection: connection.execute(update) and None)


async def test_the_figures_of_a_story(database):
    """Intended, sent, failed by reason, in doubt, expired, and how long it took."""
    names = [str(number) for number in range(10)]
    story_id = await owed(database, *names)
    for number in range(6):
        at = NOON + (number + 1) * MINUTE
        await set_delivery(database, str(number), state="sent", settled_at=at, message_id="m")
    await set_delivery(database, "6", state="failed", error="gone: Forbidden: bot was blocked by the user")
    await set_delivery(database, "7", state="rejected", error="bad_message: can't parse entities")
    await set_delivery(database, "8", state="in_doubt", error="in_doubt: no answer")
    await set_delivery(database, "9", state="expired", error="too old")
    await database.write(errands.recall, story_id, NOON)

    known = await database.read(proof.story_proof, story_id)

    assert (known.intended, known.sent, known.state) == (10, 6, "recalled")
    assert known.states == {"sent": 6, "failed": 1, "rejected": 1, "in_doubt": 1, "expired": 1}
    assert known.reasons == {"gone": 1, "bad_message": 1, "too old": 1}
    assert (known.median, known.p95) == (3 * MINUTE, 6 * MINUTE)
    assert known.errands == {("recall", "delete", "queued"): 7}
    assert proof_in_words(known, "id") == (
        "Ditujukan kepada 10 obrolan.",
        "Terkirim: 6. Sampai: 0. Dibaca: 0.",
        "Selang sejak berita siap: separuhnya dalam 3 menit, 95% dalam 6 menit.",
        "Menunggu: 0. Sedang dikirim: 0. Belum pasti: 1. Kedaluwarsa: 1.",
        "Gagal: 1 jaringan menolak bentuk pesannya; 1 layanan ini diblokir atau obrolannya sudah tidak ada.",
        "Penarikan: 0 dihapus, 0 disunting, 0 diberi tahu, 7 menunggu, 0 tidak terjangkau.",
    )


async def test_a_story_that_nobody_got_has_no_delay(database):
    """And one that does not exist has no figures."""
    story_id = await owed(database, "1")

    known = await database.read(proof.story_proof, story_id)

    assert (known.median, known.p95, known.sent) == (None, None, 0)
    assert await database.read(proof.story_proof, 99) is None


async def test_why_for_who_came_later_or_never_was(database):
    """Subscribed after the story; never met; no such story."""
    story_id = await publish(database)
    await subscribe(database, "1", now=NOON + MINUTE)

    codes = [(await why(database, *pair)).code for pair in ((story_id, "1"), (story_id, "9"), (99, "1"))]

    assert codes == ["later", "no_chat", "no_story"]


async def test_a_chat_is_named_with_its_channel_where_it_has_to_be(database):
    """One number can be a chat on two networks."""
    await subscribe(database, "1")
    await subscribe(database, "1", channel="web", now=NOON + MINUTE)
    story_id = await publish(database)
    await database.write(owing.owe, [story_id], NOON)

    assert [(await why(database, channel=channel)).code for channel in ("telegram", "web")] == ["queued", "later"]


@pytest.mark.parametrize(
    ("values", "chat_state", "again"),
    [
        pytest.param({"state": "failed", "error": "not_sent: x"}, "active", True, id="failed"),
        pytest.param({"state": "rejected"}, "active", True, id="rejected, and mended since"),
        pytest.param({"state": "expired", "error": "chat is blocked"}, "active", True, id="blocked and back"),
        pytest.param({"state": "failed", "error": "gone: x"}, "blocked", False, id="still blocked"),
        pytest.param({"state": "expired", "error": "chat is stopped"}, "stopped", False, id="stopped"),
        pytest.param({"state": "in_doubt"}, "active", False, id="may have it"),
        pytest.param({"state": "sent"}, "active", False, id="has it"),
        pytest.param({"state": "digested"}, "active", False, id="had its title"),
        pytest.param({"state": "sending"}, "active", False, id="gets it this moment"),
    ],
)
async def test_only_those_who_missed_it(database, values, chat_state, again):
    """Nobody who has it, may have it, or wants nothing."""
    story_id = await owed(database, "1")
    await set_delivery(database, "1", **values)
    chat = await database.read(chats.find, "telegram", "1")
    if chat_state != "active":
        await database.write(chats.change_state, chat.id, chat_state, NOON)

    done = await database.write(proof.resend, story_id, NOON + MINUTE, MAX_AGE)

    assert (done.refused, done.count) == (None, int(again))
    assert (await delivery_states(database) == ["queued"]) is again


async def test_who_was_never_owed_it_is(database):
    """A hole in the record is filled; who subscribed later missed nothing."""
    await subscribe(database, "1")
    await subscribe(database, "2", now=NOON + MINUTE)
    story_id = await publish(database)

    done = await database.write(proof.resend, story_id, NOON + 2 * MINUTE, MAX_AGE)
    await deliver(database, NOON + 2 * MINUTE)

    assert done.count == 1
    assert await rows(database, delivery_table, "chat_id", "state") == [(1, "sent")]


@pytest.mark.parametrize(
    ("published", "story_id", "refused"),
    [
        pytest.param({}, 9, "no_story", id="no such story"),
        pytest.param({"state": "held"}, 1, "not_out", id="held"),
        pytest.param({"published": NOON - timedelta(hours=49)}, 1, "too_old", id="too old"),
    ],
)
async def test_what_is_not_sent_by_hand_either(database, published, story_id, refused):
    """Nothing held and nothing old."""
    await owed(database, "1", **published)

    assert (await database.write(proof.resend, story_id, NOON, MAX_AGE)).refused == refused


async def test_a_blocked_chat_wakes_when_the_person_returns(database):
    """Without its backlog, and in time for the next story."""
    chat = await subscribe(database, "1")
    await database.write(chats.change_state, chat.id, "blocked", NOON)
    await owed(database, title="Saat diblokir")
    await database.write(chats.returned, "telegram", "1", NOON + MINUTE)
    next_story = await publish(database, "Sesudahnya", at=NOON + 2 * MINUTE)
    await database.write(owing.owe, [next_story], NOON + 2 * MINUTE)

    assert await rows(database, delivery_table, "story_id", "state") == [(next_story, "queued")]
