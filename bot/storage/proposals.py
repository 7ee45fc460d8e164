"""Feeds that an admin is asked about: kept until the yes or the no, never in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage import audit
from bot.storage.schema_desk import proposals
from feeds.storage.bulk import Placed


def make(connection: Connection, feeds: Sequence[tuple[str, str]], who: str, now: datetime) -> int:
    """Keeps feeds (address, name) to be decided about; gives the number of the proposal."""
    row = {"who": who, "feeds": json.dumps(feeds), "made_at": now}
    number: int = connection.execute(sa.insert(proposals).values(row).returning(proposals.c.id)).scalar_one()
    return number


def accept(
    connection: Connection, number: int, who: str, now: datetime, within: timedelta
) -> tuple[tuple[str, Placed], ...] | None:
    """Adds the feeds of a proposal, their first polls within `within`; their names and what became of each.

    None when it was decided, or is too old. Noted in this transaction.
    """
    taken = sa.delete(proposals).where(proposals.c.id == number).returning(proposals.c.feeds)
    kept = connection.execute(taken).scalar_one_or_none()
    if kept is None:
        return None
    feeds = [(url, name) for url, name in json.loads(kept)]
    placed = audit.add_feeds(connection, feeds, now, within, who)
    return tuple((name, one) for (_, name), one in zip(feeds, placed, strict=True))


def drop(connection: Connection, number: int) -> bool:
    """Lets go of a proposal; False when it was decided already."""
    return connection.execute(sa.delete(proposals).where(proposals.c.id == number)).rowcount > 0


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes proposals made before `moment`; gives how many."""
    return connection.execute(sa.delete(proposals).where(proposals.c.made_at < moment)).rowcount
