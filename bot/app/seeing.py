"""Seeing inside the running service: what `/healthz`, `/readyz` and `/metrics` ask, tied to its parts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import structlog
from starlette.routing import BaseRoute

from bot.app.channels import Wired
from bot.app.news import News
from bot.metrics import CONTENT_TYPE, Metrics, Now
from bot.storage.figures import figures
from bot.web.figures import metrics_route
from bot.web.health import Check, health_routes
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.storage import changes
from feeds.storage.database import Database

#: A page of figures is shown again for so long: whoever asks more often costs nothing.
FRESH = timedelta(seconds=10)
#: The paths that networks and hubs call, by what they are called in the figures.
WEBHOOKS = {"/telegram/webhook": "telegram", "/whatsapp/webhook": "whatsapp", "/websub/": "websub"}


_log = structlog.get_logger(__name__)


class Seeing:
    """The service's own eyes. Hooks of `metrics` are handed to the parts before the service is built."""

    def __init__(self, clock: Clock) -> None:
        self.metrics = Metrics(version("kentongan"))
        self._clock = clock
        self._tasks: Sequence[asyncio.Task[Any]] = ()
        self._backed_up: Callable[[], datetime | None] = lambda: None
        self._shown: tuple[datetime, bytes] | None = None

    def routes(
        self, news: News, wired: Sequence[Wired], waits_for: Callable[[], str | None] = lambda: None
    ) -> list[BaseRoute]:
        """What the web server has to serve; `waits_for` says why this process stands by, None when it works."""

        async def page() -> bytes:
            return await self._page(news, wired)

        checks: dict[str, Check] = {one.channel.name: one.channel.healthy for one in wired}
        checks["database"] = _database_check(news.database)
        return [*health_routes(checks, self.fault, waits_for), metrics_route(page, CONTENT_TYPE)]

    def watch(self, tasks: Sequence[asyncio.Task[Any]]) -> None:
        """These tasks run until the service stops; one that ends before makes the process unhealthy."""
        self._tasks = tasks
        for task in tasks:
            task.add_done_callback(_note_end)

    def backups(self, last: Callable[[], datetime | None]) -> None:
        """Whom to ask for the moment of the last backup."""
        self._backed_up = last

    def fault(self) -> str | None:
        """Which part has ended although it should run for ever; only a restart brings it back."""
        ended = sorted(task.get_name() for task in self._tasks if task.done())
        return f"ended by a fault: {', '.join(ended)}" if ended else None

    async def _page(self, news: News, wired: Sequence[Wired]) -> bytes:
        now = self._clock()
        if self._shown is None or now - self._shown[0] >= FRESH:
            found = await news.database.read(figures)
            faults = [await one.channel.healthy() for one in wired]
            present = Now(
                channels_up={one.channel.name: fault is None for one, fault in zip(wired, faults, strict=True)},
                web_streams=sum(one.pages() for one in wired),
                indexed_change=news.finder.dealt_with,
                backed_up=self._backed_up(),
            )
            self._shown = (now, self.metrics.page(found, present, now))
        return self._shown[1]


def _note_end(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.error("ended by a fault", task=task.get_name(), exc_info=error)


def _database_check(database: Database) -> Check:
    async def check() -> str | None:
        try:
            await database.read(changes.last_seq)
        except StorageError as error:
            return str(error)
        return None

    return check
