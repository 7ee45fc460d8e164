"""The composition root: everything is made and tied together here, and only here. The only file that names a channel.

`open_news` gives what works without chats (the command line needs no more); `Service` is the whole.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from typing import Any

import structlog

from bot.alerts import AdminAlerts
from bot.commands.conversation import Conversation
from bot.commands.desk import Desk
from bot.config import Config
from bot.delivery import upkeep
from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, Pacer
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender, slots_for
from bot.delivery.upkeep import Upkeep
from bot.errors import AlreadyRunningError
from bot.model import Channel, ChannelName
from bot.scheduler import Scheduler
from bot.storage import alerts, backlog, deliveries, errands, web_messages
from bot.storage.migrations import BOT
from bot.storage.web_messages import WebMessages
from bot.texts.english import ENGLISH
from bot.texts.indonesian import INDONESIAN
from bot.web.app import Check, build_web
from bot.web.server import WebServer
from bot.web.websub import PATH, HubCallback
from feeds.classify.rules import load_rules
from feeds.drafting import EditorialRules
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.rewriting import Rewriter
from feeds.schedule import Intervals
from feeds.search.finder import Finder
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, is_current, migrate
from feeds.subscribing import Subscriber
from feeds.update import Updater
from feeds.web.endpoint import ChatEndpoint
from feeds.web.fetch import Fetcher, Limits

#: How often the outbox and the feeds table are asked what is due.
TICK = timedelta(seconds=2)
#: Seconds that answers under way are given at a stop; with the senders' patience it stays within ten.
STOP_GRACE = 2.0
#: How often the search index takes in what changed; a search does so too, so this only keeps searches quick.
INDEX_EVERY = timedelta(seconds=5)
#: How often admins may hear of feeds that fell sick, went silent or recovered.
ALERTS_EVERY = timedelta(minutes=10)
#: Alerts are kept this long.
ALERTS_KEPT = timedelta(days=90)
#: How often hubs are asked to tell us of news.
HUBS_EVERY = timedelta(minutes=5)
#: What was done about corrections, recalls and digests is kept this long.
ERRANDS_KEPT = timedelta(days=90)
#: Web conversations are kept this long.
WEB_MESSAGES_KEPT = timedelta(days=30)
#: Connections for answers, errands and the long poll, beside those of the broadcast.
POOL_FOR_ANSWERS = 64
#: A page of our own is paced only so that one broadcast does not hold the event loop.
WEB_RATE = 1000.0

_log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The clock of the running service."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class News:
    """What works without chats."""

    database: Database
    fetcher: Fetcher
    parser: Parser
    poller: Poller
    finder: Finder


async def prepare(database: Database) -> None:
    """Brings an open database to the newest schema; costs one small query when there is nothing to do."""
    if not await database.read(is_current, FEEDS, BOT):
        _log.info("database is migrated", database=database.shown_url)
        await database.write(migrate, FEEDS, BOT)


@asynccontextmanager
async def open_news(
    config: Config,
    clock: Clock = utc_now,
    *,
    limits: Limits | None = None,
    after_due: Callable[[], None] = lambda: None,
) -> AsyncIterator[News]:
    """Opens the database (migrating it when needed), the fetcher and the parser, and closes them in the end.

    Raises `StorageUnavailableError` with a sentence when the database can't be opened.
    """
    async with AsyncExitStack() as stack:
        database = Database(config.database.url)
        await database.open()
        stack.push_async_callback(database.close)
        await prepare(database)
        finder = Finder(database, config.database.search_folder, config.news.zone)
        await finder.open()
        stack.push_async_callback(finder.close)
        contact = config.web.public_url if config.web and config.web.public_url else "https://kentongan.invalid"
        fetcher = await stack.enter_async_context(
            Fetcher(
                user_agent=f"Kentongan/{version('kentongan')} (+{contact})",
                allow_private_hosts=frozenset(config.feeds.allow_private_hosts),
                limits=limits or Limits(),
            )
        )
        parser = Parser(config.news.timezone)
        stack.push_async_callback(parser.close)
        rewriter = None
        if config.summary is not None:
            key = config.summary.key.get_secret_value()
            writer = await stack.enter_async_context(ChatEndpoint(config.summary.url, config.summary.model, key))
            rewriter = Rewriter(writer, config.news.summary_sentences)
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(config.feeds.min_interval, config.feeds.max_interval),
            rules=EditorialRules(
                max_age=config.news.max_age,
                summary_sentences=config.news.summary_sentences,
                pages_per_poll=config.news.pages_per_poll,
                review_all=config.news.review == "all",
                timezone=config.news.timezone,
                words=load_rules(config.news.rules),
            ),
            clock=clock,
            draw=random.random,
            on_due=partial(backlog.owe, daily_limit=config.news.daily_limit),
            rewriter=rewriter,
        )
        poller = Poller(database, updater, clock, after_due=after_due)
        stack.push_async_callback(poller.stop)
        configured = [(feed.url, feed.name or feed.url) for feed in config.feed]
        await database.write(feeds_table.add_configured, configured, clock())
        regencies = {feed.url: feed.regency or None for feed in config.feed}
        await database.write(feeds_table.set_regencies, regencies)
        yield News(database, fetcher, parser, poller, finder)


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
        in_doubt = await database.write(deliveries.recover, now)
        await database.write(errands.recover, now)
        news = self._config.news
        healed = await database.write(backlog.owe_missing, now, now - news.max_age, news.daily_limit)
        # Before anything is sent: what grew old meanwhile is let go of, and the newest goes first.
        await self._upkeep(database).tick()
        if in_doubt or healed:
            _log.warning("took over after a crash", in_doubt=in_doubt, healed=healed)

    def _build_channels(self, news: News, server: WebServer | None) -> None:
        config = self._config
        conversation = Conversation(self._desk(news))
        routes = []
        if config.web is not None:
            from bot.channels.webchat.channel import WebChat

            chat = WebChat(
                log=WebMessages(news.database, self._clock),
                answer=conversation.answer,
                clock=self._clock,
                own_origins=frozenset({config.web.origin} if config.web.origin else ()),
            )
            self._add(chat, news, Pacer(WEB_RATE, NO_GAPS), slots=32)
            routes += chat.routes()
        if config.telegram is not None:
            from bot.channels.telegram.channel import TelegramChannel

            public_url = config.web.public_url if config.web else None
            pacer = Pacer(config.telegram.rate, TELEGRAM_GAPS)
            telegram = TelegramChannel(
                token=config.telegram.token.get_secret_value(),
                api_url=config.telegram.api_url,
                answer=conversation.answer,
                notice=conversation.notice,
                mode=config.telegram.mode,
                webhook_url=f"{public_url}/telegram/webhook" if public_url else None,
                webhook_secret=(
                    config.telegram.webhook_secret.get_secret_value() if config.telegram.webhook_secret else None
                ),
                commands={"id": INDONESIAN.commands, "en": ENGLISH.commands},
                clock=self._clock,
                grace=STOP_GRACE,
                pace=AnswerPace(pacer, asyncio.get_running_loop().time, asyncio.sleep),
                pool_size=POOL_FOR_ANSWERS + slots_for(config.telegram.rate),
            )
            self._add(telegram, news, pacer, slots=slots_for(config.telegram.rate))
            routes += telegram.routes()
        if config.web is not None and config.web.public_url is not None:
            routes.append(HubCallback(news.database, self._clock, random.random, news.poller.tick).route())
        if server is not None:
            server.start(build_web(routes, self._checks(news.database)))

    def _add(self, channel: Channel[Any], news: News, pacer: Pacer, slots: int) -> None:
        self._channels.append(channel)
        sender = Sender(channel, news.database, pacer, self._clock, random.random, slots=slots)
        self._senders.append(sender)
        self._runners.append(Runner(channel, news.database, pacer, sender.turn, self._clock, random.random))

    def _upkeep(self, database: Database) -> Upkeep:
        news = self._config.news
        return Upkeep(database, self._clock, news.max_age, news.digest_hour, self.forget, self.wake)

    async def _start_background(self, news: News, stack: AsyncExitStack, tick: timedelta) -> None:
        workers = self._workers()
        running = [asyncio.create_task(worker.run(), name=type(worker).__name__) for worker in workers]
        stack.push_async_callback(_finish, workers, running)
        scheduler = Scheduler()
        scheduler.every(tick, "poll due feeds", news.poller.tick)
        scheduler.every(INDEX_EVERY, "index news", news.finder.catch_up)
        scheduler.every(upkeep.EVERY, "correct and tidy", self._upkeep(news.database).tick)
        scheduler.every(timedelta(minutes=10), "keep house", partial(self._keep_house, news.database))
        tell = AdminAlerts(news.database, self._channels, self._admins(), self._clock, self._config.news.timezone)
        scheduler.every(ALERTS_EVERY, "tell admins how feeds are", tell.tick)
        if self._config.web is not None and self._config.web.public_url is not None:
            scheduler.every(HUBS_EVERY, "ask hubs", self._subscriber(news, self._config.web.public_url).tick)
        scheduler.start()
        stack.callback(scheduler.stop)
        await news.poller.tick()

    def _subscriber(self, news: News, public_url: str) -> Subscriber:
        return Subscriber(
            database=news.database,
            fetcher=news.fetcher,
            clock=self._clock,
            draw=random.random,
            make_secret=partial(secrets.token_urlsafe, 32),
            callback=public_url + PATH,
        )

    async def _keep_house(self, database: Database) -> None:
        """Forgets old web conversations, alerts and errands."""
        now = self._clock()
        await database.write(errands.forget_before, now - ERRANDS_KEPT)
        await database.write(web_messages.forget_before, now - WEB_MESSAGES_KEPT)
        await database.write(alerts.forget_before, now - ALERTS_KEPT)

    def _admins(self) -> dict[ChannelName, frozenset[str]]:
        """Native ids of the admins by channel; on Telegram a person's private chat has the person's own id."""
        telegram = self._config.telegram
        return {} if telegram is None else {"telegram": frozenset(str(admin) for admin in telegram.admins)}

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
