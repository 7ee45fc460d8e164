"""Mending what many servers leave out: the certificate between theirs and the root.

The decisions are `chain`'s; this asks, remembers, and keeps the time. A chain is mended for one host, for a day, and
the mended context verifies every connection like any other: it only knows more certificates.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from feeds.model import Clock, FetchFailed
from feeds.web.guard import Target
from feeds.web.hosts import HostPacer
from feeds.web.limits import Budget
from feeds.web.trust import AskFor, Hopeless, Verified, context_for, root_certificates

if TYPE_CHECKING:
    from feeds.web.chain import Trusted

#: Bytes of an answer with an issuer's certificate; real ones have one or two thousand.
ISSUER_BYTES = 64 * 1024
ISSUER_ACCEPT = "application/pkix-cert, application/pkcs7-mime, */*;q=0.1"
#: Seconds for such an answer. A fetch that has fewer left does not ask, so that haste is not taken for a dead server.
ISSUER_SECONDS = 20.0

_KEPT = timedelta(days=1)
#: How long an address that gave no certificate is not asked again, by whomever.
_KEPT_FAILURE = timedelta(minutes=10)
_MOST_CONTEXTS = 2000
_MOST_ISSUERS = 64

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Shelf(Generic[K, V]):
    """Keeps the newest `most` things, each until its time."""

    most: int
    _kept: dict[K, tuple[V, datetime]] = field(default_factory=dict)

    def put(self, key: K, value: V, until: datetime) -> None:
        """Keeps `value`; what was put earliest makes room."""
        self._kept.pop(key, None)
        self._kept[key] = (value, until)
        if len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]

    def get(self, key: K, now: datetime) -> V | None:
        """What was put, unless its time is over."""
        value, until = self._kept.get(key, (None, now))
        if now < until:
            return value
        self.drop(key)
        return None

    def drop(self, key: K) -> None:
        """Forgets, whether or not there is anything to forget."""
        self._kept.pop(key, None)


class ChainMender:
    """Finds the missing certificates of hosts, and makes contexts that know them.

    Args:
        context: The context that could not verify; its roots are what is trusted here.
        system_roots: Whether `context` trusts the system's roots, which it may not have read yet.
        show: Gives the certificate that a host shows, unverified.
        download: Fetches an address from a certificate, through the address guard and within `ISSUER_BYTES`.
        clock: Tells the present.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        system_roots: bool,
        show: Callable[[Target, Budget], Awaitable[bytes | FetchFailed]],
        download: Callable[[str, Budget], Awaitable[bytes | FetchFailed]],
        clock: Clock,
    ) -> None:
        self._context = context
        self._system_roots = system_roots
        self._show = show
        self._download = download
        self._clock = clock
        self._trusted: Trusted | None = None
        self._contexts: Shelf[str, ssl.SSLContext] = Shelf(_MOST_CONTEXTS)
        self._issuers: Shelf[str, bytes | FetchFailed] = Shelf(_MOST_ISSUERS)
        #: One at a time asks for an address; whoever waited finds the answer on the shelf.
        self._asking = HostPacer(0.0)

    def known(self, target: Target) -> ssl.SSLContext | None:
        """The context that was made for this host within the last day."""
        return self._contexts.get(target.key, self._clock())

    def forget(self, target: Target) -> None:
        """To be called when that context could not verify the host after all."""
        self._contexts.drop(target.key)

    async def mend(self, target: Target, budget: Budget) -> ssl.SSLContext | Hopeless:
        """Completes the chain of a host that lacks a certificate, and makes a context that can verify it."""
        leaf = await self._show(target, budget)
        if isinstance(leaf, FetchFailed):
            return Hopeless(leaf.detail)
        answers: list[bytes] = []
        while True:
            # In a thread: reading all roots takes tens of milliseconds, and the library must be loaded first.
            step = await asyncio.to_thread(self._next_step, leaf, tuple(answers), target.host)
            if isinstance(step, Hopeless):
                return step
            if isinstance(step, Verified):
                context = context_for(step, self._context)
                self._contexts.put(target.key, context, self._clock() + _KEPT)
                return context
            answer = await self._issuer(step, budget)
            if isinstance(answer, FetchFailed):
                return Hopeless(f"its issuer's address gives no certificate: {answer.detail}")
            answers.append(answer)

    def _next_step(self, leaf: bytes, answers: tuple[bytes, ...], host: str) -> Verified | AskFor | Hopeless:
        from feeds.web import chain  # noqa: PLC0415 - loads cryptography, which most processes never need

        if self._trusted is None:
            paths = ssl.get_default_verify_paths() if self._system_roots else None
            self._trusted = chain.Trusted(root_certificates(self._context, paths))
        return chain.next_step(leaf, answers, host=host, now=self._clock(), trusted=self._trusted)

    async def _issuer(self, step: AskFor, budget: Budget) -> bytes | FetchFailed:
        async with self._asking.turn(step.url):
            answer = self._issuers.get(step.url, self._clock())
            if answer is not None:
                return answer
            if budget.left < ISSUER_SECONDS:
                return FetchFailed("timeout", "no time was left to ask")
            own = Budget(ISSUER_SECONDS)
            answer = await self._download(step.url, own)
            budget.left -= ISSUER_SECONDS - own.left
            kept = _KEPT_FAILURE if isinstance(answer, FetchFailed) else _KEPT
            self._issuers.put(step.url, answer, self._clock() + kept)
            return answer
