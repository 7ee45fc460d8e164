"""The running service: started in order, run until it is told to stop, stopped in the reverse order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot import keyfile
from bot.app import recovery
from bot.app.background import Background
from bot.app.channels import Wired, build_channels
from bot.app.news import News, open_news, utc_now
from bot.app.newsroom import build_newsroom
from bot.app.post import DUTIES, HOUSE, Post, Role, open_post
from bot.app.public import build_public
from bot.app.seeing import WEBHOOKS, Seeing
from bot.backups import Backups
from bot.broadcasts import Broadcasts
from bot.commands.conversation import Conversation
from bot.commands.desk import Desk
from bot.config import Config, terms_of
from bot.delivery.answering import AnswerPace
from bot.delivery.retention import Retention
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.delivery.upkeep import Upkeep
from bot.model import Channel, ChannelName
from bot.storage import announcements, backlog
from bot.web.app import build_web
from bot.web.figures import CountingWebhooks
from bot.web.server import WebServer
from bot.web.websub import HubCallback
from feeds.classify.rules import load_rules
from feeds.model import Clock
from feeds.storage.database import Database
from feeds.web.fetch import Limits

#: How often the outbox and the feeds table are asked what is due.
TICK = timedelta(seconds=2)

_log = structlog.get_logger(__name__)


class Service:
    """The running service: polls, answers and sends until it is stopped."""

    def __init__(
        self, config: Config, clock: Clock = utc_now, *, limits: Limits | None = None, role: Role = "all"
    ) -> None:
        """`role` is the part of the service that this process is, where several share a PostgreSQL database."""
        self._role: Role = role
        self._duties = DUTIES[role]
        self._config = config
        self._clock = clock
        self._limits = limits
        self._built: tuple[Wired, ...] = ()
        self._channels: list[Channel[Any]] = []
        self._paces: dict[ChannelName, AnswerPace] = {}
        self._senders: list[Sender[Any]] = []
        self._runners: list[Runner[Any]] = []
        self._web_address = ""
        self._seeing = Seeing(clock)

    @property
    def web_address(self) -> str:
        """Where the web chat is, once the service is open; "" when it is switched off."""
        return self._web_address

    async def run(self, stop: asyncio.Event, started: Callable[[], None] = lambda: None) -> None:
        """Runs until `stop` is set. Raises `StartError` or `StorageUnavailableError` when it can't start.

        A kill at any moment loses nothing: what is owed is derived from the database at the next start. While another
        process does its work this one stands by; when one has taken over, it begins anew and stands by.
        """
        while not stop.is_set():
            async with self._prepared() as (news, post):
                if not await post.take(self._leases(), stop):
                    break
                async with self._at_work(news, post, TICK, background=True):
                    started()
                    await _first(stop, post.lost)
        _log.info("service stops")

    @asynccontextmanager
    async def open(self, *, tick: timedelta = TICK, background: bool = True) -> AsyncIterator[News]:
        """Starts everything in order and stops it in the reverse order.

        Without `background` nothing is polled or sent by itself: `send_owed` and `News.poller` do a pass by hand.
        Raises `AlreadyRunningError` when another process does it.
        """
        async with self._prepared() as (news, post):
            await post.take(self._leases())
            async with self._at_work(news, post, tick, background=background):
                yield news

    @asynccontextmanager
    async def _prepared(self) -> AsyncIterator[tuple[News, Post]]:
        """Everything made and the web server open; nothing is received or sent yet."""
        async with AsyncExitStack() as stack:
            shares: list[Callable[[], frozenset[int] | None]] = []
            news = await stack.enter_async_context(
                open_news(
                    self._config,
                    self._clock,
                    limits=self._limits,
                    after_due=self.wake,
                    after_poll=self._seeing.metrics.polled,
                    shares=lambda: shares[0]() if shares else frozenset(),
                )
            )
            post = await stack.enter_async_context(open_post(self._config, self._role, news.database))
            shares.append(post.shares)
            server = WebServer(self._config.web.listen) if self._config.web else None
            if server is not None:
                stack.push_async_callback(server.stop)
                self._web_address = server.address
            self._build_channels(news, post, server)
            yield news, post

    @asynccontextmanager
    async def _at_work(self, news: News, post: Post, tick: timedelta, *, background: bool) -> AsyncIterator[None]:
        """Receiving, answering, and with `background` polling and sending."""
        async with AsyncExitStack() as stack:
            await self._recover(news.database, post, stack)
            self._build_senders(news, post)
            for channel in self._channels:
                stack.push_async_callback(channel.stop)
                await channel.start()
            if background:
                await self._start_background(news, stack, tick)
            _log.info(
                "service runs",
                role=self._role,
                channels=[channel.name for channel in self._channels],
                web=self._web_address,
            )
            yield

    def _leases(self) -> list[str]:
        house = [HOUSE] if self._duties.keeps_house else []
        return house + [channel.name for channel in self._channels]

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

    async def _recover(self, database: Database, post: Post, stack: AsyncExitStack) -> None:
        """Settles what an earlier process left: sends that may have arrived, stories that were not owed yet."""
        in_doubt = healed = 0
        for channel in self._channels:
            in_doubt += await recovery.recover(database, channel.name, post, self._clock, stack)
        if self._duties.keeps_house:
            now, news, terms = self._clock(), self._config.news, terms_of(self._config)
            healed = await database.write(backlog.owe_missing, now, now - news.max_age, news.daily_limit, terms)
            # Before anything is sent: what grew old meanwhile is let go of, and the newest goes first.
            await self._upkeep(database).tick()
        if in_doubt or healed:
            _log.warning("took over after a crash", in_doubt=in_doubt, healed=healed)

    def _build_channels(self, news: News, post: Post, server: WebServer | None) -> None:
        config, clock = self._config, self._clock
        public_url = config.web.public_url if config.web is not None else None
        desk = self._desk(news, public_url or self._web_address)
        self._built = build_channels(
            config,
            news.database,
            Conversation(desk),
            clock,
            runs=self._duties.runs,
            may_send=post.may_send,
        )
        self._channels = [wired.channel for wired in self._built]
        loop = asyncio.get_running_loop()
        for wired in self._built:
            self._paces[wired.channel.name] = AnswerPace(wired.pacer, loop.time, asyncio.sleep)
        self._senders, self._runners = [], []
        routes = [route for wired in self._built for route in wired.routes]
        if config.web is not None and config.web.public_url is not None:
            routes.append(HubCallback(news.database, clock, random.random, self._poll(news)).route())
        if server is not None and config.web is not None:
            seeing = self._seeing.routes(news, self._built, lambda: post.waits_for)
            public = build_public(config, news, clock, server.address)
            app = build_web(
                [*seeing, *routes, *public.routes(), *build_newsroom(config, desk).routes()],
                embed_origins=config.web.embed_origins,
                missing=public.missing,
            )
            server.start(CountingWebhooks(app, WEBHOOKS, self._seeing.metrics.webhook))

    def _build_senders(self, news: News, post: Post) -> None:
        database, clock, draw, metrics = news.database, self._clock, random.random, self._seeing.metrics
        for wired in self._built:
            channel, pacer = wired.channel, wired.pacer
            tenure = post.tenure(channel.name, database)
            name = self._config.service.name
            sender = Sender(
                channel,
                database,
                pacer,
                clock,
                draw,
                slots=wired.slots,
                settled=metrics.delivered,
                tenure=tenure,
                service=name,
            )
            self._senders.append(sender)
            self._runners.append(
                Runner(
                    channel,
                    database,
                    pacer,
                    sender.turn,
                    clock,
                    draw,
                    settled=metrics.errand,
                    tenure=tenure,
                    service=name,
                )
            )

    def _upkeep(self, database: Database) -> Upkeep:
        news = self._config.news
        return Upkeep(
            database, self._clock, news.max_age, news.digest_hour, self.forget, self.wake, terms_of(self._config)
        )

    async def _start_background(self, news: News, stack: AsyncExitStack, tick: timedelta) -> None:
        workers = self._workers()
        names = [f"{kind} of {channel.name}" for kind in ("sender", "runner") for channel in self._channels]
        running = [asyncio.create_task(worker.run(), name=name) for worker, name in zip(workers, names, strict=True)]
        stack.push_async_callback(_finish, workers, running)
        self._seeing.watch(running)
        background = Background(
            config=self._config,
            clock=self._clock,
            news=news,
            channels=self._channels,
            admins=self._admins(),
            upkeep=self._upkeep(news.database),
            retention=Retention(news.database, self._clock, self._config.news.keep_deliveries),
            duties=self._duties,
            broadcasts=self._broadcasts(news.database),
            backups=self._backups(),
        )
        scheduler = background.schedule(tick)
        scheduler.start()
        stack.callback(scheduler.stop)
        if self._duties.polls:
            await news.poller.tick()

    def _poll(self, news: News) -> Callable[[], Awaitable[object]]:
        """What is done when a feed has become due; where others poll, they will see it."""

        async def leave_it() -> None:
            return

        return news.poller.tick if self._duties.polls else leave_it

    def _backups(self) -> Backups | None:
        database = self._config.database
        if not database.backup_to:
            return None
        folder = Path(database.backup_to)
        backups = Backups(database.url, folder, database.backup_every, database.backup_keep, self._clock)
        backups.look()
        self._seeing.backups(lambda: backups.last)
        return backups

    def _admins(self) -> dict[ChannelName, frozenset[str]]:
        """Native ids of the admins by channel; on Telegram a person's private chat has the person's own id."""
        telegram, whatsapp = self._config.telegram, self._config.whatsapp
        admins: dict[ChannelName, frozenset[str]] = {}
        if telegram is not None:
            admins["telegram"] = frozenset(str(admin) for admin in telegram.admins)
        if whatsapp is not None:
            admins["whatsapp"] = frozenset(whatsapp.admins)
        return admins

    def _broadcasts(self, database: Database) -> Broadcasts:
        config = self._config
        publish = partial(announcements.publish, config.service.name, load_rules(config.news.rules), terms_of(config))
        return Broadcasts(
            database, self._channels, self._clock, publish, self.wake, admins=self._admins(), paces=self._paces
        )

    def _start_link(self, word: str) -> str | None:
        """The first channel's link that opens a chat with us and says `/start WORD`."""
        return next((link for wired in self._built if (link := wired.start_link(word)) is not None), None)

    def _desk(self, news: News, pages: str) -> Desk:
        config = self._config
        return Desk(
            database=news.database,
            fetcher=news.fetcher,
            parser=news.parser,
            poller=news.poller,
            finder=news.finder,
            clock=self._clock,
            on_due=partial(backlog.owe, daily_limit=config.news.daily_limit, terms=terms_of(config)),
            forget=self.forget,
            terms=terms_of(config),
            wake=self.wake,
            admins=self._admins(),
            start_link=self._start_link,
            pages=pages.rstrip("/"),
            broadcast=self._broadcasts(news.database).tick,
            two_admins_over=config.news.two_admins_over,
            private_hosts=config.feeds.allow_private_hosts,
            service_name=config.service.name,
            operator=config.service.operator,
            timezone=config.news.timezone,
            max_age=config.news.max_age,
            topics=load_rules(config.news.rules).names,
            consent_key=partial(_consent_key, config),
        )


def _consent_key(config: Config) -> bytes:
    """The configured key of the consent log, else that of a file that is made when it is first needed."""
    configured = config.service.consent_key.get_secret_value()
    return configured.encode() if configured else keyfile.read_or_make(config.database.consent_key_file)


async def _first(*events: asyncio.Event) -> None:
    """Waits for the first of them."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _finish(workers: Sequence[Sender[Any] | Runner[Any]], running: Sequence[asyncio.Task[None]]) -> None:
    """Stops all of them together: each takes a few seconds at most, and so do they all."""
    for worker in workers:
        worker.stop()
    await asyncio.gather(*running)
