"""Polling at scale on loopback: how late healthy feeds start beside hundreds that hang, and how many polls a second.

Hosts are names that an injected lookup resolves to 127.0.0.1; a server in a process of its own answers for all of
them. Poller, updater, fetcher, worker and SQLite are those of the service, with its slots, limits and tick.

    python bench/bench_polls.py [hanging] [throughput] [--feeds 10000]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa
import structlog

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.app.service import TICK
from bot.storage import owing
from bot.storage.migrations import BOT
from feeds.drafting import EditorialRules
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.schedule import Intervals
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate
from feeds.storage.schema import feeds as table
from feeds.update import Updater
from feeds.web.fetch import Fetcher

START_LATE = 5.0
POLLS_A_SECOND = 111
HEALTHY, HANGING = 50, 500
ENTRIES = 10
WORDS = [
    "warga",
    "desa",
    "jalan",
    "jembatan",
    "pasar",
    "sekolah",
    "puskesmas",
    "petani",
    "panen",
    "banjir",
    "kemarau",
    "sungai",
    "lapangan",
    "bupati",
    "camat",
    "pelatihan",
    "bantuan",
    "gotong",
    "royong",
    "kelompok",
    "ternak",
    "bibit",
    "pupuk",
    "irigasi",
    "posyandu",
    "imunisasi",
    "lomba",
    "perpustakaan",
]


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)


#: The newest entry of a feed's first version is of this moment, older ones an hour apart, newer ones a second.
BEGUN = datetime.now(UTC)


def item(host: str, number: int) -> str:
    """An invented entry of about 2 kB, the same each time it is asked for."""
    chance = random.Random(f"{host} {number}")
    text = " ".join("<p>" + " ".join(chance.choices(WORDS, k=60)).capitalize() + ".</p>" for _ in range(4))
    title = " ".join(chance.choices(WORDS, k=7)).capitalize()
    age = number - (ENTRIES - 1)
    date = format_datetime(BEGUN + (timedelta(hours=age) if age < 0 else timedelta(seconds=age)))
    link = f"https://{host}/berita/{number}/"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    )


def body(host: str, version: int) -> bytes:
    """A feed of ten entries, with `version` new ones since the first; of one, where nothing ever changes."""
    shown = ENTRIES if host.startswith("odd") else 1
    items = "".join(item(host, number) for number in range(version + ENTRIES - 1, version + ENTRIES - 1 - shown, -1))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()


def serve(pipe: Connection) -> None:
    """Answers for every host: "hang..." never, "odd..." with one new entry a version, the others with the same page.

    Sends its port first; a number that comes through the pipe is the version from then on. Each request for a host
    named "fine..." is reported with its moment.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    version = 0
    kept: set[asyncio.Transport] = set()

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:
            self.transport = transport
            kept.add(transport)

        def connection_lost(self, _exc: Exception | None) -> None:
            kept.discard(self.transport)

        def data_received(self, data: bytes) -> None:
            lower = data.lower()
            host = lower.partition(b"\r\nhost: ")[2].partition(b":")[0].decode()
            if host.startswith("hang"):
                return
            if host.startswith("fine"):
                pipe.send((host, time.monotonic()))
            shown = version if host.startswith("odd") else 0
            tag = b'"%d"' % shown
            if b"if-none-match: " + tag in lower:
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\nConnection: close\r\n\r\n" % tag)
            else:
                page = body(host, shown)
                head = b"HTTP/1.1 200 OK\r\nETag: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                self.transport.write(head % (tag, len(page)) + page)
            self.transport.close()

    async def run() -> None:
        nonlocal version
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()

        def take() -> None:
            nonlocal version
            version = pipe.recv()

        loop.add_reader(pipe.fileno(), take)
        await server.serve_forever()

    asyncio.run(run())


async def on_loopback(_host: str) -> list[str]:
    """Every name is here."""
    return ["127.0.0.1"]


class Rig:
    """The polling half of the service on a fresh SQLite file, before a server of its own."""

    def __init__(self, database: Database, poller: Poller, pipe: Connection, port: int, parser: Parser) -> None:
        self.database, self.poller, self.pipe, self.port, self.parser = database, poller, pipe, port, parser

    async def add(self, names: list[str], *, due: datetime, works: bool) -> None:
        """Adds feeds in this order; `works` says that their last poll was good."""
        rows = [
            {
                "url": f"http://{name}.example:{self.port}/feed/",
                "name": name,
                "host": f"{name}.example:{self.port}",
                "added_at": due,
                "next_poll_at": due + timedelta(milliseconds=number),
                "baseline_at": due if works else None,
            }
            for number, name in enumerate(names)
        ]
        if rows:
            await self.database.write(lambda connection: connection.execute(sa.insert(table), rows))

    async def set(self, **values: object) -> None:
        """Sets columns of every feed."""
        await self.database.write(lambda connection: connection.execute(sa.update(table).values(values)))


@asynccontextmanager
async def rig(names: list[str]) -> AsyncIterator[Rig]:
    """A rig that may reach these hosts."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    parser = Parser("Asia/Jakarta")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/polls.db")
        await database.open()
        await database.write(migrate, FEEDS, BOT)
        allowed = frozenset(f"{name}.example:{port}" for name in names)
        async with Fetcher(user_agent="bench", allow_private_hosts=allowed, resolver=on_loopback) as fetcher:
            updater = Updater(
                database=database,
                fetcher=fetcher,
                parser=parser,
                intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
                rules=EditorialRules(max_age=timedelta(hours=48)),
                clock=utc_now,
                draw=random.random,
                on_due=owing.owe,
            )
            poller = Poller(database, updater, utc_now)
            try:
                yield Rig(database, poller, here, port, parser)
            finally:
                await poller.stop()
                await parser.close()
                await database.close()
                server.terminate()
                server.join()


async def tick_on(poller: Poller) -> None:
    """What the scheduler does."""
    while True:
        await poller.tick()
        await asyncio.sleep(TICK.total_seconds())


async def start_delays(hanging: int, *, hang_works: bool, failures: int) -> tuple[list[float], int]:
    """Seconds from due to asked of the healthy feeds, and how many were not asked within a minute.

    The hanging ones are all due at once, those that work one after another in the ten seconds behind them.
    """
    hang = [f"hang{number}" for number in range(hanging)]
    fine = [f"fine{number}" for number in range(HEALTHY)]
    async with rig(hang + fine) as one:
        start, zero = utc_now() + timedelta(seconds=1), time.monotonic() + 1
        await one.add(hang, due=start - timedelta(seconds=1), works=hang_works)
        await one.set(failures=failures)
        chance = random.Random(5)
        due = {f"{name}.example": 10 * chance.random() for name in fine}
        for name in fine:
            await one.add([name], due=start + timedelta(seconds=due[f"{name}.example"]), works=True)
        ticking = asyncio.create_task(tick_on(one.poller))
        delays: list[float] = []
        try:
            async with asyncio.timeout(60):
                while due:
                    while one.pipe.poll():
                        name, moment = one.pipe.recv()
                        if name in due:  # a feed whose entries are all unknown is asked for its older pages, too
                            delays.append(moment - zero - due.pop(name))
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        ticking.cancel()
    return delays, HEALTHY - len(delays)


async def hanging_hosts() -> bool:
    """Prints how late healthy feeds start."""
    situations = [
        ("no host hangs", 0, True, 0),
        ("500 that hung before", HANGING, True, 1),
        ("500 new ones", HANGING, False, 0),
        ("500 that worked until now", HANGING, True, 0),
        ("2,000 that hung before", 4 * HANGING, True, 1),
        ("2,000 that worked until now", 4 * HANGING, True, 0),
    ]
    title = f"start delay of {HEALTHY} feeds that work beside"
    print(f"{title:42} {'p50':>6} {'p99':>6} {'never':>6}   target: p99 <= {START_LATE:g} beside {HANGING}")
    good = True
    for name, count, works, failures in situations:
        delays, never = await start_delays(count, hang_works=works, failures=failures)
        p50, p99 = statistics.median(delays or [60]), sorted(delays or [60])[int(0.99 * len(delays or [60]))]
        print(f"{name:42} {p50:5.2f}s {p99:5.2f}s {never:6}", flush=True)
        if count == HANGING:
            good = good and p99 <= START_LATE and not never
    return good


def resident(pid: int | None = None) -> float:
    """Megabytes resident of a process."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


async def pass_over(one: Rig, count: int) -> tuple[float, list[float], float]:
    """Polls all feeds, due at once; seconds, megabytes at each quarter, and CPU seconds of this process."""
    await one.set(next_poll_at=utc_now() - timedelta(seconds=1))
    start, cpu = time.monotonic(), time.process_time()
    begun = utc_now()
    sizes = [resident()]
    ticking = asyncio.create_task(tick_on(one.poller))

    def polled(connection: sa.Connection) -> int:
        query = sa.select(sa.func.count()).where(table.c.last_polled_at >= begun)
        return connection.scalar(query) or 0

    done = 0
    while done < count:
        await asyncio.sleep(0.5)
        done = await one.database.read(polled)
        if done * 4 >= count * len(sizes):
            sizes.append(resident())
    seconds = time.monotonic() - start
    ticking.cancel()
    return seconds, sizes, time.process_time() - cpu


async def throughput(count: int) -> bool:
    """Prints polls a second."""
    names = [f"{'odd' if number % 2 else 'even'}{number}" for number in range(count)]
    good = True
    async with rig(names) as one:
        await one.add(names, due=utc_now() + timedelta(hours=1), works=False)
        print(f"{count} feeds due at once{'':20} {'polls/s':>8} {'CPU ms':>7}  MB of the service at each quarter")
        for version, name in enumerate(("new to us", "half have one new entry", "half have one new entry")):
            one.pipe.send(version)
            seconds, sizes, cpu = await pass_over(one, count)
            rate = count / seconds
            shown = " ".join(f"{size:.0f}" for size in sizes)
            print(f"{name:42} {rate:8.0f} {cpu / count * 1e3:7.2f}  {shown}", flush=True)
            good = good and (version == 0 or rate >= POLLS_A_SECOND)
    print(f"target: at least {POLLS_A_SECOND} polls/s when half are unchanged, memory flat")
    return good


async def main() -> int:
    """Runs the parts that were asked for, by default all."""
    options = argparse.ArgumentParser()
    options.add_argument("parts", nargs="*", default=["hanging", "throughput"])
    options.add_argument("--feeds", type=int, default=10_000)
    given = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    good = True
    if "hanging" in given.parts:
        good = await hanging_hosts() and good
    if "throughput" in given.parts:
        good = await throughput(given.feeds) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
