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
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from feeds.errors import WorkerError
from feeds.model import Article, Document, EntryData, FeedData, NotAFeed, PageHints, PageText, Sitemaps
from feeds.parse import wire, wire_documents

#: Seconds for one request; a healthy feed takes milliseconds.
TIME_LIMIT = 5.0
#: Seconds a fresh worker may take to import its libraries, before it says that it is ready.
START_LIMIT = 30.0
#: Seconds after which a request is suspicious: a second worker is made ready, in case that this one has to be killed.
SUSPICIOUS = 0.3

#: Bytes of the pipe to the worker; an unprivileged user may have as many (pipe(7)).
_PIPE = 1024 * 1024
#: Where the package lies, for a worker that is not told by an environment.
_ROOT = str(Path(__file__).resolve().parents[2])


class _WorkerGoneError(Exception):
    """The worker died or said nonsense; internal to this file."""


class Parser:
    """Parses feeds and reads articles in a worker process. Requests wait for one another.

    Once a request was suspicious or a worker has died, another worker stands ready, so that the next feed need not
    wait for Python and its libraries to start. Most services never need it and are spared its memory.
    """

    def __init__(self, zone: str, *, time_limit: float = TIME_LIMIT) -> None:
        """Takes the zone (an IANA name) that dates without one are written in, and seconds for each request."""
        self._zone = zone
        self._time_limit = time_limit
        self._worker: asyncio.subprocess.Process | None = None
        self._spare: asyncio.Task[asyncio.subprocess.Process] | None = None
        #: Whether a worker has died or was killed.
        self._has_lost = False
        self._turn = asyncio.Lock()
        self._numbers = count(1)

    async def open(self, body: bytes, url: str) -> FeedData | Sitemaps | NotAFeed:
        """A document that may carry news, with all contents, or why it is none; see `parse.documents`."""
        try:
            answer = await self._ask(wire.request("document", {"url": url, "zone": self._zone}, body))
            return wire_documents.read_document_answer(answer)
        except TimeoutError:
            return NotAFeed("too_slow", f"parsing took longer than {self._time_limit:g} s")
        except (_WorkerGoneError, ValueError, KeyError, TypeError) as error:
            return NotAFeed("crashed", str(error)[:200])

    async def hints(self, body: bytes, url: str) -> PageHints:
        """Where an HTML page says that feeds are; a page that breaks the worker says nothing."""
        try:
            return wire_documents.read_page_answer(await self._ask(wire.request("page", {"url": url}, body)))
        except (TimeoutError, _WorkerGoneError, ValueError, KeyError, TypeError):
            return PageHints()

    async def text(self, body: bytes, url: str, title: str) -> PageText:
        """The article on a page, see `parse.page_text`; a page that breaks the worker has none."""
        try:
            request = wire.request("text", {"url": url, "zone": self._zone, "title": title}, body)
            return wire_documents.read_text_answer(await self._ask(request))
        except (TimeoutError, _WorkerGoneError, ValueError, TypeError):
            return PageText()

    async def skim(self, body: bytes, url: str) -> FeedData | Sitemaps | NotAFeed:
        """Like `open`, but the contents stay in the worker: entries come without HTML and with fingerprints.

        `read` gives the contents of those that are wanted; of a document of 50 entries that is usually one.
        """
        document = Document(next(self._numbers), body, url)
        try:
            answer = await self._ask(self._about("skim", document, body))
            return wire_documents.read_document_answer(answer, document)
        except TimeoutError:
            return NotAFeed("too_slow", f"parsing took longer than {self._time_limit:g} s")
        except (_WorkerGoneError, ValueError, KeyError, TypeError) as error:
            return NotAFeed("crashed", str(error)[:200])

    async def read(self, entries: Sequence[EntryData]) -> list[Article]:
        """The readable text of each entry, skimmed or parsed. One that breaks the worker has none; the others do.

        A document that the worker has forgotten, or whose worker has died, is parsed again.
        """
        groups: dict[Document | None, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            groups[entry.document].append(place)
        articles: dict[int, Article] = {}
        for document, places in groups.items():
            articles |= zip(places, await self._read(document, [entries[place] for place in places]), strict=True)
        return [articles[place] for place in range(len(entries))]

    async def _read(self, document: Document | None, entries: list[EntryData]) -> list[Article]:
        try:
            if document is None:
                pairs = json.dumps([(entry.html, entry.title) for entry in entries]).encode()
                return wire.read_articles_answer(await self._ask(wire.request("articles", {}, pairs)))
            indices = " ".join(str(entry.index) for entry in entries)
            answer = await self._ask(self._about("read", document, b"", indices))
            if answer == wire.FORGOTTEN:
                answer = await self._ask(self._about("read", document, document.body, indices))
            return wire.read_articles_answer(answer)
        except (TimeoutError, _WorkerGoneError, ValueError, TypeError):
            if len(entries) == 1:
                return [Article(())]
            half = len(entries) // 2
            return [*await self._read(document, entries[:half]), *await self._read(document, entries[half:])]

    def _about(self, kind: str, document: Document, body: bytes, indices: str = "") -> bytes:
        fields = {"document": str(document.number), "url": document.url, "zone": self._zone, "indices": indices}
        return wire.request(kind, fields, body)

    async def close(self) -> None:
        """Ends the workers. Safe to call twice; a later request starts a new one."""
        async with self._turn:
            await self._end()
            spare = await self._take_spare()
            if spare is not None:
                await _kill(spare)

    async def _ask(self, payload: bytes) -> bytes:
        async with self._turn:
            suspicious: asyncio.TimerHandle | None = None
            try:
                if self._worker is None or self._worker.returncode is not None:
                    self._has_lost = self._has_lost or self._worker is not None
                    self._worker = await self._next_worker()
                suspicious = asyncio.get_running_loop().call_later(SUSPICIOUS, self._make_spare)
                async with asyncio.timeout(self._time_limit):
                    answer = await self._exchange(self._worker, payload)
            except BaseException as error:
                # A worker that was not waited for would answer the next request with this one's answer.
                await self._end()
                self._has_lost = True
                if isinstance(error, (asyncio.IncompleteReadError, ConnectionError)):
                    raise _WorkerGoneError("the parser process died") from error
                raise
            finally:
                if suspicious is not None:
                    suspicious.cancel()
            if self._has_lost:
                self._make_spare()
            return answer

    async def _exchange(self, worker: asyncio.subprocess.Process, payload: bytes) -> bytes:
        assert worker.stdin is not None  # noqa: S101 - started with pipes
        worker.stdin.write(wire.frame(payload))
        await worker.stdin.drain()
        return await self._next_frame(worker)

    def _make_spare(self) -> None:
        if self._spare is None:
            self._spare = asyncio.create_task(self._start(), name="spare parser")

    async def _next_worker(self) -> asyncio.subprocess.Process:
        spare = await self._take_spare()
        if spare is not None and spare.returncode is None:
            return spare
        if spare is not None:
            await _kill(spare)
        return await self._start()

    async def _take_spare(self) -> asyncio.subprocess.Process | None:
        """The worker that stands ready, as soon as it does; None when there is none or it could not be started."""
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        try:
            return await spare
        except (WorkerError, _WorkerGoneError, TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            return None

    async def _start(self) -> asyncio.subprocess.Process:
        """A worker that is ready. Raises `WorkerError`."""
        try:
            worker = await asyncio.create_subprocess_exec(
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
        try:
            _widen(worker)
            async with asyncio.timeout(START_LIMIT):
                await self._next_frame(worker)
        except BaseException:
            await _kill(worker)
            raise
        return worker

    @staticmethod
    async def _next_frame(worker: asyncio.subprocess.Process) -> bytes:
        assert worker.stdout is not None  # noqa: S101 - started with pipes
        size = int.from_bytes(await worker.stdout.readexactly(4), "big")
        if size > wire.MAX_FRAME:
            raise _WorkerGoneError("the parser process answered out of turn")
        return await worker.stdout.readexactly(size)

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            await _kill(worker)


async def _kill(worker: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()
    # asyncio closes the pipes' transports only when told to; a leak otherwise.
    if worker.stdin is not None:
        worker.stdin.close()
    transport = getattr(worker, "_transport", None)
    if transport is not None:
        transport.close()


def _widen(worker: asyncio.subprocess.Process) -> None:
    """Lets a whole document into the pipe at once where that can be had (Linux): half the price of sending it."""
    assert worker.stdin is not None  # noqa: S101 - started with pipes
    pipe = worker.stdin.transport.get_extra_info("pipe")
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl  # noqa: PLC0415 - POSIX only

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
