"""Many feeds at once: adding a whole list in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.identity import canonical_link
from feeds.storage.feeds import add, host_key
from feeds.storage.schema import feeds

#: Time between the first polls of two feeds of a short list; of a long one it is as much less as it must be.
LONGEST_STEP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one feed of the list."""

    id: int
    #: False when it was there already and was left as it is.
    added: bool


def first_polls(now: datetime, count: int, within: timedelta) -> tuple[datetime, ...]:
    """When each of `count` new feeds is polled first: one after the other, the last before `within` is over."""
    step = min(LONGEST_STEP, within / max(count, 1))
    return tuple(now + step * number for number in range(count))


def add_many(
    connection: Connection, wanted: Sequence[tuple[str, str]], now: datetime, within: timedelta
) -> tuple[Placed, ...]:
    """Adds feeds (url, name), each with a baseline of its own; says of each, in their order, what became of it.

    Feeds are recognised by their canonical address: one that is there, active or paused, is left as it is; one that
    was removed comes back as `feeds.storage.feeds.add` brings it back. The first polls are spread over `within`, so
    that thousands do not start at once.
    """
    known = _known(connection)
    keys = [canonical_link(url) for url, _ in wanted]
    # Of a list that repeats itself the first one stands, so the others find it there.
    new: dict[str, tuple[str, str]] = {}
    for key, one in zip(keys, wanted, strict=True):
        if _is_missing(known.get(key)):
            new.setdefault(key, one)
    ids = dict(zip(new, _add(connection, known, new, first_polls(now, len(new), within), now), strict=True))
    placed = []
    for key in keys:
        feed_id = ids.pop(key, None)
        placed.append(Placed(known[key].id, added=False) if feed_id is None else Placed(feed_id, added=True))
        if feed_id is not None:
            known[key] = _Known(feed_id, "active", "")
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class _Known:
    """A feed that is stored."""

    id: int
    state: str
    url: str


def _is_missing(stored: _Known | None) -> bool:
    return stored is None or stored.state == "removed"


def _known(connection: Connection) -> dict[str, _Known]:
    """Every feed by canonical address; of two with the same one, that which is in use."""
    known: dict[str, _Known] = {}
    for feed_id, state, url in connection.execute(sa.select(feeds.c.id, feeds.c.state, feeds.c.url)):
        key = canonical_link(url)
        if _is_missing(known.get(key)):
            known[key] = _Known(feed_id, state, url)
    return known


def _add(
    connection: Connection,
    known: Mapping[str, _Known],
    new: Mapping[str, tuple[str, str]],
    moments: Sequence[datetime],
    now: datetime,
) -> list[int]:
    """Brings back what was removed and inserts the rest, in batches that SQLAlchemy makes; gives the ids in order."""
    ids: list[int | None] = []
    rows = []
    for (key, (url, name)), due in zip(new.items(), moments, strict=True):
        if key in known:
            ids.append(add(connection, known[key].url, name, now, due=due)[0])
        else:
            ids.append(None)
            rows.append({"url": url, "name": name, "host": host_key(url), "added_at": now, "next_poll_at": due})
    insert = sa.insert(feeds).returning(feeds.c.id, sort_by_parameter_order=True)
    inserted = iter(connection.scalars(insert, rows).all() if rows else ())
    return [next(inserted) if feed_id is None else feed_id for feed_id in ids]
