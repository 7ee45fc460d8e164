"""The one engine: opens SQLite or PostgreSQL, runs short units of work in threads, translates database errors.

A unit of work is a plain function `work(connection, *args)`; `read` and `write` run it in a thread inside one
transaction and hand back what it returns. A cancelled caller does not tear the transaction: it commits or rolls
back as a whole, in its thread (docs/decisions/002).

SQLite has exactly one writer thread, WAL and `synchronous=FULL`: an acknowledged write survives a power cut
(https://www.sqlite.org/pragma.html#pragma_synchronous). PostgreSQL takes as many at once as the pool is wide.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url

from feeds.errors import StorageError, StorageUnavailableError
from feeds.storage.alone import Alone

P = ParamSpec("P")
T = TypeVar("T")

#: Threads for reading; a citizen's search never waits for a poll's write.
READERS = 3
#: Seconds that a SQLite writer waits for another process (a `kentongan feeds add` beside the service).
BUSY_SECONDS = 10
#: A connection to a server that is gone is given up within seconds; and the server gives up on us, with the locks of
#: a transaction, when the process was stopped or its machine is gone in the middle of one.
_POSTGRES = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": "-c idle_in_transaction_session_timeout=10000",
}
#: First SQLite without the WAL-reset corruption bug of 3.7.0 to 3.51.2 (https://www.sqlite.org/wal.html).
SAFE_SQLITE = (3, 51, 3)


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: `pysqlite3` brings its own where it is installed, else Python's."""
    try:
        import pysqlite3  # noqa: PLC0415 - optional: Linux on x86-64 only
    except ImportError:
        return sqlite3
    module: ModuleType = pysqlite3
    return module


class Database:
    """A database that is opened once and shared. Not usable before `open` or after `close`."""

    def __init__(self, url: str) -> None:
        """Takes `sqlite:///path` or `postgresql://...`; refuses all else with a sentence."""
        self._url = driver_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._reading: Engine | None = None
        self._writing: Engine | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._writers: ThreadPoolExecutor | None = None

    @property
    def shown_url(self) -> str:
        """The address for logs and messages, its password hidden."""
        return self._url.render_as_string(hide_password=True)

    async def open(self) -> None:
        """Connects once to see that it works. Raises `StorageUnavailableError` with a sentence when it does not."""
        if self.is_sqlite:
            self._writing = _sqlite_engine(self._url, pool_size=1, read_only=False)
            self._reading = _sqlite_engine(self._url, pool_size=READERS, read_only=True)
            self._writers = ThreadPoolExecutor(1, "db-write")
        else:
            self._writing = self._reading = sa.create_engine(
                self._url, pool_size=READERS + 3, max_overflow=0, pool_pre_ping=True, connect_args=_POSTGRES
            )
            self._writers = ThreadPoolExecutor(2, "db-write")
        self._readers = ThreadPoolExecutor(READERS, "db-read")
        try:
            await self.write(_touch)
        except StorageError as error:
            await self.close()
            raise StorageUnavailableError(f"The database {self.shown_url} can't be opened: {error}") from error

    async def close(self) -> None:
        """Waits for running work, then closes. Safe to call twice."""
        for executor in (self._writers, self._readers):
            if executor is not None:
                await asyncio.to_thread(executor.shutdown)
        for engine in {self._writing, self._reading} - {None}:
            assert engine is not None  # noqa: S101 - narrows the set's type
            engine.dispose()
        self._readers = self._writers = self._reading = self._writing = None

    def alone(self) -> Alone:
        """The right to be the only service that runs on this database; not taken yet."""
        if self._writing is None:
            raise StorageError("The database is not open.")
        return Alone(self._writing)

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in one transaction that must not write (SQLite refuses if it tries)."""
        return await _run(self._readers, self._reading, work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in one transaction and commits it; an exception rolls it back whole."""
        return await _run(self._writers, self._writing, work, *args, **kwargs)

    async def empty_log(self) -> bool:
        """Moves what SQLite's log (WAL) holds into the file and cuts it off: what was erased is not left behind there.

        False when a reader was in the way; the log is then overwritten bit by bit, as ever. PostgreSQL does it itself.
        """
        if not self.is_sqlite:
            return True
        if self._writers is None or self._writing is None:
            raise StorageError("The database is not open.")
        engine = self._writing

        def checkpoint() -> bool:
            with _translated():
                connection = engine.raw_connection()
                try:
                    cursor = connection.cursor()
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    row = cursor.fetchone()
                    return row is not None and row[0] == 0
                finally:
                    connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._writers, checkpoint)

    async def write_from(
        self,
        source: Database,
        work: Callable[Concatenate[Connection, Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Runs `work` in one transaction here, its second connection being one moment's view of `source`."""
        reading = source._reading
        if reading is None:
            raise StorageError("The database is not open.")

        def both(connection: Connection) -> T:
            with reading.begin() as other:
                return work(connection, other, *args, **kwargs)

        return await self.write(both)


async def _run(
    executor: ThreadPoolExecutor | None,
    engine: Engine | None,
    work: Callable[Concatenate[Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    if executor is None or engine is None:
        raise StorageError("The database is not open.")

    def unit() -> T:
        with _translated(), engine.begin() as connection:
            return work(connection, *args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(executor, unit)


@contextmanager
def _translated() -> Iterator[None]:
    """The door: no SQLAlchemy or driver exception passes it. Statements and their parameters stay behind."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        cause = str(getattr(error, "orig", None) or error).strip()
        raise StorageError(" ".join(cause.split()) or type(error).__name__) from error


def alone_on(url: str) -> Alone:
    """The right to be the only service on a database that is not opened, because it is to be replaced."""
    return Alone(sa.create_engine(driver_url(url)))


def driver_url(url: str) -> URL:
    """The address with the driver that we use. Raises `StorageUnavailableError` for what is no address of ours."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise StorageUnavailableError(
            f"This is no database address: {url!r}. Write sqlite:///file.db or postgresql://user@host/name."
        ) from error
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StorageUnavailableError(f"Kentongan keeps its data in sqlite or postgresql, not in {backend}.")
    if not parsed.database or parsed.database == ":memory:":
        raise StorageUnavailableError("A SQLite database needs a file: sqlite:///kentongan.db.")
    return parsed


def _sqlite_engine(url: URL, *, pool_size: int, read_only: bool) -> Engine:
    engine = sa.create_engine(
        url,
        module=sqlite_module(),
        poolclass=sa.pool.QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
        # Transactions are ours: the driver's implicit BEGIN would start them too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8000"):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _touch(connection: Connection) -> None:
    connection.execute(sa.text("SELECT 1"))
