"""Backups that the service makes by itself, while it runs: when, under which name, and which old ones may go.

What may go is decided by the names alone (`outdated`, pure): a backup is named after its moment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from feeds.errors import StorageError
from feeds.model import Clock
from feeds.storage.copying import copy_out, suffix

#: The newest backups that are kept whatever their day.
NEWEST: Final = 3
#: A backup may take no more than a tenth of the time: the next one waits for ten times what the last one took.
SHARE: Final = 10
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_PREFIX: Final = "kentongan-"

_log = structlog.get_logger(__name__)


def name_of(moment: datetime, suffix: str) -> str:
    """What a backup of this moment is called: "kentongan-20261124T201500Z.db"."""
    return f"{_PREFIX}{moment.astimezone(UTC):{_STAMP}}{suffix}"


def moment_of(name: str) -> datetime | None:
    """When a backup was made, by its name; None for a file that is no backup of ours."""
    stem = name.partition(".")[0]
    if not stem.startswith(_PREFIX):
        return None
    try:
        return datetime.strptime(stem.removeprefix(_PREFIX), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def outdated(names: Sequence[str], now: datetime, days: int) -> tuple[str, ...]:
    """Which backups may go: all but the newest three, and the last one of each of the last `days` days (UTC).

    Files that are no backups of ours are never among them.
    """
    dated = sorted(((moment, name) for name in names if (moment := moment_of(name)) is not None), reverse=True)
    kept = {name for _moment, name in dated[:NEWEST]}
    seen = set()
    for moment, name in dated:
        day = moment.date()
        if day not in seen and day > now.astimezone(UTC).date() - timedelta(days=days):
            kept.add(name)
        seen.add(day)
    return tuple(name for _moment, name in dated if name not in kept)


@dataclass(slots=True)
class Backups:
    """Copies the database into a folder, again and again."""

    url: str
    folder: Path
    every: timedelta
    #: Days of which the last backup is kept.
    keep: int
    clock: Clock
    #: Seconds of a clock that only runs forward.
    timer: Callable[[], float] = time.monotonic
    #: When the last backup was completed; of an earlier process, when it was begun.
    last: datetime | None = None
    _rests_until: float = field(default=0.0)

    def look(self) -> None:
        """Finds the last backup of an earlier process. Raises `StorageError` when the folder can't be used."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            moments = [moment for path in self.folder.iterdir() if (moment := moment_of(path.name)) is not None]
        except OSError as error:
            raise StorageError(f"[database] backup_to = {self.folder} can't be used: {error.strerror}.") from error
        self.last = max(moments, default=None)

    async def tick(self) -> None:
        """Makes one, unless the last one took so long that its time has not come. A failure is logged, never raised."""
        began = self.timer()
        if began < self._rests_until:
            return
        now = self.clock()
        target = self.folder / name_of(now, suffix(self.url))
        try:
            await copy_out(self.url, target)
        except StorageError as error:
            _log.error("backup failed", error=str(error))
            return
        took = self.timer() - began
        self._rests_until = began + took * SHARE
        self.last = now
        removed = await asyncio.to_thread(self._tidy, now)
        _log.info("backup made", file=target.name, seconds=round(took, 2), removed=removed)

    def _tidy(self, now: datetime) -> int:
        gone = outdated([path.name for path in self.folder.iterdir()], now, self.keep)
        for name in gone:
            with suppress(OSError):
                (self.folder / name).unlink()
        return len(gone)
