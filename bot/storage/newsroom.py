"""Signing in to the newsroom: links that work once, and sessions. Neither holds a role: it is looked up each time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChannelName
from bot.storage import audit
from bot.storage.schema_newsroom import newsroom_links, newsroom_sessions

#: How long a link may be used, and how long a session lasts.
LINK_FOR, SESSION_FOR = timedelta(minutes=10), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: a person on a network, by the native id there."""

    channel: ChannelName
    address: str

    @property
    def who(self) -> str:
        """As the audit log names the person."""
        return f"{self.channel}:{self.address}"


def make_link(connection: Connection, token: str, person: Person, now: datetime) -> bool:
    """Keeps a link for `LINK_FOR`, in the place of an earlier one of that person. Always true: it is an act."""
    mine = sa.and_(newsroom_links.c.channel == person.channel, newsroom_links.c.address == person.address)
    connection.execute(sa.delete(newsroom_links).where(mine | (newsroom_links.c.expires_at <= now)))
    values = {"channel": person.channel, "address": person.address, "expires_at": now + LINK_FOR}
    connection.execute(sa.insert(newsroom_links).values(token_hash=_hashed(token), **values))
    return True


def sign_in(connection: Connection, link: str, session: str, now: datetime) -> Person | None:
    """Uses a link up and begins a session, noted in the log; None when the link is no good."""
    connection.execute(sa.delete(newsroom_sessions).where(newsroom_sessions.c.expires_at <= now))
    good = sa.and_(newsroom_links.c.token_hash == _hashed(link), newsroom_links.c.expires_at > now)
    used = sa.delete(newsroom_links).where(good).returning(newsroom_links.c.channel, newsroom_links.c.address)
    row = connection.execute(used).one_or_none()
    if row is None:
        return None
    person = Person(row.channel, row.address)
    values = {"channel": person.channel, "address": person.address, "expires_at": now + SESSION_FOR}
    connection.execute(sa.insert(newsroom_sessions).values(token_hash=_hashed(session), **values))
    audit.note(connection, now, who=person.who, act="signed_in")
    return person


def signed_in(connection: Connection, session: str, now: datetime) -> Person | None:
    """Whose session this is; None when there is none, or no longer."""
    table = newsroom_sessions
    mine = sa.and_(table.c.token_hash == _hashed(session), table.c.expires_at > now)
    row = connection.execute(sa.select(table.c.channel, table.c.address).where(mine)).one_or_none()
    return None if row is None else Person(row.channel, row.address)


def sign_out(connection: Connection, session: str, now: datetime) -> None:
    """Ends a session, noted in the log; one that is over already is nothing."""
    person = signed_in(connection, session, now)
    connection.execute(sa.delete(newsroom_sessions).where(newsroom_sessions.c.token_hash == _hashed(session)))
    if person is not None:
        audit.note(connection, now, who=person.who, act="signed_out")


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
