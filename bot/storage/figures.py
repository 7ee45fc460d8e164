"""How things stand, in a few numbers: what `/metrics` shows of the database. Counts only, never a name or an address.

Each query reads an index or a small table: a scrape must cost nothing beside a broadcast. What would be a walk over
all deliveries is counted where it happens instead (`bot.metrics`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import QUEUED, chats, deliveries, errands, holds, is_open
from feeds.storage import changes, health, stories


@dataclass(frozen=True, slots=True)
class Figures:
    """The database in numbers, at one moment."""

    #: Feeds by health; paused ones are "paused", whatever they were.
    feeds: Mapping[str, int]
    #: Stories by state.
    stories: Mapping[str, int]
    #: Chats by channel and state.
    chats: Mapping[tuple[str, str], int]
    #: Deliveries that wait to be sent, by channel.
    queued: Mapping[str, int]
    #: Since when the oldest of them has waited, by channel.
    oldest: Mapping[str, datetime]
    #: Deliveries that wait for a digest.
    for_digest: int
    #: Open errands by kind.
    errands: Mapping[str, int]
    #: Until when a network wants nothing from us, by channel; may be past.
    held_until: Mapping[str, datetime]
    #: The number of the newest change that the search index has to take in.
    newest_change: int


def figures(connection: Connection) -> Figures:
    """Counts."""
    queue = connection.execute(
        # By the oldest id and not by the oldest moment: the index has the one and not the other.
        sa.select(deliveries.c.channel, sa.func.count(), sa.func.min(deliveries.c.id))
        .where(deliveries.c.state == QUEUED)
        .group_by(deliveries.c.channel)
    ).all()
    since = dict(
        connection.execute(
            sa.select(deliveries.c.id, deliveries.c.queued_at).where(
                deliveries.c.id.in_([oldest for *_, oldest in queue])
            )
        ).all()
    )
    people = sa.select(chats.c.channel, chats.c.state, sa.func.count()).group_by(chats.c.channel, chats.c.state)
    waiting = sa.select(sa.func.count()).where(deliveries.c.state == sa.literal_column("'digest'"))
    open_errands = sa.select(errands.c.kind, sa.func.count()).where(is_open(errands.c.state)).group_by(errands.c.kind)
    return Figures(
        feeds=health.counts(connection),
        stories=stories.by_state(connection),
        chats={(channel, state): count for channel, state, count in connection.execute(people)},
        queued={channel: count for channel, count, _oldest in queue},
        oldest={channel: since[oldest] for channel, _count, oldest in queue},
        for_digest=connection.scalar(waiting) or 0,
        errands=dict(connection.execute(open_errands).all()),
        held_until=dict(connection.execute(sa.select(holds.c.channel, holds.c.until)).all()),
        newest_change=changes.last_seq(connection),
    )
