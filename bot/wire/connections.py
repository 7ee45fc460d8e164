"""Connections to one HTTP server, kept open and used again: the least that a sender of messages needs of HTTP/1.1.

A broadcast is one body to many chats, so nearly all of its cost is the client's. aiohttp spends 100 microseconds of
CPU on a request, this about 30 (docs/decisions/024). Pure bytes in and out: knows no methods, no JSON, no token.

One request at a time on a connection, never repeated: a second copy of a message is the caller's to decide about.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, cast
from urllib.parse import urlsplit

from bot.wire.answers import Missing, Whole, read_answer
from bot.wire.errors import BrokenError, NoAnswerError, NotSentError, WireError

#: Seconds that one of a host's addresses is given while there is another: lines without IPv6 that say they have it.
TRY: Final = 2.0
#: Status and body.
Reply = tuple[int, bytes]


class Wire:
    """Requests to the server of `url`, at most `pool_size` at once. A connection idle for `keepalive` s is closed.

    No proxy, no redirect, no cookie.
    """

    __slots__ = (
        "_free",
        "_host",
        "_idle",
        "_keepalive",
        "_may_send",
        "_open",
        "_port",
        "_sweep",
        "_tls",
        "_used",
        "_waiting",
        "_worked",
    )

    def __init__(self, url: str, *, pool_size: int, keepalive: float, may_send: Callable[[], bool]) -> None:
        """`may_send` is asked at the last moment before each request."""
        parts = urlsplit(url)
        self._may_send = may_send
        self._host = parts.hostname if parts.scheme in {"http", "https"} else None
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._keepalive = keepalive
        self._open = False
        self._worked = ""
        self._free = pool_size
        self._idle: list[_Connection] = []
        self._used: set[_Connection] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._sweep: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Allows requests. Nothing is connected before the first."""
        self._open = True

    def close(self) -> None:
        """Closes all connections; what waits for an answer breaks off."""
        self._open = False
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for connection in [*self._idle, *self._used]:
            connection.abort("the connection was closed")
        self._idle.clear()

    async def exchange(self, request: bytes, *, connect: float | None, read: float | None) -> Reply:
        """Sends `request`, whole, and gives the answer.

        `connect` and `read` are the seconds for a connection and for the answer; None is for ever. Raises
        `NotSentError` when no byte of it left, `NoAnswerError` and `BrokenError` when it may have arrived.
        """
        if not self._open:
            raise NotSentError("the connection is not open")
        connection = self._reusable() if self._free else None
        if connection is None:
            connection = await self._connection(connect)
        else:
            self._free -= 1
            self._used.add(connection)
        try:
            self._make_sure()
            return await connection.ask(request, read)
        except BaseException:
            # Whatever is still to come on it would be taken for the answer of the next request.
            connection.abort("the connection was given up")
            raise
        finally:
            self._give_back(connection)

    def _make_sure(self) -> None:
        """Behind every wait: a process that was stopped meanwhile may have been taken for dead."""
        if not self._may_send():
            raise NotSentError("another process may be sending by now")

    async def _connection(self, limit: float | None) -> _Connection:
        """A connection of our own place in the pool; waits for a place first."""
        if self._host is None:
            raise NotSentError("this is no address of a web server")
        try:
            async with asyncio.timeout(limit):
                await self._place()
                try:
                    connection = self._reusable() or await self._connect(self._host)
                except BaseException:
                    self._leave()
                    raise
        except TimeoutError:
            raise NotSentError(f"no connection within {limit} s") from None
        # UnicodeError: a host that is no name, found out when it is looked up.
        except (OSError, UnicodeError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from None
        self._used.add(connection)
        return connection

    async def _connect(self, host: str) -> _Connection:
        """Tries the host's addresses in turn, that which worked last before the others."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        places = [sockaddr[0] for *_, sockaddr in found]
        places.sort(key=lambda place: place != self._worked)
        for place in places[:-1]:
            with suppress(OSError):
                async with asyncio.timeout(TRY):
                    return await self._reach(str(place), host)
        return await self._reach(str(places[-1]), host)

    async def _reach(self, place: str, host: str) -> _Connection:
        _, connection = await asyncio.get_running_loop().create_connection(
            _Connection, place, self._port, ssl=self._tls, server_hostname=host if self._tls else None
        )
        self._worked = place
        return connection

    async def _place(self) -> None:
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        """Hands the place to who waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _reusable(self) -> _Connection | None:
        """The connection used last that is still open."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
        return None

    def _give_back(self, connection: _Connection) -> None:
        self._used.discard(connection)
        if not connection.closed and self._open:
            loop = asyncio.get_running_loop()
            connection.idle_since = loop.time()
            self._idle.append(connection)
            if self._sweep is None:
                self._sweep = loop.call_later(self._keepalive, self._close_idle)
        self._leave()

    def _close_idle(self) -> None:
        """Closes what has been idle for too long; the list is in the order of its last use only at its old end."""
        loop = asyncio.get_running_loop()
        oldest = loop.time() - self._keepalive + 0.001
        for connection in [one for one in self._idle if one.idle_since <= oldest]:
            connection.abort("idle")
        self._idle = [one for one in self._idle if not one.closed]
        self._sweep = None
        if self._idle:
            until = min(one.idle_since for one in self._idle) + self._keepalive
            self._sweep = loop.call_at(until, self._close_idle)


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    __slots__ = ("_answer", "_buffer", "_expected", "_limit", "_loop", "_timer", "_transport", "closed", "idle_since")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._limit: float | None = None
        self._buffer = b""
        self._expected = 0
        self.closed = False
        self.idle_since = 0.0

    async def ask(self, request: bytes, limit: float | None) -> Reply:
        """Sends a request and waits for the answer, `limit` seconds at most."""
        if self._transport is None or self.closed:
            raise NotSentError("the connection was closed")
        answer = self._answer = self._loop.create_future()
        self._limit = limit
        if limit is not None:
            self._timer = self._loop.call_later(limit, self._late)
        self._transport.write(request)
        try:
            reply: Reply = await answer
            return reply
        finally:
            self._answer = None
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def abort(self, reason: str) -> None:
        """Closes at once."""
        self._end(BrokenError(reason))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """A piece of the answer."""
        if self._answer is None or self._answer.done():
            # Nobody asked: a server that says good-bye, or one that counts wrongly.
            self.abort("an answer that nobody asked for")
            return
        buffer = self._buffer + data if self._buffer else data
        if len(buffer) < self._expected:
            self._buffer = buffer
            return
        found = read_answer(buffer, ended=False)
        match found:
            case Whole():
                self._buffer, self._expected = b"", 0
                self._answer.set_result((found.status, found.body))
                if not found.kept:
                    self.abort("the server closes")
            case Missing():
                self._buffer, self._expected = buffer, found.until
            case str():
                self._end(BrokenError(found))

    def eof_received(self) -> None:
        """The server says no more."""
        if self._answer is not None and not self._answer.done() and self._buffer:
            found = read_answer(self._buffer, ended=True)
            if isinstance(found, Whole):
                self._answer.set_result((found.status, found.body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by the other side, or by us."""
        self._end(BrokenError("the server hung up" if exc is None else f"{type(exc).__name__}: {exc}"))

    def _late(self) -> None:
        self._end(NoAnswerError(f"no answer within {self._limit} s"))

    def _end(self, error: WireError) -> None:
        self.closed = True
        self._buffer = b""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        if self._transport is not None:
            self._transport.abort()
            self._transport = None
