"""What Meta's webhook brought: kept once before it is acknowledged, dealt with afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import InboxEvent
from bot.storage.schema_whatsapp import WAITING, whatsapp_events
from feeds.model import Clock
from feeds.storage.database import Database
from feeds.storage.upsert import insert_or


@dataclass(frozen=True, slots=True)
class WhatsAppInbox:
    """The durable inbox. Every method raises `StorageError` when the database fails."""

    database: Database
    clock: Clock

    async def keep(self, events: Sequence[InboxEvent]) -> None:
        """Keeps events in one transaction; what was kept before is left as it is."""
        await self.database.write(keep, events, self.clock())

    async def waiting(self, limit: int) -> Sequence[InboxEvent]:
        """The oldest events that nobody has dealt with, at most `limit`."""
        return await self.database.read(waiting, limit)

    async def done(self, errors: Mapping[int, str | None]) -> None:
        """Notes that events were dealt with, by their ids, and what went wrong (None: nothing)."""
        await self.database.write(done, errors, self.clock())


def keep(connection: Connection, events: Sequence[InboxEvent], now: datetime) -> None:
    """Keeps events once."""
    if not events:
        return
    rows = [{"key": one.key, "kind": one.kind, "payload": one.payload, "received_at": now} for one in events]
    connection.execute(insert_or(connection, whatsapp_events).on_conflict_do_nothing(), rows)


def waiting(connection: Connection, limit: int) -> tuple[InboxEvent, ...]:
    """The oldest events that wait."""
    table = whatsapp_events
    query = sa.select(table.c.id, table.c.key, table.c.kind, table.c.payload)
    rows = connection.execute(query.where(WAITING).order_by(table.c.id).limit(limit))
    return tuple(InboxEvent(row.key, row.kind, row.payload, row.id) for row in rows)


def done(connection: Connection, errors: Mapping[int, str | None], now: datetime) -> None:
    """Empties what was dealt with, but for its key: it may come again."""
    update = (
        sa.update(whatsapp_events)
        .where(whatsapp_events.c.id == sa.bindparam("its_id"))
        .values(handled_at=now, payload="", error=sa.bindparam("its_error"))
    )
    if errors:
        connection.execute(update, [{"its_id": one, "its_error": error} for one, error in errors.items()])


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes events from before `moment` that were dealt with; gives how many."""
    old = sa.delete(whatsapp_events).where(
        whatsapp_events.c.received_at < moment, whatsapp_events.c.handled_at.is_not(None)
    )
    return connection.execute(old).rowcount
