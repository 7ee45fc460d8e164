"""What admins are to be told about cost and templates: noted once, told to each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import MAX_DOUBTS, ChannelName
from bot.storage.schema_costs import admin_notices, admin_notices_told
from feeds.storage.upsert import insert_or


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that admins should hear."""

    id: int
    #: cap_day, cap_month, unconfirmed or template.
    code: str
    #: The facts of it, separated by "/".
    detail: str
    created_at: datetime


def note(connection: Connection, key: str, code: str, detail: str, now: datetime) -> None:
    """Notes something for all admins, once for each `key`."""
    insert = insert_or(connection, admin_notices).values(key=key, code=code, detail=detail, created_at=now)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def owed(connection: Connection, channel: ChannelName, address: str, since: datetime) -> tuple[Notice, ...]:
    """What an admin has not been told of what was noted after `since`, oldest first."""
    told = sa.exists().where(
        admin_notices_told.c.notice_id == admin_notices.c.id,
        admin_notices_told.c.channel == channel,
        admin_notices_told.c.address == address,
        admin_notices_told.c.told_at.is_not(None),
    )
    query = sa.select(admin_notices).where(admin_notices.c.created_at >= since, ~told).order_by(admin_notices.c.id)
    return tuple(Notice(row.id, row.code, row.detail, row.created_at) for row in connection.execute(query))


def settle(
    connection: Connection,
    channel: ChannelName,
    address: str,
    ids: tuple[int, ...],
    now: datetime,
    *,
    in_doubt: bool = False,
) -> None:
    """Marks what an admin was told. What only may have arrived is told once more (docs/decisions/006)."""
    table = admin_notices_told
    for notice_id in ids:
        insert = insert_or(connection, table).values(
            notice_id=notice_id,
            channel=channel,
            address=address,
            doubts=int(in_doubt),
            told_at=None if in_doubt else now,
        )
        told_at = sa.literal(now, table.c.told_at.type)
        again = sa.case((table.c.doubts >= MAX_DOUBTS, told_at), else_=sa.null()) if in_doubt else told_at
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["notice_id", "channel", "address"],
                set_={"told_at": again, "doubts": table.c.doubts + int(in_doubt)},
            )
        )


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes what was noted before `moment`; gives how many."""
    return connection.execute(sa.delete(admin_notices).where(admin_notices.c.created_at < moment)).rowcount
