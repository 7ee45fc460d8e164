"""What works without chats, made and tied together: the database, the fetcher, the parser, the poller, the finder."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version

import structlog

from bot.config import Config, terms_of
from bot.storage import backlog
from bot.storage.migrations import BOT
from feeds.classify.rules import load_rules
from feeds.drafting import EditorialRules
from feeds.errors import StorageUnavailableError
from feeds.model import Clock
from feeds.parse.parser import Parser
from feeds.poll import AfterPoll, Poller, nobody_asks
from feeds.rewriting import Rewriter
from feeds.schedule import Intervals
from feeds.search.finder import Finder
from feeds.storage import feeds as feeds_table
from feeds.storage.copying import is_barred
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, is_current, migrate
from feeds.update import Updater
from feeds.web.endpoint import ChatEndpoint
from feeds.web.fetch import Fetcher, Limits

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
    """Brings an open database to the newest schema; costs one small query when there is nothing to do.

    Raises `StorageUnavailableError` for a database whose restore was cut off.
    """
    if await database.read(is_barred):
        raise StorageUnavailableError(
            f"A restore of {database.shown_url} was cut off half-way. Run kentongan restore again, with the same "
            "backup or with the file that it had put aside."
        )
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
    after_poll: AfterPoll = nobody_asks,
    shares: Callable[[], frozenset[int] | None] = lambda: None,
) -> AsyncIterator[News]:
    """Opens the database (migrating it when needed), the fetcher and the parser, and closes them in the end.

    `after_due`, `after_poll` and `shares` are the poller's.

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
            on_due=partial(backlog.owe, daily_limit=config.news.daily_limit, terms=terms_of(config)),
            rewriter=rewriter,
        )
        poller = Poller(database, updater, clock, after_due=after_due, after_poll=after_poll, shares=shares)
        stack.push_async_callback(poller.stop)
        configured = [(feed.url, feed.name or feed.url) for feed in config.feed]
        await database.write(feeds_table.add_configured, configured, clock())
        regencies = {feed.url: feed.regency or None for feed in config.feed}
        await database.write(feeds_table.set_regencies, regencies)
        yield News(database, fetcher, parser, poller, finder)
