"""Which feeds have news about their health for the admins, and what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.health import Alert, Told, Vitals, assess, transition
from feeds.storage.schema import Instant, feeds

#: What health is read off; a feed has much more.
_COLUMNS = (
    *(feeds.c.id, feeds.c.added_at, feeds.c.failures, feeds.c.failing_since, feeds.c.fault, feeds.c.fault_detail),
    *(feeds.c.last_polled_at, feeds.c.last_ok_at, feeds.c.mended, feeds.c.long_gap, feeds.c.last_news_at),
    *(feeds.c.alerted, feeds.c.alerted_at, feeds.c.frozen_at, feeds.c.frozen_told_at),
)


@dataclass(frozen=True, slots=True)
class FeedAlert:
    """An alert and its feed."""

    feed_id: int
    alert: Alert
    #: What exactly was seen, in English; "" when there is nothing to add.
    detail: str = ""


def vitals(row: Any) -> Vitals:  # noqa: ANN401 - a row of feeds
    """What a row of the feeds table tells about health."""
    return Vitals(
        added=row.added_at,
        failures=row.failures,
        failing_since=row.failing_since,
        fault=row.fault,
        last_polled=row.last_polled_at,
        last_ok=row.last_ok_at,
        mended=row.mended,
        long_gap=None if row.long_gap is None else timedelta(seconds=row.long_gap),
        last_news=row.last_news_at,
    )


def alerts_due(connection: Connection, now: datetime) -> tuple[FeedAlert, ...]:
    """The alerts that are due, in the order the feeds were added; gives the same again until `note_told`.

    Feeds that an admin paused have none; one that was paused because it is gone for good has.
    """
    query = (
        sa.select(*_COLUMNS)
        .where(sa.or_(feeds.c.state == "active", sa.and_(feeds.c.state == "paused", feeds.c.fault == "gone")))
        .order_by(feeds.c.id)
    )
    found = []
    for row in connection.execute(query):
        alert = transition(Told(row.alerted, row.alerted_at), assess(vitals(row)), now)
        if alert is not None:
            found.append(FeedAlert(row.id, alert, (row.fault_detail or "") if alert.fault else ""))
        if row.frozen_at is not None and (row.frozen_told_at is None or row.frozen_told_at < row.frozen_at):
            found.append(FeedAlert(row.id, Alert("frozen", row.frozen_at)))
    return tuple(found)


def note_told(connection: Connection, told: Iterable[FeedAlert], now: datetime) -> None:
    """Remembers that the admins know: an alert is not due again."""
    alerts = list(told)
    rows = [{"feed": one.feed_id, "kind": one.alert.kind} for one in alerts if one.alert.kind != "frozen"]
    if rows:
        update = sa.update(feeds).where(feeds.c.id == sa.bindparam("feed"))
        connection.execute(update.values(alerted=sa.bindparam("kind"), alerted_at=sa.literal(now, Instant)), rows)
    frozen = [one.feed_id for one in alerts if one.alert.kind == "frozen"]
    if frozen:
        # Frost is no health: being told of it takes nothing from what admins know of that.
        connection.execute(sa.update(feeds).where(feeds.c.id.in_(frozen)).values(frozen_told_at=now))


def count_active(connection: Connection) -> int:
    """How many feeds are polled."""
    return connection.execute(
        sa.select(sa.func.count()).select_from(feeds).where(feeds.c.state == "active")
    ).scalar_one()


def counts(connection: Connection) -> dict[str, int]:
    """How many feeds there are by health; of those that are not polled, how many are paused."""
    rows = connection.execute(sa.select(*_COLUMNS, feeds.c.state).where(feeds.c.state != "removed"))
    return dict(Counter("paused" if row.state == "paused" else assess(vitals(row)).state for row in rows))
