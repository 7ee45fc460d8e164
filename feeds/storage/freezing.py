"""Frozen feeds in the database: what freezes one, and the admin's word that it is clean again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.freezing import FROZEN, WITHIN, freezes, looks_hijacked
from feeds.placing import Placement
from feeds.storage.schema import entries, feeds, stories
from feeds.storage.stories import OnDue, release


@dataclass(frozen=True, slots=True)
class Thawed:
    """What thawing a feed did."""

    name: str
    was_frozen: bool
    #: Stories that only the frost had held, and that are news again.
    released: int = 0


def freeze(connection: Connection, feed_id: int, placements: Sequence[Placement], now: datetime) -> bool:
    """Whether what is new among `placements` is to be held; freezes the feed when they are what it takes.

    A baseline is searchable, never sent: it may freeze its feed, but only what is itself suspected is held.
    """
    feed = connection.execute(
        sa.select(feeds.c.frozen_at, feeds.c.thawed_at, feeds.c.baseline_at).where(feeds.c.id == feed_id)
    ).one()
    if feed.frozen_at is None:
        since = max(now - WITHIN, feed.thawed_at or now - WITHIN)
        suspected = [one for one in placements if looks_hijacked(one.draft.verdict.reasons)]
        if not suspected or not freezes(_fresh(connection, suspected) + _undecided(connection, feed_id, since)):
            return False
        connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(frozen_at=now))
    return feed.baseline_at is not None


def _fresh(connection: Connection, suspected: Sequence[Placement]) -> int:
    """How many of these are not suspected in the database yet."""
    changed = [one.replaces for one in suspected if one.replaces is not None]
    if not changed:
        return len(suspected)
    known = sa.select(sa.func.count()).select_from(entries).where(entries.c.id.in_(changed), entries.c.reasons != "")
    return len(suspected) - (connection.scalar(known) or 0)


def _undecided(connection: Connection, feed_id: int, since: datetime) -> int:
    """How many stories of a feed have been held as hijacked since a moment and wait for an admin's word."""
    query = sa.select(stories.c.reasons).where(
        stories.c.feed_id == feed_id, stories.c.state == "held", stories.c.held_at > since
    )
    return sum(looks_hijacked(reasons.splitlines()) for reasons in connection.scalars(query))


def freeze_by_hand(connection: Connection, feed_id: int, now: datetime) -> bool | None:
    """An admin's word that a feed is not to be trusted: everything new is held. False when it is frozen already.

    None when there is no such feed. The admins need not be told of it: `feeds.storage.health` takes it for known.
    """
    mine = sa.and_(feeds.c.id == feed_id, feeds.c.state.in_(("active", "paused")))
    update = sa.update(feeds).where(mine, feeds.c.frozen_at.is_(None)).values(frozen_at=now, frozen_told_at=now)
    if connection.execute(update).rowcount:
        return True
    return None if connection.scalar(sa.select(feeds.c.id).where(mine)) is None else False


def thaw(connection: Connection, feed_id: int, now: datetime, max_age: timedelta, on_due: OnDue) -> Thawed | None:
    """An admin's word that a feed is clean again; None when there is no such feed.

    What only the frost had held is released, and pushed unless it is too old by now. What looks hijacked goes on
    waiting to be reviewed, and does not freeze the feed again.
    """
    feed = connection.execute(
        sa.select(feeds.c.name, feeds.c.frozen_at).where(feeds.c.id == feed_id, feeds.c.state != "removed")
    ).one_or_none()
    if feed is None:
        return None
    if feed.frozen_at is None:
        return Thawed(feed.name, was_frozen=False)
    connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(frozen_at=None, thawed_at=now))
    query = sa.select(stories.c.id).where(
        stories.c.feed_id == feed_id, stories.c.state == "held", stories.c.reasons == FROZEN
    )
    waiting = list(connection.scalars(query.order_by(stories.c.id)))
    for story_id in waiting:
        release(connection, story_id, now, max_age, on_due)
    return Thawed(feed.name, was_frozen=True, released=len(waiting))
