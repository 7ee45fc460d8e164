"""The web chat over HTTP: the page, its files, what a visitor says, and the stream of what is said back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot.channels.webchat import requests, sessions, streams
from bot.channels.webchat.log import MessageLog
from bot.channels.webchat.page import PREFIX, WIDGET, ChatPage
from bot.channels.webchat.requests import Refusal, Said
from bot.channels.webchat.streams import Stream, Streams
from bot.model import Language
from bot.pages.assets import EACH_TIME, answer, files_route
from bot.pages.limiter import Limiter
from bot.pages.visitors import language_of, network_of
from feeds.errors import StorageError

#: Takes what a visitor said in a session, answers it, and returns the id of the visitor's own words in the log.
Hear = Callable[[str, Said, Language | None], Awaitable[int]]

_ID = re.compile(r"[0-9]{1,18}")
_log = structlog.get_logger(__name__)


class ChatRoutes:
    """Serves the web chat. Refuses with a status, a code and an Indonesian sentence; never shows a traceback."""

    def __init__(
        self,
        *,
        log: MessageLog,
        hear: Hear,
        is_open: Callable[[], bool],
        pages: Streams,
        by_session: Limiter,
        by_network: Limiter,
        new_session: Callable[[], str],
        page: ChatPage,
        own_origins: frozenset[str],
        beat_seconds: float,
        body_seconds: float,
    ) -> None:
        """`is_open` tells whether visitors are served just now; all else is named in `WebChat`."""
        self._log = log
        self._hear = hear
        self._is_open = is_open
        self._pages = pages
        self._by_session = by_session
        self._by_network = by_network
        self._new_session = new_session
        self._page = page
        self._own_origins = own_origins
        self._beat_seconds = beat_seconds
        self._body_seconds = body_seconds

    def routes(self) -> list[BaseRoute]:
        """Everything that the web chat serves."""
        return [
            Route("/", self.page, name="webchat"),
            Route("/widget.js", self.widget, name="webchat-widget"),
            files_route(self._page.files, PREFIX),
            Route("/chat/say", self.say, methods=["POST"], name="webchat-say"),
            Route("/chat/events", _Raw(self.events), methods=["GET"], name="webchat-events"),
        ]

    async def page(self, request: Request) -> Response:
        """The page; gives a new visitor a session, and a known one a year more."""
        response = answer(request, self._page.page, f"private, {EACH_TIME}")
        sessions.keep_session(request, response, sessions.read_session(request) or self._new_session())
        return response

    async def widget(self, request: Request) -> Response:
        """The script of sites that embed the chat; an hour old it may be, since they name it without a version."""
        anywhere = {"cross-origin-resource-policy": "cross-origin"}
        return answer(request, self._page.files[WIDGET], "public, max-age=3600", anywhere)

    async def say(self, request: Request) -> Response:
        """Takes one thing that a visitor says; what is answered arrives on the stream."""
        known = sessions.read_session(request)
        session = known or self._new_session()
        outcome = await self._said(request, session)
        if isinstance(outcome, Refusal):
            response = outcome.response()
        else:
            response = JSONResponse({"id": outcome}, headers={"cache-control": "no-store"})
        if known is None and response.status_code < 400:
            sessions.keep_session(request, response, session)
        return response

    async def events(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Writes what was said since the page last saw something, and goes on until the page or we leave."""
        request = Request(scope, receive)
        session = sessions.read_session(request)
        refusal = self._refuses_page(request, session)
        stream = None if refusal is not None or session is None else self._pages.open(session)
        if stream is None:
            await (refusal or requests.MANY_PAGES).response()(scope, receive, send)
            return
        try:
            try:
                after = await streams.start_after(self._log, stream.address, _seen(request))
            except StorageError as problem:
                _log.warning("web_chat_unreadable", error=str(problem))
                await requests.BROKEN.response()(scope, receive, send)
                return
            await self._write(stream, after, request, send)
        finally:
            self._pages.leave(stream)

    async def _said(self, request: Request, session: str) -> int | Refusal:
        if not self._is_open():
            return requests.CLOSED
        if not sessions.is_same_origin(request.headers, self._own_origins, must_prove=True):
            return requests.FOREIGN
        wait = self._by_session.take(session) or self._by_network.take(network_of(request))
        if wait:
            return requests.too_fast(wait)
        said = await requests.read_said(request, self._body_seconds)
        if isinstance(said, Refusal):
            return said
        language = language_of(request.headers.get("accept-language", ""))
        try:
            return await self._hear(session, said, language)
        except StorageError as problem:
            _log.warning("web_chat_unwritable", error=str(problem))
            return requests.BROKEN

    def _refuses_page(self, request: Request, session: str | None) -> Refusal | None:
        if not self._is_open():
            return requests.CLOSED
        if not sessions.is_same_origin(request.headers, self._own_origins, must_prove=False):
            return requests.FOREIGN
        if session is None:
            return requests.NO_SESSION
        return requests.FULL if self._pages.full else None

    async def _write(self, stream: Stream, after: int, request: Request, send: Send) -> None:
        headers = {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",  # nginx would otherwise keep what we write until its buffer is full
        }
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        if request.method != "HEAD":
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(_close_when_gone(stream, request.receive))
                try:
                    async with aclosing(streams.written(self._log, stream, after, self._beat_seconds)) as chunks:
                        async for chunk in chunks:
                            await send({"type": "http.response.body", "body": chunk, "more_body": True})
                except StorageError as problem:  # the page comes back and reads on from where it was
                    _log.warning("web_chat_unreadable", error=str(problem))
                finally:
                    watching.cancel()
        await send({"type": "http.response.body", "body": b""})


class _Raw:
    """Makes Starlette hand a route the bare ASGI call: a function would have to return a response."""

    def __init__(self, serve: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._serve(scope, receive, send)


async def _close_when_gone(stream: Stream, receive: Receive) -> None:
    """Ends the stream when the page leaves; a write to a closed connection would not tell."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close()


def _seen(request: Request) -> int | None:
    """The last id that the page saw: the browser's own word on reconnection, else the page's in the address."""
    value = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return int(value) if _ID.fullmatch(value) else None
