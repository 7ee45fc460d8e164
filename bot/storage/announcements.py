"""Announcements in the database: drafted, agreed to, sent as stories, stopped.

draft -> (asking, for a second admin) -> planned -> sending -> done; cancelled and stopped are ends as well. An
announcement goes out as a story of the built-in feed: there is one way to a chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.costs.ledger import Terms
from bot.model import ChannelName, ChatKind, Language
from bot.storage import audit, owing, paying
from bot.storage.schema import chats
from bot.storage.schema import deliveries as outbox
from bot.storage.schema_desk import NOT_MEANT, announcements
from feeds.classify.rules import Rules
from feeds.storage import local

State = Literal["draft", "asking", "planned", "sending", "done", "stopped", "cancelled"]
#: Makes the story of an announcement and owes it; gives its id.
Publish = Callable[[Connection, int, str, str, datetime], int]
#: Why a delivery ended that an admin stopped.
STOPPED = "halted"


@dataclass(frozen=True, slots=True)
class Target:
    """To whom an announcement goes: all chats, or those of one network or one kind."""

    channel: ChannelName | None = None
    kind: ChatKind | None = None

    @property
    def word(self) -> str:
        """As it stands in the database and in buttons."""
        return self.channel or self.kind or "all"

    @classmethod
    def named(cls, word: str) -> Target | None:
        """The target that a word names, None when it names none."""
        return _TARGETS.get(word)


_TARGETS = {
    target.word: target
    for target in (
        Target(),
        Target(channel="telegram"),
        Target(channel="whatsapp"),
        Target(channel="web"),
        Target(kind="private"),
        Target(kind="group"),
        Target(kind="broadcast"),
    )
}
#: Every target.
TARGETS = tuple(_TARGETS.values())


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement."""

    id: int
    state: State
    title: str
    text: str
    target: Target
    #: When it goes out; None is at once.
    at: datetime | None
    made_by: str
    agreed_by: str | None
    story_id: int | None
    channel: ChannelName
    address: str
    language: Language
    timezone: str
    message_id: str | None


def draft(
    connection: Connection,
    *,
    title: str,
    text: str,
    at: datetime | None,
    who: str,
    channel: ChannelName,
    address: str,
    language: Language,
    timezone: str,
    now: datetime,
) -> Announcement:
    """Keeps a draft, for all chats; its progress will be shown at `channel` and `address`."""
    values = {
        "state": "draft",
        "title": title,
        "text": text,
        "target": "all",
        "at": at,
        "made_by": who,
        "made_at": now,
        "channel": channel,
        "address": address,
        "language": language,
        "timezone": timezone,
    }
    insert = sa.insert(announcements).values(values).returning(announcements)
    made = _announcement(connection.execute(insert).one())
    audit.note(connection, now, who=who, act="announcement_drafted", target=_name(made.id), detail=title)
    return made


def get(connection: Connection, number: int) -> Announcement | None:
    """An announcement by its number."""
    row = connection.execute(sa.select(announcements).where(announcements.c.id == number)).one_or_none()
    return None if row is None else _announcement(row)


def in_state(connection: Connection, *states: State) -> tuple[Announcement, ...]:
    """Announcements in these states, oldest first."""
    query = sa.select(announcements).where(announcements.c.state.in_(states)).order_by(announcements.c.id)
    return tuple(_announcement(row) for row in connection.execute(query))


def recipients(connection: Connection, target: Target) -> int:
    """How many chats a target reaches now."""
    query = sa.select(sa.func.count()).select_from(chats).where(chats.c.state == "active", *_within(target))
    return connection.scalar(query) or 0


def aim(connection: Connection, number: int, target: Target) -> bool:
    """Gives a draft another target; False when it is no draft any more."""
    update = sa.update(announcements).where(announcements.c.id == number, announcements.c.state == "draft")
    return connection.execute(update.values(target=target.word)).rowcount > 0


def agree(connection: Connection, number: int, who: str, now: datetime, two_over: int) -> Announcement | None:
    """An admin's yes; gives the announcement as it is then, None when nothing waits for this admin's yes.

    Above `two_over` recipients (0 is never) the yes of a second admin is needed: neither alone is enough.
    """
    one = get(connection, number)
    if one is None or one.state not in {"draft", "asking"}:
        return None
    if one.state == "asking" and one.agreed_by == who:
        return one
    needs_two = one.state == "draft" and 0 < two_over < recipients(connection, one.target)
    values: dict[str, Any] = {"state": "asking" if needs_two else "planned", "agreed_by": who}
    moved = sa.update(announcements).where(announcements.c.id == number, announcements.c.state == one.state)
    if connection.execute(moved.values(values)).rowcount == 0:
        return None
    audit.note(connection, now, who=who, act="announcement_agreed", target=_name(number), detail=one.title)
    return get(connection, number)


def cancel(connection: Connection, number: int, who: str, now: datetime) -> bool:
    """Lets go of what is not going out yet; False when it is, or is unknown."""
    waiting = announcements.c.state.in_(("draft", "asking", "planned"))
    update = sa.update(announcements).where(announcements.c.id == number, waiting)
    if connection.execute(update.values(state="cancelled")).rowcount == 0:
        return False
    audit.note(connection, now, who=who, act="announcement_cancelled", target=_name(number))
    return True


def send_due(connection: Connection, now: datetime, publish: Publish) -> tuple[Announcement, ...]:
    """Sends what is planned for now or earlier: its story, what is owed, and its state, all in this transaction."""
    sent = []
    for one in in_state(connection, "planned"):
        if one.at is not None and one.at > now:
            continue
        story_id = publish(connection, one.id, one.title, one.text, now)
        _let_go(connection, story_id, now, NOT_MEANT, *_beside(one.target))
        update = sa.update(announcements).where(announcements.c.id == one.id)
        connection.execute(update.values(state="sending", story_id=story_id))
        who = one.agreed_by or one.made_by
        audit.note(connection, now, who=who, act="announcement_sent", target=_name(one.id), detail=f"story {story_id}")
        sent.append(one)
    return tuple(sent)


def publish(
    source: str,
    rules: Rules,
    terms: Terms | None,
    connection: Connection,
    number: int,
    title: str,
    text: str,
    now: datetime,
) -> int:
    """Makes the story of an announcement; it is owed at once, whatever a chat's day has brought.

    With `terms`, what goes to WhatsApp takes its paid way.
    """
    story_id = local.announce(connection, source, number, title, text, now, rules, owing.owe)
    if terms is not None:
        paying.route(connection, [story_id], now, terms)
    return story_id


def stop(connection: Connection, number: int, who: str, now: datetime) -> int | None:
    """Stops one that is going out: what was not sent yet is not sent. Gives how many, None when it isn't going out."""
    one = get(connection, number)
    if one is None or one.state != "sending" or one.story_id is None:
        return None
    count = _let_go(connection, one.story_id, now, STOPPED)
    _set(connection, number, state="stopped")
    audit.note(connection, now, who=who, act="announcement_stopped", target=_name(number), detail=str(count))
    return count


def newest(connection: Connection, limit: int) -> tuple[Announcement, ...]:
    """The last `limit` of them, newest first."""
    rows = connection.execute(sa.select(announcements).order_by(announcements.c.id.desc()).limit(limit))
    return tuple(_announcement(row) for row in rows)


def to_ask_about(connection: Connection) -> tuple[Announcement, ...]:
    """Those that need a second admin's yes of which the other admins do not know yet."""
    unasked = sa.select(announcements).where(announcements.c.state == "asking", announcements.c.asked_at.is_(None))
    return tuple(_announcement(row) for row in connection.execute(unasked.order_by(announcements.c.id)))


def asked(connection: Connection, number: int, now: datetime) -> None:
    """The other admins have been asked."""
    _set(connection, number, asked_at=now)


def still_shown(connection: Connection) -> tuple[Announcement, ...]:
    """Stopped ones whose progress message does not say so yet."""
    query = sa.select(announcements).where(announcements.c.state == "stopped", announcements.c.message_id.is_not(None))
    return tuple(_announcement(row) for row in connection.execute(query.order_by(announcements.c.id)))


def was_stopped(connection: Connection, story_id: int) -> bool:
    """Whether the story is an announcement that an admin stopped."""
    query = sa.select(announcements.c.id).where(
        announcements.c.story_id == story_id, announcements.c.state == "stopped"
    )
    return connection.scalar(query) is not None


def shown(connection: Connection, number: int, message_id: str | None) -> None:
    """Notes the message that shows its progress, None when it shows the end."""
    _set(connection, number, message_id=message_id)


def finish(connection: Connection, number: int) -> None:
    """Nothing of it waits any more."""
    _set(connection, number, state="done")


def _let_go(connection: Connection, story_id: int, now: datetime, why: str, *which: sa.ColumnElement[bool]) -> int:
    """Ends what is still to be sent of a story. The rows stay: what has one is never owed again."""
    waiting = outbox.c.state.in_(("queued", "digest"))
    update = sa.update(outbox).where(outbox.c.story_id == story_id, waiting, *which)
    return connection.execute(update.values(state="expired", settled_at=now, error=why)).rowcount


def _within(target: Target) -> tuple[sa.ColumnElement[bool], ...]:
    conditions = []
    if target.channel is not None:
        conditions.append(chats.c.channel == target.channel)
    if target.kind is not None:
        conditions.append(chats.c.kind == target.kind)
    return tuple(conditions)


def _beside(target: Target) -> tuple[sa.ColumnElement[bool], ...]:
    """The deliveries whose chats a target does not reach."""
    meant = sa.select(chats.c.id).where(*_within(target)) if target.word != "all" else sa.select(chats.c.id)
    return (outbox.c.chat_id.not_in(meant),)


def _set(connection: Connection, number: int, **values: str | datetime | None) -> None:
    connection.execute(sa.update(announcements).where(announcements.c.id == number).values(**values))


def _name(number: int) -> str:
    return f"announcement {number}"


def _announcement(row: Any) -> Announcement:  # noqa: ANN401 - a row of announcements
    return Announcement(
        id=row.id,
        state=row.state,
        title=row.title,
        text=row.text,
        target=Target.named(row.target) or Target(),
        at=row.at,
        made_by=row.made_by,
        agreed_by=row.agreed_by,
        story_id=row.story_id,
        channel=row.channel,
        address=row.address,
        language=row.language,
        timezone=row.timezone,
        message_id=row.message_id,
    )
