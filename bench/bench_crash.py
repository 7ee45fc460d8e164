"""Kills a broadcast with SIGKILL at random moments and counts what was lost and what came twice.

Each life is a fork that recovers the outbox, as the service does at its start, and sends until it is killed; the
server (a process of its own) counts what arrived for each chat. In the end the rest is sent. Then the same with
SIGTERM. Targets: 0 lost; after SIGKILL at most 5 doubled a kill and no chat with more than two copies; after SIGTERM
none doubled and the end within 10 s; the database's own check says ok.

`--url postgresql://...` names an empty database to use instead of a SQLite file.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from bench.outbox import fast_api, fill, moment, open_channel, publish
from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, Pacer
from bot.delivery.sender import SLOTS, Sender
from bot.logs import set_up_logging
from bot.storage import deliveries, owing
from feeds.storage.database import Database

#: Much more than the default, so that a kill meets a broadcast at work; in flight there are as many.
RATE = 200.0
#: Milliseconds that the server takes.
LATENCY = 15


async def prepare(url: str, chats: int) -> None:
    """An outbox with one delivery for each chat."""
    database = Database(url)
    await database.open()
    await fill(database, chats)
    story = await database.write(publish)
    await database.write(owing.owe, [story], moment())
    await database.close()


async def live(url: str, api: str, rate: float, slots: int, *, drain: bool) -> None:
    """One life of the sender."""
    set_up_logging("error")
    database = Database(url)
    await database.open()
    channel = await open_channel(api, slots + 8)
    pacer = Pacer(rate, NO_GAPS if drain else TELEGRAM_GAPS)
    sender = Sender(channel, database, pacer, moment, random.random, slots=slots)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sender.stop)
    await database.write(deliveries.recover, moment())
    await (sender.drain() if drain else sender.run())
    await channel.stop()
    await database.close()


def fork(url: str, api: str, rate: float, slots: int, *, drain: bool = False) -> int:
    """Starts a life; gives its process."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(live(url, api, rate, slots, drain=drain))
        finally:
            os._exit(0)
    return child


def check(connection: sa.Connection) -> str:
    """What the database says of itself."""
    if connection.dialect.name != "sqlite":
        return "ok (not asked)"
    return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar_one())


async def look(url: str) -> tuple[dict[str, int], str]:
    """Deliveries by state, and the database's own check."""
    database = Database(url)
    await database.open()
    found = await database.read(deliveries.counts), await database.read(check)
    await database.close()
    return found


def broadcast(url: str, ends: int, how: signal.Signals, rng: random.Random, folder: Path) -> None:
    """One broadcast, ended `ends` times."""
    chats = ends * 60
    asyncio.run(prepare(url, chats))
    longest = 0.0
    with fast_api(folder, LATENCY, chats + 1) as api:
        for _ in range(ends):
            child = fork(url, api.url, RATE, SLOTS)
            time.sleep(rng.uniform(0.05, 0.5))
            os.kill(child, how)
            start = time.perf_counter()
            os.waitpid(child, 0)
            longest = max(longest, time.perf_counter() - start)
        os.waitpid(fork(url, api.url, 5_000, 64, drain=True), 0)
        copies = Counter(api.arrived()[1:])
    states, sound = asyncio.run(look(url))
    print(f"{ends:,} x {how.name}, {chats:,} messages, {SLOTS} in flight at most, {RATE:g}/s")
    print(f"  lost                 {copies[0]:,}")
    print(f"  doubled              {copies[2]:,} ({copies[2] / ends:.2f} an end)")
    print(f"  more than two copies {sum(count for number, count in copies.items() if number > 2):,}")
    print(f"  states               {states}")
    print(f"  longest end          {longest:.2f} s")
    print(f"  integrity            {sound}", flush=True)
    (folder / f"arrived-{LATENCY:g}").unlink()


def main() -> None:
    """Kills, stops, counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--url", help="kills on this empty database, and no stops")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broadcast(args.url or f"sqlite:///{folder}/killed.db", args.kills, signal.SIGKILL, rng, folder)
        if args.url is None:
            broadcast(f"sqlite:///{folder}/stopped.db", args.stops, signal.SIGTERM, rng, folder)


if __name__ == "__main__":
    main()
