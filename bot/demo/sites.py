"""Three sample regency sites on loopback, for the demo: real HTTP, real RSS, invented news.

Each site has a port of its own. It answers conditional requests (RFC 9110, section 13) with 304, publishes what waits
when it is told to, and keeps everything in memory. Nothing here reaches out, logs, or takes over a signal.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import socket
from collections import deque
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime, parsedate_to_datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.demo import pages, picture, plans, rss
from feeds.model import Clock


@dataclass(frozen=True, slots=True)
class SampleSite:
    """Where a sample site is."""

    #: The regency, for example "Sungai Rawa".
    name: str
    feed_url: str
    home_url: str
    #: "127.0.0.1:PORT", the form that `feeds.allow_private_hosts` takes.
    host: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a whole show must come to; the demo's report is tested against it."""

    #: Entries out from the start, and those that wait; together all that are ever published.
    baseline: int
    queued: int
    #: Entries that are another site's press release, and join its story.
    merged: int
    #: Entries that the hijack guard must hold.
    gambling: int

    @property
    def entries(self) -> int:
        """All entries of all sites once everything is out."""
        return self.baseline + self.queued

    @property
    def stories(self) -> int:
        """All stories once everything is out, the held one among them."""
        return self.entries - self.merged

    @property
    def pushed(self) -> int:
        """Stories that a chat gets which subscribed before the first waiting entry came out."""
        return self.queued - self.merged - self.gambling


EXPECTED = Expected(baseline=34, queued=15, merged=1, gambling=1)


class _Site:
    """One site: its plan and what it has published, newest first."""

    def __init__(self, plan: plans.SitePlan, port: int, now: datetime) -> None:
        self.plan = plan
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.home = f"http://{self.host}"
        self.entries: list[plans.SampleEntry] = []
        baseline = [(now - entry.age, entry) for entry in plan.entries if entry.age is not None]
        for published, entry in sorted(baseline, key=lambda pair: pair[0]):
            self.publish(entry, published, _local_day(published))

    def publish(self, plan: plans.EntryPlan, published: datetime, day: date) -> None:
        self.entries.insert(0, plans.publish(self.plan, plan, len(self.entries), published, day))

    def entry_at(self, path: str) -> plans.SampleEntry | None:
        return next((entry for entry in self.entries if entry.path == path), None)


def _local_day(moment: datetime) -> date:
    return moment.astimezone(plans.WIB).date()


class SampleSites:
    """The sites as the demo drives them."""

    def __init__(self, all_sites: tuple[plans.SitePlan, ...], ports: tuple[int, ...], clock: Clock) -> None:
        """Publishes what is out from the start, dated back from now.

        Args:
            all_sites: The sites.
            ports: Where each of them listens, in the same order.
            clock: Tells when an entry is published.
        """
        self._clock = clock
        now = clock()
        # Texts of waiting entries count their days from here, so that a press release reads the same on two sites
        # even when midnight passes between them.
        self._day = _local_day(now)
        self._by_port = {port: _Site(plan, port, now) for plan, port in zip(all_sites, ports, strict=True)}
        waiting = [
            (entry.order, site, entry)
            for site in self._by_port.values()
            for entry in site.plan.entries
            if entry.order is not None
        ]
        self._waiting = deque((site, entry) for _, site, entry in sorted(waiting, key=lambda turn: turn[0]))

    @property
    def sites(self) -> tuple[SampleSite, ...]:
        """Where the sites are."""
        return tuple(
            SampleSite(site.plan.short, f"{site.home}/feed/", f"{site.home}/", site.host)
            for site in self._by_port.values()
        )

    @property
    def entries(self) -> int:
        """How many entries are out, over all sites."""
        return sum(len(site.entries) for site in self._by_port.values())

    def publish_next(self) -> str | None:
        """Publishes the next waiting entry, dated now, on the site it belongs to; the order is always the same.

        Returns:
            Its title, None when nothing waits any more.
        """
        if not self._waiting:
            return None
        site, entry = self._waiting.popleft()
        site.publish(entry, self._clock(), self._day)
        return entry.title

    def publish_all(self) -> int:
        """Publishes everything that still waits; says how many entries that was."""
        published = 0
        while self.publish_next() is not None:
            published += 1
        return published

    def app(self) -> Starlette:
        """The one application behind all ports; the port that a request came in by tells the site."""
        return Starlette(
            routes=[
                Route("/", self._home),
                Route("/feed/", self._feed),
                Route("/wp-content/uploads/{path:path}", self._picture),
                Route("/{path:path}", self._entry),
            ]
        )

    def _site(self, request: Request) -> _Site:
        return self._by_port[request.scope["server"][1]]

    async def _home(self, request: Request) -> Response:
        site = self._site(request)
        number = request.query_params.get("p")
        if number is None:
            return HTMLResponse(pages.home_page(site.plan, site.entries))
        path = next((entry.path for entry in site.entries if str(entry.id) == number), None)
        return RedirectResponse(path, 301) if path else _not_found(site)

    async def _feed(self, request: Request) -> Response:
        site = self._site(request)
        # WordPress has no second page of what fits on the first.
        if request.query_params.get("paged", "1") not in {"0", "1"}:
            return _not_found(site)
        return _conditional(
            request, rss.feed(site.plan, site.entries, site.home), "application/rss+xml", site.entries[0].published
        )

    async def _entry(self, request: Request) -> Response:
        site = self._site(request)
        path = request.url.path
        if entry := site.entry_at(path):
            return HTMLResponse(pages.entry_page(site.plan, entry, site.entries, site.home))
        if path == "/feed" or site.entry_at(f"{path}/"):
            return RedirectResponse(f"{path}/", 301)
        return _not_found(site)

    async def _picture(self, request: Request) -> Response:
        site = self._site(request)
        path = request.url.path
        if any(entry.picture == path for entry in site.entries):
            return Response(picture.draw(site.plan.motif, site.plan.color, path), media_type="image/svg+xml")
        return _not_found(site)


def _not_found(site: _Site) -> Response:
    return HTMLResponse(pages.not_found_page(site.plan), 404)


def _conditional(request: Request, body: bytes, media_type: str, modified: datetime) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(modified, usegmt=True)}
    if is_current(request.headers, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=f"{media_type}; charset=UTF-8")


def is_current(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Says whether the asker already has this version (RFC 9110, 13.2.2: an ETag counts before a date).

    Args:
        headers: Of the request, names in lower case or in a mapping that does not mind.
        etag: Of the present version, quoted.
        modified: Of the present version, aware UTC; like the header, compared in whole seconds.
    """
    if (wanted := headers.get("if-none-match")) is not None:
        return wanted.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(headers.get("if-modified-since", ""))
    except (TypeError, ValueError):  # no date, none that is understood, or one without a zone: answer in full
        return False


_LOGGERS = ("uvicorn.error", "uvicorn.access")
_serving_samples = ContextVar("serving_samples", default=False)


class _NotOurs(logging.Filter):
    """Lets through what other servers of this process log; a level, or `access_log=False`, would silence them too."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - who logs is told by the context alone
        return not _serving_samples.get()


class _Server(uvicorn.Server):
    """Uvicorn as a guest: signals belong to whoever runs the show."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _listener() -> socket.socket:
    """Listens on a free port before the server runs, so that whoever connects early waits instead of being refused."""
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it, each answer takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@asynccontextmanager
async def serve_sample_sites(clock: Clock) -> AsyncIterator[SampleSites]:
    """Serves the three sites on free ports of 127.0.0.1, ready on entry, and stops them on exit.

    Args:
        clock: Tells what "now" is; entries out from the start are dated back from its first answer.
    """
    all_sites = plans.load_sites()
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(_listener()) for _ in all_sites]
        sites = SampleSites(all_sites, tuple(listener.getsockname()[1] for listener in sockets), clock)
        config = uvicorn.Config(sites.app(), log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1)
        server = _Server(config)
        not_ours = _NotOurs()
        for logger in map(logging.getLogger, _LOGGERS):
            logger.addFilter(not_ours)
            stack.callback(logger.removeFilter, not_ours)
        token = _serving_samples.set(True)
        task = asyncio.create_task(server.serve(sockets))
        _serving_samples.reset(token)
        try:
            yield sites
        finally:
            server.should_exit = True
            await task
