"""What chats chose and how they want it, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.choices import MOST_CHOICES, WANTED, Choice, Kind, Preferences, hours_of, is_plain, mask_of
from bot.model import Language
from bot.storage import matching
from bot.storage.schema import QUEUED, chats, deliveries
from bot.storage.schema_choosing import story_tags, subscriptions
from feeds.storage.schema import Instant, stories
from feeds.storage.upsert import insert_or

#: How long before it became due a story that somebody missed may have been published.
LATE_NEWS = timedelta(days=3)
#: Stories looked at for the most important ones.
MOST_MISSED = 300


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that a chat chose."""

    choices: tuple[Choice, ...]
    preferences: Preferences

    def has(self, kind: Kind, value: str) -> bool:
        """Whether this is among its choices."""
        return any(one.kind == kind and one.value == value for one in self.choices)

    def of(self, *kinds: Kind) -> tuple[Choice, ...]:
        """Its choices of these kinds."""
        return tuple(one for one in self.choices if one.kind in kinds)

    @property
    def takes_all(self) -> bool:
        """Whether everything is sent but what it excludes."""
        return not self.of(*WANTED)


def read(connection: Connection, chat_id: int) -> Chosen:
    """What a chat chose, in the order in which it did."""
    query = sa.select(subscriptions).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.id)
    choices = tuple(Choice(row.kind, row.value, row.words, row.id) for row in connection.execute(query))
    row = connection.execute(sa.select(chats).where(chats.c.id == chat_id)).one()
    return Chosen(choices, _preferences(row))


def add(connection: Connection, chat_id: int, choices: Sequence[Choice], now: datetime) -> bool:
    """Adds choices that it does not have yet; False, and nothing is changed, when they would be too many."""
    count = sa.select(sa.func.count()).where(subscriptions.c.chat_id == chat_id)
    if (connection.scalar(count) or 0) + len(choices) > MOST_CHOICES:
        return False
    rows = [
        {"chat_id": chat_id, "kind": one.kind, "value": one.value, "lead": one.lead, "words": one.words}
        | {"created_at": now}
        for one in choices
    ]
    connection.execute(insert_or(connection, subscriptions).on_conflict_do_nothing(), rows)
    _refresh(connection, chat_id, now)
    return True


def remove(connection: Connection, chat_id: int, kind: Kind, value: str, now: datetime) -> None:
    """Takes a choice back; does nothing when it is not there."""
    _delete(connection, chat_id, (subscriptions.c.kind == kind, subscriptions.c.value == value), now)


def remove_numbered(connection: Connection, chat_id: int, number: int, now: datetime) -> None:
    """Takes the choice with this number back, if it is the chat's."""
    _delete(connection, chat_id, (subscriptions.c.id == number,), now)


def remove_kinds(connection: Connection, chat_id: int, kinds: Sequence[Kind], now: datetime) -> None:
    """Takes all choices of these kinds back."""
    _delete(connection, chat_id, (subscriptions.c.kind.in_(kinds),), now)


def prefer(connection: Connection, chat_id: int, preferences: Preferences, now: datetime) -> None:
    """Sets how a chat wants to be sent. What was put off for its old quiet hours may go by the new ones."""
    quiet_from, quiet_to = preferences.quiet or (None, None)
    values = {
        "mode": preferences.mode,
        "digest_hours": mask_of(preferences.digest_hours),
        "digest_day": preferences.digest_day,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "daily_limit": preferences.daily_limit,
        "urgent_allowed": preferences.urgent_allowed,
    }
    before = connection.execute(sa.select(chats).where(chats.c.id == chat_id)).one()
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(values))
    if _preferences(before).quiet != preferences.quiet or before.urgent_allowed != preferences.urgent_allowed:
        waiting = sa.update(deliveries).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.settled_at.is_(None),
            deliveries.c.state == QUEUED,
            deliveries.c.attempts == 0,
        )
        # Upkeep puts off again what falls into the new ones.
        connection.execute(waiting.values(next_at=now))
    _mark(connection, chat_id)


def set_language(connection: Connection, chat_id: int, language: Language) -> None:
    """The language in which a chat is spoken to."""
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(language=language))


def set_timezone(connection: Connection, chat_id: int, timezone: str) -> None:
    """The zone by whose clock a chat lives: an IANA name."""
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(timezone=timezone))


def matched(connection: Connection, chat_id: int, story_id: int) -> tuple[Choice, ...]:
    """The choices of a chat that a story fits, wanted and unwanted ones."""
    matching.tag(connection, [story_id])
    query = (
        sa.select(subscriptions)
        .join(
            story_tags,
            sa.and_(story_tags.c.kind == subscriptions.c.kind, story_tags.c.value == subscriptions.c.value),
        )
        .where(subscriptions.c.chat_id == chat_id, story_tags.c.story_id == story_id)
        .order_by(subscriptions.c.id)
    )
    return tuple(Choice(row.kind, row.value, row.words, row.id) for row in connection.execute(query))


def missed(connection: Connection, chat_id: int, since: datetime, limit: int) -> tuple[int, ...]:
    """The most important stories for a chat that became due after `since`, at most `limit`.

    Urgent ones, then what many outlets tell, then the newest.
    """
    recent = (stories.c.state == "due", stories.c.published_at >= since - LATE_NEWS, stories.c.due_at >= since)
    newest = sa.select(stories.c.id).where(*recent).order_by(stories.c.published_at.desc()).limit(MOST_MISSED)
    ids = connection.scalars(newest).all()
    matching.tag(connection, ids)
    outlets = (
        sa.select(sa.func.count())
        .where(story_tags.c.story_id == stories.c.id, story_tags.c.kind == "feed")
        .scalar_subquery()
    )
    query = (
        sa.select(stories.c.id)
        .select_from(stories)
        .join(chats, chats.c.id == chat_id)
        .where(stories.c.id.in_(ids), matching.wants())
        .order_by(stories.c.urgent.desc(), outlets.desc(), stories.c.published_at.desc(), stories.c.id.desc())
        .limit(limit)
    )
    return tuple(connection.scalars(query))


def caught_up(connection: Connection, chat_id: int) -> datetime | None:
    """When the person last asked to be brought up to date, or subscribed."""
    query = sa.select(sa.func.coalesce(chats.c.caught_up_at, chats.c.consented_at, type_=Instant))
    moment: datetime | None = connection.scalar(query.where(chats.c.id == chat_id))
    return moment


def catch_up(connection: Connection, chat_id: int, now: datetime) -> None:
    """Notes that the person has been brought up to date."""
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(caught_up_at=now))


def _delete(connection: Connection, chat_id: int, which: tuple[sa.ColumnElement[bool], ...], now: datetime) -> None:
    gone = connection.execute(sa.delete(subscriptions).where(subscriptions.c.chat_id == chat_id, *which)).rowcount
    if gone:
        _refresh(connection, chat_id, now)


def _refresh(connection: Connection, chat_id: int, now: datetime) -> None:
    """After a change of choices: what was news before is not owed by the new ones."""
    connection.execute(
        sa.update(chats).where(chats.c.id == chat_id, chats.c.subscribed_at.is_not(None)).values(subscribed_at=now)
    )
    _mark(connection, chat_id)


def _mark(connection: Connection, chat_id: int) -> None:
    """Keeps the two columns that owing looks at in step with the rest."""
    chosen = read(connection, chat_id)
    plain = is_plain(len(chosen.choices), chosen.preferences)
    values = {"plain": plain, "chooses": not chosen.takes_all}
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(values))


def _preferences(row: Any) -> Preferences:  # noqa: ANN401 - a row of chats
    return Preferences(
        mode=row.mode,
        digest_hours=hours_of(row.digest_hours),
        digest_day=row.digest_day,
        quiet=None if row.quiet_from is None else (row.quiet_from, row.quiet_to),
        daily_limit=row.daily_limit,
        urgent_allowed=row.urgent_allowed,
    )
