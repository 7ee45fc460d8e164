"""The show: sample sites, the real path from poll to page, on a database that is thrown away in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.news import utc_now
from bot.app.service import Service
from bot.config import Config, DatabaseSection, FeedEntry, FeedsSection, NewsSection, ServiceSection, WebSection
from bot.demo.sites import SampleSites, serve_sample_sites
from bot.demo.visitor import Visitor
from bot.storage import chats, deliveries
from feeds.storage import feeds as feeds_table
from feeds.storage import stories
from feeds.web.fetch import Limits

#: A new entry appears somewhere this often.
PUBLISH_EVERY = timedelta(seconds=6)
_POLL_EVERY = timedelta(seconds=2)
#: The sites of the show are ours: no need to be polite to them.
_LIMITS = Limits(host_gap=0.0)


@dataclass(frozen=True, slots=True)
class Report:
    """What one pass did."""

    feeds: int
    entries: int
    stories: int
    merged: int
    held: int
    chats: int
    delivered: int


def _config(sites: SampleSites, folder: Path, port: int) -> Config:
    return Config(
        service=ServiceSection(name="Kentongan (peragaan)", operator="Semua berita di sini rekaan."),
        database=DatabaseSection(url=f"sqlite:///{folder / 'demo.db'}"),
        web=WebSection(listen=f"127.0.0.1:{port}"),
        feeds=FeedsSection(
            min_interval=_POLL_EVERY,
            max_interval=_POLL_EVERY,
            allow_private_hosts=tuple(site.host for site in sites.sites),
        ),
        # The show publishes in minutes what others publish in a week.
        news=NewsSection(daily_limit=1000),
        feed=tuple(FeedEntry(url=site.feed_url, name=site.name) for site in sites.sites),
    )


async def show_once() -> Report:
    """Takes the baseline, subscribes a visitor, publishes everything, polls, delivers, and counts."""
    with TemporaryDirectory(prefix="kentongan-demo-") as folder:
        async with serve_sample_sites(utc_now) as sites:
            service = Service(_config(sites, Path(folder), 0), limits=_LIMITS)
            async with service.open(background=False) as news:
                await news.poller.poll_now()
                await asyncio.to_thread(_subscribe, service.web_address)
                sites.publish_all()
                outcomes = await news.poller.poll_now()
                await service.send_owed()
                counted = await news.database.read(stories.counts)
                sent = await news.database.read(deliveries.counts)
                return Report(
                    feeds=len(outcomes),
                    entries=counted.pop("entries"),
                    stories=sum(counted.values()),
                    merged=sum(outcome.stored.joined for outcome in outcomes),
                    held=counted.get("held", 0),
                    chats=sum((await news.database.read(chats.count_active)).values()),
                    delivered=sent.get("sent", 0),
                )


def _subscribe(address: str) -> None:
    visitor = Visitor(address)
    visitor.open_page()
    visitor.say("mulai")


async def show(port: int, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    """Runs until `stop`; `tell` gets what a person at the terminal should read."""
    with TemporaryDirectory(prefix="kentongan-demo-") as folder:
        async with serve_sample_sites(utc_now) as sites:
            service = Service(_config(sites, Path(folder), port), limits=_LIMITS)
            async with service.open(tick=timedelta(seconds=1)) as news:
                tell("Sample regency sites:")
                for site in sites.sites:
                    tell(f"  {site.name}: {site.home_url}")
                tell(f"\nWeb chat: {service.web_address}\nOpen it, say “mulai”, and watch. Ctrl-C ends the show.\n")
                while any(feed.last_ok is None for feed in await news.database.read(feeds_table.list_all)):
                    await _pause(stop, 0.2)
                    if stop.is_set():
                        return
                while not stop.is_set():
                    await _pause(stop, PUBLISH_EVERY.total_seconds())
                    title = None if stop.is_set() else sites.publish_next()
                    if title is not None:
                        tell(f"published: {title}")


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
