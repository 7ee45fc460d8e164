"""The public pages over HTTP. Read only, without cookies, within limits; never a traceback, never a held story."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.model import Language
from bot.pages.assets import Asset, answer, asset
from bot.pages.frame import Frame
from bot.pages.html import Html, tag
from bot.pages.limiter import Limiter
from bot.pages.visitors import language_of, network_of
from bot.storage.delays import delays
from bot.web.public import syndication, views
from bot.web.public.syndication import Channel
from bot.web.public.views import Reader
from feeds.errors import FeedsError
from feeds.model import Clock, Story
from feeds.search.finder import Finder
from feeds.search.query import MAX_CHARACTERS
from feeds.storage import feeds as feeds_table
from feeds.storage import revisions, stories
from feeds.storage.database import Database
from feeds.storage.schema import EPOCH, MILLISECOND

#: Stories on a page of the list, of a search, in the feed, in the site map.
PAGE, FOUND, IN_FEED, IN_MAP = 20, 10, 50, 1_000
#: Deliveries that count for "how long does it take".
_LATELY = timedelta(days=1)
#: The last story seen: when it was published in milliseconds, and its number.
_AFTER = re.compile(r"(?P<at>\d{1,13})-(?P<story>\d{1,9})")
_FOLLOWING = re.compile(r"\d{1,3}-\d{1,18}")
_STORY = re.compile(r"\d{1,9}")
_READABLE = frozenset({"quiet", "due"})
#: Nothing personal is on these pages; a copy is asked about each time, so that what is withdrawn is gone at once.
_FRESH: Final = "public, no-cache"
#: Feed readers may share a copy for a minute.
_MINUTE: Final = "public, max-age=60"

_log = structlog.get_logger(__name__)

_Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PublicPages:
    """Serves the pages.

    Answers 410 for a story that was withdrawn, 404 for one that is held, was rejected or never was (nobody learns
    which), 429 above the limit, and 503 while the database fails; always with a page that says so.
    """

    database: Database
    finder: Finder
    clock: Clock
    frames: dict[Language, Frame]
    channel: Channel
    timezone: str
    #: Whether `channel.base` is the published address: only then pages name it as their own.
    is_published: bool
    by_network: Limiter
    searches: Limiter
    #: What each feed was when it was asked for last, and since when: no table knows when a story was withdrawn.
    changed: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        """Everything that is served here."""
        return [
            Route("/berita", self._guarded(self._list)),
            Route("/berita/{story}", self._guarded(self._story)),
            Route("/cari", self._guarded(self._search)),
            Route("/status", self._guarded(self._status)),
            Route("/umpan.xml", self._guarded(self._rss)),
            Route("/umpan.atom", self._guarded(self._atom)),
            Route("/sitemap.xml", self._guarded(self._map)),
            Route("/robots.txt", self._robots),
        ]

    async def missing(self, request: Request, _error: Exception) -> Response:
        """The page for an address that leads nowhere."""
        reader = self._reader(request)
        return self._sentence(reader, 404, reader.words.missing_title, reader.words.missing)

    # --- pages ---

    async def _list(self, request: Request) -> Response:
        reader = self._reader(request)
        asked = _AFTER.fullmatch(request.query_params.get("sebelum", ""))
        before = None if asked is None else (EPOCH + int(asked["at"]) * MILLISECOND, int(asked["story"]))
        page = await self.database.read(stories.latest, PAGE + 1, before)
        shown = page[:PAGE]
        older = _after(shown[-1]) if len(page) > PAGE else None
        content = views.news_list(shown, older, reader, first=before is None)
        return self._page(request, reader, reader.words.news, content, current="berita")

    async def _story(self, request: Request) -> Response:
        reader = self._reader(request)
        words, asked = reader.words, request.path_params["story"]
        story_id = int(asked) if _STORY.fullmatch(asked) else 0
        story = (await self.database.read(stories.get, [story_id])).get(story_id)
        if story is not None and story.state == "recalled":
            return self._sentence(reader, 410, words.gone_title, words.gone)
        if story is None or story.state not in _READABLE:
            return self._sentence(reader, 404, words.missing_title, words.missing)
        past = await self.database.read(revisions.history, story_id)
        content = views.story_page(story, past, reader)
        card = views.card(story, self.channel.name, self.channel.base if self.is_published else None)
        return self._page(request, reader, story.title, content, head=card)

    async def _search(self, request: Request) -> Response:
        reader = self._reader(request)
        words = " ".join(request.query_params.get("q", "").split())[:MAX_CHARACTERS]
        title = reader.words.search_title.format(words=words) if words else reader.words.search_button
        if not words:
            return self._page(request, reader, title, views.found("", (), None, reader))
        wait = self.searches.take(network_of(request))
        if wait:
            return self._busy(reader, wait)
        after = request.query_params.get("lanjut", "")
        page = await self.finder.find(words, FOUND, self.clock(), after if _FOLLOWING.fullmatch(after) else None)
        content = views.found(words, [hit.story for hit in page.hits], page.following, reader)
        return self._page(request, reader, title, content, head=(tag("meta", name="robots", content="noindex"),))

    async def _status(self, request: Request) -> Response:
        reader = self._reader(request)
        feeds = await self.database.read(feeds_table.list_all)
        newest = await self.database.read(stories.latest, 1)
        took = await self.database.read(delays, self.clock() - _LATELY)
        content = views.status_page(feeds, newest[0].published if newest else None, took, reader)
        return self._page(request, reader, reader.words.status, content, current="status")

    # --- feeds ---

    async def _rss(self, request: Request) -> Response:
        shown = await self.database.read(stories.latest, IN_FEED)
        return self._document(request, syndication.rss(self.channel, shown), "application/rss+xml")

    async def _atom(self, request: Request) -> Response:
        shown = await self.database.read(stories.latest, IN_FEED)
        corrected = await self.database.read(revisions.corrected_at, [story.id for story in shown])
        body = syndication.atom(self.channel, shown, corrected, EPOCH)
        return self._document(request, body, "application/atom+xml")

    async def _map(self, request: Request) -> Response:
        shown = await self.database.read(stories.latest, IN_MAP)
        return self._document(request, syndication.site_map(self.channel.base, shown), "application/xml")

    async def _robots(self, _request: Request) -> Response:
        rules = f"User-agent: *\nDisallow: /chat/\nDisallow: /cari\nSitemap: {self.channel.base}/sitemap.xml\n"
        return PlainTextResponse(rules, headers={"cache-control": _MINUTE})

    # --- what all of them share ---

    def _guarded(self, serve: _Handler) -> _Handler:
        async def guarded(request: Request) -> Response:
            reader = self._reader(request)
            wait = self.by_network.take(network_of(request))
            if wait:
                return self._busy(reader, wait)
            try:
                return await serve(request)
            except FeedsError as problem:
                _log.warning("public_page_failed", path=request.url.path, error=str(problem))
                words = reader.words
                return self._sentence(reader, 503, words.broken_title, words.broken, {"retry-after": "15"})

        return guarded

    def _reader(self, request: Request) -> Reader:
        language = language_of(request.headers.get("accept-language", "")) or "id"
        steps = request.scope["path"].removeprefix(request.scope.get("root_path", "")).count("/") - 1
        return Reader(language, self.timezone, "../" * max(0, min(steps, 20)))

    def _page(
        self,
        request: Request,
        reader: Reader,
        title: str,
        content: Html,
        *,
        current: str = "-",
        head: tuple[Html, ...] = (),
    ) -> Response:
        body = self.frames[reader.language].page(title, content, root=reader.root, current=current, head=head)
        return answer(request, _html(body), _FRESH, {"vary": "accept-language"})

    def _sentence(
        self,
        reader: Reader,
        status: int,
        title: str,
        words: str,
        headers: dict[str, str] | None = None,
    ) -> Response:
        content = views.sentence(title, words, reader)
        head = (tag("meta", name="robots", content="noindex"),)
        body = self.frames[reader.language].page(title, content, root=reader.root, current="-", head=head)
        sent = {"cache-control": "no-cache", "vary": "accept-language"} | (headers or {})
        return Response(body, status, sent, "text/html; charset=utf-8")

    def _busy(self, reader: Reader, wait: timedelta) -> Response:
        seconds = str(max(1, math.ceil(wait.total_seconds())))
        words = reader.words
        sentence = words.busy.format(seconds=seconds)
        return self._sentence(reader, 429, words.busy_title, sentence, {"retry-after": seconds})

    def _document(self, request: Request, body: bytes, media_type: str) -> Response:
        path = request.url.path
        links = [f'<{self.channel.base}/{path.rpartition("/")[2]}>; rel="self"']
        if self.channel.hub:
            links.append(f'<{self.channel.hub}>; rel="hub"')
        served = asset(body, f"{media_type}; charset=utf-8")
        known, since = self.changed.get(path, ("", EPOCH))
        if known != served.version:
            since = self.clock()
            self.changed[path] = (served.version, since)
        headers = {"link": ", ".join(links), "last-modified": format_datetime(since.astimezone(UTC), usegmt=True)}
        return answer(request, served, _MINUTE, headers)


def _html(body: bytes) -> Asset:
    return asset(body, "text/html; charset=utf-8")


def _after(story: Story) -> str:
    """Where the next page of the list goes on, whatever arrives or is withdrawn meanwhile."""
    return f"{(story.published - EPOCH) // MILLISECOND}-{story.id}"
