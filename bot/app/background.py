"""What the running service does by itself and when: polling, indexing, correcting, alerting, tidying."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bot import broadcasts, publicity
from bot.alerts import AdminAlerts
from bot.app.news import News
from bot.app.post import Duties
from bot.backups import Backups
from bot.broadcasts import Broadcasts
from bot.config import Config
from bot.delivery import upkeep
from bot.delivery.retention import Retention
from bot.delivery.upkeep import Upkeep
from bot.model import Channel, ChannelName
from bot.publicity import HubNotice
from bot.reports import ReaderReports
from bot.scheduler import Scheduler
from bot.storage import alerts, reports, web_messages
from bot.web.websub import PATH
from feeds.model import Clock
from feeds.storage.database import Database
from feeds.subscribing import Subscriber

#: How often the search index takes in what changed; a search does so too, so this only keeps searches quick.
INDEX_EVERY = timedelta(seconds=5)
#: How often admins may hear of feeds that fell sick, went silent or recovered.
ALERTS_EVERY = timedelta(minutes=10)
#: How often readers' reports are passed on to admins.
REPORTS_EVERY = timedelta(minutes=1)
#: Alerts are kept this long.
ALERTS_KEPT = timedelta(days=90)
#: How often hubs are asked to tell us of news.
HUBS_EVERY = timedelta(minutes=5)
#: How often what has grown old is forgotten.
TIDY_EVERY = timedelta(minutes=10)
#: Web conversations are kept this long.
WEB_MESSAGES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Background:
    """Everything that a timer does."""

    config: Config
    clock: Clock
    news: News
    channels: Sequence[Channel[Any]]
    #: Native ids of the admins, by channel.
    admins: dict[ChannelName, frozenset[str]]
    upkeep: Upkeep
    retention: Retention
    duties: Duties
    broadcasts: Broadcasts
    #: Copies of the database; None where the configuration wants none.
    backups: Backups | None = None

    def schedule(self, tick: timedelta) -> Scheduler:
        """A scheduler with all of it that is this process's duty, not started yet."""
        scheduler = Scheduler()
        if self.duties.polls:
            scheduler.every(tick, "poll due feeds", self.news.poller.tick)
        if self.channels:
            scheduler.every(INDEX_EVERY, "index news", self.news.finder.catch_up)
        if not self.duties.keeps_house:
            return scheduler
        scheduler.every(broadcasts.EVERY, "announce", self.broadcasts.tick)
        scheduler.every(upkeep.EVERY, "correct and tidy", self.upkeep.tick)
        scheduler.every(TIDY_EVERY, "keep house", partial(self._keep_house, self.news.database))
        tell = AdminAlerts(self.news.database, self.channels, self.admins, self.clock, self.config.news.timezone)
        scheduler.every(ALERTS_EVERY, "tell admins how feeds are", tell.tick)
        if self.backups is not None:
            scheduler.every(self.backups.every, "back up", self.backups.tick)
        pass_on = ReaderReports(self.news.database, self.channels, self.admins, self.clock, self.config.news.timezone)
        scheduler.every(REPORTS_EVERY, "pass readers' reports on", pass_on.tick)
        if self.config.web is not None and self.config.web.public_url is not None:
            scheduler.every(HUBS_EVERY, "ask hubs", self._subscriber(self.config.web.public_url).tick)
            if self.config.web.hub is not None:
                topics = tuple(f"{self.config.web.public_url}/{name}" for name in ("umpan.xml", "umpan.atom"))
                told = HubNotice(self.news.database, self.news.fetcher, self.config.web.hub, topics)
                scheduler.every(publicity.EVERY, "tell our hub", told.tick)
        return scheduler

    def _subscriber(self, public_url: str) -> Subscriber:
        return Subscriber(
            database=self.news.database,
            fetcher=self.news.fetcher,
            clock=self.clock,
            draw=random.random,
            make_secret=partial(secrets.token_urlsafe, 32),
            callback=public_url + PATH,
        )

    async def _keep_house(self, database: Database) -> None:
        """Forgets old web conversations, alerts, deliveries and errands."""
        now = self.clock()
        await self.retention.tick()
        await database.write(web_messages.forget_before, now - WEB_MESSAGES_KEPT)
        await database.write(alerts.forget_before, now - ALERTS_KEPT)
        await database.write(reports.forget_before, now - ALERTS_KEPT)
