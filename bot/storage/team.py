"""Admins and invitations in the database. Owners whom the configuration names are not here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ROLES, ChannelName, Chat, Role
from bot.storage import chats
from bot.storage.schema_desk import admins, invitations

#: How long an invitation may be used.
INVITED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Member:
    """An admin who came by an invitation."""

    id: int
    channel: ChannelName
    #: The person's native id.
    address: str
    role: Role

    @property
    def who(self) -> str:
        """As the audit log names the person."""
        return f"{self.channel}:{self.address}"


def role_of(connection: Connection, channel: ChannelName, address: str) -> Role | None:
    """What this person may do, None for everybody who was never invited."""
    query = sa.select(admins.c.role).where(admins.c.channel == channel, admins.c.address == address)
    role: Role | None = connection.execute(query).scalar_one_or_none()
    return role


def meet(connection: Connection, channel: ChannelName, address: str, sender: str) -> tuple[Chat | None, Role | None]:
    """The chat at an address, and the role of the person who speaks there."""
    return chats.find(connection, channel, address), role_of(connection, channel, sender)


def members(connection: Connection) -> Sequence[Member]:
    """Everybody who came by an invitation, in that order."""
    rows = connection.execute(sa.select(admins).order_by(admins.c.id))
    return [Member(row.id, row.channel, row.address, row.role) for row in rows]


def recipients(
    connection: Connection, configured: Mapping[ChannelName, frozenset[str]], least: Role
) -> tuple[tuple[ChannelName, str], ...]:
    """Channel and private chat of everybody who has at least the role `least`; owners of the configuration first."""
    named = [(channel, address) for channel, addresses in configured.items() for address in sorted(addresses)]
    able = ROLES[ROLES.index(least) :]
    invited = [(one.channel, one.address) for one in members(connection) if one.role in able]
    return tuple(dict.fromkeys([*named, *invited]))


def invite(connection: Connection, token: str, role: Role, who: str, now: datetime) -> bool:
    """Keeps an invitation for `INVITED_FOR`; forgets those whose time has passed. Always true: it is an act."""
    connection.execute(sa.delete(invitations).where(invitations.c.expires_at <= now))
    values = {"token_hash": _hashed(token), "role": role, "made_by": who, "expires_at": now + INVITED_FOR}
    connection.execute(sa.insert(invitations).values(values))
    return True


def accept(
    connection: Connection, token: str, channel: ChannelName, address: str, now: datetime
) -> tuple[Role, str] | None:
    """Uses an invitation up; gives the role that the person has now and who had invited, None when it is no good.

    An invitation never takes rights away: who has more already keeps it.
    """
    used = sa.delete(invitations).where(invitations.c.token_hash == _hashed(token), invitations.c.expires_at > now)
    row = connection.execute(used.returning(invitations.c.role, invitations.c.made_by)).one_or_none()
    if row is None:
        return None
    had = role_of(connection, channel, address)
    role: Role = row.role if had is None else max(row.role, had, key=ROLES.index)
    if had is None:
        values = {"channel": channel, "address": address, "role": role, "added_at": now}
        connection.execute(sa.insert(admins).values(values))
    else:
        _set(connection, admins.c.channel == channel, admins.c.address == address, role=role)
    return role, row.made_by


def change_role(connection: Connection, member_id: int, role: Role) -> Member | None:
    """Gives a member another role; the member as it is then, None when there is no such."""
    _set(connection, admins.c.id == member_id, role=role)
    return next((one for one in members(connection) if one.id == member_id), None)


def remove(connection: Connection, member_id: int) -> Member | None:
    """Takes a member's rights away; gives who it was, None when there is no such."""
    member = next((one for one in members(connection) if one.id == member_id), None)
    connection.execute(sa.delete(admins).where(admins.c.id == member_id))
    return member


def _set(connection: Connection, *which: sa.ColumnElement[bool], role: Role) -> None:
    connection.execute(sa.update(admins).where(*which).values(role=role))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
