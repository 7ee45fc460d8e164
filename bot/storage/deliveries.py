"""The outbox: which story is owed to which chat, and what became of it.

queued -> sending -> sent, failed, rejected, expired or in_doubt. "sending" is written before the send and settled
after it; a row that a crash left there may or may not have arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import MAX_DOUBTS, ChannelName, Claim, Settlement
from bot.storage import chats as chats_table
from bot.storage.schema import chats, deliveries, is_open
from feeds.storage.schema import Instant, stories
from feeds.storage.upsert import insert_or


def owe(connection: Connection, story_ids: Sequence[int], now: datetime) -> int:
    """Owes each of these stories to every chat that wants it: one INSERT ... SELECT; gives how many."""
    return _owe(connection, stories.c.id.in_(story_ids), now)


def owe_missing(connection: Connection, now: datetime, since: datetime) -> int:
    """Heals: owes what became due after `since` and has no delivery yet; gives how many. Never owes twice."""
    return _owe(connection, stories.c.due_at >= since, now)


def _owe(connection: Connection, which: sa.ColumnElement[bool], now: datetime) -> int:
    moment = sa.literal(now, Instant)
    owed = sa.select(
        stories.c.id, chats.c.id, sa.literal("queued"), sa.literal(0), sa.literal(0), moment, moment
    ).where(which, stories.c.state == "due", chats.c.state == "active", chats.c.subscribed_at <= stories.c.due_at)
    columns = ["story_id", "chat_id", "state", "attempts", "doubts", "queued_at", "next_at"]
    insert = insert_or(connection, deliveries).from_select(columns, owed)
    statement = insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount


def recover(connection: Connection, now: datetime) -> int:
    """After a crash: what was being sent may have arrived. It is sent once more, or parked when that happened before.

    Gives how many rows that were. Only for the process that alone sends.
    """
    again = deliveries.c.doubts < MAX_DOUBTS
    update = (
        sa.update(deliveries)
        .where(deliveries.c.state == "sending")
        .values(
            state=sa.case((again, "queued"), else_="in_doubt"),
            doubts=deliveries.c.doubts + 1,
            next_at=now,
            settled_at=sa.case((again, sa.null()), else_=sa.literal(now, Instant)),
            error="the service stopped while sending",
        )
    )
    return connection.execute(update).rowcount


def claim(
    connection: Connection, channel: ChannelName, now: datetime, limit: int, busy: Sequence[int] = ()
) -> tuple[Claim, ...]:
    """Takes up to `limit` deliveries to send now, oldest first, at most one a chat and none of the `busy` chats.

    Marks them "sending": whoever claims must send at once and settle.
    """
    waiting = (
        sa.select(deliveries.c.id, deliveries.c.chat_id)
        .join(chats, chats.c.id == deliveries.c.chat_id)
        .where(
            deliveries.c.state == "queued",
            deliveries.c.next_at <= now,
            chats.c.channel == channel,
            chats.c.state == "active",
            deliveries.c.chat_id.not_in(busy),
        )
        .order_by(deliveries.c.next_at, deliveries.c.id)
        # A story's rows are of different chats, so a few more than asked for are nearly always enough.
        .limit(4 * limit)
        .with_for_update(of=deliveries, skip_locked=True)
    )
    first_of_chat: dict[int, int] = {}
    for row in connection.execute(waiting):
        first_of_chat.setdefault(row.chat_id, row.id)
    rows = connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(list(first_of_chat.values())[:limit]))
        .values(state="sending", attempts=deliveries.c.attempts + 1)
        .returning(
            deliveries.c.id,
            deliveries.c.story_id,
            deliveries.c.chat_id,
            deliveries.c.attempts,
            deliveries.c.doubts,
            deliveries.c.queued_at,
        )
    ).all()
    if not rows:
        return ()
    query = sa.select(chats).where(chats.c.id.in_([row.chat_id for row in rows]))
    chat_of = {chat.id: chat for chat in connection.execute(query)}
    return tuple(
        Claim(
            id=row.id,
            story_id=row.story_id,
            chat_id=row.chat_id,
            channel=channel,
            address=chat_of[row.chat_id].address,
            kind=chat_of[row.chat_id].kind,
            language=chat_of[row.chat_id].language,
            timezone=chat_of[row.chat_id].timezone,
            attempts=row.attempts,
            doubts=row.doubts,
            queued_at=row.queued_at,
        )
        for row in sorted(rows, key=lambda row: row.id)
    )


def next_due(connection: Connection, channel: ChannelName) -> datetime | None:
    """When the next queued delivery of a channel may go out; None when nothing waits."""
    earliest: datetime | None = connection.scalar(
        sa.select(sa.func.min(deliveries.c.next_at))
        .join(chats, chats.c.id == deliveries.c.chat_id)
        .where(deliveries.c.state == "queued", chats.c.channel == channel, chats.c.state == "active")
    )
    return earliest


def settle(connection: Connection, settlements: Sequence[Settlement], now: datetime) -> None:
    """Writes what became of claimed deliveries, and of their chats, in one transaction."""
    if not settlements:
        return
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == sa.bindparam("claimed"))
        .values(
            state=sa.bindparam("new_state"),
            attempts=sa.bindparam("new_attempts"),
            doubts=sa.bindparam("new_doubts"),
            next_at=sa.bindparam("new_next_at", type_=Instant),
            settled_at=sa.bindparam("new_settled_at", type_=Instant),
            message_id=sa.bindparam("new_message_id"),
            error=sa.bindparam("new_error"),
        ),
        [
            {
                "claimed": one.claim.id,
                "new_state": one.state,
                "new_attempts": one.attempts,
                "new_doubts": one.doubts,
                "new_next_at": one.next_at or now,
                "new_settled_at": None if one.state == "queued" else now,
                "new_message_id": one.message_id,
                "new_error": one.error or None,
            }
            for one in settlements
        ],
    )
    for one in settlements:
        if one.new_address is not None:
            chats_table.move(connection, one.claim.channel, one.claim.address, one.new_address, now)
        elif one.chat_state is not None:
            chats_table.change_state(connection, one.claim.chat_id, one.chat_state, now)


def expire(connection: Connection, now: datetime, before: datetime) -> int:
    """Lets go of news from before `before`: old news late is worse than none. Gives how many.

    What waits for a digest is no exception.
    """
    old = sa.select(stories.c.id).where(stories.c.state == "due", stories.c.published_at < before)
    expired = 0
    for waiting in (
        sa.and_(is_open(deliveries.c.state), deliveries.c.state == "queued"),
        deliveries.c.state == sa.literal_column("'digest'"),
    ):
        update = sa.update(deliveries).where(waiting, deliveries.c.story_id.in_(old))
        expired += connection.execute(update.values(state="expired", settled_at=now, error="too old")).rowcount
    return expired


def counts(connection: Connection) -> dict[str, int]:
    """How many deliveries there are by state."""
    rows = connection.execute(sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state))
    return dict(rows.all())
