"""Readers' reports of mistakes: each admin is told of each story once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChannelName
from bot.storage.schema_choosing import reports
from feeds.storage.upsert import insert_or


def record(connection: Connection, story_id: int, admins: Sequence[tuple[ChannelName, str]], now: datetime) -> int:
    """Owes a report of this story to each of these admins who has not had one; gives to how many."""
    rows = [
        {"story_id": story_id, "channel": channel, "address": address, "created_at": now} for channel, address in admins
    ]
    if not rows:
        return 0
    insert = insert_or(connection, reports).values(rows).on_conflict_do_nothing()
    return connection.execute(insert.execution_options(preserve_rowcount=True)).rowcount


def owed(connection: Connection, channel: ChannelName, address: str, since: datetime) -> tuple[int, ...]:
    """The stories whose reports an admin has not been told of, of those made after `since`, oldest first."""
    query = (
        sa.select(reports.c.story_id)
        .where(
            reports.c.channel == channel,
            reports.c.address == address,
            reports.c.told_at.is_(None),
            reports.c.created_at >= since,
        )
        .order_by(reports.c.created_at, reports.c.story_id)
    )
    return tuple(connection.scalars(query))


def settle(connection: Connection, channel: ChannelName, address: str, story_id: int, now: datetime) -> None:
    """The admin has been told of this story."""
    here = (reports.c.channel == channel, reports.c.address == address, reports.c.story_id == story_id)
    connection.execute(sa.update(reports).where(*here).values(told_at=now))


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes reports older than `moment`; gives how many rows."""
    return connection.execute(sa.delete(reports).where(reports.c.created_at < moment)).rowcount
