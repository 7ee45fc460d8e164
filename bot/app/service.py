"""The running service: started in order, run until it is told to stop, stopped in the reverse order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.app.background import Background
from bot.app.channels import build_channels
from bot.app.news import News, open_news, utc_now
from bot.commands.conversation import Conversation
from bot.commands.desk import Desk
from bot.config import Config
from bot.delivery import retry
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.delivery.upkeep import Upkeep
from bot.errors import AlreadyRunningError
from bot.model import Channel, ChannelName
from bot.storage import backlog, deliveries, errands
from bot.web.app import Check, build_web
from bot.web.server import WebServer
from bot.web.websub import HubCallback
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.storage.database import Database
from feeds.web.fetch import Limits

#: How often the outbox and the feeds table are asked what is due.
TICK = timedelta(seconds=2)

_log = structlog.get_logger(__name__)


class Service:
    """The running service: polls, answers and sends until it is stopped."""

    def __init__(self, config: Config, clock: Clock = utc_now, *, limits: Limits | None = None) -> None:
        self._config = config
        self._clock = clock
        self._limits = limits
        self._channels: list[Channel[Any]] = []
        self._senders: list[Sender[Any]] = []
        self._runners: list[Runner[Any]] = []
        self._web_address = ""

    @property
    def web_address(self) -> str:
        """Where the web chat is, once the service is open; "" when it is switched off."""
        return self._web_address

    async def run(self, stop: asyncio.Event, started: Callable[[], None] = lambda: None) -> None:
        """Runs until `stop` is set. Raises `StartError` or `StorageUnavailableError` when it can't start.

        A kill at any moment loses nothing: what is owed is derived from the database at the next start.
        """
        async with self.open():
            started()
            await stop.wait()
            _log.info("service stops")

    @asynccontextmanager
    async def open(self, *, tick: timedelta = TICK, background: bool = True) -> AsyncIterator[News]:
        """Starts everything in order and stops it in the reverse order.

        Without `background` nothing is polled or sent by itself: `send_owed` and `News.poller` do a pass by hand.
        """
        async with AsyncExitStack() as stack:
            news = await stack.enter_async_context(
                open_news(self._config, self._clock, limits=self._limits, after_due=self.wake)
            )
            await self._be_alone(news.database, stack)
            server = WebServer(self._config.web.listen) if self._config.web else None
            if server is not None:
                stack.push_async_callback(server.stop)
                self._web_address = server.address
            await self._recover(news.database)
            self._build_channels(news, server)
            for channel in self._channels:
                stack.push_async_callback(channel.stop)
                await channel.start()
            if background:
                await self._start_background(news, stack, tick)
            _log.info("service runs", channels=[channel.name for channel in self._channels], web=self._web_address)
            yield news

    def wake(self) -> None:
        """Something is owed: the senders look at once."""
        for worker in self._workers():
            worker.wake()

    def forget(self, story_ids: frozenset[int]) -> None:
        """The text of these stories changed: nobody is sent the old one any more."""
        for sender in self._senders:
            sender.forget(story_ids)

    async def send_owed(self) -> None:
        """Sends everything that may go out by now, and comes back."""
        for worker in self._workers():
            await worker.drain()

    def _workers(self) -> Sequence[Sender[Any] | Runner[Any]]:
        workers: list[Sender[Any] | Runner[Any]] = [*self._senders]
        return workers + self._runners

    async def _be_alone(self, database: Database, stack: AsyncExitStack) -> None:
        alone = database.alone()
        if not await alone.take():
            raise AlreadyRunningError(
                f"Another Kentongan runs on {database.shown_url}. Stop it first: two would send everything twice."
            )
        stack.push_async_callback(alone.give_back)

    async def _recover(self, database: Database) -> None:
        """Settles what an earlier process left: sends that may have arrived, stories that were not owed yet."""
        now = self._clock()
        in_doubt = await database.write(deliveries.recover, now, retry.RECEIPT_WAIT)
        await database.write(errands.recover, now)
        news = self._config.news
        healed = await database.write(backlog.owe_missing, now, now - news.max_age, news.daily_limit)
        # Before anything is sent: what grew old meanwhile is let go of, and the newest goes first.
        await self._upkeep(database).tick()
        if in_doubt or healed:
            _log.warning("took over after a crash", in_doubt=in_doubt, healed=healed)

    def _build_channels(self, news: News, server: WebServer | None) -> None:
        config, clock = self._config, self._clock
        built = build_channels(config, news.database, Conversation(self._desk(news)), clock)
        routes = [route for wired in built for route in wired.routes]
        for wired in built:
            sender = Sender(wired.channel, news.database, wired.pacer, clock, random.random, slots=wired.slots)
            self._channels.append(wired.channel)
            self._senders.append(sender)
            self._runners.append(Runner(wired.channel, news.database, wired.pacer, sender.turn, clock, random.random))
        if config.web is not None and config.web.public_url is not None:
            routes.append(HubCallback(news.database, clock, random.random, news.poller.tick).route())
        if server is not None:
            server.start(build_web(routes, self._checks(news.database)))

    def _upkeep(self, database: Database) -> Upkeep:
        news = self._config.news
        return Upkeep(database, self._clock, news.max_age, news.digest_hour, self.forget, self.wake)

    async def _start_background(self, news: News, stack: AsyncExitStack, tick: timedelta) -> None:
        workers = self._workers()
        running = [asyncio.create_task(worker.run(), name=type(worker).__name__) for worker in workers]
        stack.push_async_callback(_finish, workers, running)
        background = Background(
            config=self._config,
            clock=self._clock,
            news=news,
            channels=self._channels,
            admins=self._admins(),
            upkeep=self._upkeep(news.database),
        )
        scheduler = background.schedule(tick)
        scheduler.start()
        stack.callback(scheduler.stop)
        await news.poller.tick()

    def _admins(self) -> dict[ChannelName, frozenset[str]]:
        """Native ids of the admins by channel; on Telegram a person's private chat has the person's own id."""
        telegram, whatsapp = self._config.telegram, self._config.whatsapp
        admins: dict[ChannelName, frozenset[str]] = {}
        if telegram is not None:
            admins["telegram"] = frozenset(str(admin) for admin in telegram.admins)
        if whatsapp is not None:
            admins["whatsapp"] = frozenset(whatsapp.admins)
        return admins

    def _desk(self, news: News) -> Desk:
        config = self._config
        return Desk(
            database=news.database,
            fetcher=news.fetcher,
            parser=news.parser,
            poller=news.poller,
            finder=news.finder,
            clock=self._clock,
            on_due=partial(backlog.owe, daily_limit=config.news.daily_limit),
            forget=self.forget,
            wake=self.wake,
            admins=self._admins(),
            service_name=config.service.name,
            operator=config.service.operator,
            timezone=config.news.timezone,
            max_age=config.news.max_age,
        )

    def _checks(self, database: Database) -> dict[str, Check]:
        async def check_database() -> str | None:
            try:
                await database.read(deliveries.counts)
            except StorageError as error:
                return str(error)
            return None

        checks: dict[str, Check] = {channel.name: channel.healthy for channel in self._channels}
        return checks | {"database": check_database}


async def _finish(workers: Sequence[Sender[Any] | Runner[Any]], running: Sequence[asyncio.Task[None]]) -> None:
    """Stops all of them together: each takes a few seconds at most, and so do they all."""
    for worker in workers:
        worker.stop()
    await asyncio.gather(*running)
