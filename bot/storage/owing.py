"""What is owed to whom: one row of the outbox for each story and chat, made by one statement.

Derived and never announced: what a crash kept from being owed is owed at the next start.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import PRIORITIES
from bot.storage import matching
from bot.storage.schema import chats, deliveries
from bot.storage.schema_choosing import story_tags
from feeds.storage.schema import Instant, entries, stories
from feeds.storage.upsert import insert_or


def owe(connection: Connection, story_ids: Sequence[int], now: datetime) -> int:
    """Owes each of these stories to every chat that wants it, urgent ones before all that waits; gives how many.

    One INSERT ... SELECT, in the news' transaction.
    """
    return _owe(connection, story_ids, now)


def owe_missing(connection: Connection, now: datetime, since: datetime) -> int:
    """Heals: owes what became due after `since` and has no delivery yet; gives how many. Never owes twice."""
    due = sa.select(stories.c.id).where(stories.c.state == "due", stories.c.due_at >= since)
    return _owe(connection, connection.scalars(due).all(), now)


def owe_joined(connection: Connection, now: datetime, since: datetime) -> tuple[Sequence[int], int]:
    """Owes stories from after `since`, which another feed tells by now, to chats that chose that feed or its regency.

    Chats that take everything have them already. Gives the stories and how many deliveries that were. Costs one look
    when nobody chose anything.
    """
    if not matching.choosing_zones(connection):
        return (), 0
    known = sa.exists().where(
        story_tags.c.story_id == entries.c.story_id,
        story_tags.c.kind == "feed",
        story_tags.c.value == sa.cast(entries.c.feed_id, sa.Text),
    )
    joined = (
        sa.select(stories.c.id)
        .join(entries, entries.c.story_id == stories.c.id)
        .where(stories.c.state == "due", stories.c.published_at >= since, ~known)
        .distinct()
    )
    ids = connection.scalars(joined).all()
    return ids, _owe(connection, ids, now, sa.not_(chats.c.plain)) if ids else 0


def _owe(connection: Connection, story_ids: Sequence[int], now: datetime, *which: sa.ColumnElement[bool]) -> int:
    moment = sa.literal(now, Instant)
    zones = matching.choosing_zones(connection)
    if zones:
        matching.tag(connection, story_ids)
    owed = {
        "story_id": stories.c.id,
        "chat_id": chats.c.id,
        "channel": chats.c.channel,
        "priority": sa.case((stories.c.urgent, PRIORITIES["urgent"]), else_=PRIORITIES["ordinary"]),
        "state": matching.state_of() if zones else sa.literal("queued"),
        "queued_at": moment,
        "next_at": matching.not_before(zones, now) if zones else moment,
    }
    select = sa.select(*owed.values()).where(
        stories.c.id.in_(story_ids),
        stories.c.state == "due",
        chats.c.state == "active",
        chats.c.subscribed_at <= stories.c.due_at,
        *which,
        *((matching.wants(),) if zones else ()),
    )
    insert = insert_or(connection, deliveries).from_select(list(owed), select)
    statement = insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount
