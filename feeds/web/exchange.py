"""One request to one target: its turn at the host, its time, its sizes. Where to and whether is for the fetcher."""

from __future__ import annotations

import asyncio
import resource
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import aiohttp

from feeds.model import CachingInfo, Clock, Fetched, FetchFailed, FetchResult
from feeds.web.answer import Onward, ReadBody, judge, judge_post
from feeds.web.coding import Body
from feeds.web.guard import Target
from feeds.web.handshake import leaf_of
from feeds.web.hosts import HostPacer
from feeds.web.limits import Alarm, Budget, Limits, affordable
from feeds.web.lookup import Lookup
from feeds.web.transport import OpenSocket, Untrusted, explain, explain_untrusted, open_session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a request is for: what we say we read, and how many bytes we take at most."""

    accept: str
    raw_bytes: int
    decoded_bytes: int


class Exchange:
    """Makes single requests; between `open` and `close`.

    Args:
        user_agent: What we call ourselves.
        limits: Time, bytes and how many at once.
        lookup: Resolves names.
        open_socket: Makes a socket for an address that has passed the guard.
        pacer: Decides when a host may be asked.
        clock: Tells the present.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        limits: Limits,
        lookup: Lookup,
        open_socket: OpenSocket,
        pacer: HostPacer,
        clock: Clock,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._lookup = lookup
        self._open_socket = open_socket
        self._pacer = pacer
        self._clock = clock
        self._slots = asyncio.Semaphore(affordable(limits.at_once, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
        self._public: aiohttp.ClientSession | None = None
        self._listed: aiohttp.ClientSession | None = None

    def open(self, context: ssl.SSLContext) -> None:
        """Makes the clients; `context` verifies the certificates of all requests that name no other."""
        self._public = self._session(context, only_public=True)
        self._listed = self._session(context, only_public=False)

    async def close(self) -> None:
        """Ends the clients."""
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

    def _client(self, target: Target) -> aiohttp.ClientSession:
        session = self._listed if target.listed else self._public
        if session is None:
            raise RuntimeError("the fetcher is not open; use it as an async context manager")
        return session

    async def turn(
        self, target: Target, ask: Callable[[Alarm], Awaitable[T]], budget: Budget
    ) -> T | FetchFailed | Untrusted:
        """Does `ask` when the host and we are free, and takes the seconds that it took off the budget."""
        time = asyncio.get_running_loop().time
        async with self._pacer.turn(target.key), self._slots:
            start = time()
            alarm = Alarm(budget.left, f"not finished within {self._limits.total:g} s")
            try:
                async with alarm.timer:
                    return await ask(alarm)
            except aiohttp.ClientConnectorCertificateError as exc:
                return explain_untrusted(exc, target.host)
            except aiohttp.ClientError as exc:
                return explain(exc, target.host)
            except TimeoutError:
                return FetchFailed("timeout", alarm.reason)
            except OSError as exc:
                return explain(exc, target.host)
            finally:
                budget.left -= time() - start

    async def get(
        self, target: Target, asked: CachingInfo, errand: Errand, context: ssl.SSLContext | None, alarm: Alarm
    ) -> FetchResult | Onward:
        """Asks for a document; the validators of `asked` go out as they are.

        Args:
            target: Whom to ask.
            asked: Validators that this very address has given.
            errand: What we read, and how much of it.
            context: Verifies the certificate instead of the usual one; see `repair`.
            alarm: Holds the request to its time.
        """
        headers = {"Accept": errand.accept}
        if asked.etag:
            headers["If-None-Match"] = asked.etag
        if asked.last_modified:
            headers["If-Modified-Since"] = asked.last_modified
        self._allow_head(target, alarm)
        async with self._client(target).get(
            target.url, headers=headers, allow_redirects=False, ssl=context or True
        ) as response:
            # None when the answer has no body: the connection is given back already.
            protocol = response.connection.protocol if response.connection is not None else None
            try:
                if _head_size(response) > self._limits.head_bytes:
                    return FetchFailed("protocol", "the head of the answer is too long", response.status)
                answer = judge(response.status, response.headers, asked, self._clock())
                if not isinstance(answer, ReadBody):
                    return answer
                body = await self._read_body(response, answer, errand, alarm)
                if protocol is not None and isinstance(protocol.exception(), aiohttp.ClientOSError):
                    # A body without a length ends with the connection; aiohttp takes a reset for that end, too.
                    return FetchFailed("refused", f"{target.host} broke off in the middle of the body")
                if isinstance(body, FetchFailed):
                    return replace(body, status=response.status)
                return Fetched(
                    body=body,
                    url=str(target.url),
                    content_type=answer.content_type,
                    caching=answer.caching,
                    fresh_for=answer.fresh_for,
                    link_header=answer.link_header,
                    chain_mended=context is not None,
                )
            finally:
                # What we don't want to read to the end is cut off: a polite farewell over TLS waits for the other
                # side's, and a hostile one would hold the connection for another half minute.
                if protocol is not None:
                    protocol.abort()

    async def post(
        self, target: Target, fields: Mapping[str, str], context: ssl.SSLContext | None, alarm: Alarm
    ) -> int | Onward | FetchFailed:
        """Sends a form; gives the status when it is a success, and reads no body."""
        self._allow_head(target, alarm)
        async with self._client(target).post(
            target.url, data=fields, allow_redirects=False, ssl=context or True
        ) as response:
            protocol = response.connection.protocol if response.connection is not None else None
            try:
                return judge_post(response.status, response.headers, self._clock())
            finally:
                # The body is not for us, however long it is.
                if protocol is not None:
                    protocol.abort()

    async def show(self, target: Target, alarm: Alarm) -> bytes | FetchFailed:
        """The certificate that `target` shows, DER, unverified; nothing is asked."""
        alarm.allow(self._limits.connect, f"no certificate from {target.host} in time")
        return await leaf_of(target, lookup=self._lookup, open_socket=self._open_socket)

    def _allow_head(self, target: Target, alarm: Alarm) -> None:
        alarm.allow(self._limits.connect + self._limits.first_byte, f"no answer from {target.host} in time")

    async def _read_body(
        self, response: aiohttp.ClientResponse, answer: ReadBody, errand: Errand, alarm: Alarm
    ) -> bytes | FetchFailed:
        limits = self._limits
        if (response.content_length or 0) > errand.raw_bytes:
            return FetchFailed("too_big", f"announces {response.content_length} bytes")
        body = Body(
            gzip=answer.gzip,
            raw_bytes=errand.raw_bytes,
            decoded_bytes=errand.decoded_bytes,
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


def _head_size(response: aiohttp.ClientResponse) -> int:
    return sum(len(name) + len(value) + 4 for name, value in response.raw_headers)
