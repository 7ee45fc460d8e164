"""Fetching one address politely, within limits, and behind the address guard. The only way out to the web.

The fetcher paces itself: call it for everything that is due at once, in as many tasks as you like. It asks each host
one thing at a time with a pause in between, and a host that hangs delays only those who wait for that host.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Generic, Self, TypeVar
from urllib.parse import urljoin

from feeds.model import CachingInfo, Clock, Fetched, FetchFailed, FetchFault, FetchResult
from feeds.web.answer import NOTHING, Onward, usable
from feeds.web.exchange import Errand, Exchange
from feeds.web.guard import AddressGuard, Refusal, Target
from feeds.web.hosts import HostPacer
from feeds.web.limits import Alarm, Budget, Limits
from feeds.web.lookup import Lookup, SystemLookup
from feeds.web.repair import ISSUER_ACCEPT, ISSUER_BYTES, ChainMender
from feeds.web.transport import OpenSocket, Untrusted, plain_socket
from feeds.web.trust import Hopeless

__all__ = ["FEED_ACCEPT", "Fetcher", "Limits"]

T = TypeVar("T")

#: One request, made with a context of its own (None: the usual one) and within the time of an alarm.
_Ask = Callable[[Target, ssl.SSLContext | None, Alarm], Awaitable[T | Onward | FetchFailed]]

#: What we say we read when we ask for a feed. Some sites answer with a feed only to those who name its type.
FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)

_NOT_TEXT = re.compile(r"[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class _Arrived(Generic[T]):
    """The answer at the end of all redirects, and where that was."""

    answer: T | FetchFailed
    url: str
    #: Whether there was a redirect, and whether all of them were for good.
    redirected: bool
    permanent: bool


class Fetcher:
    """Fetches addresses; use it as an async context manager, one for the whole process.

    A server that leaves a certificate out of its chain is asked all the same, once the chain has been completed and
    verified; see `repair`. Nothing is ever asked over a connection whose certificate was not verified.

    Args:
        user_agent: Our own name with an address where a webmaster can read who we are, "Kentongan/1.0 (+https://...)".
        allow_private_hosts: Exact "host:port" entries that need not be public; see `AddressGuard`.
        limits: Time, bytes and steps; `Limits()` by default.
        resolver: Looks names up; the system by default.
        ssl_context: Verifies certificates; the system's roots by default. It is used as given, so it must verify. Its
            roots must have been loaded from a file, not a folder, or chains that lack a certificate stay broken.
        clock: Tells the present, to compare dates in headers and certificates with.
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
        self._guard = AddressGuard(allow_private_hosts)
        self._limits = limits = limits or Limits()
        self._ssl_context = ssl_context
        self._clock = clock
        self._exchange = Exchange(
            user_agent=user_agent,
            limits=limits,
            lookup=resolver or SystemLookup(),
            open_socket=open_socket,
            pacer=pacer or HostPacer(limits.host_gap),
            clock=clock,
        )
        self._mender: ChainMender | None = None

    async def __aenter__(self) -> Self:
        context = self._ssl_context or ssl.create_default_context()
        self._exchange.open(context)
        self._mender = ChainMender(
            context,
            system_roots=self._ssl_context is None,
            show=self._show,
            download=self._download,
            clock=self._clock,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.close()

    async def fetch(
        self,
        url: str,
        caching: CachingInfo | None = None,
        *,
        accept: str = FEED_ACCEPT,
        raw_bytes: int | None = None,
        decoded_bytes: int | None = None,
    ) -> FetchResult:
        """Asks for `url`, conditionally when `caching` has validators, and returns what came of it.

        Expected trouble of every kind is a `FetchFailed`; nothing but cancellation and our own mistakes are raised.
        `fetch(url)` asks unconditionally, whatever was known.

        - Validators go out exactly as they came, and to the address that gave them only (`CachingInfo.url`; `url` when
          that is None). Any other address on the way is asked unconditionally. What comes back in `caching` names the
          address that gave it when that is not `url`, so that a feed behind a lasting redirect is still asked
          conditionally, as long as it leads to the same place.
        - A 304 to an unconditional request is a fault of protocol.
        - Every hop of a redirect passes the guard and takes its turn at its host; down from https to http is refused.
        - `moved_to` is set when every redirect was permanent (301, 308); one temporary step among them makes it None.

        Args:
            url: Absolute http or https address; user, password and fragment are dropped.
            caching: Validators of an earlier answer.
            accept: What we say we read; for anything but a feed.
            raw_bytes: Bytes of the body as it comes; it can only be fewer than in `Limits`.
            decoded_bytes: Bytes of the body after decoding; it can only be fewer than in `Limits`.
        """
        errand = Errand(
            accept,
            min(raw_bytes or self._limits.raw_bytes, self._limits.raw_bytes),
            min(decoded_bytes or self._limits.decoded_bytes, self._limits.decoded_bytes),
        )
        return await self._get(url, caching or NOTHING, errand, Budget(self._limits.total))

    async def post_form(self, url: str, fields: Mapping[str, str]) -> int | FetchFailed:
        """Sends a form to `url`; gives the status when it is a success, and reads no body.

        Guarded, paced and limited like `fetch`. Follows 307 and 308 only, which say that the form is to be sent again
        (RFC 9110 section 15.4); after any other redirect it would be lost.
        """

        def ask(target: Target, context: ssl.SSLContext | None, alarm: Alarm) -> Awaitable[int | Onward | FetchFailed]:
            return self._exchange.post(target, fields, context, alarm)

        return (await self._follow(url, ask, Budget(self._limits.total))).answer

    async def _get(
        self, url: str, caching: CachingInfo, errand: Errand, budget: Budget, *, mend: bool = True
    ) -> FetchResult:
        giver = self._guard.target(caching.url or url)

        def ask(target: Target, context: ssl.SSLContext | None, alarm: Alarm) -> Awaitable[FetchResult | Onward]:
            theirs = not isinstance(giver, Refusal) and target.url == giver.url
            return self._exchange.get(target, usable(caching) if theirs else NOTHING, errand, context, alarm)

        return _settled(await self._follow(url, ask, budget, mend=mend))

    async def _follow(self, url: str, ask: _Ask[T], budget: Budget, *, mend: bool = True) -> _Arrived[T]:
        """Asks `url`, and wherever redirects lead from there."""
        here = self._guard.target(url)
        if isinstance(here, Refusal):
            return _Arrived(FetchFailed(here.fault, here.detail), url, redirected=False, permanent=False)
        permanent = True
        seen: list[str] = []
        while len(seen) <= self._limits.redirects:
            seen.append(str(here.url))
            answer = await self._ask(here, ask, budget, mend=mend)
            if isinstance(answer, Onward):
                permanent = permanent and answer.permanent
                there = self._step(here, answer.location, seen)
                if isinstance(there, Target):
                    here = there
                    continue
                answer = there
            return _Arrived(answer, seen[-1], redirected=len(seen) > 1, permanent=permanent)
        failure = FetchFailed("redirects", f"more than {self._limits.redirects} redirects")
        return _Arrived(failure, seen[-1], redirected=True, permanent=permanent)

    def _step(self, here: Target, location: str, seen: list[str]) -> Target | FetchFailed:
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

    async def _ask(self, here: Target, ask: _Ask[T], budget: Budget, *, mend: bool) -> T | Onward | FetchFailed:
        """Makes one request; when the host's chain lacks a certificate, mends it first and asks once more.

        Asking again is no second request: where the certificate could not be verified, nothing was asked.
        """
        if self._mender is None:
            raise RuntimeError("the fetcher is not open; use it as an async context manager")
        known = self._mender.known(here)
        answer = await self._exchange.turn(here, partial(ask, here, known), budget)
        if isinstance(answer, Untrusted) and known is not None:
            # The host has another certificate since: what was mended for the old one is of no use.
            self._mender.forget(here)
            answer = await self._exchange.turn(here, partial(ask, here, None), budget)
        if not isinstance(answer, Untrusted):
            return answer
        if not (mend and answer.lacks_issuer):
            return answer.failure
        mended = await self._mender.mend(here, budget)
        if isinstance(mended, Hopeless):
            return replace(answer.failure, detail=f"{answer.failure.detail}; {mended.reason}")
        answer = await self._exchange.turn(here, partial(ask, here, mended), budget)
        if isinstance(answer, Untrusted):
            self._mender.forget(here)
            return answer.failure
        return answer

    async def _show(self, target: Target, budget: Budget) -> bytes | FetchFailed:
        answer = await self._exchange.turn(target, partial(self._exchange.show, target), budget)
        return answer.failure if isinstance(answer, Untrusted) else answer

    async def _download(self, url: str, budget: Budget) -> bytes | FetchFailed:
        """Fetches an issuer's certificate; a server that it comes from over https must be in order itself."""
        errand = Errand(ISSUER_ACCEPT, ISSUER_BYTES, ISSUER_BYTES)
        answer = await self._get(url, NOTHING, errand, budget, mend=False)
        if isinstance(answer, Fetched):
            return answer.body
        return answer if isinstance(answer, FetchFailed) else FetchFailed("protocol", "HTTP 304")


def _as_written(location: str) -> str:
    """A Location with the bytes that are not UTF-8, which aiohttp hands over as surrogates, percent-encoded."""
    return _NOT_TEXT.sub(lambda match: f"%{ord(match[0]) & 0xFF:02X}", location.strip())


def _settled(arrived: _Arrived[FetchResult]) -> FetchResult:
    """Adds to an answer what the redirects before it mean."""
    answer = arrived.answer
    if isinstance(answer, FetchFailed) or not arrived.redirected:
        return answer
    given = replace(answer.caching, url=arrived.url) if answer.caching != NOTHING else NOTHING
    return replace(answer, caching=given, moved_to=arrived.url if arrived.permanent else None)
