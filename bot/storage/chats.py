"""Chats in the database: who they are, whether they want news, and what a network says became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.consent import Act, Evidence
from bot.model import ChannelName, Chat, ChatKind, ChatState, Language
from bot.storage import consents
from bot.storage.schema import chats, deliveries
from bot.storage.schema_choosing import CHOOSING, subscriptions
from feeds.storage.upsert import insert_or


def find(connection: Connection, channel: ChannelName, address: str) -> Chat | None:
    """The chat at an address, None when we never met it."""
    row = connection.execute(
        sa.select(chats).where(chats.c.channel == channel, chats.c.address == address)
    ).one_or_none()
    return None if row is None else _chat(row)


def subscribe(
    connection: Connection,
    channel: ChannelName,
    address: str,
    kind: ChatKind,
    *,
    language: Language,
    timezone: str,
    now: datetime,
    evidence: Evidence | None = None,
) -> tuple[Chat, bool]:
    """Subscribes a chat to all news from now on and records the consent; gives it and whether that is a change."""
    before = find(connection, channel, address)
    if before is not None and before.state == "active":
        return before, False
    fresh = {
        "kind": kind,
        "state": "active",
        "changed_at": now,
        "consented_at": now,
        "subscribed_at": now,
        "heard_at": now,
    }
    insert = insert_or(connection, chats).values(
        channel=channel, address=address, language=language, timezone=timezone, created_at=now, **fresh
    )
    connection.execute(insert.on_conflict_do_update(index_elements=["channel", "address"], set_=fresh))
    chat = find(connection, channel, address)
    assert chat is not None  # noqa: S101 - written in this transaction
    consents.note(connection, chat.id, channel, "given", evidence or Evidence(), now)
    return chat, True


def stopped(connection: Connection, channel: ChannelName, address: str, now: datetime) -> None:
    """The person told the network that they want no news from us: as good as a stop of their own."""
    chat = find(connection, channel, address)
    if chat is not None and chat.state != "stopped":
        change_state(connection, chat.id, "stopped", now)


def change_state(
    connection: Connection, chat_id: int, state: ChatState, now: datetime, evidence: Evidence | None = None
) -> None:
    """Sets a chat's state. Leaving "active" also lets go of what is still owed: nobody is sent news after a stop.

    A stop, by word or by blocking us, is on record as consent withdrawn.
    """
    if state in {"stopped", "blocked"}:
        said = evidence or Evidence(source="word" if state == "stopped" else "network")
        _note_withdrawn(connection, chat_id, said, now)
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(state=state, changed_at=now))
    if state != "active":
        connection.execute(
            sa.update(deliveries)
            .where(deliveries.c.chat_id == chat_id, deliveries.c.settled_at.is_(None), deliveries.c.state == "queued")
            .values(state="expired", settled_at=now, error=f"chat is {state}")
        )


def allow_urgent(connection: Connection, chat: Chat, now: datetime, evidence: Evidence, *, allowed: bool) -> None:
    """Notes whether a chat takes urgent messages at any time, and puts it on record."""
    values: dict[str, Any] = {"urgent_at": now, "urgent_allowed": True} if allowed else {"urgent_at": None}
    connection.execute(sa.update(chats).where(chats.c.id == chat.id).values(values))
    act: Act = "given" if allowed else "withdrawn"
    consents.note(connection, chat.id, chat.channel, act, replace(evidence, purpose="urgent"), now)


def _note_withdrawn(connection: Connection, chat_id: int, evidence: Evidence, now: datetime) -> None:
    row = connection.execute(sa.select(chats.c.channel, chats.c.state).where(chats.c.id == chat_id)).one_or_none()
    if row is not None and row.state not in {"new", "stopped", "blocked"}:
        consents.note(connection, chat_id, row.channel, "withdrawn", evidence, now)


def returned(connection: Connection, channel: ChannelName, address: str, now: datetime) -> None:
    """The network says that we may write there again: wakes a chat that was blocked or paused, without its backlog.

    Counts for every topic of a group. A chat whose person said stop stays stopped.
    """
    connection.execute(
        sa.update(chats)
        .where(chats.c.channel == channel, _here(address), chats.c.state.in_(("blocked", "paused")))
        .values(state="active", changed_at=now, subscribed_at=now)
    )


def left(connection: Connection, channel: ChannelName, address: str, now: datetime) -> None:
    """The network says that we were blocked or removed; counts for every topic of a group."""
    rows = connection.scalars(
        sa.select(chats.c.id).where(chats.c.channel == channel, _here(address), chats.c.state.in_(("active", "paused")))
    )
    for chat_id in rows.all():
        change_state(connection, chat_id, "blocked", now)


def _here(address: str) -> sa.ColumnElement[bool]:
    """The chat at an address and, in a forum, all of its topics."""
    return sa.or_(chats.c.address == address, chats.c.address.startswith(f"{address}:", autoescape=True))


def move(connection: Connection, channel: ChannelName, old: str, new: str, now: datetime) -> None:
    """A group got a new native id. Where both are known already, the old chat's debts move to the new one."""
    source, target = find(connection, channel, old), find(connection, channel, new)
    if source is None:
        return
    if target is None:
        connection.execute(sa.update(chats).where(chats.c.id == source.id).values(address=new, changed_at=now))
        return
    owed_there = sa.select(deliveries.c.story_id).where(deliveries.c.chat_id == target.id)
    movable = sa.update(deliveries).where(
        deliveries.c.chat_id == source.id, deliveries.c.state == "queued", deliveries.c.story_id.not_in(owed_there)
    )
    connection.execute(movable.values(chat_id=target.id))
    if source.state == "active" and target.state != "active":
        connection.execute(
            sa.update(chats)
            .where(chats.c.id == target.id)
            .values(state="active", subscribed_at=source.subscribed_at, changed_at=now)
        )
        _move_choices(connection, source.id, target.id)
    change_state(connection, source.id, "blocked", now)


def _move_choices(connection: Connection, source: int, target: int) -> None:
    """The group goes on as it was: what it chose and how it is sent takes the place of what the new chat had."""
    kept = connection.execute(sa.select(*(chats.c[name] for name in CHOOSING)).where(chats.c.id == source)).one()
    connection.execute(sa.update(chats).where(chats.c.id == target).values(dict(kept._mapping)))  # noqa: SLF001 - its public name
    connection.execute(sa.delete(subscriptions).where(subscriptions.c.chat_id == target))
    connection.execute(sa.update(subscriptions).where(subscriptions.c.chat_id == source).values(chat_id=target))


def count_active(connection: Connection) -> dict[str, int]:
    """Subscribed chats by channel."""
    rows = connection.execute(
        sa.select(chats.c.channel, sa.func.count()).where(chats.c.state == "active").group_by(chats.c.channel)
    )
    return dict(rows.all())


def _chat(row: Any) -> Chat:  # noqa: ANN401 - a row of chats
    return Chat(
        id=row.id,
        channel=row.channel,
        address=row.address,
        kind=row.kind,
        state=row.state,
        language=row.language,
        timezone=row.timezone,
        consented_at=row.consented_at,
        subscribed_at=row.subscribed_at,
    )
