"""The web chat's log: every message a visitor was sent, so that a page that was closed misses nothing.

A story goes to thousands of visitors at once, and a transaction of its own for each would cost a disk flush each.
What is appended while a transaction is being written shares the next one (group commit).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import web_messages
from feeds.model import Clock
from feeds.storage.database import Database

#: Messages that share one transaction at most: some milliseconds in which nothing else is written.
_TOGETHER = 250


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message that waits for its transaction."""

    address: str
    payload: str
    at: datetime
    #: The message's id and the one before it, or what the database said.
    kept: asyncio.Future[tuple[int, int]]


class WebMessages:
    """The durable log that the web chat writes to and resumes from."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def append(self, address: str, payload: str) -> tuple[int, int]:
        """Adds a message; gives its id and the last one before it at this address, once it is on disk. Ids only grow.

        A caller that is cancelled has its message kept all the same.
        """
        kept: asyncio.Future[tuple[int, int]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(address, payload, self._clock(), kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="web messages")
        return await kept

    async def _write(self) -> None:
        """Writes until nothing waits any more."""
        while self._waiting:
            batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            try:
                ids = await self._database.write(_append, [(one.address, one.payload, one.at) for one in batch])
            except Exception as error:  # the callers', each gets to hear of it
                for one in batch:
                    if not one.kept.done():
                        one.kept.set_exception(error)
                continue
            for one, at in zip(batch, ids, strict=True):
                if not one.kept.done():
                    one.kept.set_result(at)
        self._writing = None

    async def since(self, address: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """The first `limit` messages with an id above `after`, oldest first."""
        return await self._database.read(_since, address, after, limit)

    async def latest(self, address: str, limit: int) -> Sequence[tuple[int, str]]:
        """The last `limit` messages, oldest first."""
        return await self._database.read(_latest, address, limit)

    async def replace(self, address: str, message_id: int, payload: str | None) -> bool:
        """Changes a message, or (None) deletes it; False when there is no such message of this address."""
        return await self._database.write(_replace, address, message_id, payload)


_LOCKS = sa.text(
    "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtext(address) AS number"
    " FROM unnest(CAST(:addresses AS text[])) AS address ORDER BY number) AS numbers"
)


def _append(connection: Connection, messages: Sequence[tuple[str, str, datetime]]) -> list[tuple[int, int]]:
    if connection.dialect.name == "postgresql":
        # Ids must become visible in their order: a page resumes after the last id it saw. The locks are taken in one
        # order, so that two processes can't wait for one another.
        connection.execute(_LOCKS, {"addresses": [address for address, _, _ in messages]})
    last = _last(connection, {address for address, _, _ in messages})
    insert = sa.insert(web_messages).returning(web_messages.c.id, sort_by_parameter_order=True)
    rows = [{"address": address, "payload": payload, "created_at": at} for address, payload, at in messages]
    kept = []
    for (address, _, _), at in zip(messages, connection.scalars(insert, rows), strict=True):
        kept.append((at, last.get(address, 0)))
        last[address] = at
    return kept


def _last(connection: Connection, addresses: set[str]) -> dict[str, int]:
    """The last id of each address that has any."""
    query = (
        sa.select(web_messages.c.address, sa.func.max(web_messages.c.id))
        .where(web_messages.c.address.in_(addresses))
        .group_by(web_messages.c.address)
    )
    return dict(connection.execute(query).all())


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
