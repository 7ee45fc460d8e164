"""What became of a story at its chats: the figures, one chat's facts, and a second chance for those who missed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChatState, ErrandKind, ErrandWay
from bot.storage import errands, owing, totals
from bot.storage.announcements import was_stopped
from bot.storage.schema import chats, deliveries
from bot.storage.schema_desk import NOT_MEANT
from bot.storage.totals import MISSED, SENT
from feeds.storage.schema import stories


@dataclass(frozen=True, slots=True)
class StoryProof:
    """One story's delivery in figures."""

    story_id: int
    title: str
    state: str
    due_at: datetime | None
    #: Chats that it was meant for.
    intended: int
    #: Deliveries by state.
    states: dict[str, int]
    #: Deliveries that failed, were rejected or expired, by the first word of the reason.
    reasons: dict[str, int]
    #: From being due to being taken by the network; None when nothing was.
    median: timedelta | None
    p95: timedelta | None
    errands: dict[tuple[ErrandKind, ErrandWay, str], int] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """How many messages a network has taken."""
        return sum(self.states.get(state, 0) for state in SENT)


def story_proof(connection: Connection, story_id: int) -> StoryProof | None:
    """The figures of one story, None when there is no such story."""
    story = connection.execute(sa.select(stories).where(stories.c.id == story_id)).one_or_none()
    if story is None:
        return None
    states, reasons = totals.delivery_counts(connection, story_id)
    delays = totals.delays_of(connection, [story_id])[story_id]
    return StoryProof(
        story_id=story_id,
        title=story.title,
        state=story.state,
        due_at=story.due_at,
        intended=sum(states.values()),
        states=states,
        reasons=reasons,
        median=delays.median,
        p95=delays.p95,
        errands=errands.counts(connection, story_id),
    )


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What is known of the story."""

    state: Literal["quiet", "due", "held", "rejected", "recalled"]
    due_at: datetime | None
    #: Whether only counts are kept of its deliveries.
    folded: bool = False


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """What is known of the chat."""

    state: ChatState
    subscribed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What is known of the story's delivery to the chat."""

    state: str
    attempts: int
    next_at: datetime
    settled_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class PairFacts:
    """All that decides whether a chat gets a story; None where there is no such thing."""

    story: StoryFacts | None
    chat: ChatFacts | None
    delivery: DeliveryFacts | None


def pair_facts(connection: Connection, story_id: int, channel: str | None, address: str) -> PairFacts:
    """The facts of one story and one chat; without a channel the address is looked for on all of them."""
    story = connection.execute(sa.select(stories.c.state, stories.c.due_at).where(stories.c.id == story_id)).first()
    which = sa.select(chats.c.id, chats.c.state, chats.c.subscribed_at).where(chats.c.address == address)
    if channel is not None:
        which = which.where(chats.c.channel == channel)
    chat = connection.execute(which.order_by(chats.c.id)).first()
    delivery = None
    if chat is not None:
        delivery = connection.execute(
            sa.select(deliveries).where(deliveries.c.story_id == story_id, deliveries.c.chat_id == chat.id)
        ).first()
    return PairFacts(
        story=None if story is None else StoryFacts(story.state, story.due_at, totals.is_folded(connection, story_id)),
        chat=None if chat is None else ChatFacts(chat.state, chat.subscribed_at),
        delivery=None
        if delivery is None
        else DeliveryFacts(
            delivery.state, delivery.attempts, delivery.next_at, delivery.settled_at, delivery.error or ""
        ),
    )


@dataclass(frozen=True, slots=True)
class Resent:
    """What came of "send it to those who missed it"."""

    refused: Literal["no_story", "not_out", "too_old"] | None
    count: int = 0


def resend(connection: Connection, story_id: int, now: datetime, max_age: timedelta) -> Resent:
    """Owes a story again to those subscribed chats that were meant to get it and surely did not.

    Who may have got it (in doubt), has it, or waits for it is left alone. Refuses what is not being sent and what is
    older than `max_age`: nothing old is pushed, by hand neither.
    """
    story = connection.execute(sa.select(stories).where(stories.c.id == story_id)).one_or_none()
    if story is None:
        return Resent("no_story")
    if story.state != "due" or was_stopped(connection, story_id):
        return Resent("not_out")
    if now - story.published_at > max_age:
        return Resent("too_old")
    active = sa.select(chats.c.id).where(chats.c.state == "active")
    again = sa.update(deliveries).where(
        deliveries.c.story_id == story_id,
        deliveries.c.state.in_(MISSED),
        deliveries.c.chat_id.in_(active),
        deliveries.c.error.is_distinct_from(NOT_MEANT),
    )
    fresh = {"state": "queued", "attempts": 0, "doubts": 0, "queued_at": now, "next_at": now, "settled_at": None}
    count = connection.execute(again.values(fresh | {"error": None})).rowcount
    return Resent(None, count + owing.owe(connection, [story_id], now))
