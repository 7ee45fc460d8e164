"""Feeds in the database: adding, listing, which are due, and what a poll leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.feed_model import BadPoll, FeedForUpdate, FeedInfo, GoodPoll
from feeds.health import HABIT_ENTRIES, assess, long_gap
from feeds.model import CachingInfo
from feeds.schedule import usual_gap
from feeds.sharing import SHARES
from feeds.storage import changes
from feeds.storage.health import vitals
from feeds.storage.schema import Instant, baselines, entries, feeds, hub_subscriptions, stories
from feeds.text.hosts import host_of

#: Entries from which a feed's rhythm is learned.
_RHYTHM_ENTRIES = 20
#: Feeds that nobody runs: removed ones, and the built-in one of announcements (`storage.local`).
_HIDDEN = ("removed", "local")
#: Stories named in one statement.
_BATCH = 500
#: How long a removal can be undone.
UNDO = timedelta(days=7)
#: What a feed has that was never read.
_UNREAD: Mapping[str, Any] = {
    "etag": None,
    "last_modified": None,
    "caching_url": None,
    "body_hash": None,
    "entry_marks": None,
    "whole_at": None,
    "rung": "own",
}


def add(connection: Connection, url: str, name: str, now: datetime, *, due: datetime | None = None) -> tuple[int, bool]:
    """Adds a feed, due at once or at `due`; gives its id and whether it is new.

    A feed that was removed comes back with a new baseline: what it published meanwhile is not pushed. One that is
    there already is left as it is.
    """
    row = connection.execute(sa.select(feeds.c.id, feeds.c.state).where(feeds.c.url == url)).one_or_none()
    if row is None:
        insert = sa.insert(feeds).values(url=url, name=name, host=host_key(url), added_at=now, next_poll_at=due or now)
        return connection.execute(insert.returning(feeds.c.id)).scalar_one(), True
    if row.state != "removed":
        return row.id, False
    back = {
        "state": "active",
        "removed_at": None,
        "name": name,
        "baseline_at": None,
        "next_poll_at": due or now,
        "failures": 0,
        "fault": None,
        "failing_since": None,
        "alerted": None,
        "alerted_at": None,
        "frozen_at": None,
    }
    connection.execute(sa.update(feeds).where(feeds.c.id == row.id).values(**back, **_UNREAD))
    return row.id, True


def add_configured(connection: Connection, configured: Sequence[tuple[str, str]], now: datetime) -> None:
    """Adds the feeds (url, name) that were never here; one that an admin removed stays removed."""
    known = set(connection.scalars(sa.select(feeds.c.url)))
    for url, name in configured:
        if url not in known:
            add(connection, url, name, now)


def set_regencies(connection: Connection, codes: Mapping[str, str | None]) -> None:
    """Notes which regency's news each feed (by address) carries; None is left to be read from its name."""
    for url, code in codes.items():
        connection.execute(sa.update(feeds).where(feeds.c.url == url).values(regency=code))


def set_state(
    connection: Connection, feed_id: int, state: Literal["active", "paused", "removed"], now: datetime
) -> str | None:
    """Pauses, resumes or removes a feed; gives its name, or None when there is no such feed.

    Resuming makes it due at once. What waits of a removed feed is forgotten: it would begin anew.
    """
    if state == "removed":
        connection.execute(sa.delete(baselines).where(baselines.c.feed_id == feed_id))
    removed_at = now if state == "removed" else None
    update = sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.state.not_in(_HIDDEN))
    update = update.values(state=state, removed_at=removed_at)
    if state == "active":
        update = update.values(next_poll_at=now)
    return connection.execute(update.returning(feeds.c.name)).scalar_one_or_none()


def restore(connection: Connection, feed_id: int, now: datetime) -> str | None:
    """Undoes a removal, as if it had never been; gives the feed's name, None when there is nothing to undo."""
    undo = sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.state == "removed", feeds.c.removed_at.is_not(None))
    back = undo.values(state="active", removed_at=None, next_poll_at=now)
    return connection.execute(back.returning(feeds.c.name)).scalar_one_or_none()


def rename(connection: Connection, feed_id: int, name: str) -> str | None:
    """Gives a feed another name, which all its stories are shown with; the old one, None when there is no such feed."""
    mine = (feeds.c.id == feed_id, feeds.c.state.not_in(_HIDDEN))
    old: str | None = connection.scalar(sa.select(feeds.c.name).where(*mine))
    if old is not None:
        connection.execute(sa.update(feeds).where(*mine).values(name=name))
        told = list(connection.scalars(sa.select(stories.c.id).where(stories.c.feed_id == feed_id)))
        changes.take_turn(connection)
        for start in range(0, len(told), _BATCH):
            changes.touch(connection, told[start : start + _BATCH])
    return old


def forget_removed(connection: Connection, before: datetime) -> int:
    """Makes removals of before `before` final: what polls knew of the feeds goes, their news stay. Gives how many."""
    final = sa.and_(feeds.c.state == "removed", feeds.c.removed_at < before)
    gone = list(connection.scalars(sa.select(feeds.c.id).where(final)))
    if gone:
        connection.execute(sa.delete(hub_subscriptions).where(hub_subscriptions.c.feed_id.in_(gone)))
        connection.execute(sa.update(feeds).where(feeds.c.id.in_(gone)).values(removed_at=None, **_UNREAD))
    return len(gone)


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
        .where(feeds.c.state.not_in(_HIDDEN))
        .order_by(feeds.c.id)
    )
    return tuple(_info(row) for row in connection.execute(query))


def due(
    connection: Connection,
    now: datetime,
    limit: int,
    busy: Sequence[str] = (),
    *,
    proven: bool,
    shares: frozenset[int] | None = None,
) -> tuple[FeedForUpdate, ...]:
    """The active feeds whose time has come, the longest overdue first, without those of hosts that are `busy`.

    Only those of hosts in `shares` (`feeds.sharing`), None for all; PostgreSQL says which share a host is in.
    Either the `proven` ones, whose last poll worked, or the others: new ones and those in trouble.
    """
    works = sa.and_(feeds.c.failures == 0, feeds.c.baseline_at.is_not(None))
    query = (
        sa.select(feeds)
        .where(feeds.c.state == "active", feeds.c.next_poll_at <= now, feeds.c.host.not_in(busy))
        .where(works if proven else ~works)
        .order_by(feeds.c.next_poll_at)
        .limit(limit)
    )
    if shares is not None:
        query = query.where(sa.func.hashtext(feeds.c.host).op("&")(SHARES - 1).in_(sorted(shares)))
    return tuple(_for_update(row) for row in connection.execute(query))


def pollable(connection: Connection, feed_id: int | None = None) -> tuple[FeedForUpdate, ...]:
    """Every active feed, due or not, or the one asked for even when it is paused."""
    query = sa.select(feeds).order_by(feeds.c.id)
    if feed_id is None:
        query = query.where(feeds.c.state == "active")
    else:
        query = query.where(feeds.c.id == feed_id, feeds.c.state.not_in(_HIDDEN))
    return tuple(_for_update(row) for row in connection.execute(query))


def record_success(
    connection: Connection, feed_id: int, poll: GoodPoll, learned: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Notes a poll that worked, in the transaction of its entries: caching info without entries would lose news.

    `learned` is what `learned` gives when it brought new ones.
    """
    values: dict[str, Any] = {
        **learned,
        "last_polled_at": poll.now,
        "last_ok_at": poll.now,
        "next_poll_at": poll.next_poll,
        "etag": poll.caching.etag,
        "last_modified": poll.caching.last_modified,
        "caching_url": poll.caching.url,
        "moved_to": poll.moved_to,
        "moved_polls": poll.moved_polls,
        "rung": poll.rung,
        "rung_tested_at": poll.rung_tested_at,
        "gone_polls": 0,
        "gone_since": None,
        "failures": 0,
        "fault": None,
        "fault_detail": None,
        "failing_since": None,
    }
    if not poll.waits:
        values["baseline_at"] = sa.func.coalesce(feeds.c.baseline_at, sa.literal(poll.now, Instant))
    if poll.mended is not None:
        values["mended"] = poll.mended
    if poll.body_hash is not None:
        values |= {"body_hash": poll.body_hash, "entry_marks": poll.entry_marks, "asked_minutes": poll.asked_minutes}
        declared = poll.declared
        values |= {"hub": declared and declared.hub, "hub_topic": declared and declared.topic}
    if poll.whole:
        values["whole_at"] = poll.now
    update = sa.update(feeds).where(feeds.c.id == feed_id).values(values)
    url = connection.execute(update.returning(feeds.c.url)).scalar_one_or_none()
    if poll.moved_to is None and url not in {None, poll.url}:
        _move(connection, feed_id, poll.url)


def _move(connection: Connection, feed_id: int, url: str) -> None:
    """Stores a new address, unless another feed has it already: then both go on as they are."""
    taken = sa.exists().where(feeds.c.url == url, feeds.c.id != feed_id)
    update = sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.url != url, ~taken)
    connection.execute(update.values(url=url, host=host_key(url)))


def learned(connection: Connection, feed_id: int, now: datetime) -> dict[str, Any]:
    """What a feed's newest entries tell of how often it publishes; to be asked when `now` brought new ones.

    New entries are news on that day, whatever they are dated, save for a baseline: that may be years old.
    """
    newest = sa.select(entries.c.published_at).where(entries.c.feed_id == feed_id)
    published = list(connection.scalars(newest.order_by(entries.c.published_at.desc()).limit(HABIT_ENTRIES)))
    gap, pause = usual_gap(published[:_RHYTHM_ENTRIES]), long_gap(published)
    newest_at = max(published, default=None)
    return {
        "newest_at": newest_at,
        "usual_gap": None if gap is None else int(gap.total_seconds()),
        "long_gap": None if pause is None else int(pause.total_seconds()),
        "last_news_at": sa.case(
            (feeds.c.baseline_at.is_(None), sa.literal(newest_at, Instant)), else_=sa.literal(now, Instant)
        ),
    }


def learn_rhythm(connection: Connection, feed_id: int, now: datetime) -> None:
    """Notes what `learned` tells, where no poll is noted with it."""
    connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(learned(connection, feed_id, now)))


def begin(connection: Connection, feed_id: int, seen: datetime) -> None:
    """Notes that a feed has its baseline: what it had when it was `seen` is stored."""
    connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(baseline_at=seen))


def record_failure(connection: Connection, feed_id: int, url: str, poll: BadPoll) -> None:
    """Notes a poll that failed. The caching info stays: it still tells what we have.

    A 429 speaks for the whole host of `url`: its other feeds rest as long.
    """
    values = {
        "last_polled_at": poll.now,
        "next_poll_at": poll.next_poll,
        "failures": feeds.c.failures + 1,
        "fault": poll.fault,
        "fault_detail": poll.detail[:500],
        "failing_since": sa.func.coalesce(feeds.c.failing_since, sa.literal(poll.now, Instant)),
        "gone_polls": poll.gone_polls,
        "gone_since": poll.gone_since,
        "rung_tested_at": poll.rung_tested_at,
    }
    if poll.pause:
        values["state"] = "paused"
    connection.execute(sa.update(feeds).where(feeds.c.id == feed_id).values(values))
    if poll.fault == "too_many":
        connection.execute(
            sa.update(feeds)
            .where(feeds.c.host == host_key(url), feeds.c.next_poll_at < poll.next_poll)
            .values(next_poll_at=poll.next_poll)
        )


def begin_anew(connection: Connection, now: datetime) -> int:
    """The next good poll of every feed is its baseline again: what it finds is stored, never pushed.

    For a database that was put back from a copy. What was read well is due at once, since its silence counts; a site in
    trouble keeps the peace it was given. Gives how many feeds.
    """
    soon = sa.case((feeds.c.failures == 0, sa.literal(now, Instant)), else_=feeds.c.next_poll_at)
    update = sa.update(feeds).where(feeds.c.state != "removed").values(baseline_at=None, next_poll_at=soon)
    return connection.execute(update).rowcount


def host_key(url: str) -> str:
    """Host and port of an address, as feeds of one host are found by."""
    try:
        parts = urlsplit(url)
        return f"{host_of(url)}:{parts.port or (80 if parts.scheme == 'http' else 443)}"
    except ValueError:  # a port that is none: the feed will be told so when it is polled
        return ""


def _info(row: Any) -> FeedInfo:  # noqa: ANN401 - a row of feeds with its counts
    health = assess(vitals(row))
    return FeedInfo(
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
        health=health.state,
        health_since=health.since,
        frozen=row.frozen_at,
    )


def _for_update(row: Any) -> FeedForUpdate:  # noqa: ANN401 - a row of feeds
    return FeedForUpdate(
        id=row.id,
        url=row.url,
        name=row.name,
        caching=CachingInfo(row.etag, row.last_modified, row.caching_url),
        body_hash=row.body_hash,
        entry_marks=row.entry_marks or b"",
        first_poll=row.baseline_at is None,
        failures=row.failures,
        last_ok=row.last_ok_at,
        last_whole=row.whole_at,
        asked_minutes=row.asked_minutes,
        usual_gap=None if row.usual_gap is None else timedelta(seconds=row.usual_gap),
        newest=row.newest_at,
        moved_to=row.moved_to,
        moved_polls=row.moved_polls,
        gone_polls=row.gone_polls,
        gone_since=row.gone_since,
        rung=row.rung,
        rung_tested_at=row.rung_tested_at,
        regency=row.regency,
    )
