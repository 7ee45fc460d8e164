"""Finds out what errands there are, and keeps the backlog in order; every half minute, and at once after a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.costs.ledger import Terms
from bot.delivery.correction import DEBOUNCE, is_correction
from bot.storage import backlog, deliveries, errands, matching, paying
from feeds.model import Clock
from feeds.storage import revisions
from feeds.storage.database import Database
from feeds.storage.revisions import Revised

#: How often the service looks.
EVERY = timedelta(seconds=30)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is done for deliveries besides sending them."""

    database: Database
    clock: Clock
    max_age: timedelta
    #: Hour of the daily digest, 0 to 23, by each chat's own clock.
    digest_hour: int
    #: Called with stories whose text changed: nobody may be sent the old one any more.
    forget: Callable[[frozenset[int]], None]
    #: Called when there are errands.
    wake: Callable[[], None]
    #: By what is spent on WhatsApp; None where nothing is.
    terms: Terms | None = None

    async def tick(self) -> None:
        """Looks once. Raises `StorageError` when the database fails; nothing is lost by that."""
        now = self.clock()
        await self.database.write(deliveries.expire, now, now - self.max_age)
        await self.database.write(errands.let_go_of_recalled, now)
        # What begins to be quiet before the next look counts as quiet now.
        await self.database.write(matching.put_off, now, EVERY)
        joined = await self.database.write(backlog.owe_joined, now, now - self.max_age, self.terms)
        if self.terms is not None:
            await self.database.write(paying.divert_closed, now, self.terms)
        while await self.database.write(backlog.reorder, now) == backlog.BATCH:
            pass
        owed = joined + await self._correct()
        owed += await self.database.write(backlog.plan_digests, now, self.digest_hour, self.terms)
        if owed:
            _log.info("errands owed", count=owed)
        self.wake()

    async def _correct(self) -> int:
        now = self.clock()
        pending = await self.database.read(revisions.pending, now - DEBOUNCE)
        if not pending:
            return 0
        # First: what is claimed from here on has the new text, what was claimed before is corrected.
        self.forget(frozenset(one.story_id for one in pending))
        return await self.database.write(errands.correct, *sort_revised(pending), now)


def sort_revised(pending: tuple[Revised, ...]) -> tuple[list[Revised], list[Revised]]:
    """Corrections that readers should see, and changes that they need not. Pure."""
    worth = [
        one
        for one in pending
        if is_correction(one.told_title, one.title) or is_correction(one.told_summary, one.summary)
    ]
    return worth, [one for one in pending if one not in worth]
