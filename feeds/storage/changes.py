"""Which stories changed, in an order that never runs backwards: what the search index is derived from.

Each change of a story that search could show gives it the next number (`stories.changed_seq`). Whoever derives
something from stories remembers the last number that it has dealt with and asks for what follows: a crash on either
side loses nothing, and several machines may each derive their own.

The numbers are given one transaction at a time, so that a smaller one is never committed after a greater one.
SQLite has one writer anyway; PostgreSQL takes a lock, which must be the first thing a transaction does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.storage.schema import entries, stories

#: Any number will do, it must only be the same everywhere.
_LOCK = 0x6B656E74


@dataclass(frozen=True, slots=True)
class ChangedStory:
    """A story as the index needs it."""

    id: int
    seq: int
    #: Whether anybody may find it; held and rejected stories are told too, so that they can be forgotten.
    readable: bool
    title: str
    #: What the outlet that had it first wrote; "" when it wrote nothing.
    text: str
    published: datetime
    #: Every feed that carries it.
    feeds: tuple[int, ...]


def take_turn(connection: Connection) -> None:
    """Waits until no other transaction changes stories; held until this one ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def touch(connection: Connection, story_ids: Sequence[int]) -> None:
    """Notes that stories changed; the transaction has taken its turn before."""
    if story_ids:
        number = (
            sa.select(sa.func.coalesce(sa.func.max(stories.c.changed_seq), 0) + 1).correlate(None).scalar_subquery()
        )
        connection.execute(sa.update(stories).where(stories.c.id.in_(story_ids)).values(changed_seq=number))


def last_seq(connection: Connection) -> int:
    """The number of the newest change; 0 when there is none."""
    return connection.scalar(sa.select(sa.func.max(stories.c.changed_seq))) or 0


def seqs_of(connection: Connection, story_ids: Collection[int]) -> dict[int, int]:
    """The number of the last change of each of these stories."""
    rows = connection.execute(sa.select(stories.c.id, stories.c.changed_seq).where(stories.c.id.in_(story_ids)))
    return dict(rows.all())


def after(connection: Connection, seq: int, limit: int) -> tuple[ChangedStory, ...]:
    """What changed after `seq`, oldest change first; about `limit` stories, and never a part of one change."""
    upto = connection.scalar(
        sa.select(stories.c.changed_seq)
        .where(stories.c.changed_seq > seq)
        .order_by(stories.c.changed_seq)
        .limit(1)
        .offset(limit - 1)
    )
    which = stories.c.changed_seq > seq
    if upto is not None:
        which &= stories.c.changed_seq <= upto
    rows = connection.execute(
        sa.select(
            stories.c.id,
            stories.c.changed_seq,
            stories.c.state,
            stories.c.feed_id,
            stories.c.title,
            stories.c.published_at,
        )
        .where(which)
        .order_by(stories.c.changed_seq, stories.c.id)
    ).all()
    texts: dict[int, str] = {}
    feeds: dict[int, dict[int, None]] = defaultdict(dict)
    sources = {row.id: row.feed_id for row in rows}
    for entry in connection.execute(
        sa.select(entries.c.story_id, entries.c.feed_id, entries.c.text)
        .join(stories, stories.c.id == entries.c.story_id)
        .where(which)
        .order_by(entries.c.id)
    ):
        feeds[entry.story_id][entry.feed_id] = None
        if entry.feed_id == sources[entry.story_id]:
            texts.setdefault(entry.story_id, entry.text)
    return tuple(
        ChangedStory(
            id=row.id,
            seq=row.changed_seq,
            readable=row.state in {"quiet", "due"},
            title=row.title,
            text=texts.get(row.id, ""),
            published=row.published_at,
            feeds=tuple(feeds[row.id]) or (row.feed_id,),
        )
        for row in rows
    )


def texts_of(connection: Connection, story_ids: Sequence[int]) -> dict[int, str]:
    """The text of the outlet that had each story first."""
    found: dict[int, str] = {}
    for row in connection.execute(
        sa.select(entries.c.story_id, entries.c.text)
        .join(stories, (stories.c.id == entries.c.story_id) & (stories.c.feed_id == entries.c.feed_id))
        .where(entries.c.story_id.in_(story_ids))
        .order_by(entries.c.id)
    ):
        found.setdefault(row.story_id, row.text)
    return found
