"""What the running service does by itself and when: polling, indexing, correcting, alerting, tidying."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bot import broadcasts, publicity, weekly
from bot.alerts import AdminAlerts
from bot.app.news import News
from bot.app.post import Duties
from bot.backups import Backups
from bot.broadcasts import Broadcasts
from bot.commands.adding import ASKED_FOR
from bot.config import Config
from bot.cost_alerts import CostAlerts
from bot.delivery import upkeep
from bot.delivery.retention import Retention
from bot.delivery.upkeep import Upkeep
from bot.model import Channel, ChannelName
from bot.publicity import HubNotice
from bot.report import refresh
from bot.reports import ReaderReports
from bot.scheduler import Scheduler
from bot.storage import alerts, ledger, links, notices, proposals, reports, web_messages, whatsapp_inbox
from bot.web.websub import PATH
from bot.weekly import WeeklyReport
from feeds.model import Clock
from feeds.storage import feeds as feeds_table
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
#: How often the present day is counted; its last count is what stays of it.
DAYS_EVERY = timedelta(hours=1)
#: How often hubs are asked to tell us of news.
HUBS_EVERY = timedelta(minutes=5)
#: How often what has grown old is forgotten.
TIDY_EVERY = timedelta(minutes=10)
#: Events of WhatsApp's webhook are known again for this long; Meta repeats them for seven days.
WHATSAPP_EVENTS_KEPT = timedelta(days=14)
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
        report = WeeklyReport(
            database=self.news.database,
            channels=self.channels,
            admins=self.admins,
            clock=self.clock,
            timezone=self.config.news.timezone,
            service_name=self.config.service.name,
        )
        scheduler.every(weekly.EVERY, "report on the week", report.tick)
        scheduler.every(DAYS_EVERY, "count the day", self._count_days)
        if self.backups is not None:
            scheduler.every(self.backups.every, "back up", self.backups.tick)
        pass_on = ReaderReports(self.news.database, self.channels, self.admins, self.clock, self.config.news.timezone)
        scheduler.every(REPORTS_EVERY, "pass readers' reports on", pass_on.tick)
        if self.config.whatsapp is not None:
            costs = CostAlerts(self.news.database, self.channels, self.admins, self.clock)
            scheduler.every(ALERTS_EVERY, "tell admins of costs and templates", costs.tick)
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

    async def _count_days(self) -> None:
        await refresh(self.news.database, self.clock(), self.config.news.timezone)

    async def _keep_house(self, database: Database) -> None:
        """Forgets old web conversations, alerts, deliveries, errands, questions, and what was removed for good."""
        now = self.clock()
        await self.retention.tick()
        await database.write(proposals.forget_before, now - ASKED_FOR)
        await database.write(feeds_table.forget_removed, now - feeds_table.UNDO)
        await database.write(web_messages.forget_before, now - WEB_MESSAGES_KEPT)
        await database.write(whatsapp_inbox.forget_before, now - WHATSAPP_EVENTS_KEPT)
        await database.write(alerts.forget_before, now - ALERTS_KEPT)
        await database.write(reports.forget_before, now - ALERTS_KEPT)
        await database.write(notices.forget_before, now - ALERTS_KEPT)
        await database.write(links.forget_before, now)
        await database.write(ledger.forget_before, now - ledger.KEPT)
