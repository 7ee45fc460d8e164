"""Leases: the right of one process at a time to do something, for as long as it renews it.

Time is the database's own: the clocks of the machines need not agree. What a holder writes is written in a
transaction that first makes sure that the lease is still its own (`guarded`), and keeps it so until the end: whoever
takes the lease over waits for that transaction and sees what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import LeaseLostError
from bot.storage.schema_leases import leases
from feeds.storage.schema import EPOCH, MILLISECOND
from feeds.storage.upsert import insert_or

P = ParamSpec("P")
T = TypeVar("T")

#: A lease that is not renewed for so long is free. With the look and the start of a successor it stays within 15 s.
TERM = timedelta(seconds=13)
#: What is before the owner in the name of a poller's lease.
_POLLS = "poll:"
#: Pollers that were not heard of for so long are swept away.
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that this process was given."""

    name: str
    owner: str
    epoch: int
    #: Whether the owner before surely does nothing any more: it gave the lease back, or is known to be dead. Else it
    #: may only be slow, and know better what became of its last sends.
    clean: bool = True


@dataclass(frozen=True, slots=True)
class Busy:
    """The lease that could not be had, who has it, and for how long at least if it is not renewed."""

    name: str
    owner: str
    left: timedelta


def take(
    connection: Connection, names: Sequence[str], owner: str, is_dead: Callable[[str], bool] = lambda _owner: False
) -> tuple[Lease, ...] | Busy:
    """Takes all of these leases or none. One is free when it was given back, has expired, or its owner `is_dead`."""
    blank = [{"name": name, "owner": "", "epoch": 0, "expires_at": EPOCH} for name in names]
    connection.execute(insert_or(connection, leases).values(blank).on_conflict_do_nothing())
    rows = connection.execute(
        sa.select(leases).where(leases.c.name.in_(names)).order_by(leases.c.name).with_for_update()
    ).all()
    now = _now(connection)
    taken = []
    for row in rows:
        clean = row.expires_at == EPOCH or is_dead(row.owner)
        if not clean and row.expires_at > now:
            return Busy(row.name, row.owner, row.expires_at - now)
        taken.append(Lease(row.name, owner, row.epoch + 1, clean))
    values = {"owner": owner, "epoch": leases.c.epoch + 1, "expires_at": now + TERM}
    connection.execute(sa.update(leases).where(leases.c.name.in_(names)).values(values))
    return tuple(taken)


def renew(connection: Connection, held: Sequence[Lease]) -> bool:
    """Keeps all of these leases for another term, also after they expired; False when one belongs to another."""
    until = _now(connection) + TERM
    for lease in held:
        update = sa.update(leases).where(_is(lease)).values(expires_at=until)
        if connection.execute(update).rowcount != 1:
            return False
    return True


def give_back(connection: Connection, held: Sequence[Lease]) -> None:
    """Lets go of those of these leases that are still our own."""
    for lease in held:
        connection.execute(sa.update(leases).where(_is(lease)).values(expires_at=EPOCH))


def guarded(
    connection: Connection,
    lease: Lease,
    work: Callable[Concatenate[Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Does `work` in this transaction if the lease is still its holder's. Raises `LeaseLostError` when it is not."""
    if connection.scalar(sa.select(sa.literal(1)).where(_is(lease)).with_for_update(read=True)) is None:
        raise LeaseLostError(f"The lease of {lease.name} belongs to another process.")
    return work(connection, *args, **kwargs)


def are_held(connection: Connection, is_dead: Callable[[str], bool] = lambda _owner: False) -> bool:
    """Whether any process works on this database at the moment; one that `is_dead` does not."""
    owners = connection.scalars(sa.select(leases.c.owner).where(leases.c.expires_at > _now(connection)).distinct())
    return any(not is_dead(owner) for owner in owners)


def attend(connection: Connection, owner: str) -> tuple[str, ...]:
    """Notes that `owner` polls; gives all who do, itself included, in a fixed order."""
    now = _now(connection)
    mine = {"name": _POLLS + owner, "owner": owner, "epoch": 1, "expires_at": now + TERM}
    insert = insert_or(connection, leases).values(mine)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["name"], set_={"expires_at": insert.excluded.expires_at})
    )
    pollers = leases.c.name.startswith(_POLLS, autoescape=True)
    connection.execute(sa.delete(leases).where(pollers, leases.c.expires_at < now - _FORGOTTEN))
    query = sa.select(leases.c.owner).where(pollers, leases.c.expires_at > now).order_by(leases.c.owner)
    return tuple(connection.scalars(query))


def leave(connection: Connection, owner: str) -> None:
    """Notes that `owner` polls no more."""
    connection.execute(sa.delete(leases).where(leases.c.name == _POLLS + owner))


def _is(lease: Lease) -> sa.ColumnElement[bool]:
    return sa.and_(leases.c.name == lease.name, leases.c.owner == lease.owner, leases.c.epoch == lease.epoch)


def _now(connection: Connection) -> datetime:
    """The database's clock."""
    if connection.dialect.name == "postgresql":
        moment = sa.func.extract("epoch", sa.func.clock_timestamp()) * 1000
    else:
        moment = (sa.func.julianday("now") - 2_440_587.5) * 86_400_000
    return EPOCH + int(connection.scalar(sa.select(moment)) or 0) * MILLISECOND
