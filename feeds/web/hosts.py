"""Politeness to a host: one request at a time, and a pause between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_SWEEP_FROM = 1024


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Requests that hold or await the lock.
    waiting: int = 0
    #: The moment from which the next request may start.
    free_at: float = 0.0


class HostPacer:
    """Lets one request at a time through to each host, at least `gap` seconds after the last one ended.

    Hosts don't know of one another, so a host that hangs delays only its own queue. Waiters are served in order.

    Args:
        gap: Seconds from the end of a request to the start of the next one to the same host.
        clock: Monotonic seconds; the event loop's by default.
        sleep: Waits that many seconds; asyncio's by default.
    """

    def __init__(
        self,
        gap: float,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._gap = gap
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._sweep_at = _SWEEP_FROM

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncGenerator[None]:
        """Waits for the turn of `key` (host and port); the turn ends with the block, also when it fails."""
        host = self._host(key)
        host.waiting += 1
        try:
            async with host.lock:
                pause = host.free_at - self._clock()
                if pause > 0:
                    await self._sleep(pause)
                try:
                    yield
                finally:
                    host.free_at = self._clock() + self._gap
        finally:
            host.waiting -= 1

    def _host(self, key: str) -> _Host:
        host = self._hosts.get(key)
        if host is None:
            if len(self._hosts) >= self._sweep_at:
                self._sweep()
            host = self._hosts[key] = _Host()
        return host

    def _sweep(self) -> None:
        """Forgets hosts that nobody waits for and whose pause is over; memory would grow with every host ever met."""
        now = self._clock()
        self._hosts = {key: host for key, host in self._hosts.items() if host.waiting or host.free_at > now}
        self._sweep_at = max(_SWEEP_FROM, 2 * len(self._hosts))
