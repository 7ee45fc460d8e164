"""The open pages: who is listening, what wakes them, and what is written to each of them.

A stream holds the id of the last message it wrote and reads on from there in the log, so a page that was away misses
nothing, and a message that another process appended is found at the next beat at the latest. A page that is up to
date is handed what was just kept, so that a story for thousands costs no reads; what does not join on to what it has
is read from the log. A slow page is handed little and costs no memory. Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from bot.channels.webchat.encode import lean
from bot.channels.webchat.log import MessageLog

#: Messages that a page shows when it is opened.
HISTORY = 50
#: Messages read from the log at once.
PAGE = 100
#: Written while nothing happens, so that proxies keep the connection. The comment is for them; the event is for the
#: page, which can't see comments and would otherwise wait for minutes on a connection that died in silence.
BEAT = b": tok\nevent: beat\ndata: 1\n\n"
#: Says that all that was kept has been written: what follows is new.
READY = b"event: ready\ndata: 1\n\n"


#: Messages that may wait for a page; one that is slower than that reads the log.
WAITING = 4


@dataclass(frozen=True, slots=True)
class Handed:
    """A message that was just kept, with the last id before it at its address (0: none)."""

    at: int
    before: int
    payload: str


@dataclass(eq=False, slots=True)
class Stream:
    """One open page."""

    address: str
    #: Set when there may be something to write, or when the stream is to end.
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False
    #: What was kept since the page was last written to; None when that is more than may wait: read the log.
    handed: list[Handed] | None = field(default_factory=list)

    def hand(self, message: Handed) -> None:
        """Gives the page a message that was just kept."""
        if self.handed is not None:
            self.handed = [*self.handed, message] if len(self.handed) < WAITING else None
        self.wake.set()

    def take(self, after: int) -> list[tuple[int, str]] | None:
        """What was handed that follows `after` without a gap, and forgets it; None when only the log can tell."""
        handed, self.handed = self.handed, []
        rows = []
        for message in handed or ():
            if message.at <= after:
                continue  # it was read already
            if message.before > after:
                return None
            rows.append((message.at, message.payload))
            after = message.at
        return rows or None

    def close(self) -> None:
        """Ends the stream as soon as its task runs."""
        self.closed = True
        self.wake.set()


class Streams:
    """All open pages, by the address they listen to. Bounded for each address and over all."""

    def __init__(self, *, for_each: int, for_all: int) -> None:
        """Five for each leaves a browser one of the six connections that it opens to a host over HTTP/1.1."""
        self._for_each = for_each
        self._for_all = for_all
        self._open: dict[str, set[Stream]] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many pages are open."""
        return self._count

    @property
    def full(self) -> bool:
        """True when no page at all can be opened."""
        return self._count >= self._for_all

    def open(self, address: str) -> Stream | None:
        """A new stream, None when this address has as many as it may. Whoever opens it must `leave` it."""
        if self.full or len(self._open.get(address, ())) >= self._for_each:
            return None
        stream = Stream(address)
        self._open.setdefault(address, set()).add(stream)
        self._count += 1
        return stream

    def leave(self, stream: Stream) -> None:
        """Forgets a stream that has ended."""
        listening = self._open[stream.address]
        listening.remove(stream)
        self._count -= 1
        if not listening:
            del self._open[stream.address]

    def hand(self, address: str, message: Handed) -> None:
        """Gives a message that was just kept to every page of an address."""
        for stream in self._open.get(address, ()):
            stream.hand(message)

    def close_all(self) -> None:
        """Ends every stream."""
        for listening in self._open.values():
            for stream in listening:
                stream.close()


async def start_after(log: MessageLog, address: str, seen: int | None) -> int:
    """The id after which a page reads on: what it has seen, or a piece of history when it has seen nothing.

    A page that claims to have seen more than there is (a database restored from a backup) continues at the end.
    """
    if seen is None:
        history = await log.latest(address, HISTORY)
        return history[0][0] - 1 if history else 0
    newest = await log.latest(address, 1)
    return min(seen, newest[-1][0] if newest else 0)


async def written(log: MessageLog, stream: Stream, after: int, beat_seconds: float) -> AsyncGenerator[bytes, None]:
    """What is written to one page until its stream is closed. Lets `StorageError` of the log out.

    The time to reconnect differs by address, so that not all pages come back in the same second after a restart.
    """
    yield b"retry: %d\n\n" % (2_000 + zlib.crc32(stream.address.encode()) % 3_000)
    ready = False
    quiet = False
    while not stream.closed:
        stream.wake.clear()  # before reading: what is appended from here on sets it again
        rows: Sequence[tuple[int, str]] | None = stream.take(after) if ready else None
        if rows is None:
            rows = await log.since(stream.address, after, PAGE)
        if rows:
            after = rows[-1][0]
            yield b"".join(b"id: %d\ndata: %s\n\n" % (at, lean(payload, at).encode()) for at, payload in rows)
        elif quiet:
            yield BEAT
        if len(rows) >= PAGE:
            continue
        if not ready:
            ready = True
            yield READY
        quiet = not await _woken(stream.wake, beat_seconds)


async def _woken(wake: asyncio.Event, seconds: float) -> bool:
    """False when nothing woke it in time."""
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return False
    return True
