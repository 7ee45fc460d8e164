"""The web chat's log: every message a visitor was sent, so that a page that was closed misses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import web_messages
from feeds.model import Clock
from feeds.storage.database import Database


@dataclass(frozen=True, slots=True)
class WebMessages:
    """The durable log that the web chat writes to and resumes from."""

    database: Database
    clock: Clock

    async def append(self, address: str, payload: str) -> int:
        """Adds a message and gives its id; ids only grow."""
        return await self.database.write(_append, address, payload, self.clock())

    async def since(self, address: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """The first `limit` messages with an id above `after`, oldest first."""
        return await self.database.read(_since, address, after, limit)

    async def latest(self, address: str, limit: int) -> Sequence[tuple[int, str]]:
        """The last `limit` messages, oldest first."""
        return await self.database.read(_latest, address, limit)

    async def replace(self, address: str, message_id: int, payload: str | None) -> bool:
        """Changes a message, or (None) deletes it; False when there is no such message of this address."""
        return await self.database.write(_replace, address, message_id, payload)


def _append(connection: Connection, address: str, payload: str, now: datetime) -> int:
    if connection.dialect.name == "postgresql":
        # Ids must become visible in their order: a page resumes after the last id it saw.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(address))))
    insert = sa.insert(web_messages).values(address=address, payload=payload, created_at=now)
    message_id: int = connection.execute(insert.returning(web_messages.c.id)).scalar_one()
    return message_id


def _since(connection: Connection, address: str, after: int, limit: int) -> list[tuple[int, str]]:
    query = _messages(address).where(web_messages.c.id > after).order_by(web_messages.c.id).limit(limit)
    return [(row.id, row.payload) for row in connection.execute(query)]


def _latest(connection: Connection, address: str, limit: int) -> list[tuple[int, str]]:
    query = _messages(address).order_by(web_messages.c.id.desc()).limit(limit)
    return [(row.id, row.payload) for row in reversed(connection.execute(query).all())]


def _replace(connection: Connection, address: str, message_id: int, payload: str | None) -> bool:
    which = (web_messages.c.id == message_id, web_messages.c.address == address)
    if payload is None:
        return connection.execute(sa.delete(web_messages).where(*which)).rowcount > 0
    return connection.execute(sa.update(web_messages).where(*which).values(payload=payload)).rowcount > 0


def _messages(address: str) -> sa.Select[tuple[int, str]]:
    return sa.select(web_messages.c.id, web_messages.c.payload).where(web_messages.c.address == address)


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes messages older than `moment`; gives how many."""
    return connection.execute(sa.delete(web_messages).where(web_messages.c.created_at < moment)).rowcount
