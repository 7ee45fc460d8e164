"""People on two networks in the database: codes, and which of two chats is silent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.linking import VALID, Code, Refusal, Side, hashed, refusal
from bot.model import ChannelName, Chat
from bot.storage.schema import chats, deliveries
from bot.storage.schema_costs import link_codes, links


def offer(connection: Connection, chat: Chat, code: str, now: datetime) -> None:
    """Keeps a fresh code of a chat; an earlier one of it is valid no more."""
    connection.execute(sa.delete(link_codes).where(link_codes.c.chat_id == chat.id))
    row = {"hashed": hashed(code), "chat_id": chat.id, "expires_at": now + VALID}
    connection.execute(sa.insert(link_codes).values(row))


def join(connection: Connection, code: str, here: Chat, now: datetime) -> Refusal | None:
    """Joins the chat that showed a code with the one it was typed in, which is the chosen one; or says why not.

    What the other was still owed is let go of: the chosen one was owed it too.
    """
    row = connection.execute(
        sa.select(link_codes, chats.c.channel, chats.c.state)
        .join(chats, chats.c.id == link_codes.c.chat_id)
        .where(link_codes.c.hashed == hashed(code))
        .with_for_update(of=link_codes)
    ).one_or_none()
    found = None
    if row is not None:
        side = Side(row.chat_id, row.channel, row.state, is_linked(connection, row.chat_id))
        found = Code(side, row.expires_at, row.used_at is not None)
    refused = refusal(found, Side(here.id, here.channel, here.state, is_linked(connection, here.id)), now)
    if refused is not None or found is None:
        return refused or "unknown"
    connection.execute(sa.update(link_codes).where(link_codes.c.hashed == hashed(code)).values(used_at=now))
    values = {"silent_id": found.side.chat_id, "chosen_id": here.id, "linked_at": now}
    connection.execute(sa.insert(links).values(values))
    _silence(connection, found.side.chat_id, now)
    return None


def choose(connection: Connection, chat_id: int, now: datetime) -> bool:
    """Makes a joined chat the one that gets news; False when it is not joined."""
    row = connection.execute(
        sa.select(links).where(sa.or_(links.c.silent_id == chat_id, links.c.chosen_id == chat_id))
    ).one_or_none()
    if row is None:
        return False
    if row.silent_id == chat_id:
        connection.execute(sa.delete(links).where(links.c.silent_id == chat_id))
        values = {"silent_id": row.chosen_id, "chosen_id": chat_id, "linked_at": now}
        connection.execute(sa.insert(links).values(values))
        _wake(connection, chat_id, now)
        _silence(connection, row.chosen_id, now)
    return True


def part(connection: Connection, chat_id: int, now: datetime) -> bool:
    """Parts two chats: the silent one gets what comes from now on; False when the chat is not joined."""
    which = sa.or_(links.c.silent_id == chat_id, links.c.chosen_id == chat_id)
    silent_id = connection.scalar(sa.delete(links).where(which).returning(links.c.silent_id))
    if silent_id is None:
        return False
    _wake(connection, silent_id, now)
    return True


def stop(connection: Connection, chat_id: int) -> int | None:
    """Its person said stop at one of two joined chats, which is meant for both: gives the other, parted from it."""
    which = sa.or_(links.c.silent_id == chat_id, links.c.chosen_id == chat_id)
    row = connection.execute(
        sa.delete(links).where(which).returning(links.c.silent_id, links.c.chosen_id)
    ).one_or_none()
    if row is None:
        return None
    joined: int = row.chosen_id if row.silent_id == chat_id else row.silent_id
    return joined


def other(connection: Connection, chat_id: int) -> tuple[ChannelName, bool] | None:
    """The network of the chat that this one is joined with, and whether this one is the silent one."""
    row = connection.execute(
        sa.select(links).where(sa.or_(links.c.silent_id == chat_id, links.c.chosen_id == chat_id))
    ).one_or_none()
    if row is None:
        return None
    silent = row.silent_id == chat_id
    channel = connection.scalar(
        sa.select(chats.c.channel).where(chats.c.id == (row.chosen_id if silent else row.silent_id))
    )
    return None if channel is None else (channel, silent)


def is_linked(connection: Connection, chat_id: int) -> bool:
    """Whether a chat is joined with another."""
    return other(connection, chat_id) is not None


def forget(connection: Connection, chat_id: int, now: datetime) -> None:
    """Before a chat is erased: its codes go, and the other chat gets its news again."""
    part(connection, chat_id, now)
    connection.execute(sa.delete(link_codes).where(link_codes.c.chat_id == chat_id))


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes codes that ended before `moment`; gives how many."""
    return connection.execute(sa.delete(link_codes).where(link_codes.c.expires_at < moment)).rowcount


def _silence(connection: Connection, chat_id: int, now: datetime) -> None:
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(state="silent", changed_at=now))
    waiting = sa.and_(deliveries.c.settled_at.is_(None), deliveries.c.state.in_(("queued", "digest")))
    values = {"state": "expired", "settled_at": now, "error": "chat is silent"}
    connection.execute(sa.update(deliveries).where(deliveries.c.chat_id == chat_id, waiting).values(values))


def _wake(connection: Connection, chat_id: int, now: datetime) -> None:
    values = {"state": "active", "changed_at": now, "subscribed_at": now}
    connection.execute(sa.update(chats).where(chats.c.id == chat_id, chats.c.state == "silent").values(values))
