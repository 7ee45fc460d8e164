"""The audit log: who did what, when. Written in the transaction of the act itself; never changed, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema_desk import audit
from feeds.storage import feeds
from feeds.storage.bulk import Placed, add_many

P = ParamSpec("P")
T = TypeVar("T")

#: Who it was when somebody worked at the machine itself.
COMMAND_LINE = "command line"
#: Characters of a detail; a title may be as long as its site likes.
DETAIL_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that an admin did."""

    id: int
    at: datetime
    who: str
    act: str
    target: str
    detail: str


def note(connection: Connection, now: datetime, *, who: str, act: str, target: str = "", detail: str = "") -> None:
    """Notes an act. Call it in the act's own transaction: then neither is there without the other.

    Args:
        connection: The transaction of the act.
        now: When it is done.
        who: The admin as channel and native id, "telegram:4242"; "service" for what happens by itself.
        act: What was done, a word that `bot.texts.desk` has a sentence for.
        target: To what, "feed 3".
        detail: What else must be known; cut at `DETAIL_LIMIT` characters, never a secret.
    """
    connection.execute(
        sa.insert(audit).values(at=now, who=who, act=act, target=target, detail=" ".join(detail.split())[:DETAIL_LIMIT])
    )


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be noted of an act; see `note`."""

    now: datetime
    who: str
    act: str
    target: str = ""
    detail: str = ""


def noted(what: Note, work: Callable[Concatenate[Connection, P], T]) -> Callable[Concatenate[Connection, P], T]:
    """`work`, with a note in the same transaction, unless it gives None or False, which means that nothing was done."""

    def both(connection: Connection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        done = work(connection, *args, **kwargs)
        if done is not None and done is not False:
            note(connection, what.now, who=what.who, act=what.act, target=what.target, detail=what.detail)
        return done

    return both


def add_feed(connection: Connection, url: str, name: str, now: datetime, who: str) -> tuple[int, bool]:
    """Adds a feed as `feeds.storage.feeds.add` does, and notes it when it is new."""
    feed_id, is_new = feeds.add(connection, url, name, now)
    if is_new:
        note(connection, now, who=who, act="feed_added", target=url, detail=name)
    return feed_id, is_new


def add_feeds(
    connection: Connection, wanted: Sequence[tuple[str, str]], now: datetime, within: timedelta, who: str
) -> tuple[Placed, ...]:
    """Adds a list of feeds as `feeds.storage.bulk.add_many` does, and notes each that is new."""
    placed = add_many(connection, wanted, now, within)
    for (url, name), one in zip(wanted, placed, strict=True):
        if one.added:
            note(connection, now, who=who, act="feed_added", target=url, detail=name)
    return placed


def last(connection: Connection, target: str, acts: Sequence[str]) -> Act | None:
    """The last of these acts that was done to a target."""
    query = sa.select(audit).where(audit.c.target == target, audit.c.act.in_(acts)).order_by(audit.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Act(row.id, row.at, row.who, row.act, row.target, row.detail)


def page(connection: Connection, limit: int, before: int | None = None) -> Sequence[Act]:
    """The newest `limit` acts, newest first; those with an id below `before` when it is given."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [Act(row.id, row.at, row.who, row.act, row.target, row.detail) for row in connection.execute(query)]
