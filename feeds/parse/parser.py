"""The service's side of the worker: one process, started when needed, killed when it takes too long, replaced.

A parser can be stalled for minutes by a hundred kilobytes (docs/decisions/004), and no thread can be stopped. The
price of a process of its own is under a millisecond a feed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from feeds.errors import WorkerError
from feeds.model import Article, FeedData, NotAFeed
from feeds.parse import wire

#: Seconds for one request; a healthy feed takes milliseconds.
TIME_LIMIT = 5.0
#: Seconds a fresh worker may take to import its libraries, before it says that it is ready.
START_LIMIT = 30.0

#: Where the package lies, for a worker that is not told by an environment.
_ROOT = str(Path(__file__).resolve().parents[2])


class _WorkerGoneError(Exception):
    """The worker died or said nonsense; internal to this file."""


class Parser:
    """Parses feeds and reads articles in a worker process. Requests wait for one another."""

    def __init__(self, zone: str, *, time_limit: float = TIME_LIMIT) -> None:
        """Takes the zone (an IANA name) that dates without one are written in, and seconds for each request."""
        self._zone = zone
        self._time_limit = time_limit
        self._worker: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def parse(self, body: bytes, url: str) -> FeedData | NotAFeed:
        """A feed's data, or why these bytes are none. Never raises for what the bytes hold."""
        try:
            answer = await self._ask(wire.request("feed", {"url": url, "zone": self._zone}, body))
            return wire.read_feed_answer(answer)
        except TimeoutError:
            return NotAFeed("too_slow", f"parsing took longer than {self._time_limit:g} s")
        except (_WorkerGoneError, ValueError, KeyError, TypeError) as error:
            return NotAFeed("crashed", str(error)[:200])

    async def read(self, articles: Sequence[tuple[str, str]]) -> list[Article]:
        """The readable text of each (html, title). One that breaks the worker has no text; the others are read."""
        if not articles:
            return []
        try:
            answer = await self._ask(wire.request("articles", {}, json.dumps(articles).encode()))
            return wire.read_articles_answer(answer)
        except (TimeoutError, _WorkerGoneError, ValueError, TypeError):
            if len(articles) == 1:
                return [Article(())]
            return [(await self.read([article]))[0] for article in articles]

    async def close(self) -> None:
        """Ends the worker. Safe to call twice; a later request starts a new one."""
        async with self._turn:
            await self._end()

    async def _ask(self, payload: bytes) -> bytes:
        async with self._turn:
            try:
                if self._worker is None or self._worker.returncode is not None:
                    self._worker = await self._start()
                    async with asyncio.timeout(START_LIMIT):
                        await self._next_frame(self._worker)
                async with asyncio.timeout(self._time_limit):
                    return await self._exchange(self._worker, payload)
            except BaseException as error:
                # A worker that was not waited for would answer the next request with this one's answer.
                await self._end()
                if isinstance(error, (asyncio.IncompleteReadError, ConnectionError)):
                    raise _WorkerGoneError("the parser process died") from error
                raise

    async def _exchange(self, worker: asyncio.subprocess.Process, payload: bytes) -> bytes:
        assert worker.stdin is not None  # noqa: S101 - started with pipes
        worker.stdin.write(wire.frame(payload))
        await worker.stdin.drain()
        return await self._next_frame(worker)

    @staticmethod
    async def _next_frame(worker: asyncio.subprocess.Process) -> bytes:
        assert worker.stdout is not None  # noqa: S101 - started with pipes
        size = int.from_bytes(await worker.stdout.readexactly(4), "big")
        if size > wire.MAX_FRAME:
            raise _WorkerGoneError("the parser process answered out of turn")
        return await worker.stdout.readexactly(size)

    @staticmethod
    async def _start() -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "feeds.parse.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                # Nothing of the service's environment: secrets live there.
                env={"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8"},
                # An interrupt from the keyboard is for the service, which then ends its worker.
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            raise WorkerError(f"The parser process can't be started: {error}") from error

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
        # asyncio closes the pipes' transports only when told to; a leak otherwise.
        if worker.stdin is not None:
            worker.stdin.close()
        transport = getattr(worker, "_transport", None)
        if transport is not None:
            transport.close()
