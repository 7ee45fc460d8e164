"""Forgets, batch by batch, what became of deliveries and errands long ago; their counts stay (`bot.storage.totals`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.storage import totals
from feeds.model import Clock
from feeds.storage.database import Database

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long it is known what a chat was sent."""

    database: Database
    clock: Clock
    keep: timedelta

    async def tick(self) -> None:
        """Forgets everything that is old enough; between two batches others have their turn to write.

        Raises `StorageError` when the database fails; the next call goes on.
        """
        before = self.clock() - self.keep
        forgotten = 0
        while True:
            # Sorting a million deliveries takes a second, which reading may and writing may not.
            fresh = await self.database.read(totals.ripe, before)
            delays = await self.database.read(totals.delays_of, fresh)
            folded = await self.database.write(totals.fold_deliveries, before, delays)
            if not folded:
                break
            forgotten += folded
        while await self.database.write(totals.fold_errands, before):
            pass
        if forgotten:
            _log.info("old deliveries are counts now", count=forgotten)
