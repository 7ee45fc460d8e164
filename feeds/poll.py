"""Which feeds are polled now, and how many at once. When is the scheduler's business."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from feeds.errors import FeedsError
from feeds.model import Clock, FeedForUpdate
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from feeds.update import Outcome, Updater

#: Feeds in flight at once: those whose last poll worked, and the others. A site that hangs takes its slot for half a
#: minute, and the next time it is among the others: hundreds of dead sites can't hold up one that works.
PROVEN_SLOTS = 448
OTHER_SLOTS = 64

_log = structlog.get_logger(__name__)


class Poller:
    """Keeps polls in flight; a feed is never polled twice at once by this process."""

    def __init__(
        self,
        database: Database,
        updater: Updater,
        clock: Clock,
        *,
        after_due: Callable[[], None] = lambda: None,
        proven_slots: int = PROVEN_SLOTS,
        other_slots: int = OTHER_SLOTS,
    ) -> None:
        """Calls `after_due` each time that an update has committed stories which are due."""
        self._after_due = after_due
        self._database = database
        self._updater = updater
        self._clock = clock
        self._slots = {True: proven_slots, False: other_slots}
        self._running: dict[int, asyncio.Task[Outcome | None]] = {}
        #: Feeds in flight, by whether their last poll had worked.
        self._lanes: dict[bool, set[int]] = {True: set(), False: set()}

    async def tick(self) -> int:
        """Starts polling the feeds that are due, as many as there are free slots; gives how many.

        Returns at once: the polls go on by themselves.
        """
        started = 0
        for proven, lane in self._lanes.items():
            free = self._slots[proven] - len(lane)
            if free <= 0:
                continue
            now, busy = self._clock(), list(self._running)
            due = await self._database.read(feeds_table.due, now, free, busy, proven=proven)
            for feed in due:
                self._start(feed)
            started += len(due)
        return started

    async def poll_now(self, feed_id: int | None = None) -> tuple[Outcome, ...]:
        """Polls every active feed, due or not, or the one given, and waits for the results, in the feeds' order."""
        feeds = await self._database.read(feeds_table.pollable, feed_id)
        gate = asyncio.Semaphore(self._slots[False])

        async def one(feed: FeedForUpdate) -> Outcome | None:
            async with gate:
                return await self._start(feed)

        outcomes = await asyncio.gather(*(one(feed) for feed in feeds))
        return tuple(outcome for outcome in outcomes if outcome is not None)

    async def finish(self) -> None:
        """Waits for the polls in flight."""
        await asyncio.gather(*self._running.values())

    async def stop(self) -> None:
        """Cancels the polls in flight: what they had not committed is polled again after the next start."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _start(self, feed: FeedForUpdate) -> asyncio.Task[Outcome | None]:
        task = self._running.get(feed.id)
        if task is None:
            task = asyncio.create_task(self._update(feed), name=f"update feed {feed.id}")
            self._running[feed.id] = task
            lane = self._lanes[feed.failures == 0 and not feed.first_poll]
            lane.add(feed.id)
            task.add_done_callback(lambda _done: self._running.pop(feed.id, None))
            task.add_done_callback(lambda _done: lane.discard(feed.id))
        return task

    async def _update(self, feed: FeedForUpdate) -> Outcome | None:
        try:
            outcome = await self._updater.update(feed)
            if outcome.stored.due:
                self._after_due()
            return outcome
        except FeedsError as error:
            _log.error("update failed", feed=feed.id, error=str(error))
            return None
        except Exception as error:  # a surprise in one feed is a fault to mend and no reason to stop the others
            _log.exception("update broke", feed=feed.id)
            surprise = type(error).__name__
        try:
            # Without a note it would be due again at once, and break again.
            return await self._updater.failed(feed, "internal", surprise)
        except FeedsError as error:
            _log.error("update failed", feed=feed.id, error=str(error))
            return None
