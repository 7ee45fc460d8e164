"""A server that keeps the score of whoever polls it, by the rules that feed publishers ask readers to keep.

The rules are those of the public "feed reader score" project (https://rachelbythebay.com/fs/help.html), made stricter
where we promise more. `Score` judges, and knows nothing of networks; `ScoringSite` listens on loopback, answers like
servers of different character, and shows each request and answer to its score, byte for byte.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: What a polite request has in it, and nothing else.
EXPECTED = {
    b"host",
    b"user-agent",
    b"accept",
    b"accept-encoding",
    b"if-none-match",
    b"if-modified-since",
    b"connection",
}


@dataclass(frozen=True)
class Request:
    """A request as it came: `target` as in the request line, header names in lower case, values as bytes."""

    target: str
    headers: tuple[tuple[bytes, bytes], ...]

    def get(self, name: bytes) -> bytes | None:
        """The value of a header, None when it is missing."""
        return dict(self.headers).get(name)


@dataclass(frozen=True)
class Answer:
    """An answer as it goes out."""

    status: int
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    #: What the headers ask for in their own ways, for the score: how long this is fresh, how long to stay away.
    fresh_for: timedelta = timedelta(0)
    rest_for: timedelta | None = None


@dataclass
class _Seen:
    """What one address has seen so far."""

    last: datetime | None = None
    #: Nobody may come back before.
    rests_until: datetime | None = None
    validators: tuple[bytes | None, bytes | None] = (None, None)
    #: Every validator that was ever given out here.
    given: set[bytes] = field(default_factory=set)
    #: The last request without validators that could have had some.
    unconditional: datetime | None = None


class Score:
    """Judges requests one after another; `faults` counts what was done wrong, by name.

    Args:
        shortest: No address is asked again sooner.
        longest: Wishes of a healthy server (max-age) are obeyed up to here.
        agent: The client's own name, as it must be sent.
    """

    def __init__(self, *, shortest: timedelta, longest: timedelta, agent: bytes) -> None:
        self.faults: Counter[str] = Counter()
        #: Requests, and those without validators that were not sent on from elsewhere, by host and target.
        self.requests: Counter[tuple[str, str]] = Counter()
        self.unconditional: Counter[tuple[str, str]] = Counter()
        #: The first few faults in words.
        self.story: list[str] = []
        self._shortest = shortest
        self._longest = longest
        self._agent = agent
        self._seen: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
        self._host_rests_until: dict[str, datetime] = {}
        #: Where the last answer of a host sent its client.
        self._sent_on: dict[str, tuple[datetime, str]] = {}

    def judge(self, host: str, request: Request, answer: Answer, now: datetime) -> None:
        """Takes in one request to `host` and the answer that it got."""
        name = (host, request.target)
        seen = self._seen[name]
        redirected = self._sent_on.pop(host, None) == (now, request.target)
        self.requests[name] += 1
        for fault in (
            *self._manners(request),
            *self._validators(request, seen, now, redirected=redirected),
            *self._patience(host, seen, now),
        ):
            self.faults[fault] += 1
            if len(self.story) < 20:
                self.story.append(f"{fault}: {host}{request.target} at {now}, before that {seen.last}")
        if not redirected and request.get(b"if-none-match") is None and request.get(b"if-modified-since") is None:
            self.unconditional[name] += 1
        self._remember(host, seen, answer, now, redirected=redirected)

    def _manners(self, request: Request) -> list[str]:
        names = [name for name, _ in request.headers]
        faults = [f"header {name.decode()}" for name in names if name not in EXPECTED]
        faults += ["repeated header"] if len(names) != len(set(names)) else []
        faults += ["agent"] if request.get(b"user-agent") != self._agent else []
        faults += ["coding"] if request.get(b"accept-encoding") != b"gzip" else []
        accept = request.get(b"accept") or b""
        faults += ["accept"] if b"application/rss+xml" not in accept or b"application/atom+xml" not in accept else []
        return faults

    @staticmethod
    def _validators(request: Request, seen: _Seen, now: datetime, *, redirected: bool) -> list[str]:
        sent = (request.get(b"if-none-match"), request.get(b"if-modified-since"))
        if sent == (None, None):
            if seen.validators == (None, None) or redirected:
                return []
            before, seen.unconditional = seen.unconditional, now
            return ["unconditional"] if before is not None and now - before < WEEK else []
        faults = []
        for value, current in zip(sent, seen.validators, strict=True):
            if value == current:
                continue
            if value is None:
                faults.append("validator left out")
            else:
                faults.append("stale validator" if value in seen.given else "invented validator")
        return faults

    def _patience(self, host: str, seen: _Seen, now: datetime) -> list[str]:
        faults = []
        if seen.last is not None and now - seen.last < self._shortest:
            faults.append("too soon")
        if seen.rests_until is not None and now < seen.rests_until:
            faults.append("wish not obeyed")
        if now < self._host_rests_until.get(host, now):
            faults.append("host's wish not obeyed")
        return faults

    def _remember(self, host: str, seen: _Seen, answer: Answer, now: datetime, *, redirected: bool) -> None:
        seen.last, seen.rests_until = now, None
        if (location := answer.headers.get(b"Location")) is not None:
            self._sent_on[host] = (now, location.decode())
        if answer.status in {200, 304}:
            before = seen.validators if answer.status == 304 else (None, None)
            etag = answer.headers.get(b"ETag", before[0])
            seen.validators = (etag, answer.headers.get(b"Last-Modified", before[1]))
            if seen.unconditional is None and not redirected:
                # The first request has to be unconditional, and it is this week's.
                seen.unconditional = now
            # Who can't be asked "anything new?" is asked for everything, and hourly at most.
            wish = max(answer.fresh_for, timedelta(0) if any(seen.validators) else HOUR)
            seen.rests_until = now + min(wish, self._longest)
        seen.given |= {value for value in seen.validators if value is not None}
        if answer.rest_for is not None:
            until = now + min(answer.rest_for, DAY)
            if answer.status == 429:
                self._host_rests_until[host] = until
            else:
                seen.rests_until = until


#: Answers one request to one host; it is told the present.
Character = Callable[[Request, datetime], Answer]


class ScoringSite:
    """Hosts on loopback, a port each, which all keep one score."""

    def __init__(self, score: Score, clock: Callable[[], datetime]) -> None:
        self.score = score
        self.hosts: list[str] = []
        self._clock = clock
        #: Set by each request; whoever waits for one clears it first.
        self.asked = asyncio.Event()
        self._servers: list[asyncio.Server] = []

    async def host(self, character: Character) -> str:
        """Opens a host of this character; gives its "127.0.0.1:port"."""
        name = ""

        def serve(raw: bytes) -> bytes:
            request, now = _parse(raw), self._clock()
            self.asked.set()
            answer = character(request, now)
            self.score.judge(name, request, answer, now)
            return _encode(answer)

        server = await asyncio.get_running_loop().create_server(lambda: _Connection(serve), "127.0.0.1", 0)
        name = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._servers.append(server)
        self.hosts.append(name)
        return name

    @property
    def options(self) -> dict[str, frozenset[str]]:
        """What a fetcher must be told to come here."""
        return {"allow_private_hosts": frozenset(self.hosts)}

    async def close(self) -> None:
        """Stops listening."""
        for server in self._servers:
            server.close()
            await server.wait_closed()


@asynccontextmanager
async def scoring_site(score: Score, clock: Callable[[], datetime]):
    """A site that is closed in the end."""
    site = ScoringSite(score, clock)
    try:
        yield site
    finally:
        await site.close()


class _Connection(asyncio.Protocol):
    """One request, one answer, good-bye."""

    def __init__(self, serve: Callable[[bytes], bytes]) -> None:
        self._serve = serve
        self._raw = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._raw += data
        if self._raw.endswith(b"\r\n\r\n"):
            self._transport.write(self._serve(self._raw))
            self._transport.close()


def _parse(raw: bytes) -> Request:
    line, *fields = raw.removesuffix(b"\r\n\r\n").split(b"\r\n")
    headers = (part.partition(b":") for part in fields)
    return Request(line.split(b" ")[1].decode(), tuple((name.lower(), value.strip()) for name, _, value in headers))


def _encode(answer: Answer) -> bytes:
    head = b"".join(b"%s: %s\r\n" % pair for pair in answer.headers.items())
    length = b"" if answer.status == 304 else b"Content-Length: %d\r\n" % len(answer.body)
    # Something to remember, for those who would.
    crumbs = b"Set-Cookie: kunjungan=1; Path=/\r\nConnection: close\r\n"
    return b"HTTP/1.1 %d -\r\n%s%s%s\r\n" % (answer.status, crumbs, head, length) + answer.body


def http_date(moment: datetime) -> bytes:
    """A moment as HTTP writes it."""
    return format_datetime(moment, usegmt=True).encode()
