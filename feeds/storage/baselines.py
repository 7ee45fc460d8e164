"""First documents of new feeds that wait to be edited: nothing of them is found, shown or sent before.

A baseline is many entries at once that nobody is told of, so its poll only keeps the document, in the transaction
that keeps its caching info. The entries follow when there is time, or before the feed is polled again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.storage.schema import baselines, feeds

#: Documents that wait at most; beyond that a first poll edits what it brings. Real ones have up to 400 kB.
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first document of a feed."""

    body: bytes
    #: The address that answered.
    url: str
    #: When it was fetched: its entries are as old as that, whenever they are edited.
    seen: datetime


def has_room(connection: Connection) -> bool:
    """Whether one more may wait."""
    return (connection.scalar(sa.select(sa.func.count()).select_from(baselines)) or 0) < MOST_WAITING


def put(connection: Connection, feed_id: int, waiting: Waiting) -> None:
    """Keeps a document; the caller's transaction notes the poll that brought it. A feed has one at most."""
    row = {"feed_id": feed_id, "body": waiting.body, "url": waiting.url, "seen_at": waiting.seen}
    connection.execute(sa.insert(baselines).values(row))


def get(connection: Connection, feed_id: int) -> Waiting | None:
    """The document of a feed that waits, if there is one."""
    row = connection.execute(sa.select(baselines).where(baselines.c.feed_id == feed_id)).one_or_none()
    return None if row is None else Waiting(bytes(row.body), row.url, row.seen_at)


def next_feed(connection: Connection) -> int | None:
    """The feed whose document has waited longest; one that gave trouble waits for its next poll."""
    query = (
        sa.select(baselines.c.feed_id)
        .join(feeds, feeds.c.id == baselines.c.feed_id)
        .where(feeds.c.failures == 0)
        .order_by(baselines.c.seen_at, baselines.c.feed_id)
        .limit(1)
    )
    return connection.scalar(query)


def drop(connection: Connection, feed_id: int) -> bool:
    """Takes a document away; False when somebody else has done so."""
    return connection.execute(sa.delete(baselines).where(baselines.c.feed_id == feed_id)).rowcount > 0
