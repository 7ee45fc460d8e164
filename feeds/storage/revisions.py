"""What stories said before their feeds corrected them: kept once a story was pushed, for those who read it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.storage.schema import revisions, stories


@dataclass(frozen=True, slots=True)
class Revised:
    """A pushed story that says something else than its readers were told."""

    story_id: int
    #: What they were told: the oldest text that nobody has thought of yet.
    told_title: str
    told_summary: str
    title: str
    summary: str
    #: The newest revision that this takes into account; a later one is another correction.
    last: int


@dataclass(frozen=True, slots=True)
class Past:
    """What a pushed story said until it was corrected."""

    title: str
    summary: tuple[str, ...]
    until: datetime


def history(connection: Connection, story_id: int) -> tuple[Past, ...]:
    """What a story said before, newest first."""
    query = sa.select(revisions).where(revisions.c.story_id == story_id).order_by(revisions.c.id.desc())
    return tuple(Past(row.title, tuple(row.summary.splitlines()), row.replaced_at) for row in connection.execute(query))


def corrected_at(connection: Connection, story_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these stories was corrected last; those that never were are left out."""
    query = (
        sa.select(revisions.c.story_id, sa.func.max(revisions.c.replaced_at))
        .where(revisions.c.story_id.in_(story_ids))
        .group_by(revisions.c.story_id)
    )
    return dict(connection.execute(query).all())


def keep(connection: Connection, which: sa.ColumnElement[bool], title: str, summary: str, now: datetime) -> None:
    """Keeps what the stories of `which` say before `title` and `summary` replace it, if that differs.

    Only for stories that became due: what was never pushed was read by nobody who would have to be told.
    """
    before = sa.select(stories.c.id, stories.c.title, stories.c.summary, sa.literal(now, revisions.c.replaced_at.type))
    differs = sa.or_(stories.c.title != title, stories.c.summary != summary)
    connection.execute(
        sa.insert(revisions).from_select(
            ["story_id", "title", "summary", "replaced_at"],
            before.where(which, stories.c.due_at.is_not(None), differs),
        )
    )


def pending(connection: Connection, quiet_since: datetime, story_id: int | None = None) -> tuple[Revised, ...]:
    """Due stories that changed and have not changed again after `quiet_since`, oldest first.

    With `story_id` only that story, however lately it changed.
    """
    unsettled = revisions.c.settled_at.is_(None)
    changed = (
        sa.select(
            revisions.c.story_id,
            sa.func.min(revisions.c.id).label("first"),
            sa.func.max(revisions.c.id).label("last"),
        )
        .where(unsettled)
        .group_by(revisions.c.story_id)
    )
    if story_id is None:
        changed = changed.having(sa.func.max(revisions.c.replaced_at) <= quiet_since)
    else:
        changed = changed.where(revisions.c.story_id == story_id)
    which = changed.subquery()
    query = (
        sa.select(
            revisions.c.story_id,
            revisions.c.title.label("told_title"),
            revisions.c.summary.label("told_summary"),
            stories.c.title,
            stories.c.summary,
            which.c.last,
        )
        .join(which, which.c.first == revisions.c.id)
        .join(stories, stories.c.id == revisions.c.story_id)
        .where(stories.c.state == "due")
        .order_by(revisions.c.id)
    )
    return tuple(Revised(*row) for row in connection.execute(query))


def settle(connection: Connection, revised: Sequence[Revised], now: datetime) -> None:
    """Those who had read these stories have been thought of; what changed meanwhile stays pending."""
    for one in revised:
        connection.execute(
            sa.update(revisions)
            .where(revisions.c.story_id == one.story_id, revisions.c.id <= one.last, revisions.c.settled_at.is_(None))
            .values(settled_at=now)
        )
