"""Stories in the database: reading them, and the admin's word on those that are held."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.model import Outlet, Story
from feeds.storage import changes, labels
from feeds.storage.schema import Instant, entries, feeds, stories

#: Called inside the transaction that makes stories due, with their ids: what is owed commits with the news.
OnDue = Callable[[Connection, Sequence[int], datetime], object]


def get(connection: Connection, story_ids: Sequence[int]) -> dict[int, Story]:
    """Stories by id, each with its outlets; ids that do not exist are left out."""
    rows = connection.execute(
        sa.select(stories, feeds.c.name.label("source"))
        .join(feeds, feeds.c.id == stories.c.feed_id)
        .where(stories.c.id.in_(story_ids))
    ).all()
    outlets: dict[int, dict[str, Outlet]] = defaultdict(dict)
    for row in connection.execute(
        sa.select(entries.c.story_id, entries.c.link, feeds.c.name)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(entries.c.story_id.in_(story_ids))
        .order_by(entries.c.id)
    ):
        outlets[row.story_id].setdefault(row.name, Outlet(row.name, row.link))
    places = labels.places_of(connection, story_ids)
    return {
        row.id: Story(
            id=row.id,
            title=row.title,
            summary=tuple(row.summary.splitlines()),
            link=row.link,
            source=row.source,
            published=row.published_at,
            state=row.state,
            image=row.image,
            outlets=tuple(outlets[row.id].values()),
            reasons=tuple(row.reasons.splitlines()),
            labels=labels.read(row, places.get(row.id, ())),
        )
        for row in rows
    }


def latest(connection: Connection, limit: int, before: tuple[datetime, int] | None = None) -> tuple[Story, ...]:
    """The newest stories that anybody may read, newest first.

    `before` is the published time and id of the last story seen: paging by it neither skips nor repeats when
    news arrives meanwhile.
    """
    query = sa.select(stories.c.id).where(stories.c.state.in_(("quiet", "due")))
    if before is not None:
        seen = sa.tuple_(sa.literal(before[0], Instant), sa.literal(before[1]))
        query = query.where(sa.tuple_(stories.c.published_at, stories.c.id) < seen)
    query = query.order_by(stories.c.published_at.desc(), stories.c.id.desc()).limit(limit)
    ids = list(connection.scalars(query))
    found = get(connection, ids)
    return tuple(found[story_id] for story_id in ids)


@dataclass(frozen=True, slots=True)
class Held:
    """A story that waits for an admin's eye, its place among all that wait, and its feed."""

    story: Story
    #: From 1.
    place: int
    total: int
    feed_id: int
    frozen: bool


def held(connection: Connection, limit: int) -> tuple[Story, ...]:
    """Stories that wait for an admin's eye, oldest first."""
    ids = list(
        connection.scalars(sa.select(stories.c.id).where(stories.c.state == "held").order_by(stories.c.id).limit(limit))
    )
    found = get(connection, ids)
    return tuple(found[story_id] for story_id in ids)


def next_held(connection: Connection, after: int = 0) -> Held | None:
    """The oldest held story with an id above `after`, or when there is none the oldest of all; None when none waits."""
    waiting = list(connection.scalars(sa.select(stories.c.id).where(stories.c.state == "held").order_by(stories.c.id)))
    if not waiting:
        return None
    place = bisect_right(waiting, after) % len(waiting)
    story_id = waiting[place]
    feed = connection.execute(
        sa.select(feeds.c.id, feeds.c.frozen_at)
        .join(stories, stories.c.feed_id == feeds.c.id)
        .where(stories.c.id == story_id)
    ).one()
    story = get(connection, [story_id])[story_id]
    return Held(story, place + 1, len(waiting), feed.id, feed.frozen_at is not None)


def readable(connection: Connection, story_id: int) -> Story | None:
    """A story, if anybody may read it."""
    public = sa.select(stories.c.id).where(stories.c.id == story_id, stories.c.state.in_(("quiet", "due")))
    return get(connection, list(connection.scalars(public))).get(story_id)


def release(connection: Connection, story_id: int, now: datetime, max_age: timedelta, on_due: OnDue) -> Story | None:
    """An admin approves a held story; gives it, or None when it is not held.

    It is pushed if it may be and is not too old by now; else it can only be searched.
    """
    changes.take_turn(connection)
    row = connection.execute(
        sa.select(stories.c.push, stories.c.published_at, stories.c.due_at).where(
            stories.c.id == story_id, stories.c.state == "held"
        )
    ).one_or_none()
    if row is None:
        return None
    goes_out = row.push and now - row.published_at <= max_age
    state = {"state": "due", "due_at": row.due_at or now} if goes_out else {"state": "quiet"}
    connection.execute(sa.update(stories).where(stories.c.id == story_id).values(state))
    changes.touch(connection, [story_id])
    if goes_out:
        on_due(connection, [story_id], now)
    return get(connection, [story_id])[story_id]


def reject(connection: Connection, story_id: int) -> Story | None:
    """An admin rejects a held story: it stays known, is never shown and never sent. None when it is not held."""
    changes.take_turn(connection)
    update = sa.update(stories).where(stories.c.id == story_id, stories.c.state == "held").values(state="rejected")
    if connection.execute(update).rowcount == 0:
        return None
    changes.touch(connection, [story_id])
    return get(connection, [story_id])[story_id]


def counts(connection: Connection) -> dict[str, int]:
    """How many stories there are by state, and "entries" in all."""
    total = connection.scalar(sa.select(sa.func.count()).select_from(entries)) or 0
    return by_state(connection) | {"entries": total}


def by_state(connection: Connection) -> dict[str, int]:
    """How many stories there are by state."""
    rows = connection.execute(sa.select(stories.c.state, sa.func.count()).group_by(stories.c.state))
    return dict(rows.all())


def recall(connection: Connection, story_id: int) -> Story | None:
    """An admin takes a story back: it stays known, and is neither found nor shown nor owed any more.

    None when there is no such story; recalling twice changes nothing.
    """
    changes.take_turn(connection)
    connection.execute(sa.update(stories).where(stories.c.id == story_id).values(state="recalled"))
    changes.touch(connection, [story_id])
    return get(connection, [story_id]).get(story_id)
