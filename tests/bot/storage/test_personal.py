"""All about one chat: handed out, erased, moved with its group, reported by it; on both databases."""

from datetime import timedelta

from bot.choices import Choice, Preferences
from bot.storage import backlog, chats, personal, reports, subscriptions
from tests.bot.storage.newsroom import deliver, delivery_states, publish, subscribe
from tests.fakes.clock import NOON

#: What the hashes of a consent that was erased are made with.
KEY = b"k" * 32


async def test_data_is_handed_out_and_erased(database):
    """The other chat is untouched, and what was sent stays counted."""
    mine, other = await subscribe(database, "555000111"), await subscribe(database, "2")
    story = await publish(database)
    await database.write(backlog.owe, [story], NOON, 12)
    await deliver(database)
    await database.write(subscriptions.add, mine.id, [Choice("topic", "kesehatan")], NOON)

    held = await database.read(personal.export, mine.id)
    assert held["chat"]["address"] == "555000111"
    assert [row["title"] for row in held["deliveries"]] == ["Pasar murah"]
    assert [row["value"] for row in held["subscriptions"]] == ["kesehatan"]

    assert await database.write(personal.erase, mine.id, NOON, KEY)
    assert await database.read(chats.find, "telegram", "555000111") is None
    assert "555000111" not in str(await database.read(personal.export, mine.id))
    assert (await database.read(personal.export, mine.id))["subscriptions"] == []
    assert await delivery_states(database) == ["sent", "sent"]
    assert (await database.read(personal.export, other.id))["deliveries"][0]["message_id"] is not None
    assert await database.read(personal.export, 99) == {}
    assert not await database.write(personal.erase, 99, NOON, KEY)


async def test_a_group_keeps_its_choices_when_it_moves(database):
    """Also when the new number was known already."""
    group = await subscribe(database, "-1")
    await database.write(subscriptions.add, group.id, [Choice("topic", "kesehatan")], NOON)
    await database.write(subscriptions.prefer, group.id, Preferences(mode="daily"), NOON)
    new = await subscribe(database, "-100")
    await database.write(chats.change_state, new.id, "stopped", NOON)

    await database.write(chats.move, "telegram", "-1", "-100", NOON)

    chosen = await database.read(subscriptions.read, new.id)
    assert (chosen.has("topic", "kesehatan"), chosen.preferences.mode) == (True, "daily")


async def test_a_report_is_told_once(database):
    """To each admin, however many readers report it."""
    story = await publish(database)
    admins = [("telegram", "1"), ("telegram", "2")]
    assert [await database.write(reports.record, story, admins, NOON) for _ in range(2)] == [2, 0]
    assert await database.read(reports.owed, "telegram", "1", NOON) == (story,)

    await database.write(reports.settle, "telegram", "1", story, NOON)

    assert await database.read(reports.owed, "telegram", "1", NOON) == ()
    assert await database.read(reports.owed, "telegram", "2", NOON) == (story,)
    assert await database.write(reports.forget_before, NOON + timedelta(days=1)) == 2


async def test_what_was_missed_is_in_order_of_weight(database):
    """Urgent first, then the newest; nothing unwanted, nothing from before."""
    chat = await subscribe(database, "1")
    await publish(database, "Lama", at=NOON - timedelta(hours=2))
    await publish(database, "Satu")
    await publish(database, "Gawat", urgent=True)
    await publish(database, "Dua", at=NOON + timedelta(minutes=1))

    assert await database.write(subscriptions.missed, chat.id, NOON, 5) == (3, 4, 2)
    assert await database.read(subscriptions.caught_up, chat.id) == NOON
