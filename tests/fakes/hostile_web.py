"""A web server on loopback that speaks raw bytes, so that it can be as rude as the real web.

Each path has a script: a coroutine that gets the request and the wire. What was asked is kept in `requests`, in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: `headers` in order, names in lower case."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The value of the only field of that name; None when there is none."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None


@dataclass(slots=True)
class Wire:
    """The server's end of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self) -> None:
        """Returns when the client has closed its end."""
        while await self.reader.read(65536):
            pass


Script = Callable[[Asked, Wire], Awaitable[None]]


@dataclass(slots=True)
class HostileWeb:
    """The server; an async context manager. `scripts` maps paths to what happens there."""

    scripts: dict[str, Script] = field(default_factory=dict)
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    #: Said to everybody who connects, before anything is read.
    greeting: bytes = b""
    requests: list[Asked] = field(default_factory=list)
    #: Connections accepted, whether or not anything was asked on them.
    connections: int = 0
    #: Connections open at this moment, and the most there ever were.
    open: int = 0
    most_open: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def key(self) -> str:
        """The entry of `allow_private_hosts` that opens this server."""
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"{'https' if self.tls else 'http'}://{self.key}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.requests]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve(Wire(reader, writer))
        except asyncio.CancelledError:
            # The test is over; a farewell over TLS might wait for a client that is gone.
            writer.transport.abort()
        finally:
            self.open -= 1
            writer.close()

    async def _serve(self, wire: Wire) -> None:
        if self.greeting:
            await wire.send(self.greeting)
        head = (await wire.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        fields = tuple(
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)
        )
        asked = Asked(method, path, fields)
        self.requests.append(asked)
        await self.scripts.get(path, answer(404))(asked, wire)


def head(status: int = 200, headers: Headers = ()) -> bytes:
    """The first line and the fields of an answer."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def raw(data: bytes) -> Script:
    """Sends bytes as they are and closes."""

    async def script(asked: Asked, wire: Wire) -> None:
        await wire.send(data)

    return script


def answer(status: int = 200, headers: Headers = (), body: bytes = b"") -> Script:
    """A well-formed answer."""
    return raw(head(status, [*headers, ("Content-Length", str(len(body)))]) + body)


def conditional(etag: str, body: bytes) -> Script:
    """A good server: 304 to whoever has the current validator."""

    async def script(asked: Asked, wire: Wire) -> None:
        if asked.get("if-none-match") == etag:
            await answer(304, [("ETag", etag)])(asked, wire)
        else:
            await answer(200, [("ETag", etag), ("Content-Type", "application/rss+xml")], body)(asked, wire)

    return script


def redirect(location: str, status: int = 301) -> Script:
    return answer(status, [("Location", location)])


async def hang(asked: Asked, wire: Wire) -> None:
    """Takes the request and never says a word."""
    await wire.gone()


def stall(start: bytes) -> Script:
    """Begins an answer and stops in the middle."""

    async def script(asked: Asked, wire: Wire) -> None:
        await wire.send(start)
        await wire.gone()

    return script


def drip(start: bytes, drop: bytes = b"x") -> Script:
    """Begins an answer and lets it trickle for ever, quickly enough for every limit between two reads."""

    async def script(asked: Asked, wire: Wire) -> None:
        await wire.send(start)
        while True:
            await wire.send(drop)
            await asyncio.sleep(0)

    return script


def reset(start: bytes = b"") -> Script:
    """Sends the start of an answer and resets the connection."""

    async def script(asked: Asked, wire: Wire) -> None:
        if start:
            await wire.send(start)
        sock = wire.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.writer.transport.abort()

    return script


def packed(body: bytes, *, coding: str = "gzip", tail: bytes = b"", cut: int = 0) -> Script:
    """A gzip body; with a tail after its end, or with its last `cut` bytes missing."""
    data = gzip.compress(body) + tail
    return answer(200, [("Content-Encoding", coding)], data[: len(data) - cut])
