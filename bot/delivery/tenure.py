"""Holding a lease: renewing it in time, and knowing at each moment whether it still holds.

Two things keep a process that was stopped, or cut off, from sending behind its successor's back. It asks a clock that
no one can set whether the lease has run out since it last asked for it, before each send; and the database refuses
what it writes under an old epoch (`bot.storage.leases.guarded`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog

from bot.storage import leases
from bot.storage.leases import TERM, Lease
from feeds.errors import StorageError
from feeds.storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds between two renewals, and after one that failed.
RENEW_EVERY = 3.0
RETRY_AFTER = 1.0
#: Seconds by which the holder counts shorter than the database: what a request may still take to leave.
MARGIN = 2.0

_log = structlog.get_logger(__name__)


def machine_time() -> float:
    """Seconds on a clock that nobody can set, and that goes on while the machine sleeps where there is such a one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Keeper:
    """Renews the leases of this process. They are taken together and lost together."""

    def __init__(
        self,
        database: Database,
        held: Sequence[Lease],
        taken_at: float,
        *,
        now: Callable[[], float] = machine_time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`taken_at` is `now()` from before they were asked for."""
        self._database = database
        self._held = tuple(held)
        self._now = now
        self._sleep = sleep
        self._until = taken_at + TERM.total_seconds() - MARGIN

    def holds(self) -> bool:
        """Whether what the leases allow may still be done."""
        return self._now() < self._until

    async def run(self) -> None:
        """Renews until another process has one of them. A database that fails is asked again."""
        while True:
            asked_at = self._now()
            try:
                renewed = await self._database.write(leases.renew, self._held)
            except StorageError as error:
                _log.warning("leases not renewed", error=str(error), holds=self.holds())
                await self._sleep(RETRY_AFTER)
                continue
            if not renewed:
                self._until = float("-inf")
                return
            self._until = asked_at + TERM.total_seconds() - MARGIN
            await self._sleep(RENEW_EVERY)

    async def give_back(self) -> None:
        """Lets go of the leases, for another to take them at once. Never raises."""
        self._until = float("-inf")
        try:
            await self._database.write(leases.give_back, self._held)
        except StorageError as error:
            _log.warning("leases not given back", error=str(error))


class Tenure:
    """The right to send on one channel: for ever where this process is alone, else while a lease holds."""

    def __init__(self, database: Database, lease: Lease | None = None, keeper: Keeper | None = None) -> None:
        """Without a lease the process is alone on the database."""
        self._database = database
        self._lease = lease
        self._keeper = keeper

    @property
    def is_shared(self) -> bool:
        """Whether other processes work on the database."""
        return self._lease is not None

    def holds(self) -> bool:
        """Whether anything may be sent at this moment."""
        return self._keeper is None or self._keeper.holds()

    async def write(self, work: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Writes as `Database.write` does. Raises `LeaseLostError` when the right has passed to another."""
        if self._lease is None:
            return await self._database.write(work, *args, **kwargs)
        guarded: Any = leases.guarded
        result: T = await self._database.write(guarded, self._lease, work, *args, **kwargs)
        return result
