"""What the worker costs and what hostile feeds get out of it.

Isolation: milliseconds of one healthy feed skimmed in the worker, beside the same in this process and feedparser's.
Hostile feeds: the slowest of them, and how soon a healthy feed is parsed after one was killed.
Targets: at most 1 ms of overhead, at most 5 s a hostile feed, the next healthy feed within 50 ms of the new worker.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from feeds.model import FeedData
from feeds.parse.feed import parse_feed
from feeds.parse.parser import Parser
from tests.fakes.hostile_feeds import HOSTILE_FEEDS

URL = "https://kab.example/feed/"
ZONE = "Asia/Jakarta"


def healthy(entries: int) -> bytes:
    """A feed as WordPress writes it: 7.8 kB an entry."""
    text = "<p>" + "Bupati membuka pasar murah di halaman kantor kecamatan pada Senin pagi. " * 100 + "</p>"
    items = "".join(
        f"<item><title>Berita {n}</title><link>https://kab.example/{n}/</link><guid>https://kab.example/?p={n}</guid>"
        f"<pubDate>Tue, 06 Oct 2026 05:{n:02}:00 +0000</pubDate><description><![CDATA[{text}]]></description></item>"
        for n in range(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>K</title>{items}</channel></rss>'.encode()


async def isolation(parser: Parser) -> None:
    """Prints the overhead of the worker."""
    for entries in (10, 50):
        body = healthy(entries)
        judge, here, there = [], [], []
        await parser.skim(body, URL)
        for _ in range(15):
            start = time.perf_counter()
            parse_feed(body, URL, ZoneInfo(ZONE), fast=False)
            judge.append(time.perf_counter() - start)
            start = time.perf_counter()
            parse_feed(body, URL, ZoneInfo(ZONE))
            here.append(time.perf_counter() - start)
            start = time.perf_counter()
            await parser.skim(body, URL)
            there.append(time.perf_counter() - start)
        slow, inside, outside = min(judge) * 1e3, min(here) * 1e3, min(there) * 1e3
        print(
            f"{entries} entries, {len(body) // 1024} kB: feedparser {slow:.1f} ms, the fast parser {inside:.1f} ms "
            f"(x{slow / inside:.1f}), in the worker {outside:.1f} ms, overhead {outside - inside:.2f} ms"
        )


async def hostile(parser: Parser) -> None:
    """Prints the slowest hostile feeds, and how soon a healthy one follows."""
    times, after = [], []
    small = healthy(1)
    for name, body in HOSTILE_FEEDS.items():
        start = time.perf_counter()
        await parser.open(body, URL)
        times.append((time.perf_counter() - start, name))
        start = time.perf_counter()
        assert isinstance(await parser.open(small, URL), FeedData)  # noqa: S101 - a bench that lost it is worth nothing
        after.append(time.perf_counter() - start)
    for seconds, name in sorted(times, reverse=True)[:5]:
        print(f"  {seconds:5.2f} s  {name}")
    print(
        f"{len(times)} hostile feeds, slowest {max(times)[0]:.2f} s (target 5); healthy feed after each: "
        f"median {statistics.median(after) * 1e3:.1f} ms, worst {max(after) * 1e3:.0f} ms"
    )


async def main() -> None:
    """Measures and prints."""
    parser = Parser(ZONE)
    await isolation(parser)
    await hostile(parser)
    await parser.close()


asyncio.run(main())
