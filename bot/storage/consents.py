"""The consent log: who said yes or no to what, when, how, and having read which words. Lines are only ever added.

When a person's data is erased, their lines keep the fact and lose the person (`seal`); nothing else changes a line.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.consent import Act, ConsentRecord, Evidence, sealed
from bot.model import ChannelName
from bot.storage.schema_costs import consent_notices, consents
from feeds.storage.upsert import insert_or


def note(
    connection: Connection, chat_id: int, channel: ChannelName, act: Act, evidence: Evidence, now: datetime
) -> None:
    """Adds a line, in the transaction that makes it true. The words of the notice are kept with it, once."""
    notice = evidence.notice
    if notice is not None:
        words = {"version": notice.version, "language": notice.language, "text": notice.text}
        insert = insert_or(connection, consent_notices).values(words)
        connection.execute(insert.on_conflict_do_nothing(index_elements=["version"]))
    row = {
        "chat_id": chat_id,
        "channel": channel,
        "act": act,
        "purpose": evidence.purpose,
        "source": evidence.source[:100],
        "notice": None if notice is None else notice.version,
        "message_id": evidence.message_id,
        "at": now,
    }
    connection.execute(sa.insert(consents).values(row))


def of_chat(connection: Connection, chat_id: int) -> tuple[ConsentRecord, ...]:
    """A chat's lines, oldest first: what its person is shown with their data."""
    return _records(connection, consents.c.chat_id == chat_id)


def proof(connection: Connection, channel: ChannelName, address: str, key: bytes) -> tuple[ConsentRecord, ...]:
    """The lines of a person whose data was erased, found by the address that they show."""
    return _records(connection, consents.c.sealed == sealed(key, channel, address))


def seal(connection: Connection, chat_id: int, channel: ChannelName, address: str, key: bytes) -> int:
    """Puts keyed hashes in the place of the chat and of message ids; gives how many lines. For erasure only.

    A message id goes too: WhatsApp's have the phone number in them.
    """
    rows = connection.execute(sa.select(consents.c.id, consents.c.message_id).where(consents.c.chat_id == chat_id))
    person, count = sealed(key, channel, address), 0
    for row in rows.all():
        message = None if row.message_id is None else sealed(key, channel, row.message_id)
        values = {"chat_id": None, "sealed": person, "message_id": message}
        connection.execute(sa.update(consents).where(consents.c.id == row.id).values(values))
        count += 1
    return count


def _records(connection: Connection, which: sa.ColumnElement[bool]) -> tuple[ConsentRecord, ...]:
    rows = connection.execute(sa.select(consents).where(which).order_by(consents.c.id))
    return tuple(
        ConsentRecord(row.at, row.act, row.purpose, row.source, row.notice, row.message_id, row.chat_id is None)
        for row in rows
    )
