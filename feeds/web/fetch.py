"""Fetching one address politely, within limits, and behind the address guard. The only way out to the web.

The fetcher paces itself: call it for everything that is due at once, in as many tasks as you like. It asks each host
one thing at a time with a pause in between, and a host that hangs delays only those who wait for that host.
"""

from __future__ import annotations

import asyncio
import re
import resource
import ssl
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp

from feeds.model import CachingInfo, Clock, Fetched, FetchFailed, FetchFault, FetchResult
from feeds.web.answer import NOTHING, Onward, ReadBody, judge, usable
from feeds.web.coding import Body
from feeds.web.guard import AddressGuard, Refusal, Target
from feeds.web.hosts import HostPacer
from feeds.web.limits import Alarm, Limits, affordable
from feeds.web.lookup import Lookup, SystemLookup
from feeds.web.transport import OpenSocket, explain, open_session, plain_socket

__all__ = ["FEED_ACCEPT", "Fetcher", "Limits"]

#: What we say we read when we ask for a feed. Some sites answer with a feed only to those who name its type.
FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)

_NOT_TEXT = re.compile(r"[\udc80-\udcff]")


class Fetcher:
    """Fetches addresses; use it as an async context manager, one for the whole process.

    Args:
        user_agent: Our own name with an address where a webmaster can read who we are, "Kentongan/1.0 (+https://...)".
        allow_private_hosts: Exact "host:port" entries that need not be public; see `AddressGuard`.
        limits: Time, bytes and steps; `Limits()` by default.
        resolver: Looks names up; the system by default.
        ssl_context: Verifies certificates; the system's roots by default. It is used as given, so it must verify.
        clock: Tells the present, to compare dates in headers with.
        pacer: Decides when a host may be asked; one with the gap of `limits` by default.
        open_socket: Makes a socket for an address that has passed the guard.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private_hosts: Iterable[str] = frozenset(),
        limits: Limits | None = None,
        resolver: Lookup | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock = lambda: datetime.now(UTC),
        pacer: HostPacer | None = None,
        open_socket: OpenSocket = plain_socket,
    ) -> None:
        self._user_agent = user_agent
        self._guard = AddressGuard(allow_private_hosts)
        self._limits = limits = limits or Limits()
        self._lookup = resolver or SystemLookup()
        self._ssl_context = ssl_context
        self._clock = clock
        self._pacer = pacer or HostPacer(limits.host_gap)
        self._open_socket = open_socket
        self._slots = asyncio.Semaphore(affordable(limits.at_once, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
        self._public: aiohttp.ClientSession | None = None
        self._listed: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        context = self._ssl_context or ssl.create_default_context()
        self._public = self._session(context, only_public=True)
        self._listed = self._session(context, only_public=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._public, self._listed):
            if session is not None:
                await session.close()

    def _session(self, context: ssl.SSLContext, *, only_public: bool) -> aiohttp.ClientSession:
        return open_session(
            lookup=self._lookup,
            user_agent=self._user_agent,
            connect=self._limits.connect,
            ssl_context=context,
            open_socket=self._open_socket,
            only_public=only_public,
        )

    async def fetch(self, url: str, caching: CachingInfo | None = None, *, accept: str = FEED_ACCEPT) -> FetchResult:
        """Asks for `url`, conditionally when `caching` has validators, and returns what came of it.

        Expected trouble of every kind is a `FetchFailed`; nothing but cancellation and our own mistakes are raised.

        - Validators go out exactly as they came, and to `url` only: an address that we are redirected to is asked
          unconditionally, and its validators are not handed back, because next time they would go to the wrong place.
        - A 304 to an unconditional request is a fault of protocol.
        - Every hop of a redirect passes the guard and takes its turn at its host; down from https to http is refused.
        - `moved_to` is set when every redirect was permanent (301, 308); one temporary step among them makes it None.
        """
        here = self._guard.target(url)
        if isinstance(here, Refusal):
            return FetchFailed(here.fault, here.detail)
        asked = usable(caching or NOTHING)
        permanent = True
        seen: set[str] = set()
        left = self._limits.total
        for hop in range(self._limits.redirects + 1):
            seen.add(str(here.url))
            answer, spent = await self._take_turn(here, asked, accept, left)
            left -= spent
            if not isinstance(answer, Onward):
                return _after_redirects(answer, here, permanent=permanent) if hop else answer
            permanent = permanent and answer.permanent
            there = self._step(here, answer.location, seen)
            if isinstance(there, FetchFailed):
                return there
            here, asked = there, NOTHING
        return FetchFailed("redirects", f"more than {self._limits.redirects} redirects")

    def _step(self, here: Target, location: str, seen: set[str]) -> Target | FetchFailed:
        """Decides whether a redirect from `here` may be followed."""
        try:
            there = self._guard.target(urljoin(str(here.url), _as_written(location)))
        except ValueError:
            there = Refusal("bad_url", "not a well-formed web address")
        if isinstance(there, Refusal):
            fault: FetchFault = "redirects" if there.fault == "bad_url" else there.fault
            return FetchFailed(fault, f"{here.host} redirects away: {there.detail}")
        if here.url.scheme == "https" and there.url.scheme == "http":
            return FetchFailed("redirects", f"{here.host} redirects from https down to http")
        if str(there.url) in seen:
            return FetchFailed("redirects", f"{here.host} redirects in a circle")
        return there

    async def _take_turn(
        self, target: Target, asked: CachingInfo, accept: str, left: float
    ) -> tuple[FetchResult | Onward, float]:
        """Makes one request when its host and we are free; returns the seconds that it took, too."""
        time = asyncio.get_running_loop().time
        async with self._pacer.turn(target.key), self._slots:
            start = time()
            alarm = Alarm(left, f"not finished within {self._limits.total:g} s")
            answer: FetchResult | Onward
            try:
                async with alarm.timer:
                    answer = await self._ask(target, asked, accept, alarm)
            except aiohttp.ClientError as exc:
                answer = explain(exc, target.host)
            except TimeoutError:
                answer = FetchFailed("timeout", alarm.reason)
            except OSError as exc:
                answer = explain(exc, target.host)
            return answer, time() - start

    async def _ask(self, target: Target, asked: CachingInfo, accept: str, alarm: Alarm) -> FetchResult | Onward:
        session = self._listed if target.listed else self._public
        if session is None:
            raise RuntimeError("the fetcher is not open; use it as an async context manager")
        headers = {"Accept": accept}
        if asked.etag:
            headers["If-None-Match"] = asked.etag
        if asked.last_modified:
            headers["If-Modified-Since"] = asked.last_modified
        alarm.allow(self._limits.connect + self._limits.first_byte, f"no answer from {target.host} in time")
        async with session.get(target.url, headers=headers, allow_redirects=False) as response:
            # None when the answer has no body: the connection is given back already.
            protocol = response.connection.protocol if response.connection is not None else None
            try:
                if _head_size(response) > self._limits.head_bytes:
                    return FetchFailed("protocol", "the head of the answer is too long", response.status)
                answer = judge(response.status, response.headers, asked, self._clock())
                if not isinstance(answer, ReadBody):
                    return answer
                body = await self._read_body(response, answer, alarm)
                if protocol is not None and isinstance(protocol.exception(), aiohttp.ClientOSError):
                    # A body without a length ends with the connection; aiohttp takes a reset for that end, too.
                    return FetchFailed("refused", f"{target.host} broke off in the middle of the body")
                if isinstance(body, FetchFailed):
                    return replace(body, status=response.status)
                return Fetched(body, str(target.url), answer.content_type, answer.caching, answer.fresh_for)
            finally:
                # What we don't want to read to the end is cut off: a polite farewell over TLS waits for the other
                # side's, and a hostile one would hold the connection for another half minute.
                if protocol is not None:
                    protocol.abort()

    async def _read_body(self, response: aiohttp.ClientResponse, answer: ReadBody, alarm: Alarm) -> bytes | FetchFailed:
        limits = self._limits
        if (response.content_length or 0) > limits.raw_bytes:
            return FetchFailed("too_big", f"announces {response.content_length} bytes")
        body = Body(
            gzip=answer.gzip,
            raw_bytes=limits.raw_bytes,
            decoded_bytes=limits.decoded_bytes,
            ratio=limits.ratio,
            ratio_from=limits.ratio_from,
        )
        reason = f"nothing more came for {limits.idle:g} s"
        alarm.allow(limits.idle, reason)
        async for piece in response.content.iter_any():
            trouble = body.feed(piece)
            if trouble is not None:
                return trouble
            alarm.allow(limits.idle, reason)
        return body.finish()


def _as_written(location: str) -> str:
    """A Location with the bytes that are not UTF-8, which aiohttp hands over as surrogates, percent-encoded."""
    return _NOT_TEXT.sub(lambda match: f"%{ord(match[0]) & 0xFF:02X}", location.strip())


def _head_size(response: aiohttp.ClientResponse) -> int:
    return sum(len(name) + len(value) + 4 for name, value in response.raw_headers)


def _after_redirects(answer: FetchResult, here: Target, *, permanent: bool) -> FetchResult:
    """Adds to an answer what the redirects before it mean."""
    if not isinstance(answer, Fetched):
        return answer
    return replace(answer, caching=NOTHING, moved_to=str(here.url) if permanent else None)
