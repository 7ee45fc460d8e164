"""What a network said later, in the outbox: deliveries by their trackers, moved on and never back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChannelName, Claim, Settlement
from bot.storage import deliveries as outbox
from bot.storage.schema import chats, deliveries, errands

#: Deliveries that a receipt can still say something of.
_OPEN_TO_NEWS = ("queued", "sending", "sent", "delivered", "failed", "in_doubt", "expired")
#: What a state may be moved on from.
_BEFORE = {
    "sent": ("queued", "sending", "in_doubt"),
    "delivered": ("queued", "sending", "in_doubt", "sent", "failed", "expired"),
    "read": ("queued", "sending", "in_doubt", "sent", "failed", "expired", "delivered"),
}


@dataclass(frozen=True, slots=True)
class Tracked:
    """A delivery that a receipt is of."""

    claim: Claim
    state: str
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery that has come further."""

    id: int
    state: Literal["sent", "delivered", "read"]
    message_id: str


def tracked(connection: Connection, channel: ChannelName, ids: Sequence[int]) -> dict[int, Tracked]:
    """The deliveries of a channel with these numbers that a receipt can still say something of."""
    query = (
        sa.select(deliveries, chats.c.address, chats.c.kind, chats.c.language, chats.c.timezone)
        .join(chats, chats.c.id == deliveries.c.chat_id)
        .where(deliveries.c.id.in_(ids), deliveries.c.channel == channel, deliveries.c.state.in_(_OPEN_TO_NEWS))
    )
    return {
        row.id: Tracked(
            Claim(
                id=row.id,
                story_id=row.story_id,
                chat_id=row.chat_id,
                channel=row.channel,
                address=row.address,
                kind=row.kind,
                language=row.language,
                timezone=row.timezone,
                attempts=row.attempts,
                doubts=row.doubts,
                queued_at=row.queued_at,
            ),
            row.state,
            row.message_id,
        )
        for row in connection.execute(query)
    }


def settle(
    connection: Connection,
    arrivals: Sequence[Arrival],
    failures: Sequence[tuple[Settlement, str]],
    now: datetime,
) -> None:
    """Moves deliveries on, and settles those that failed after all, in one transaction."""
    for state, before in _BEFORE.items():
        moved = [{"its_id": one.id, "its_name": one.message_id} for one in arrivals if one.state == state]
        if moved:
            connection.execute(
                sa.update(deliveries)
                .where(deliveries.c.id == sa.bindparam("its_id"), _is_one_of(before))
                .values(
                    state=state,
                    message_id=sa.bindparam("its_name"),
                    settled_at=sa.func.coalesce(deliveries.c.settled_at, sa.literal(now, deliveries.c.settled_at.type)),
                    error=None,
                ),
                moved,
            )
    outbox.settle_from(connection, failures, now)


def _is_one_of(states: Sequence[str]) -> sa.ColumnElement[bool]:
    """As literals: a list of parameters can't be run for many rows at once."""
    return deliveries.c.state.in_([sa.literal_column(f"'{state}'") for state in states])


def errands_arrived(connection: Connection, channel: ChannelName, names: Mapping[int, str], now: datetime) -> None:
    """What was told and left in doubt has arrived: it is not told again. A digest's stories were in it."""
    query = (
        sa.select(errands.c.id, errands.c.kind, errands.c.chat_id, errands.c.created_at)
        .join(chats, chats.c.id == errands.c.chat_id)
        .where(errands.c.id.in_(names), chats.c.channel == channel)
        .where(errands.c.way == "tell", errands.c.doubts > 0, errands.c.state.in_(("queued", "unreachable")))
    )
    for row in connection.execute(query).all():
        done = sa.update(errands).where(errands.c.id == row.id)
        connection.execute(done.values(state="done", settled_at=now, error=None))
        if row.kind == "digest":
            connection.execute(
                sa.update(deliveries)
                .where(
                    deliveries.c.chat_id == row.chat_id,
                    deliveries.c.state == sa.literal_column("'digest'"),
                    deliveries.c.queued_at <= row.created_at,
                )
                .values(state="digested", settled_at=now, message_id=names[row.id], error=None)
            )
