"""What politeness, limits and the guard cost: CPU of the fetcher beside bare aiohttp, in one run.

A server in a process of its own answers on loopback. Each client fetches one at a time, which is what a host sees of
us anyway; CPU time is that of this process alone. Clients take turns in short rounds and the best round of each counts,
so that whatever else the machine does hits all of them. Ratios are what to look at: below 2 the fetcher costs less than
one more bare request.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import random
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import aiohttp

from feeds.model import CachingInfo, Fetched, NotModified
from feeds.web.fetch import Fetcher, Limits

ETAG = '"2026-11-24"'
ROUNDS = 7


def feed_of_390_kb() -> bytes:
    """A body as large as a feed of 50 entries, as compressible as prose."""
    chance = random.Random(390)
    words = ["".join(chance.choices("aeinrtkmpdgsulbw", k=chance.randint(2, 9))) for _ in range(3000)]
    text = " ".join(chance.choices(words, k=70_000))
    return text[: 390 * 1024].encode()


def serve(pipe: Connection) -> None:
    """Answers "/feed" and "/packed" until it is stopped: 304 to who has the validator, else the whole body."""
    plain = feed_of_390_kb()
    packed = gzip.compress(plain)
    head = b"HTTP/1.1 200 OK\r\nETag: %s\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n%s\r\n"
    answers = {
        b"/feed": head % (ETAG.encode(), len(plain), b"") + plain,
        b"/packed": head % (ETAG.encode(), len(packed), b"Content-Encoding: gzip\r\n") + packed,
    }
    not_modified = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % ETAG.encode()

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            path = data.split(b" ", 2)[1]
            lower = data.lower()
            self.transport.write(not_modified if b"if-none-match" in lower else answers[path])
            if b"connection: close" in lower:
                self.transport.close()

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def cost(times: int, once: Callable[[], Awaitable[None]]) -> float:
    """Microseconds of CPU for one call."""
    start = time.process_time()
    for _ in range(times):
        await once()
    return (time.process_time() - start) / times * 1e6


async def compare(base: str, key: str) -> bool:
    """Prints the table; False when somebody answered wrongly."""
    wrong = 0
    limits = Limits(host_gap=0)
    async with (
        Fetcher(user_agent="bench", allow_private_hosts={key}, limits=limits) as fetcher,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as closing,
        aiohttp.ClientSession() as keeping,
    ):

        def ours(path: str, caching: CachingInfo | None, kind: type) -> Callable[[], Awaitable[None]]:
            async def once() -> None:
                nonlocal wrong
                wrong += not isinstance(await fetcher.fetch(base + path, caching), kind)

            return once

        def bare(session: aiohttp.ClientSession, path: str, headers: dict[str, str]) -> Callable[[], Awaitable[None]]:
            async def once() -> None:
                async with session.get(base + path, headers=headers) as response:
                    await response.read()

            return once

        conditional = {"If-None-Match": ETAG}
        jobs = [
            ("304", 400, "/feed", CachingInfo(ETAG), NotModified, conditional),
            ("200, 390 kB", 60, "/feed", None, Fetched, {}),
            ("200, 390 kB, gzip", 60, "/packed", None, Fetched, {}),
        ]
        print(
            f"{'CPU us a request':20} {'fetcher':>9} {'aiohttp':>9} {'ratio':>6}   {'aiohttp, kept':>13} {'ratio':>6}"
        )
        for name, times, path, caching, kind, headers in jobs:
            clients = [ours(path, caching, kind), bare(closing, path, headers), bare(keeping, path, headers)]
            best = [float("inf")] * len(clients)
            for _ in range(ROUNDS):
                for number, client in enumerate(clients):
                    best[number] = min(best[number], await cost(times, client))
            us, once, kept = best
            print(f"{name:20} {us:9.0f} {once:9.0f} {us / once:6.2f}   {kept:13.0f} {us / kept:6.2f}")
    return wrong == 0


def main() -> int:
    """Runs the server and the comparison."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    try:
        port = here.recv()
        right = asyncio.run(compare(f"http://127.0.0.1:{port}", f"127.0.0.1:{port}"))
    finally:
        server.terminate()
        server.join()
    start = time.process_time()
    ssl.create_default_context()
    print(f"once for each fetcher: {(time.process_time() - start) * 1e3:.0f} ms to read the system's roots")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
