"""A life of days in seconds: the real poller, fetcher, worker and database, and a clock that jumps to the next tick."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa

from feeds.drafting import EditorialRules
from feeds.feed_model import FeedInfo
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.storage import feeds as feeds_table
from feeds.storage import schema
from feeds.storage.database import Database
from feeds.update import Updater
from feeds.web.fetch import Fetcher, Limits

AGENT = "Kentongan-test/0 (+https://kentongan.example)"
#: As the scheduler does in the service.
TICK = timedelta(seconds=5)
SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=2)
#: Nothing in these tests takes long; a fault in them must not either.
LIMITS = Limits(total=10.0, host_gap=0.0)


class World:
    """A service's polling half, which can be restarted, and a list of what it would have sent."""

    def __init__(self, url, clock, parser, fetcher_options, *, draw=None, max_age=timedelta(hours=48)):
        self.clock = clock
        self.sent: list[str] = []
        self._url = url
        self._parser = parser
        self._options = fetcher_options
        self._draw = draw or random.Random(7).random
        self._rules = EditorialRules(max_age=max_age)
        self.starts = 0

    async def start(self):
        """What a new process does: everything is fresh but the file."""
        self.starts += 1
        self.database = Database(self._url)
        await self.database.open()
        self._fetcher = Fetcher(user_agent=AGENT, limits=LIMITS, clock=self.clock, **self._options)
        await self._fetcher.__aenter__()
        updater = Updater(
            database=self.database,
            fetcher=self._fetcher,
            parser=self._parser,
            intervals=Intervals(SHORTEST, LONGEST),
            rules=self._rules,
            clock=self.clock,
            draw=self._draw,
            on_due=self._due,
        )
        self.poller = Poller(self.database, updater, self.clock, sleep=_at_once)

    async def stop(self):
        await self.poller.stop()
        await self._fetcher.__aexit__(None, None, None)
        await self.database.close()

    async def restart(self):
        await self.stop()
        await self.start()

    def _due(self, connection, ids, _now):
        titles = sa.select(schema.stories.c.title).where(schema.stories.c.id.in_(ids)).order_by(schema.stories.c.id)
        self.sent.extend(connection.scalars(titles))

    async def add(self, url, name="Kabupaten"):
        feed_id, _new = await self.database.write(feeds_table.add, url, name, self.clock())
        return feed_id

    async def tick(self):
        """Polls all that is due now."""
        await self.poller.tick()
        await self.poller.finish()

    async def live(self, until: datetime, restarts=()):
        """Jumps from tick to tick, passing those at which nothing is due, and restarts at the moments given."""
        waiting = sorted(restarts, reverse=True)
        while True:
            due = await self.database.read(_next_poll)
            moment = max(_tick_after(due), self.clock() + TICK)
            if waiting and waiting[-1] <= min(moment, until):
                self.clock.now = max(self.clock(), waiting.pop())
                await self.restart()
                continue
            if moment >= until:
                self.clock.now = until
                return
            self.clock.now = moment
            await self.tick()

    async def wait(self, at_least: timedelta):
        """Lets time pass, and then until something is due."""
        due = await self.database.read(_next_poll)
        self.clock.now = max(self.clock() + at_least, _tick_after(due))

    async def feeds(self) -> dict[str, FeedInfo]:
        """The feeds as an admin sees them, by address."""
        return {feed.url: feed for feed in await self.database.read(feeds_table.list_all)}


async def _at_once(_seconds):
    """Waits for the others, and not for the clock."""
    await asyncio.sleep(0)


def _next_poll(connection):
    table = schema.feeds
    return connection.scalar(sa.select(sa.func.min(table.c.next_poll_at)).where(table.c.state == "active"))


_MIDNIGHT = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def _tick_after(moment):
    """The first tick at or after a moment."""
    return _MIDNIGHT - ((_MIDNIGHT - moment) // TICK) * TICK


@asynccontextmanager
async def living(world):
    """A world that has started and is stopped in the end."""
    await world.start()
    try:
        yield world
    finally:
        await asyncio.shield(world.stop())
