"""Holding a lease: counted shorter than the database counts, renewed, lost, given back."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.delivery.owner import is_dead, this_process
from bot.delivery.tenure import MARGIN, Keeper, Tenure
from bot.errors import LeaseLostError
from bot.storage import leases
from bot.storage.leases import TERM
from feeds.storage.database import Database


class Time:
    """A clock whose sleepers move it; ends the keeper when the test has seen enough."""

    def __init__(self, naps):
        self.now = 100.0
        self.naps = naps

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        if not self.naps:
            raise asyncio.CancelledError
        self.naps -= 1
        self.now += seconds


async def held(database, owner="a"):
    return await database.write(leases.take, ["telegram"], owner, lambda _owner: True)


def note(_connection):
    return "written"


async def test_it_holds_until_shortly_before_its_term_ends(database):
    """Counted from before it was asked for."""
    time = Time(0)
    keeper = Keeper(database, await held(database), time.now, now=time, sleep=time.sleep)

    time.now += TERM.total_seconds() - MARGIN - 0.1
    before = keeper.holds()
    time.now += 0.2

    assert (before, keeper.holds()) == (True, False)


async def test_renewing_goes_on_until_another_has_it(database):
    """And then nothing may be sent or written any more, while facts of the successor stay untouched."""
    mine = await held(database)
    time = Time(4)
    keeper = Keeper(database, mine, time.now, now=time, sleep=time.sleep)
    with pytest.raises(asyncio.CancelledError):
        await keeper.run()
    assert keeper.holds()
    tenure = Tenure(database, mine[0], keeper)
    assert await tenure.write(note) == "written"

    await held(database, "b")
    await keeper.run()

    assert not tenure.holds()
    with pytest.raises(LeaseLostError):
        await tenure.write(note)


async def test_who_is_alone_always_may(database):
    """Without a lease nothing is asked."""
    tenure = Tenure(database)

    assert (tenure.holds(), tenure.is_shared, await tenure.write(note)) == (True, False, "written")


async def test_giving_back_never_fails(sqlite_url):
    """A database that is away finds out by itself."""
    closed = Database(sqlite_url)
    keeper = Keeper(closed, (), 0.0, now=lambda: 0.0)

    await keeper.give_back()

    assert not keeper.holds()


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="only Linux tells")
def test_a_process_of_this_machine_is_seen_dead():
    """Only when it surely is: not when it lives, not on another machine, not when the name is none of ours."""
    script = "from bot.delivery.owner import this_process; print(this_process())"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()

    assert is_dead(ended)
    assert not is_dead(this_process())
    assert not is_dead(ended.rpartition("/")[0] + "/another.pid")
    assert not is_dead("")
    machine, _, _, realm = this_process().split("/")
    assert is_dead(f"{machine}/{os.getpid()}/1/{realm}")
