"""All about one chat: handed out, erased, moved with its group, reported by it; on both databases."""

from datetime import timedelta

import sqlalchemy as sa

from bot.choices import Choice, Preferences
from bot.storage import backlog, chats, personal, reports, subscriptions
from bot.storage.schema import metadata
from feeds.storage.schema import Instant
from tests.bot.storage.newsroom import deliver, delivery_states, publish, subscribe
from tests.fakes.clock import NOON

#: What the hashes of a consent that was erased are made with.
KEY = b"k" * 32


#: Tables with an address that stay when its person is erased: acts of an admin.
ACTS = {"announcements", "rate_confirmations"}


async def test_no_table_knows_an_address_after_it_was_erased(database):
    """Every table that has addresses, found in the schema: a new one can't be forgotten."""
    mine = await subscribe(database, "555000111")
    knowing = [
        table for table in metadata.tables.values() if "address" in table.c and table.name not in {"chats", *ACTS}
    ]

    def fill(connection):
        for table in knowing:
            for foreign in table.foreign_keys:
                place = foreign.column.table
                if connection.scalar(sa.select(sa.func.count()).select_from(place)) == 0:
                    connection.execute(sa.insert(place).values(row_of(place)))
            connection.execute(sa.insert(table).values(row_of(table)))

    await publish(database)
    await database.write(fill)

    assert {table.name for table in knowing} > {"alerts", "admins", "newsroom_sessions", "reports", "whatsapp_people"}
    await database.write(personal.erase, mine.id, NOON, KEY)
    left = {
        table.name: await database.read(
            lambda connection, table=table: connection.scalar(
                sa.select(sa.func.count()).where(table.c.address == "555000111", *telegram_only(table))
            )
        )
        for table in knowing
    }
    # A person on Telegram has nothing in the tables of the other networks.
    assert {name for name, count in left.items() if count} <= {"web_messages", "whatsapp_people"}


def row_of(table):
    """A row with the erased address, and something in every other column that must have it."""
    made = {}
    for column in table.columns:
        if column.name == "channel":
            made[column.name] = "telegram"
        elif column.name == "address":
            made[column.name] = "555000111"
        elif column.foreign_keys:
            made[column.name] = 1
        elif not column.nullable and not column.primary_key and column.server_default is None:
            made[column.name] = (
                NOON if isinstance(column.type, Instant) else "x" if column.type.python_type is str else 1
            )
        elif column.primary_key and column.type.python_type is str:
            made[column.name] = "x"
    return made


def telegram_only(table):
    return (table.c.channel == "telegram",) if "channel" in table.c else ()


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
