"""Feeds in the database: adding, listing, which are due, and what a poll leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.model import CachingInfo, FeedForUpdate, FeedInfo
from feeds.storage.schema import entries, feeds, stories

_FOR_UPDATE = (
    feeds.c.id,
    feeds.c.url,
    feeds.c.name,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.body_hash,
    feeds.c.baseline_at,
    feeds.c.failures,
)


def add(connection: Connection, url: str, name: str, now: datetime) -> tuple[int, bool]:
    """Adds a feed, due at once; gives its id and whether it is new.

    A feed that was removed comes back with a new baseline: what it published meanwhile is not pushed. One that is
    there already is left as it is.
    """
    row = connection.execute(sa.select(feeds.c.id, feeds.c.state).where(feeds.c.url == url)).one_or_none()
    if row is None:
        insert = sa.insert(feeds).values(url=url, name=name, added_at=now, next_poll_at=now)
        return connection.execute(insert.returning(feeds.c.id)).scalar_one(), True
    if row.state != "removed":
        return row.id, False
    back = {"state": "active", "name": name, "baseline_at": None, "next_poll_at": now, "failures": 0, "fault": None}
    fresh = {"etag": None, "last_modified": None, "body_hash": None}
    connection.execute(sa.update(feeds).where(feeds.c.id == row.id).values(**back, **fresh))
    return row.id, True


def add_configured(connection: Connection, configured: Sequence[tuple[str, str]], now: datetime) -> None:
    """Adds the feeds (url, name) that were never here; one that an admin removed stays removed."""
    known = set(connection.scalars(sa.select(feeds.c.url)))
    for url, name in configured:
        if url not in known:
            add(connection, url, name, now)


def set_state(
    connection: Connection, feed_id: int, state: Literal["active", "paused", "removed"], now: datetime
) -> str | None:
    """Pauses, resumes or removes a feed; gives its name, or None when there is no such feed.

    Resuming makes it due at once.
    """
    update = sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.state != "removed").values(state=state)
    if state == "active":
        update = update.values(next_poll_at=now)
    return connection.execute(update.returning(feeds.c.name)).scalar_one_or_none()


def list_all(connection: Connection) -> tuple[FeedInfo, ...]:
    """Every feed that was not removed, in the order they were added."""
    count = (
        sa.select(
            entries.c.feed_id, sa.func.count().label("entries"), sa.func.max(entries.c.published_at).label("newest")
        )
        .group_by(entries.c.feed_id)
        .subquery()
    )
    held = (
        sa.select(stories.c.feed_id, sa.func.count().label("held"))
        .where(stories.c.state == "held")
        .group_by(stories.c.feed_id)
        .subquery()
    )
    query = (
        sa.select(feeds, count.c.entries, count.c.newest, held.c.held)
        .outerjoin(count, count.c.feed_id == feeds.c.id)
        .outerjoin(held, held.c.feed_id == feeds.c.id)
        .where(feeds.c.state != "removed")
        .order_by(feeds.c.id)
    )
    return tuple(
        FeedInfo(
            id=row.id,
            url=row.url,
            name=row.name,
            state=row.state,
            entries=row.entries or 0,
            held=row.held or 0,
            last_polled=row.last_polled_at,
            last_ok=row.last_ok_at,
            next_poll=row.next_poll_at,
            failures=row.failures,
            fault=row.fault,
            newest=row.newest,
        )
        for row in connection.execute(query)
    )


def due(connection: Connection, now: datetime, limit: int, busy: Sequence[int] = ()) -> tuple[FeedForUpdate, ...]:
    """The active feeds whose time has come, the longest overdue first, without those `busy` already."""
    query = (
        sa.select(*_FOR_UPDATE)
        .where(feeds.c.state == "active", feeds.c.next_poll_at <= now, feeds.c.id.not_in(busy))
        .order_by(feeds.c.next_poll_at)
        .limit(limit)
    )
    return tuple(_for_update(row) for row in connection.execute(query))


def pollable(connection: Connection, feed_id: int | None = None) -> tuple[FeedForUpdate, ...]:
    """Every active feed, due or not, or the one asked for even when it is paused."""
    query = sa.select(*_FOR_UPDATE).order_by(feeds.c.id)
    if feed_id is None:
        query = query.where(feeds.c.state == "active")
    else:
        query = query.where(feeds.c.id == feed_id, feeds.c.state != "removed")
    return tuple(_for_update(row) for row in connection.execute(query))


def record_success(
    connection: Connection,
    feed_id: int,
    *,
    now: datetime,
    next_poll: datetime,
    caching: CachingInfo,
    body_hash: str | None,
) -> None:
    """Notes a poll that worked, in the transaction of its entries: caching info without entries would lose news."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed_id)
        .values(
            last_polled_at=now,
            last_ok_at=now,
            baseline_at=sa.func.coalesce(feeds.c.baseline_at, sa.bindparam("baseline", now, feeds.c.baseline_at.type)),
            next_poll_at=next_poll,
            etag=caching.etag,
            last_modified=caching.last_modified,
            body_hash=sa.func.coalesce(body_hash, feeds.c.body_hash),
            failures=0,
            fault=None,
            fault_detail=None,
        )
    )


def record_failure(
    connection: Connection, feed_id: int, *, now: datetime, next_poll: datetime, fault: str, detail: str
) -> None:
    """Notes a poll that failed. The caching info stays: it still tells what we have."""
    connection.execute(
        sa.update(feeds)
        .where(feeds.c.id == feed_id)
        .values(
            last_polled_at=now,
            next_poll_at=next_poll,
            failures=feeds.c.failures + 1,
            fault=fault,
            fault_detail=detail[:500],
        )
    )


def _for_update(row: Any) -> FeedForUpdate:  # noqa: ANN401 - a row of _FOR_UPDATE
    return FeedForUpdate(
        id=row.id,
        url=row.url,
        name=row.name,
        caching=CachingInfo(row.etag, row.last_modified),
        body_hash=row.body_hash,
        first_poll=row.baseline_at is None,
        failures=row.failures,
    )
