"""Who is who on WhatsApp, in the database: one row a person, whatever WhatsApp calls them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChannelName
from bot.people import Person, Seen, recognise
from bot.storage import chats as chats_table
from bot.storage.schema import chats
from bot.storage.schema_whatsapp import whatsapp_people as people
from feeds.model import Clock
from feeds.storage.database import Database

_CHANNEL: ChannelName = "whatsapp"


@dataclass(frozen=True, slots=True)
class WhatsAppPeople:
    """The people that the channel knows. Every method raises `StorageError` when the database fails."""

    database: Database
    clock: Clock
    #: Draws the address of a new person's chat.
    draw_address: Callable[[], str]

    async def at(self, address: str) -> Person | None:
        """The person of an address, None when there is none."""
        return await self.database.read(at, address)

    async def meet(self, seen: Seen, heard_at: datetime | None = None) -> Person:
        """The person behind an id, a number, or both; a new one when we never met. Notes when they were heard."""
        return await self.database.write(meet, seen, heard_at, self.clock(), self.draw_address)

    async def rename(self, before: Seen, after: Seen) -> None:
        """A person we know has another id or number from now on; a stranger's is of no interest."""
        await self.database.write(rename, before, after, self.clock())

    async def offer(self, address: str, choices: Sequence[str]) -> None:
        """Notes what the numbers of a list say that a person was sent."""
        await self.database.write(offer, address, choices)


def at(connection: Connection, address: str) -> Person | None:
    """The person of an address."""
    return _one(connection, people.c.address == address)


def meet(
    connection: Connection, seen: Seen, heard_at: datetime | None, now: datetime, draw_address: Callable[[], str]
) -> Person:
    """Finds or makes the row that stands for a person, merging two that turn out to be one."""
    by_id = None if seen.user_id is None else _one(connection, people.c.user_id == seen.user_id)
    by_phone = None if seen.phone is None else _one(connection, people.c.phone == seen.phone)
    found = recognise(seen, by_id, by_phone)
    if found.bereft is not None:
        _set(connection, found.bereft, phone=None)
    if found.keep is None:
        insert = sa.insert(people).values(
            address=draw_address(), user_id=seen.user_id, phone=seen.phone, created_at=now, heard_at=heard_at
        )
        key = connection.execute(insert.returning(people.c.id)).scalar_one()
        return _known(connection, key)
    if found.drop is not None:
        _merge(connection, found.keep, found.drop, now)
    names = {
        "user_id": seen.user_id or found.keep.user_id or (found.drop.user_id if found.drop else None),
        "phone": seen.phone or found.keep.phone or (found.drop.phone if found.drop else None),
    }
    if names != {"user_id": found.keep.user_id, "phone": found.keep.phone}:
        _set(connection, found.keep, **names)
    if heard_at is not None:
        _hear(connection, found.keep, heard_at)
    return _known(connection, found.keep.id)


def rename(connection: Connection, before: Seen, after: Seen, now: datetime) -> None:
    """Gives a known person another id or number. Who bears it already is the same person, met under it before.

    A new id comes with a new number (a person who changed number gets a new id), so the old number is let go of when
    the new one is not told.
    """
    person = None if before.user_id is None else _one(connection, people.c.user_id == before.user_id)
    if person is None and before.phone is not None:
        person = _one(connection, people.c.phone == before.phone)
    if person is None:
        return
    others = [] if after.user_id is None else [people.c.user_id == after.user_id]
    others += [] if after.phone is None else [people.c.phone == after.phone]
    for condition in others:
        other = _one(connection, condition)
        if other is not None and other.id != person.id:
            keep, drop = sorted((person, other), key=lambda one: one.id)
            _merge(connection, keep, drop, now)
            person = keep
    changed = after.user_id is not None and after.user_id != before.user_id
    phone = after.phone if after.phone is not None or changed else person.phone
    _set(connection, person, user_id=after.user_id or person.user_id, phone=phone)


def offer(connection: Connection, address: str, choices: Sequence[str]) -> None:
    """Notes what a list's numbers say."""
    connection.execute(sa.update(people).where(people.c.address == address).values(choices=json.dumps(list(choices))))


def _merge(connection: Connection, keep: Person, drop: Person, now: datetime) -> None:
    """Two rows were one person: the chat of `drop` ends in that of `keep`. The choice made last holds for both."""
    ours, theirs = (chats_table.find(connection, _CHANNEL, one.address) for one in (keep, drop))
    if theirs is not None and ours is None:
        connection.execute(sa.update(chats).where(chats.c.id == theirs.id).values(address=keep.address, changed_at=now))
    elif theirs is not None and ours is not None:
        last = connection.execute(
            sa.select(chats.c.state).where(chats.c.id.in_((ours.id, theirs.id))).order_by(chats.c.changed_at.desc())
        ).scalar()
        chats_table.move(connection, _CHANNEL, drop.address, keep.address, now)
        if last == "stopped" or "stopped" == ours.state == theirs.state:
            chats_table.change_state(connection, ours.id, "stopped", now)
    connection.execute(sa.delete(people).where(people.c.id == drop.id))
    if drop.heard_at is not None:
        _hear(connection, keep, drop.heard_at)


def _hear(connection: Connection, person: Person, heard_at: datetime) -> None:
    """Moves on when a person was last heard, never back."""
    for table in (people, chats):
        mine = table.c.address == person.address
        if table is chats:
            mine = sa.and_(mine, chats.c.channel == _CHANNEL)
        later = sa.or_(table.c.heard_at.is_(None), table.c.heard_at < heard_at)
        connection.execute(sa.update(table).where(mine, later).values(heard_at=heard_at))


def _known(connection: Connection, key: int) -> Person:
    person = _one(connection, people.c.id == key)
    assert person is not None  # noqa: S101 - written in this transaction
    return person


def _set(connection: Connection, person: Person, **values: str | None) -> None:
    connection.execute(sa.update(people).where(people.c.id == person.id).values(**values))


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Person | None:
    row: Any = connection.execute(sa.select(people).where(condition)).one_or_none()
    if row is None:
        return None
    return Person(
        id=row.id,
        address=row.address,
        user_id=row.user_id,
        phone=row.phone,
        heard_at=row.heard_at,
        choices=tuple(json.loads(row.choices)) if row.choices else (),
    )
