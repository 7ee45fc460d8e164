"""Why a chat got a story, or did not: one cause, from the facts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.proof import ChatFacts, DeliveryFacts, PairFacts, StoryFacts


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause by its code, and what its sentence needs."""

    code: str
    at: datetime | None = None
    next_at: datetime | None = None
    delay: timedelta | None = None
    attempts: int = 0
    #: The error of the last attempt, as stored.
    error: str = ""


def reason_of(facts: PairFacts) -> Reason:
    """The cause that decides: what happened, else what stands in the way, in the order in which it is asked."""
    if facts.story is None:
        return Reason("no_story")
    if facts.chat is None:
        return Reason("no_chat")
    if facts.delivery is not None:
        return _of_delivery(facts.delivery, facts.story)
    return _of_absence(facts.story, facts.chat)


#: Why a delivery ended before it was sent, and the code that says so.
_ENDED = {"recalled": "recalled_before", "not meant": "not_meant", "halted": "halted"}


def _of_delivery(delivery: DeliveryFacts, story: StoryFacts) -> Reason:
    at = delivery.settled_at
    match delivery.state:
        case "sent" | "delivered" | "read":
            delay = at - story.due_at if at is not None and story.due_at is not None else None
            return Reason("sent", at=at, delay=delay, attempts=delivery.attempts)
        case "queued" if delivery.error:
            return Reason("retrying", next_at=delivery.next_at, error=delivery.error)
        case "expired":
            if delivery.error in _ENDED:
                return Reason(_ENDED[delivery.error], at=at)
            return Reason("too_old" if delivery.error == "too old" else "left", at=at, error=delivery.error)
        case state:
            return Reason(state, at=at, error=delivery.error)


def _of_absence(story: StoryFacts, chat: ChatFacts) -> Reason:
    if story.state != "due":
        return Reason({"quiet": "baseline", "rejected": "not_approved"}.get(story.state, story.state))
    if chat.subscribed_at is None:
        return Reason("never")
    if story.due_at is not None and chat.subscribed_at > story.due_at:
        return Reason("later", at=chat.subscribed_at)
    if story.folded:
        return Reason("folded")
    if chat.state in {"stopped", "blocked", "paused", "silent"}:
        return Reason(chat.state)
    return Reason("missed" if chat.state == "active" else "never")
