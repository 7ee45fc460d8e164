"""Two thousand visitors with the web chat open: how soon a story is on all of their pages, and what that takes.

A process runs the whole service on SQLite; this one holds the visitors' streams. A story is published and polled; the
clock runs from before the poll until the last page has it. The baseline, in the same run, lets every page read the
log for itself and has 32 messages in flight, as the web chat once did. Target: 2 s for all, under 300 MB over the
service's processes.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.app import channels
from bot.app.news import prepare
from bot.app.service import Service
from bot.channels.webchat.sessions import new_session
from bot.channels.webchat.streams import Handed, Stream
from bot.config import Config
from bot.logs import set_up_logging
from bot.storage import chats
from feeds.storage.database import Database
from feeds.web.fetch import Limits
from tests.fakes.website import serve_site
from tests.feeds.test_update import item, rss

VISITORS = 2_000
ROUNDS = 5


def now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


# --- the service, in a process of its own ---


def _only_wake(self: Stream, _message: Handed) -> None:
    """The old way, for comparison: whoever is woken reads."""
    self.wake.set()


async def serve(url: str, feed: str, baseline: str) -> None:
    """Runs the service; polls whenever a line comes in."""
    if baseline == "reading":
        Stream.hand = _only_wake
        channels.WEB_RATE, channels.WEB_SLOTS = 1000.0, 32
    set_up_logging("warning")
    host = urlsplit(feed).netloc
    config = Config(
        database={"url": url},
        web={"listen": "127.0.0.1:0"},
        feeds={"allow_private_hosts": [host]},
        news={"daily_limit": 1000},
        feed=[{"url": feed, "name": "Kabupaten Rawa"}],
    )
    service = Service(config, now, limits=Limits(host_gap=0.0))
    async with service.open() as news:
        await news.poller.poll_now()
        print(service.web_address, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await news.poller.poll_now()


# --- the visitors ---


@dataclass
class Visitors:
    """Open streams, and what has come through them."""

    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    ready: int = 0
    arrived: list[float] = field(default_factory=list)

    async def come(self, address: str, session: str) -> None:
        """Opens one page's stream."""
        host = urlsplit(address)
        reader, writer = await asyncio.open_connection(host.hostname, host.port)
        writer.write(
            f"GET /chat/events HTTP/1.1\r\nHost: {host.netloc}\r\nCookie: kentongan={session}\r\n\r\n".encode()
        )
        self.writers.append(writer)
        self.tasks.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line == b"event: ready\n":
                self.ready += 1
            elif line.startswith(b'data: {"kind":"message"'):
                self.arrived.append(time.perf_counter())

    def leave(self) -> None:
        """Closes everything."""
        for task in self.tasks:
            task.cancel()
        for writer in self.writers:
            writer.close()


def resident(pid: int) -> float:
    """Megabytes resident of a process and its descendants."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    size = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    for task in Path(f"/proc/{pid}/task").iterdir():
        size += sum(resident(int(child)) for child in (task / "children").read_text("ascii").split())
    return size


def cpu(pid: int) -> float:
    """Seconds of CPU that one process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def subscribe(url: str) -> list[str]:
    """Writes the visitors into a new database."""
    sessions = [new_session() for _ in range(VISITORS)]
    database = Database(url)
    await database.open()
    await prepare(database)

    def all_of_them(connection):
        for session in sessions:
            chats.subscribe(connection, "web", session, "private", language="id", timezone="Asia/Jakarta", now=now())

    await database.write(all_of_them)
    await database.close()
    return sessions


async def measure(baseline: str) -> tuple[float, float, float]:
    """Median seconds until all pages have a story, CPU seconds of the service for one, and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/k.db"
        sessions = await subscribe(url)
        async with serve_site() as site:
            items = [item("0", "Kabar lama")]
            feed = site.put("/feed/", rss(*items, title="Kabupaten Rawa"))
            service = await asyncio.create_subprocess_exec(
                *(sys.executable, __file__, "serve", url, feed, baseline),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            address = ""
            while not address.startswith("http://"):
                address = (await service.stdout.readline()).decode().strip()
            visitors = Visitors()
            for session in sessions:
                await visitors.come(address, session)
            while visitors.ready < VISITORS:  # noqa: ASYNC110 - measures from outside
                await asyncio.sleep(0.05)
            spans, used = [], []
            for number in range(1, ROUNDS + 1):
                title = f"Jembatan nomor {number} ditutup sementara"
                text = f"Jembatan nomor {number} di Rawa ditutup {number} hari untuk perbaikan lantai."
                items.insert(0, item(str(number), title, text, format_datetime(now())))
                site.put("/feed/", rss(*items, title="Kabupaten Rawa"))
                visitors.arrived.clear()
                before, started = cpu(service.pid), time.perf_counter()
                service.stdin.write(b"poll\n")
                while len(visitors.arrived) < VISITORS:  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(0.01)
                spans.append(max(visitors.arrived) - started)
                await asyncio.sleep(0.5)  # the last settlements
                used.append(cpu(service.pid) - before)
            size = resident(service.pid)
            visitors.leave()
            service.stdin.close()
            await service.wait()
    return statistics.median(spans), statistics.median(used), size


async def main() -> None:
    """Measures both and prints."""
    reading, reading_cpu, _ = await measure("reading")
    handed, handed_cpu, size = await measure("handed")
    print(f"{VISITORS} open pages, one story, median of {ROUNDS}:")
    print(f"  every page reads:  {reading:.2f} s until the last page has it, {reading_cpu:.2f} s of CPU")
    print(f"  pages are handed:  {handed:.2f} s until the last page has it, {handed_cpu:.2f} s of CPU")
    print(f"  ratio: {handed / reading:.2f} of the time, {handed_cpu / reading_cpu:.2f} of the CPU; target under 2 s")
    print(f"  resident, the service's processes: {size:.0f} MB; target under 300")


if sys.argv[1:2] == ["serve"]:
    asyncio.run(serve(*sys.argv[2:5]))
else:
    asyncio.run(main())
