"""Which feeds are polled now, and how many at once. When is the scheduler's business.

The baselines that polls have put by are edited one after another, beside the polls.

A host is asked for one feed after another: a 429 speaks for all feeds of its host, so the next one is chosen only when
the last one's answer is noted. Where more is due than there are slots, a slot that becomes free is filled soon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from feeds.errors import FeedsError
from feeds.feed_model import FeedForUpdate
from feeds.model import Clock
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from feeds.update import Outcome, Updater

#: Feeds in flight at once: those whose last poll worked, and the others. A site that hangs takes its slot for half a
#: minute, and the next time it is among the others: hundreds of dead sites can't hold up one that works. The first
#: are more than 500, so that as many that all fall silent at once leave some; together they are what the fetcher asks.
PROVEN_SLOTS = 536
OTHER_SLOTS = 64
#: Seconds from a poll's end to filling its slot, so that one look into the database serves many.
REFILL_AFTER = 0.1

#: Hears of a poll that ended: its outcome (None: by a fault of ours) and its seconds.
AfterPoll = Callable[[Outcome | None, float], None]

_log = structlog.get_logger(__name__)


def nobody_asks(_outcome: Outcome | None, _seconds: float) -> None:
    """For those who need not hear of polls."""


class Poller:
    """Keeps polls in flight; neither a feed nor a host is polled twice at once by this process."""

    def __init__(
        self,
        database: Database,
        updater: Updater,
        clock: Clock,
        *,
        after_due: Callable[[], None] = lambda: None,
        after_poll: AfterPoll = nobody_asks,
        proven_slots: int = PROVEN_SLOTS,
        other_slots: int = OTHER_SLOTS,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        shares: Callable[[], frozenset[int] | None] = lambda: None,
    ) -> None:
        """Calls `after_due` each time that an update has committed stories which are due, `after_poll` after each.

        `sleep` waits seconds. `shares` are those of the hosts (`feeds.sharing`) that this process polls when they are
        due, None for all.
        """
        self._shares = shares
        self._after_due = after_due
        self._after_poll = after_poll
        self._database = database
        self._updater = updater
        self._clock = clock
        self._sleep = sleep
        self._slots = {True: proven_slots, False: other_slots}
        self._running: dict[int, asyncio.Task[Outcome | None]] = {}
        #: Hosts in flight, by feed.
        self._hosts: dict[int, str] = {}
        #: Feeds in flight, by whether their last poll had worked.
        self._lanes: dict[bool, set[int]] = {True: set(), False: set()}
        self._choosing = asyncio.Lock()
        #: Whether the last tick may have left something that was due.
        self._left_some = False
        #: Whether a poll has ended since, and what fills its slot.
        self._has_ended = False
        self._refill: asyncio.Task[None] | None = None
        #: Whether a baseline may wait, as one may at the start, and what edits it.
        self._may_wait = True
        self._editing: asyncio.Task[None] | None = None

    async def tick(self) -> int:
        """Starts polling the feeds that are due, as many as there are free slots and hosts; gives how many.

        Returns at once: the polls go on by themselves, and what is left follows as they end.
        """
        async with self._choosing:
            filled = [await self._fill(proven=proven) for proven in (True, False)]
            self._left_some = any(left for _started, left in filled)
        self._edit()
        return sum(started for started, _left in filled)

    async def _fill(self, *, proven: bool) -> tuple[int, bool]:
        """Fills one lane; gives how many it started and whether something that is due may be left."""
        free = self._slots[proven] - len(self._lanes[proven])
        if free <= 0:
            return 0, True
        busy = list(set(self._hosts.values()))
        due = await self._database.read(
            feeds_table.due, self._clock(), free, busy, proven=proven, shares=self._shares()
        )
        # Of one host the longest overdue; `busy` does not know yet what else is in this very list.
        chosen = list({feeds_table.host_key(feed.url): feed for feed in reversed(due)}.values())
        for feed in chosen:
            self._start(feed, later=True)
        return len(chosen), len(due) == free or len(chosen) < len(due)

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
        """Waits for the polls in flight, for those that follow them, and for the baselines that they put by."""
        while tasks := self._tasks():
            await asyncio.gather(*tasks)

    async def stop(self) -> None:
        """Cancels the polls in flight: what they had not committed is polled again after the next start."""
        self._left_some = self._may_wait = False
        tasks = self._tasks()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _tasks(self) -> list[asyncio.Task[Any]]:
        beside = [task for task in (self._refill, self._editing) if task is not None]
        return [*self._running.values(), *beside]

    def _start(self, feed: FeedForUpdate, *, later: bool = False) -> asyncio.Task[Outcome | None]:
        task = self._running.get(feed.id)
        if task is None:
            task = asyncio.create_task(self._update(feed, later=later), name=f"update feed {feed.id}")
            self._running[feed.id] = task
            self._hosts[feed.id] = feeds_table.host_key(feed.url)
            self._lanes[feed.failures == 0 and not feed.first_poll].add(feed.id)
            task.add_done_callback(lambda _done: self._ended(feed.id))
        return task

    def _ended(self, feed_id: int) -> None:
        del self._running[feed_id], self._hosts[feed_id]
        for lane in self._lanes.values():
            lane.discard(feed_id)
        self._has_ended = True
        if self._left_some and self._refill is None:
            self._refill = asyncio.create_task(self._tick_again(), name="fill free slots")

    async def _tick_again(self) -> None:
        try:
            while self._left_some and self._has_ended:
                await self._sleep(REFILL_AFTER)
                self._has_ended = False
                await self.tick()
        except FeedsError as error:
            _log.error("can't choose feeds", error=str(error))
        finally:
            self._refill = None

    def _edit(self) -> None:
        if self._may_wait and self._editing is None:
            self._editing = asyncio.create_task(self._edit_baselines(), name="edit baselines")

    async def _edit_baselines(self) -> None:
        try:
            while self._may_wait:
                self._may_wait = False
                while (next_one := await self._updater.next_baseline()) is not None:
                    if await self._guarded(next_one[0], self._updater.edit_baseline(*next_one)) is None:
                        self._may_wait = True
                        return
        except FeedsError as error:
            self._may_wait = True
            _log.error("can't edit baselines", error=str(error))
        finally:
            self._editing = None

    async def _update(self, feed: FeedForUpdate, *, later: bool) -> Outcome | None:
        time = asyncio.get_running_loop().time
        began = time()
        # Every line of this poll bears its name, so that a story can be followed back to the request that brought it.
        with structlog.contextvars.bound_contextvars(poll=f"{feed.id}-{self._clock():%Y%m%dT%H%M%S}"):
            outcome = await self._guarded(feed, self._updater.update(feed, later=later))
        self._after_poll(outcome, time() - began)
        if outcome is not None and outcome.stored.due:
            self._after_due()
        if outcome is not None and outcome.waits:
            self._may_wait = True
            self._edit()
        return outcome

    async def _guarded(self, feed: FeedForUpdate, work: Coroutine[Any, Any, Outcome]) -> Outcome | None:
        """What came of `work` on a feed; whatever breaks is noted on that feed. None when nothing could be noted."""
        try:
            return await work
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
