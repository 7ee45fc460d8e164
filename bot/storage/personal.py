"""Everything that the database holds about one chat: handed out, or erased (UU 27/2022, articles 7 and 8).

Whoever adds a table with a chat's data adds it to both functions; a test looks for a chat's address in the whole file.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage import consents, ledger, links
from bot.storage.schema import alerts, chats, deliveries, errands, web_messages
from bot.storage.schema_choosing import reports, subscriptions
from bot.storage.schema_costs import admin_notices_told, charges
from bot.storage.schema_desk import admins, weekly_reports
from bot.storage.schema_newsroom import newsroom_links, newsroom_sessions
from bot.storage.schema_whatsapp import whatsapp_people
from feeds.storage.schema import stories

#: What stands in the place of an erased address; it is nobody's, and behind it the chat's number.
ERASED = "erased:"

#: Tables that know a person by the chat's address: admins, and what they are told. What an admin did stays in the
#: log, the announcements and the confirmed rates: acts of the office.
_BY_ADDRESS = (alerts, reports, admins, weekly_reports, newsroom_links, newsroom_sessions, admin_notices_told)
#: A chat of which nothing is known any more but its network.
_NOBODY: dict[str, Any] = {
    "state": "stopped",
    "timezone": "UTC",
    "consented_at": None,
    "subscribed_at": None,
    "plain": True,
    "chooses": False,
    "mode": "instant",
    "digest_hours": 0,
    "digest_day": 5,
    "quiet_from": None,
    "quiet_to": None,
    "daily_limit": None,
    "urgent_allowed": True,
    "caught_up_at": None,
    "heard_at": None,
    "urgent_at": None,
}


def export(connection: Connection, chat_id: int) -> dict[str, Any]:
    """All rows about a chat as plain data, by table; moments as ISO 8601. Empty when there is no such chat."""
    chat = connection.execute(sa.select(chats).where(chats.c.id == chat_id)).one_or_none()
    if chat is None:
        return {}
    here = {"channel": chat.channel, "address": chat.address}
    told = sa.select(*deliveries.c, stories.c.title, stories.c.link).join(
        stories, stories.c.id == deliveries.c.story_id
    )
    return {
        "chat": _plain(chat),
        "subscriptions": _rows(connection, sa.select(subscriptions).where(subscriptions.c.chat_id == chat_id)),
        "deliveries": _rows(connection, told.where(deliveries.c.chat_id == chat_id).order_by(deliveries.c.id)),
        "errands": _rows(connection, sa.select(errands).where(errands.c.chat_id == chat_id)),
        "consents": [asdict(one) | {"at": one.at.isoformat()} for one in consents.of_chat(connection, chat_id)],
        "charges": _rows(connection, sa.select(charges).where(charges.c.chat_id == chat_id).order_by(charges.c.id)),
        "linked_with": _linked_with(connection, chat_id),
        "whatsapp": _rows(
            connection,
            sa.select(whatsapp_people).where(whatsapp_people.c.address == chat.address, chat.channel == "whatsapp"),
        ),
        **{table.name: _rows(connection, sa.select(table).where(_at(table, here))) for table in _BY_ADDRESS},
        "messages": _rows(
            connection,
            sa.select(web_messages).where(web_messages.c.address == chat.address, chat.channel == "web"),
        ),
    }


def erase(connection: Connection, chat_id: int, now: datetime, key: bytes) -> bool:
    """Erases a chat: nothing says any more who it was, and nothing is sent there. False when there is no such chat.

    What the person agreed to stays as hashes by `key`: who shows the address can prove it, nobody else can read it.
    That stories were delivered stays, as a count of nobody's. What was deleted is overwritten in the file; the
    database's log has to be emptied afterwards (`Database.empty_log`).
    """
    chat = connection.execute(sa.select(chats).where(chats.c.id == chat_id)).one_or_none()
    if chat is None:
        return False
    here = {"channel": chat.channel, "address": chat.address}
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    consents.seal(connection, chat_id, chat.channel, chat.address, key)
    ledger.forget_people(connection, chat_id)
    links.forget(connection, chat_id, now)
    connection.execute(sa.delete(subscriptions).where(subscriptions.c.chat_id == chat_id))
    if chat.channel == "whatsapp":
        connection.execute(sa.delete(whatsapp_people).where(whatsapp_people.c.address == chat.address))
    connection.execute(sa.delete(errands).where(errands.c.chat_id == chat_id))
    for table in _BY_ADDRESS:
        connection.execute(sa.delete(table).where(_at(table, here)))
    if chat.channel == "web":
        connection.execute(sa.delete(web_messages).where(web_messages.c.address == chat.address))
    mine = deliveries.c.chat_id == chat_id
    waiting = sa.update(deliveries).where(mine, deliveries.c.settled_at.is_(None))
    connection.execute(waiting.values(state="expired", settled_at=now))
    connection.execute(sa.update(deliveries).where(mine).values(message_id=None, error=None))
    connection.execute(
        sa.update(chats)
        .where(chats.c.id == chat_id)
        .values(_NOBODY | {"address": f"{ERASED}{chat_id}", "created_at": now, "changed_at": now})
    )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    return True


def _linked_with(connection: Connection, chat_id: int) -> str | None:
    """The network of the other chat of the same person."""
    other = links.other(connection, chat_id)
    return None if other is None else other[0]


def _at(table: sa.Table, here: dict[str, str]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.channel == here["channel"], table.c.address == here["address"])


def _rows(connection: Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [_plain(row) for row in connection.execute(query)]


def _plain(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()  # noqa: SLF001 - its public name
    }
