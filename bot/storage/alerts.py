"""Alerts about feeds in the database: what each admin is to be told, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import MAX_DOUBTS, ChannelName
from bot.storage.schema import alerts
from feeds.health import AlertKind
from feeds.storage import health
from feeds.storage.health import FeedAlert
from feeds.storage.schema import feeds


@dataclass(frozen=True, slots=True)
class OwedAlert:
    """An alert that one admin has not been told yet."""

    id: int
    feed_id: int
    name: str
    kind: AlertKind
    since: datetime
    fault: str | None
    detail: str


def record(
    connection: Connection, due: Sequence[FeedAlert], admins: Sequence[tuple[ChannelName, str]], now: datetime
) -> None:
    """Owes alerts to every admin and remembers on their feeds that they are taken care of, in one transaction."""
    rows = [
        {
            "feed_id": one.feed_id,
            "kind": one.alert.kind,
            "since": one.alert.since,
            "fault": one.alert.fault,
            "detail": one.detail,
            "channel": channel,
            "address": address,
            "created_at": now,
        }
        for one in due
        for channel, address in admins
    ]
    if rows:
        connection.execute(sa.insert(alerts), rows)
        health.note_told(connection, due, now)


def owed(connection: Connection, channel: ChannelName, address: str, since: datetime) -> tuple[OwedAlert, ...]:
    """What an admin has not been told of what happened after `since`, oldest first; nothing about removed feeds."""
    query = (
        sa.select(alerts, feeds.c.name)
        .join(feeds, feeds.c.id == alerts.c.feed_id)
        .where(
            alerts.c.channel == channel,
            alerts.c.address == address,
            alerts.c.told_at.is_(None),
            alerts.c.created_at >= since,
            feeds.c.state != "removed",
        )
        .order_by(alerts.c.id)
    )
    return tuple(
        OwedAlert(row.id, row.feed_id, row.name, row.kind, row.since, row.fault, row.detail)
        for row in connection.execute(query)
    )


def settle(
    connection: Connection, channel: ChannelName, address: str, last: int, now: datetime, *, in_doubt: bool = False
) -> None:
    """Marks what an admin was owed as told, up to the alert with the id `last`.

    What only may have arrived is told once more (docs/decisions/006).
    """
    told_at = sa.literal(now, alerts.c.told_at.type)
    values: dict[str, object] = {"told_at": told_at}
    if in_doubt:
        values = {
            "told_at": sa.case((alerts.c.doubts >= MAX_DOUBTS, told_at), else_=sa.null()),
            "doubts": alerts.c.doubts + 1,
        }
    owed_so_far = sa.and_(
        alerts.c.channel == channel, alerts.c.address == address, alerts.c.told_at.is_(None), alerts.c.id <= last
    )
    connection.execute(sa.update(alerts).where(owed_so_far).values(values))


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes alerts older than `moment`; gives how many."""
    return connection.execute(sa.delete(alerts).where(alerts.c.created_at < moment)).rowcount
