"""Forgets old deliveries and errands, and keeps for each story how many there were of each kind.

Row by row they move from one table into the counts of another, in one transaction, so that what is read of both
together is the same before, meanwhile and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ErrandKind, ErrandWay
from bot.storage.schema import deliveries, errands
from bot.storage.schema_desk import NOT_MEANT
from bot.storage.schema_totals import delivery_totals, errand_totals, story_delays
from feeds.storage.schema import MILLISECOND, stories
from feeds.storage.upsert import insert_or

#: Rows that are looked at in one transaction: some ten milliseconds in which nothing else is written.
BATCH = 2_000
#: A network has taken the message; what it says afterwards is more, never less.
SENT = ("sent", "delivered", "read")
#: Ends of a delivery whose chat surely got nothing; in doubt is not one of them.
MISSED = ("failed", "rejected", "expired")


@dataclass(frozen=True, slots=True)
class Delays:
    """How long half, and 95 % of a story's messages took from being due to being sent; None when nothing was."""

    median: timedelta | None
    p95: timedelta | None


def reason_in(state: str, error: str | None) -> str:
    """What a delivery is counted under when it missed its chat: the first word of its error; "" when it did not."""
    return (error or "unknown").partition(":")[0] if state in MISSED else ""


def ripe(connection: Connection, before: datetime) -> tuple[int, ...]:
    """The stories in the next batch of `fold_deliveries` whose delays are not kept yet."""
    query = sa.select(deliveries.c.story_id).where(*_old(before)).distinct()
    return tuple(connection.scalars(query.where(deliveries.c.story_id.not_in(sa.select(story_delays.c.story_id)))))


def delays_of(connection: Connection, story_ids: Sequence[int]) -> dict[int, Delays]:
    """The delays of stories, those that were kept and those that are worked out; sorts their deliveries."""
    kept = {row.story_id: row for row in connection.execute(_rows(story_delays, story_ids))}
    due = dict(connection.execute(sa.select(stories.c.id, stories.c.due_at).where(stories.c.id.in_(story_ids))).all())
    return {
        story_id: Delays(_span(kept[story_id].median), _span(kept[story_id].p95))
        if story_id in kept
        else Delays(*(_delay(connection, story_id, due.get(story_id), share) for share in (0.5, 0.95)))
        for story_id in story_ids
    }


def fold_deliveries(connection: Connection, before: datetime, delays: Mapping[int, Delays]) -> int:
    """Forgets deliveries settled before `before`, of the oldest `BATCH`; gives how many.

    `delays` are those of the stories that `ripe` named; what is of no such story, and has none kept, waits.
    """
    known = {row.story_id for row in connection.execute(_rows(story_delays, list(delays)))}
    fresh = [
        {"story_id": story_id, "median": _milliseconds(one.median), "p95": _milliseconds(one.p95)}
        for story_id, one in delays.items()
        if story_id not in known
    ]
    if fresh:
        connection.execute(sa.insert(story_delays), fresh)
    query = sa.select(deliveries.c.id, deliveries.c.story_id, deliveries.c.state, deliveries.c.error)
    ready = deliveries.c.story_id.in_(sa.select(story_delays.c.story_id))
    rows = connection.execute(query.where(*_old(before), ready).with_for_update()).all()
    meant = [row for row in rows if row.error != NOT_MEANT]
    counts = Counter((row.story_id, row.state, reason_in(row.state, row.error)) for row in meant)
    _add(connection, delivery_totals, ("story_id", "state", "reason"), counts)
    if rows:
        connection.execute(sa.delete(deliveries).where(deliveries.c.id.in_([row.id for row in rows])))
    return len(rows)


def fold_errands(connection: Connection, before: datetime) -> int:
    """Forgets errands settled before `before`, at most `BATCH`; gives how many. Of digests nothing is kept."""
    query = sa.select(errands.c.id, errands.c.story_id, errands.c.kind, errands.c.way, errands.c.state)
    rows = connection.execute(
        query.where(errands.c.settled_at < before).order_by(errands.c.id).limit(BATCH).with_for_update()
    ).all()
    told = [row for row in rows if row.story_id is not None]
    counts = Counter((row.story_id, row.kind, row.way, row.state) for row in told)
    _add(connection, errand_totals, ("story_id", "kind", "way", "state"), counts)
    if rows:
        connection.execute(sa.delete(errands).where(errands.c.id.in_([row.id for row in rows])))
    return len(rows)


def delivery_counts(connection: Connection, story_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """A story's deliveries by state, and those that missed their chat by reason; the forgotten ones included."""
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    mine = sa.and_(deliveries.c.story_id == story_id, deliveries.c.error.is_distinct_from(NOT_MEANT))
    live = sa.select(deliveries.c.state, deliveries.c.error, sa.func.count()).where(mine)
    for state, error, count in connection.execute(live.group_by(deliveries.c.state, deliveries.c.error)):
        states[state] += count
        reasons[reason_in(state, error)] += count
    for row in connection.execute(_rows(delivery_totals, [story_id])):
        states[row.state] += row.number
        reasons[row.reason] += row.number
    del reasons[""]
    return dict(states), dict(reasons)


def errand_counts(connection: Connection, story_id: int) -> dict[tuple[ErrandKind, ErrandWay, str], int]:
    """The forgotten errands of a story by kind, way and state."""
    rows = connection.execute(_rows(errand_totals, [story_id]))
    return {(row.kind, row.way, row.state): row.number for row in rows}


def state_counts(connection: Connection) -> dict[str, int]:
    """How many deliveries were forgotten, by state."""
    group = delivery_totals.c.state
    rows = connection.execute(sa.select(group, sa.func.sum(delivery_totals.c.number)).group_by(group))
    return {state: int(count) for state, count in rows}


def is_folded(connection: Connection, story_id: int) -> bool:
    """Whether deliveries of a story were forgotten."""
    query = sa.select(story_delays.c.story_id).where(story_delays.c.story_id == story_id)
    return connection.scalar(query) is not None


def _old(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    # The oldest rows by their number, whether they are ripe or not: that needs no index of its own. Whatever is not
    # ripe among them soon will be, since nothing waits for longer than news may be old.
    oldest = sa.select(deliveries.c.id).order_by(deliveries.c.id).limit(BATCH)
    return deliveries.c.id.in_(oldest), deliveries.c.settled_at < before


def _rows(table: sa.Table, story_ids: Collection[int]) -> sa.Select[tuple[int]]:
    return sa.select(table).where(table.c.story_id.in_(story_ids))


def _add(connection: Connection, table: sa.Table, key: Sequence[str], counts: Mapping[tuple[Any, ...], int]) -> None:
    if not counts:
        return
    rows = [dict(zip(key, one, strict=True)) | {"number": number} for one, number in sorted(counts.items())]
    insert = insert_or(connection, table).values(rows)
    more = table.c.number + insert.excluded.number
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_={"number": more}))


def _delay(connection: Connection, story_id: int, due_at: datetime | None, share: float) -> timedelta | None:
    """The delay that this share of the sent messages did not exceed (nearest rank)."""
    sent = sa.and_(deliveries.c.story_id == story_id, deliveries.c.state.in_(SENT))
    total = connection.scalar(sa.select(sa.func.count()).where(sent)) or 0
    if not total or due_at is None:
        return None
    rank = max(0, -int(-total * share // 1) - 1)
    at = connection.scalar(
        sa.select(deliveries.c.settled_at).where(sent).order_by(deliveries.c.settled_at).offset(rank).limit(1)
    )
    return None if at is None else at - due_at


def _span(milliseconds: int | None) -> timedelta | None:
    return None if milliseconds is None else milliseconds * MILLISECOND


def _milliseconds(span: timedelta | None) -> int | None:
    return None if span is None else span // MILLISECOND
