"""A whole database copied into one file while it is used, and put back from it. Knows nothing of what is in it.

SQLite is copied by VACUUM INTO: it reads one snapshot, which under WAL holds up no writer however long it takes, never
begins anew because somebody wrote, and leaves behind what was deleted (https://www.sqlite.org/lang_vacuum.html). The
backup interface would copy freed pages too, and with them what a person had asked us to erase.
PostgreSQL is copied by its own pg_dump, where that is installed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from feeds.errors import StorageError
from feeds.storage.database import BUSY_SECONDS, Database, driver_url, sqlite_module

#: What a copy is called until it is whole.
_PART = ".part"
#: There while a database is being replaced, and only where that takes more than one step.
_BAR = sa.Table("being_restored", sa.MetaData(), sa.Column("since", sa.Text))


def suffix(url: str) -> str:
    """How the name of a copy of this database ends: ".db" for SQLite, ".dump" for PostgreSQL."""
    return ".db" if _is_sqlite(driver_url(url)) else ".dump"


def size(url: str) -> int | None:
    """Bytes that a copy of a SQLite database has at most, for showing how far it is; None where nobody knows."""
    parsed = driver_url(url)
    if not _is_sqlite(parsed):
        return None
    try:
        return Path(str(parsed.database)).stat().st_size
    except OSError:
        return None


def aside(url: str, moment: datetime) -> Path:
    """Where a database goes that is replaced now: beside its file, or for PostgreSQL in the present folder."""
    parsed = driver_url(url)
    stamp = f"before-restore-{moment:%Y%m%dT%H%M%SZ}"
    return Path(f"{parsed.database}.{stamp}") if _is_sqlite(parsed) else Path(f"kentongan-{stamp}.dump")


def partial_copy(target: Path) -> Path:
    """Where a copy grows until it is whole."""
    return target.with_name(target.name + _PART)


async def copy_out(url: str, target: Path) -> None:
    """Copies the database, in use or not, into the new file `target`, which only its owner may read.

    The file appears when it is whole and checked, never before. Raises `StorageError` with a sentence; refuses to
    write over a file.
    """
    parsed = driver_url(url)
    part = partial_copy(target)
    try:
        await asyncio.to_thread(_begin, part, target)
        if _is_sqlite(parsed):
            await asyncio.to_thread(_vacuum_into, Path(str(parsed.database)), part)
        else:
            await _dump(parsed, part)
        await asyncio.to_thread(_publish, part, target)
    except OSError as error:
        raise StorageError(f"{target} can't be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


async def put_back(url: str, source: Path, aside: Path, mend: Callable[[str], Awaitable[None]]) -> bool:
    """Puts the copy `source` in the place of the database and what was there into the file `aside`.

    `mend` is called with the address of the copy and brings it up to date; only then, and in one step, does it take
    the database's place on SQLite. PostgreSQL is filled by pg_restore in one transaction and mended in the next, and
    until `mend` calls `unbar` nobody may start on it. Nobody may use the database meanwhile.
    Gives whether there was anything to put aside. Raises `StorageError` with a sentence; then nothing has changed.
    """
    parsed = driver_url(url)
    await asyncio.to_thread(_require, source)
    if not _is_sqlite(parsed):
        await copy_out(url, aside)
        await _barred(url)
        await _undump(parsed, source)
        await mend(url)
        return True
    place = Path(str(parsed.database))
    fresh = place.with_name(f"{place.name}.restoring")
    try:
        await asyncio.to_thread(_take_in, source, fresh)
        await mend(f"sqlite:///{fresh}")
        return await asyncio.to_thread(_swap, fresh, place, aside)
    except OSError as error:
        raise StorageError(f"{source} can't be put back: {error.strerror or error}.") from error
    finally:
        for name in (fresh, *_companions(fresh)):
            name.unlink(missing_ok=True)


def bar(connection: Connection) -> None:
    """Nobody may start on this database until `unbar`."""
    _BAR.create(connection, checkfirst=True)


def unbar(connection: Connection) -> None:
    """Whoever wants may start again."""
    _BAR.drop(connection, checkfirst=True)


def is_barred(connection: Connection) -> bool:
    """Whether a restore of this database was begun and not completed."""
    return sa.inspect(connection).has_table(_BAR.name)


# --- SQLite -----------------------------------------------------------------------------------------------------


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _companions(database: Path) -> tuple[Path, Path]:
    return database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")


def _vacuum_into(database: Path, target: Path) -> None:
    if not database.is_file():
        raise StorageError(f"There is no database {database} yet.")
    module = sqlite_module()
    try:
        with closing(module.connect(str(database), timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except module.Error as error:
        raise StorageError(f"The database {database} can't be copied: {error}.") from error
    _check(target)


def _take_in(source: Path, fresh: Path) -> None:
    """A checked copy of the backup beside the database."""
    for name in (fresh, *_companions(fresh)):
        name.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    shutil.copyfile(source, fresh)
    _check(fresh, shown=source)


def _check(database: Path, *, shown: Path | None = None) -> None:
    """Refuses what is no sound SQLite database of ours."""
    module = sqlite_module()
    name = shown or database
    try:
        with closing(module.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except module.Error as error:
        raise StorageError(f"{name} is no sound SQLite database: {error}.") from error
    if found != "ok":
        raise StorageError(f"{name} is no sound SQLite database: {found}.")
    if not ours:
        raise StorageError(f"{name} is a SQLite database, but none of Kentongan's.")


def _swap(fresh: Path, place: Path, aside: Path) -> bool:
    """One rename; whatever happens there is a whole database in that place, the old one or the new one."""
    _fold(fresh)
    there = place.exists()
    if there:
        _retire(place, aside)
        os.link(place, aside)
    _sync(fresh)
    fresh.replace(place)
    _sync(place.parent)
    return there


def _fold(database: Path) -> None:
    """Takes the write-ahead log into the file: SQLite would play an old log on a new database."""
    module = sqlite_module()
    with closing(module.connect(str(database), timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def _retire(place: Path, aside: Path) -> None:
    log, kept = _companions(place)[0], _companions(aside)[0]
    if log.exists():
        shutil.copyfile(log, kept)
    try:
        _fold(place)
    except sqlite_module().Error:
        # Broken, which is why a backup is put back: its log stays beside it as it was, and is played on nothing else.
        for companion in _companions(place):
            companion.unlink(missing_ok=True)
    else:
        kept.unlink(missing_ok=True)


# --- PostgreSQL -------------------------------------------------------------------------------------------------


async def _barred(url: str) -> None:
    database = Database(url)
    await database.open()
    try:
        await database.write(bar)
    finally:
        await database.close()


async def _dump(url: URL, target: Path) -> None:
    await _tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


async def _undump(url: URL, source: Path) -> None:
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    await _tool("pg_restore", url, *options, str(source))


async def _tool(name: str, url: URL, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs. The password goes by the environment: others can read a command line."""
    program = shutil.which(name)
    if program is None:
        raise StorageError(
            f"{name} is not installed here; it comes with PostgreSQL's client programs "
            "(Debian: apt install postgresql-client)."
        )
    shown = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    extra: dict[str, Any] = {} if url.password is None else {"PGPASSWORD": url.password}
    process = await asyncio.create_subprocess_exec(
        program,
        f"--dbname={shown}",
        *arguments,
        env={**os.environ, **extra},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        raise StorageError(f"{name} failed: {lines[0]}")


# --- files ------------------------------------------------------------------------------------------------------


def _begin(part: Path, target: Path) -> None:
    if target.exists():
        raise StorageError(f"{target} exists already; a backup never writes over a file.")
    # Empty and private from its first byte; VACUUM INTO takes an empty file as none.
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)


def _require(source: Path) -> None:
    if not source.is_file():
        raise StorageError(f"There is no file {source}.")


def _publish(part: Path, target: Path) -> None:
    _sync(part)
    os.link(part, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
