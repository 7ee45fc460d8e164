"""The service day by day: subscribers, deliveries, delays and the health of feeds, kept for those who ask later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import chats, deliveries
from bot.storage.schema_desk import days
from feeds.storage import health
from feeds.storage.schema import stories
from feeds.storage.upsert import insert_or

#: Days that a report shows.
SPAN = 30
#: Days whose deliveries may still change: nothing is sent that is older than two days, by default.
OPEN = 3
_SENT = ("sent", "delivered", "read")
_FAILED = ("failed", "rejected")
HEALTH = ("healthy", "degraded", "sick", "silent", "paused")


@dataclass(frozen=True, slots=True)
class Day:
    """One day in figures; None is what nobody counted then."""

    day: date
    subscribers: int | None
    sent: int
    failed: int
    #: Seconds.
    median: int | None
    p95: int | None
    #: In the order of `HEALTH`.
    feeds: tuple[int | None, ...]


def unwritten(connection: Connection, today: date) -> tuple[date, ...]:
    """The days of the last `SPAN` that have to be counted: those that may still change, and those that never were."""
    known = set(connection.scalars(sa.select(days.c.day)))
    span = [today - timedelta(days=back) for back in range(SPAN - 1, -1, -1)]
    return tuple(day for day in span if day.isoformat() not in known or (today - day).days < OPEN)


def count(connection: Connection, day: date, now: datetime, timezone: str) -> None:
    """Counts a day and keeps it; of the present day also what can't be known afterwards."""
    zone = ZoneInfo(timezone)
    within = (stories.c.due_at >= _start(day, zone), stories.c.due_at < _start(day + timedelta(days=1), zone))
    told = sa.select(sa.func.count()).select_from(deliveries).join(stories, stories.c.id == deliveries.c.story_id)
    seconds = (
        sa.type_coerce(deliveries.c.settled_at, sa.BigInteger) - sa.type_coerce(stories.c.due_at, sa.BigInteger)
    ) // 1000
    histogram = (
        sa.select(seconds, sa.func.count())
        .select_from(deliveries)
        .join(stories, stories.c.id == deliveries.c.story_id)
        .where(*within, deliveries.c.state.in_(_SENT))
        .group_by(seconds)
        .order_by(seconds)
    )
    delays = [(int(delay), number) for delay, number in connection.execute(histogram)]
    values: dict[str, int | None] = {
        "sent": sum(number for _, number in delays),
        "failed": connection.scalar(told.where(*within, deliveries.c.state.in_(_FAILED))) or 0,
        "median": percentile(delays, 50),
        "p95": percentile(delays, 95),
    }
    if day == now.astimezone(zone).date():
        active = sa.select(sa.func.count()).select_from(chats).where(chats.c.state == "active")
        by_health = health.counts(connection)
        values |= {"subscribers": connection.scalar(active)}
        values |= {state: by_health.get(state, 0) for state in HEALTH}
    insert = insert_or(connection, days).values(day=day.isoformat(), **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["day"], set_=values))


def last(connection: Connection, today: date) -> tuple[Day, ...]:
    """The last `SPAN` days, oldest first; a day that was never counted has nothing."""
    first = (today - timedelta(days=SPAN - 1)).isoformat()
    rows = {row.day: row for row in connection.execute(sa.select(days).where(days.c.day >= first))}
    shown = []
    for back in range(SPAN - 1, -1, -1):
        day = today - timedelta(days=back)
        row = rows.get(day.isoformat())
        if row is None:
            shown.append(Day(day, None, 0, 0, None, None, (None,) * len(HEALTH)))
        else:
            feeds = tuple(getattr(row, state) for state in HEALTH)
            shown.append(Day(day, row.subscribers, row.sent, row.failed, row.median, row.p95, feeds))
    return tuple(shown)


def top_stories(connection: Connection, since: datetime, limit: int) -> tuple[tuple[str, int], ...]:
    """The stories since a moment that most chats were sent, with their number."""
    number = sa.func.count()
    query = (
        sa.select(stories.c.title, number)
        .join(deliveries, deliveries.c.story_id == stories.c.id)
        .where(stories.c.due_at >= since, stories.c.state == "due", deliveries.c.state.in_(_SENT))
        .group_by(stories.c.id, stories.c.title)
        .order_by(number.desc(), stories.c.id.desc())
        .limit(limit)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query))


def percentile(counted: Sequence[tuple[int, int]], share: int) -> int | None:
    """The value that `share` per cent of all did not exceed (nearest rank), of values with their numbers, ascending."""
    total = _total(counted)
    rank = -(-total * share // 100)
    for value, number in counted:
        rank -= number
        if rank <= 0 < total:
            return value
    return None


def _total(counted: Iterable[tuple[int, int]]) -> int:
    return sum(number for _, number in counted)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
