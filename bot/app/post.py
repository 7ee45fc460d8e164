"""This process among those that share its database: what it does there, and whether it is its turn.

On SQLite a process is alone, or it is refused. On PostgreSQL each thing that must not be done twice has a lease
(docs/decisions/027): who does not get it stands by and takes over when its holder is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.config import Config
from bot.delivery.owner import is_dead, this_process
from bot.delivery.tenure import RENEW_EVERY, RETRY_AFTER, Keeper, Tenure, machine_time
from bot.errors import AlreadyRunningError, StartError
from bot.model import ChannelName
from bot.storage import leases
from bot.storage.leases import Busy, Lease
from feeds.errors import StorageError
from feeds.sharing import shares_of
from feeds.storage.database import Database

Role = Literal["all", "poll", "send", "web"]

#: What is done once for the whole database: healing, corrections, digests, alerts, tidying.
HOUSE = "house"
#: Seconds between two looks at a lease that another process has.
LOOK_EVERY = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duties:
    """What a process does."""

    polls: bool
    keeps_house: bool
    #: Whether it runs the web chat; whether it runs the other channels.
    chats: bool
    sends: bool

    def runs(self, channel: ChannelName) -> bool:
        """Whether this process runs that channel: receives, answers and sends."""
        return self.chats if channel == "web" else self.sends


DUTIES: dict[Role, Duties] = {
    "all": Duties(polls=True, keeps_house=True, chats=True, sends=True),
    "poll": Duties(polls=True, keeps_house=False, chats=False, sends=False),
    "send": Duties(polls=False, keeps_house=True, chats=False, sends=True),
    "web": Duties(polls=False, keeps_house=False, chats=True, sends=False),
}


class Post:
    """What this process may do at the moment."""

    def __init__(self, database: Database | None, polls: bool) -> None:  # noqa: FBT001 - the two sides of one thing
        """`database` is where the leases are; None where this process is alone."""
        self._database = database
        self._polls = polls
        self._owner = this_process()
        self._held: dict[str, Lease] = {}
        self._keeper: Keeper | None = None
        self._shares: frozenset[int] | None = None if database is None else frozenset()
        self._tasks: list[asyncio.Task[None]] = []
        #: Set when another process has taken over.
        self.lost = asyncio.Event()
        #: What is waited for, as a sentence; None when this process is at work.
        self.waits_for: str | None = None

    def may_send(self) -> bool:
        """Whether anything may leave at this moment."""
        return self._database is None or (self._keeper is not None and self._keeper.holds())

    def shares(self) -> frozenset[int] | None:
        """The shares of hosts that are polled here, None for all."""
        return self._shares

    def tenure(self, name: ChannelName, database: Database) -> Tenure:
        """The right to send on a channel, once it is our turn."""
        return Tenure(database, self._held.get(name), self._keeper)

    def was_clean(self, name: ChannelName) -> bool:
        """Whether who had a channel before us surely sends no more."""
        return self._database is None or self._held[name].clean

    async def take(self, names: list[str], stop: asyncio.Event | None = None) -> bool:
        """Waits until all of these leases are ours and begins to renew them; False when `stop` came first.

        Without `stop` nothing is waited for: raises `AlreadyRunningError` when another process has one.
        """
        if self._database is None:
            return True
        if names and not await self._wait_for(self._database, names, stop):
            return False
        if self._polls:
            await self._attend(self._database)
            self._tasks.append(asyncio.create_task(self._keep_attending(self._database), name="attend"))
        return True

    async def _wait_for(self, database: Database, names: list[str], stop: asyncio.Event | None) -> bool:
        while True:
            asked_at, pause = machine_time(), LOOK_EVERY
            try:
                found = await database.write(leases.take, names, self._owner, is_dead)
            except StorageError as error:
                _log.warning("leases can't be taken", error=str(error))
            else:
                if not isinstance(found, Busy):
                    break
                sentence = f"Stands by: {found.name} is done by {found.owner}."
                if stop is None:
                    raise AlreadyRunningError(
                        f"Another Kentongan works on {database.shown_url}: {found.name} is done by {found.owner}."
                    )
                if sentence != self.waits_for:
                    _log.warning("stands by", lease=found.name, holder=found.owner)
                    self.waits_for = sentence
                pause = min(LOOK_EVERY, found.left.total_seconds() + 0.01)
            if stop is None:
                raise StartError("The database failed while the leases were taken.")
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
                    return False
        self.waits_for = None
        self._held = {lease.name: lease for lease in found}
        self._keeper = Keeper(database, found, asked_at)
        self._tasks.append(asyncio.create_task(self._keep(self._keeper), name="renew leases"))
        _log.info("leases taken", leases=names, epochs=[lease.epoch for lease in found])
        return True

    async def leave(self) -> None:
        """Gives everything back, for another to take it at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._keeper is not None:
            await self._keeper.give_back()
        if self._database is not None and self._polls:
            with suppress(StorageError):
                await self._database.write(leases.leave, self._owner)

    async def _keep(self, keeper: Keeper) -> None:
        try:
            await keeper.run()
            _log.error("another process has taken over", leases=sorted(self._held))
        finally:
            self.lost.set()

    async def _keep_attending(self, database: Database) -> None:
        while True:
            try:
                await self._attend(database)
            except StorageError as error:
                # Nobody polls without a database; the shares stay as they were.
                _log.warning("pollers not counted", error=str(error))
                await asyncio.sleep(RETRY_AFTER)
                continue
            await asyncio.sleep(RENEW_EVERY)

    async def _attend(self, database: Database) -> None:
        pollers = await database.write(leases.attend, self._owner)
        shares = shares_of(self._owner, pollers)
        if shares != self._shares:
            _log.info("polls its share", pollers=len(pollers), shares=len(shares))
            self._shares = shares


@asynccontextmanager
async def open_post(config: Config, role: Role, database: Database) -> AsyncIterator[Post]:
    """This process's post, given up in the end.

    Raises `AlreadyRunningError` when another process has the SQLite database, and `StartError` when a part of the
    service is wanted on one.
    """
    async with AsyncExitStack() as stack:
        if database.is_sqlite:
            if role != "all":
                raise StartError(
                    f"--role {role} needs [database] url to name a PostgreSQL database, which several processes can "
                    "share; a SQLite file serves one."
                )
            alone = database.alone()
            if not await alone.take():
                raise AlreadyRunningError(
                    f"Another Kentongan runs on {database.shown_url}. Stop it first: two would send everything twice."
                )
            stack.push_async_callback(alone.give_back)
            yield Post(None, polls=True)
            return
        # Of their own: a lease must be renewed while a long fan-out keeps all other connections busy.
        own = Database(config.database.url)
        await own.open()
        stack.push_async_callback(own.close)
        post = Post(own, DUTIES[role].polls)
        stack.push_async_callback(post.leave)
        yield post
