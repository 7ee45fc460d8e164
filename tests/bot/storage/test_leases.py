"""Leases in the database: one holder at a time, and nothing written by who lost one."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.errors import LeaseLostError
from bot.storage import leases
from bot.storage.leases import TERM, Busy, Lease
from bot.storage.schema_leases import leases as table

NAMES = ["house", "telegram"]


async def take(database, owner, *names, dead=()):
    return await database.write(leases.take, list(names or NAMES), owner, lambda one: one in dead)


async def pass_time(database, span):
    """Time passes for the leases alone: their clock is the database's own."""
    milliseconds = span // timedelta(milliseconds=1)
    older = sa.update(table).values(expires_at=sa.type_coerce(table.c.expires_at, sa.BigInteger) - milliseconds)
    await database.write(lambda c: c.execute(older) and None)


def note(connection, what):
    return what


async def test_one_holder_at_a_time(database):
    """The second one is told who has it and for how long; nothing is taken by halves."""
    held = await take(database, "a", "telegram")

    refused = await take(database, "b")

    assert [(one.name, one.epoch, one.clean) for one in held] == [("telegram", 1, True)]
    assert (refused.name, refused.owner) == ("telegram", "a")
    assert timedelta() < refused.left <= TERM
    assert [one.epoch for one in await take(database, "c", "house")] == [1]


@pytest.mark.parametrize(
    ("happens", "clean"),
    [
        pytest.param("expired", False, id="not renewed"),
        pytest.param("given back", True, id="given back"),
        pytest.param("died", True, id="seen dead"),
    ],
)
async def test_taken_over_under_a_new_epoch(database, happens, clean):
    """And known whether the one before may still wake up."""
    held = await take(database, "a")
    if happens == "expired":
        await pass_time(database, TERM + timedelta(seconds=1))
    elif happens == "given back":
        await database.write(leases.give_back, held)

    taken = await take(database, "b", dead={"a"} if happens == "died" else ())

    assert [(one.epoch, one.clean) for one in taken] == [(2, clean)] * 2
    assert not await database.write(leases.renew, held)
    with pytest.raises(LeaseLostError, match="house"):
        await database.write(leases.guarded, held[0], note, "late")
    await database.write(leases.give_back, held)
    assert isinstance(await take(database, "c"), Busy)


async def test_renewed_while_it_is_held(database):
    """Also when it had expired and nobody wanted it: a database that was away costs no lease."""
    held = await take(database, "a")
    await pass_time(database, TERM - timedelta(seconds=1))
    assert await database.write(leases.renew, held)
    assert isinstance(await take(database, "b"), Busy)

    await pass_time(database, 2 * TERM)

    assert await database.write(leases.renew, held)
    assert await database.write(leases.guarded, held[0], note, "written") == "written"
    assert isinstance(await take(database, "b"), Busy)


async def test_the_same_owner_under_an_old_epoch_is_another(database):
    """A process that took it twice has only the newer one."""
    first = await take(database, "a")
    await database.write(leases.give_back, first)
    await take(database, "a")

    assert not await database.write(leases.renew, first)
    with pytest.raises(LeaseLostError):
        await database.write(leases.guarded, Lease("house", "a", 1), note, "late")


async def test_pollers_are_counted_while_they_attend(database):
    """Who comes is counted at once, who leaves is gone at once, who falls silent after a term."""
    assert await database.write(leases.attend, "b") == ("b",)
    assert await database.write(leases.attend, "a") == ("a", "b")
    assert await database.write(leases.attend, "c") == ("a", "b", "c")
    await database.write(leases.leave, "c")
    await pass_time(database, TERM + timedelta(seconds=1))

    assert await database.write(leases.attend, "a") == ("a",)
    assert isinstance(await take(database, "x"), tuple)
