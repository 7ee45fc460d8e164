"""The feeds as citizens know them: what they can be chosen by, and whether a link is one of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.identity import page_key
from feeds.regions.home import home_of
from feeds.storage.schema import entries, entry_keys, feeds, stories
from feeds.text.hosts import host_of, registrable


@dataclass(frozen=True, slots=True)
class Outlets:
    """Every feed that was not removed."""

    #: Names by number, in the order in which they were added.
    names: dict[int, str]
    #: Codes of the regencies whose news they carry, in the same order, each once.
    regencies: tuple[str, ...]
    #: By what somebody registered of their hosts: one that speaks from there.
    hosts: dict[str, int]


def outlets(connection: Connection) -> Outlets:
    """Reads them; small however many entries there are."""
    query = sa.select(feeds.c.id, feeds.c.name, feeds.c.url, feeds.c.regency)
    rows = connection.execute(query.where(feeds.c.state != "removed").order_by(feeds.c.id)).all()
    homes = (row.regency or home_of(row.name, row.url) for row in rows)
    hosts: dict[str, int] = {}
    for row in rows:
        hosts.setdefault(registrable(host_of(row.url)), row.id)
    return Outlets(
        names={row.id: row.name for row in rows},
        regencies=tuple(dict.fromkeys(code for code in homes if code is not None)),
        hosts=hosts,
    )


@dataclass(frozen=True, slots=True)
class Linked:
    """The story that a link leads to."""

    story_id: int
    state: Literal["quiet", "due", "held", "rejected", "recalled"]
    #: The number of the feed that carries the link.
    feed_id: int


def story_of(connection: Connection, link: str) -> Linked | None:
    """The story with this link, however it is spelled; None when none of ours has it."""
    key = page_key(link)
    if key is None:
        return None
    row = connection.execute(
        sa.select(stories.c.id, stories.c.state, entries.c.feed_id)
        .join(entries, entries.c.story_id == stories.c.id)
        .join(entry_keys, entry_keys.c.entry_id == entries.c.id)
        .where(entry_keys.c.key == key)
        .order_by(entries.c.id)
        .limit(1)
    ).first()
    return None if row is None else Linked(*row)
