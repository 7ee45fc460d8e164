"""Time that passes only when nothing else is left to do, and a database that works within it."""

from __future__ import annotations

import asyncio
import selectors
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from feeds.storage import schema
from feeds.storage.database import sqlite_module

START = datetime(2026, 10, 6, 5, 0, tzinfo=UTC)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__(_Jumping(self))
        self.now = 0.0

    def time(self) -> float:
        """Seconds since the loop began."""
        return self.now

    def clock(self) -> datetime:
        """The wall clock of the same world."""
        return START + timedelta(seconds=self.now)


class _Jumping(selectors.SelectSelector):
    """Never waits: what the loop would sleep is added to its time."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("nothing will ever happen again")
        # A hair more, so that rounding never leaves a timer just short of its time.
        self._loop.now += timeout + 1e-9 if timeout > 0 else 0.0
        return ()


class InlineDatabase:
    """A real SQLite in memory with the real schema, worked on at once instead of in a thread."""

    def __init__(self) -> None:
        self.engine = sa.create_engine(
            "sqlite://", module=sqlite_module(), poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False}
        )
        self.connection = self.engine.connect()
        schema.metadata.create_all(self.connection)
        self.connection.commit()

    async def write(self, work, *args, **named):
        """One transaction."""
        try:
            result = work(self.connection, *args, **named)
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        return result

    read = write

    def empty(self) -> None:
        """Makes room for the next world; making the tables again would cost more than a day in it."""
        self.connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in reversed(schema.metadata.sorted_tables):
            self.connection.execute(sa.delete(table))
        self.connection.commit()
