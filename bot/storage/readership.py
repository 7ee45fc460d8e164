"""Who reads, in numbers that point at nobody: by what they chose, and day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import chats, deliveries
from bot.storage.schema_choosing import subscriptions
from bot.storage.totals import SENT
from feeds.storage.schema import EPOCH, MILLISECOND

#: No smaller group is told of: in a kecamatan with one reader the count is that reader.
FEWEST = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Readership:
    """The readers at one moment."""

    #: Subscribed chats.
    active: int
    #: Those that get everything.
    everything: int
    #: How many chose a thing: kind and value as in `subscriptions`, the most wanted first.
    chosen: tuple[tuple[str, str, int], ...]


def readership(connection: Connection) -> Readership:
    """Counts; groups below `FEWEST` are left out."""
    is_active = chats.c.state == "active"
    number = sa.func.count()
    active = connection.scalar(sa.select(number).select_from(chats).where(is_active)) or 0
    takes_all = sa.select(number).select_from(chats).where(is_active, ~chats.c.chooses)
    rows = connection.execute(
        sa.select(subscriptions.c.kind, subscriptions.c.value, number.label("number"))
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .where(is_active, subscriptions.c.kind.in_(("district", "regency", "topic")))
        .group_by(subscriptions.c.kind, subscriptions.c.value)
        .having(number >= FEWEST)
        .order_by(number.desc(), subscriptions.c.value)
    )
    chosen = tuple((row.kind, row.value, row.number) for row in rows)
    return Readership(active, connection.scalar(takes_all) or 0, chosen)


def sent_by_day(connection: Connection, first: datetime, days: int) -> Sequence[int]:
    """Messages that networks took on each of `days` days from `first` on."""
    return _by_day(connection, deliveries.c.settled_at, first, days, deliveries.c.state.in_(SENT))


def subscribers_by_day(connection: Connection, first: datetime, days: int) -> Sequence[int]:
    """How many of today's subscribers there were at the end of each of `days` days from `first` on."""
    is_active = chats.c.state == "active"
    before = sa.select(sa.func.count()).select_from(chats).where(is_active, chats.c.created_at < first)
    there, totals = connection.scalar(before) or 0, []
    for number in _by_day(connection, chats.c.created_at, first, days, is_active):
        there += number
        totals.append(there)
    return totals


def _by_day(
    connection: Connection, moment: sa.Column[datetime], first: datetime, days: int, which: sa.ColumnElement[bool]
) -> Sequence[int]:
    begin = (first - EPOCH) // MILLISECOND
    day = (sa.type_coerce(moment, sa.BigInteger) - begin) // (_DAY // MILLISECOND)
    query = sa.select(day.label("day"), sa.func.count()).where(which, moment >= first, moment < first + days * _DAY)
    found = dict(connection.execute(query.group_by(sa.text("day"))).all())
    return [found.get(number, 0) for number in range(days)]


def in_doubt(connection: Connection) -> int:
    """Deliveries that may or may not have arrived."""
    return connection.scalar(sa.select(sa.func.count()).where(deliveries.c.state == "in_doubt")) or 0
