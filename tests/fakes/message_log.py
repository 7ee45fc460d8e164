"""The web chat's log, in memory."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence

from feeds.errors import StorageError


class FakeLog:
    """A `MessageLog` in memory. `broken` makes every call fail as a database would."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.broken = False
        #: Runs once, after a read has looked and before it comes back.
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def append(self, address: str, payload: str) -> tuple[int, int]:
        self._check()
        before = max((at for at, _ in self._of(address)), default=0)
        self.rows.append((address, payload))
        return len(self.rows), before

    async def replace(self, address: str, message_id: int, payload: str | None) -> bool:
        self._check()
        if message_id not in dict(self._of(address)):
            return False
        self.rows[message_id - 1] = ("", "") if payload is None else (address, payload)
        return True

    async def since(self, address: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        self._check()
        rows = [row for row in self._of(address) if row[0] > after][:limit]
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return rows

    async def latest(self, address: str, limit: int) -> Sequence[tuple[int, str]]:
        self._check()
        return self._of(address)[-limit:]

    def payloads(self, address: str | None = None) -> list[dict]:
        """Everything that was kept, decoded, oldest first."""
        return [json.loads(payload) for owner, payload in self.rows if address in {None, owner}]

    def _of(self, address: str) -> list[tuple[int, str]]:
        return [(at, payload) for at, (owner, payload) in enumerate(self.rows, start=1) if owner == address]

    def _check(self) -> None:
        if self.broken:
            raise StorageError("the disk is full")
