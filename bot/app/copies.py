"""Putting a backup back: alone on the database, whole or not at all, and reconciled before anybody may send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.delivery.owner import is_dead
from bot.errors import AlreadyRunningError
from bot.storage.leases import are_held
from bot.storage.restoring import Reconciled, mend
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.search.index import remove
from feeds.storage import copying
from feeds.storage.database import Database, alone_on


@dataclass(frozen=True, slots=True)
class PutBack:
    """What a restore did."""

    reconciled: Reconciled
    #: Where the database is that was there before; None when there was none.
    aside: Path | None


async def put_back(config: Config, source: Path, clock: Clock) -> PutBack:
    """Replaces the database by a backup.

    Raises `AlreadyRunningError` while the service runs, and `StorageError` with a sentence when the backup can't be
    used; then the database is as it was.
    """
    url = config.database.url
    alone = alone_on(url)
    if not await alone.take():
        raise AlreadyRunningError("The service is running on this database. Stop it, then restore.")
    try:
        await _nobody_works(url)
        return await _put_back(config, source, clock())
    finally:
        await alone.give_back()


async def _nobody_works(url: str) -> None:
    """Raises `AlreadyRunningError` when a process has a lease there; a database that can't be read has none."""
    database = Database(url)
    if database.is_sqlite:
        return
    try:
        await database.open()
        held = await database.read(are_held, is_dead)
    except StorageError:
        return
    finally:
        await database.close()
    if held:
        raise AlreadyRunningError("The service is running on this database. Stop it, then restore.")


async def _put_back(config: Config, source: Path, now: datetime) -> PutBack:
    url = config.database.url
    aside = copying.aside(url, now)
    done: list[Reconciled] = []

    async def mended(address: str) -> None:
        database = Database(address)
        await database.open()
        try:
            done.append(await database.write(mend, now))
        finally:
            await database.close()

    there = await copying.put_back(url, source, aside, mended)
    # It is derived, and of another database; the next start makes it anew.
    remove(config.database.search_folder)
    return PutBack(done[0], aside if there else None)
