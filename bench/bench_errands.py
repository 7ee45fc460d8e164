"""What corrections, recalls, the day's limit, the backlog and the proof cost beside plain owing. One run, CPU time.

    python bench/bench_errands.py [CHATS]

Every line is one story for CHATS chats (100,000) on SQLite, except the look that finds nothing to do; the last two send
and delete one story at 1,000 chats through the engines and a channel that is a list.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sqlalchemy as sa
import structlog

from bot.app.news import prepare
from bot.delivery.pacing import NO_GAPS, Pacer
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.delivery.upkeep import Upkeep
from bot.storage import backlog, errands, owing, proof
from bot.storage.schema import chats
from bot.storage.schema import deliveries as delivery_table
from feeds.storage.database import Database
from tests.bot.storage.newsroom import publish, revise
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import NOON, FakeClock

LIMIT = 12
#: Chats of the second part.
ENGINE = 1_000


class Meter:
    """CPU seconds of each step, and its ratio to the first."""

    def __init__(self, chats: int) -> None:
        self.chats = chats
        self.first: float | None = None

    async def measure(self, name, work):
        """Runs a step and prints what it cost."""
        begun, wall = time.process_time(), time.perf_counter()
        result = await work
        spent, took = time.process_time() - begun, time.perf_counter() - wall
        self.first = self.first or spent
        each = spent / self.chats * 1e6
        print(f"{name:44} {spent:7.2f} s CPU {took:7.2f} s {each:8.2f} us a chat {spent / self.first:7.2f} x")
        return result


async def main(count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    async with populated(count) as database:
        await steps(database, Meter(count), FakeClock())
    async with populated(ENGINE) as database:
        await through_a_fake(database, Meter(ENGINE), FakeClock())


@asynccontextmanager
async def populated(count: int) -> AsyncIterator[Database]:
    """A database with so many subscribed chats."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/k.db")
        await database.open()
        await prepare(database)
        row = {"channel": "telegram", "kind": "private", "state": "active", "language": "id"}
        row |= {"timezone": "Asia/Jakarta", "created_at": NOON, "changed_at": NOON, "subscribed_at": NOON}
        people = [row | {"address": str(number)} for number in range(count)]
        await database.write(lambda c: c.execute(sa.insert(chats), people) and None)
        yield database
        await database.close()


async def steps(database: Database, meter: Meter, clock: FakeClock) -> None:
    ids = [await publish(database) for _ in range(2)]
    await meter.measure("owe, without a limit (baseline)", database.write(owing.owe, ids[:1], NOON))
    await meter.measure("owe, within the day's limit", database.write(backlog.owe, ids[1:], NOON, LIMIT))
    for _ in range(LIMIT - 2):
        await database.write(backlog.owe, [await publish(database)], NOON, LIMIT)
    over = await publish(database)
    await meter.measure(
        "owe the thirteenth, which all goes to digests", database.write(backlog.owe, [over], NOON, LIMIT)
    )
    clock.forward(minutes=31)
    await meter.measure("put a batch of the backlog in order (20,000)", database.write(backlog.reorder, clock()))
    taken = sa.update(delivery_table).where(delivery_table.c.state == "queued")
    sent = taken.values(state="sent", settled_at=NOON, message_id="1")
    await database.write(lambda c: c.execute(sent) and None)
    upkeep = Upkeep(database, clock, timedelta(hours=48), 23, lambda _ids: None, lambda: None)
    await meter.measure("a look that finds nothing", upkeep.tick())
    await meter.measure("figures of a story", database.read(proof.story_proof, 1))
    await meter.measure("why one chat got it", database.read(proof.pair_facts, 1, None, "7"))
    await revise(database, 1, "Lain sekali", NOON)
    await meter.measure("owe a correction", upkeep.tick())
    await meter.measure("owe a recall in its place", database.write(errands.recall, 1, clock()))


async def through_a_fake(database: Database, meter: Meter, clock: FakeClock) -> None:
    """The engines alone, against a channel that is a list."""
    channel, pacer = FakeChannel(), Pacer(1e9, NO_GAPS)
    sender = Sender(channel, database, pacer, clock, lambda: 0.0)
    runner = Runner(channel, database, pacer, sender.turn, clock, lambda: 0.0)
    await database.write(owing.owe, [await publish(database)], NOON)
    await meter.measure("send a story (baseline)", sender.drain())
    await database.write(errands.recall, 1, NOON)
    await meter.measure("delete it again", runner.drain())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
