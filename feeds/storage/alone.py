"""One process at a time runs the service on a database; a second one is told so instead of sending twice.

On SQLite it is a lock on a file beside the database, on PostgreSQL an advisory lock of a connection that stays open.
Both end with the process, however it ends.
"""

from __future__ import annotations

import asyncio
import fcntl
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

#: Any number, the same for all: "kent" and one.
_LOCK = 0x6B656E75


class Alone:
    """The right to be the only running service."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file: IO[bytes] | None = None
        self._connection: Connection | None = None

    async def take(self) -> bool:
        """Takes the right; False when another process has it."""
        return await asyncio.to_thread(self._take)

    async def give_back(self) -> None:
        """Gives it back. Safe to call twice or without having it."""
        await asyncio.to_thread(self._give_back)

    def _take(self) -> bool:
        if self._engine.dialect.name == "sqlite":
            path = Path(f"{self._engine.url.database}.lock")
            self._file = path.open("wb")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._give_back()
                return False
            return True
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        taken = self._connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK)))
        if not taken:
            self._give_back()
        return bool(taken)

    def _give_back(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._file = self._connection = None
