"""A day of deliveries: the real sender, runner of errands, outbox and pacer, with a network that does everything a network can do.

All that happens comes from the seed, so that a day that fails can be lived again. The network keeps its own books:
what arrived where and when, what it refused and what it left in doubt. `World.faults` compares them with the promises.
"""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import TELEGRAM_GAPS, Pacer
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.model import Failed, Sent, Unchangeable
from bot.storage import chats, deliveries, errands, owing
from bot.storage.schema import chats as chats_table
from bot.storage.schema import deliveries as table
from bot.storage.schema import errands as errand_table
from feeds.storage.schema import feeds, stories
from tests.simulation.virtual import InlineDatabase, VirtualLoop

RATE = 25
DAY = 86_400.0
#: What may become of a send, and how often in a thousand on a bad day.
TROUBLES = {
    "lost": 12,  # it never arrives, and nobody says so
    "late": 12,  # it arrives, and the answer is lost
    "refused": 15,  # no connection
    "too_many": 3,  # 429
    "broken": 10,  # 5xx, half of which have sent the message
    "blocked": 3,
    "no_rights": 2,
    "migrated": 3,
    "bad_message": 1,
}


class Network:
    """A `Channel[int]`: a message is its story's number."""

    name = "telegram"

    def __init__(self, loop: VirtualLoop, rng: random.Random, trouble: float) -> None:
        self._loop, self._rng = loop, rng
        self._kinds = list(TROUBLES)
        self._weights = [each * trouble for each in TROUBLES.values()]
        self._calm = 1000 - sum(self._weights)
        #: What arrived: (time, address, story); and all requests, answers among them: (time, address).
        self.arrived: list[tuple[float, str, int]] = []
        self.requests: list[tuple[float, str]] = []
        self.early: list[str] = []
        self.refused: Counter[tuple[str, int]] = Counter()
        self.doubts: Counter[tuple[str, int]] = Counter()
        self.blocked: set[str] = set()
        self.moved: dict[str, str] = {}
        self.flying: set[str] = set()
        self.held_until = 0.0

    def encode(self, message):
        return message.story_id

    async def edit(self, address, message_id, story):
        return await self._change(address, message_id)

    async def delete(self, address, message_id):
        return await self._change(address, message_id)

    async def _change(self, address, message_id):
        self._ask(address)
        await asyncio.sleep(self._rng.uniform(0.02, 0.3))
        if self._rng.random() < 0.3:
            return Unchangeable("too old")
        kind = self._rng.choices(["sent", *self._kinds], [self._calm, *self._weights])[0]
        if kind == "too_many":
            return self._hold()
        return Failed("in_doubt", kind) if kind in {"lost", "late", "broken"} else Sent(message_id)

    def _ask(self, address):
        now = self._loop.now
        self.requests.append((now, address))
        if now < self.held_until - 1e-6:
            self.early.append(f"{address} at {now:.3f}, held until {self.held_until:.3f}")

    def _hold(self):
        wait = self._rng.choice([1, 5, 30, 600])
        self.held_until = max(self.held_until, self._loop.now + wait)
        return Failed("slow_down", "too_many", retry_after=timedelta(seconds=wait))

    async def send(self, address, story, *, tracker=""):
        self._ask(address)
        if story is None:
            # Somebody is told that a story was withdrawn.
            await asyncio.sleep(self._rng.uniform(0.02, 0.3))
            return Sent("told")
        now = self._loop.now
        if address in self.flying:
            self.early.append(f"{address} twice at once at {now:.3f}")
        self.flying.add(address)
        try:
            return await self._send(address, story)
        finally:
            self.flying.discard(address)

    async def _send(self, address, story):
        await asyncio.sleep(self._rng.uniform(0.02, 0.3))
        if address in self.blocked:
            self.refused[address, story] += 1
            return Failed("gone", "blocked")
        if address in self.moved:
            return Failed("migrated", "moved", new_address=self.moved[address])
        kind = self._rng.choices(["sent", *self._kinds], [self._calm, *self._weights])[0]
        key = self._first(address), story
        match kind:
            case "sent":
                return self._arrive(address, story)
            case "lost" | "late" | "broken":
                self.doubts[key] += 1
                if kind == "late" or (kind == "broken" and self._rng.random() < 0.5):
                    self._arrive(address, story)
                await asyncio.sleep(0.1 if kind == "broken" else 25.0)
                return Failed("in_doubt", kind)
            case "refused":
                return Failed("not_sent", kind)
            case "too_many":
                return self._hold()
            case "migrated" if address.startswith("-"):
                self.moved[address] = f"-100{address[1:]}"
                return Failed("migrated", kind, new_address=self.moved[address])
            case _:
                return self._refuse(kind, address, story)

    def _refuse(self, kind, address, story):
        """Refusals for good; a private chat that would migrate takes the message."""
        if kind == "migrated":
            return self._arrive(address, story)
        self.refused[self._first(address), story] += 1
        if kind == "blocked":
            self.blocked.add(address)
        return Failed("gone" if kind == "blocked" else kind, kind)

    def _arrive(self, address, story):
        self.arrived.append((self._loop.now, self._first(address), story))
        return Sent(str(len(self.arrived)))

    def _first(self, address):
        """A chat's first address, by which the books are kept."""
        before = {new: old for old, new in self.moved.items()}
        while address in before:
            address = before[address]
        return address


class World:
    """One seed's day."""

    def __init__(self, seed: int, database: InlineDatabase, loop: VirtualLoop) -> None:
        self.seed, self.database, self.loop = seed, database, loop
        self.rng = random.Random(seed)
        self.network = Network(loop, self.rng, self.rng.choice([0.0, 0.3, 1.0, 3.0]))
        self.addresses = [f"-{n}" if self.rng.random() < 0.3 else str(n) for n in range(1, self.rng.randint(3, 14))]
        #: How likely one of the stories is withdrawn after each that comes out.
        self.recalls = self.rng.choice([0.0, 0.5])
        self.crashes = 0

    async def live(self) -> None:
        """Publishes, answers, crashes and restarts through a day, then lets the outbox run empty."""
        self._found()
        days_stories = sorted(self.rng.uniform(0, DAY) for _ in range(self.rng.randint(1, 5)))
        for moment in days_stories:
            await asyncio.sleep(max(0.0, moment - self.loop.now))
            await self._stretch(self.rng.randint(1, 3))
        for _ in range(40):
            if not await self._left():
                return
            await self._stretch(0, 3600.0)

    async def _stretch(self, count: int, seconds: float = 900.0) -> None:
        """One life of the process: starts, gets `count` stories out, and is stopped or killed."""
        pacer = Pacer(RATE, TELEGRAM_GAPS)
        pace = AnswerPace(pacer, self.loop.time, asyncio.sleep)
        sender = Sender(self.network, self.database, pacer, self.loop.clock, self.rng.random)
        runner = Runner(self.network, self.database, pacer, sender.turn, self.loop.clock, self.rng.random)
        await self.database.write(deliveries.recover, self.loop.clock())
        await self.database.write(errands.recover, self.loop.clock())
        running = [asyncio.create_task(sender.run()), asyncio.create_task(runner.run())]
        asking = asyncio.create_task(self._ask(pace)) if count else None
        for _ in range(count):
            await self.database.write(self._publish)
            sender.wake()
            await asyncio.sleep(self.rng.choice([0.0, 0.2, 5.0]))
            if self.rng.random() < self.recalls:
                await self.database.write(self._recall)
                runner.wake()
        if count and self.rng.random() < 0.3:
            # Killed at any moment.
            await asyncio.sleep(self.rng.uniform(0, 3))
            await self._kill(sender, running, asking)
            return
        until = self.loop.now + seconds
        while self.loop.now < until and await self._left():
            await asyncio.sleep(min(60.0, until - self.loop.now))
        if asking is not None:
            await asking
        sender.stop()
        runner.stop()
        await asyncio.gather(*running)

    async def _kill(self, sender, running, asking) -> None:
        """What was asked of the network goes on there; nobody hears of it."""
        self.crashes += 1
        for task in (*running, asking):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for task, claim in list(sender._flying.items()):
            if not task.done():
                task.cancel()
            self.network.doubts[self.network._first(claim.address), claim.story_id] += 1
        await asyncio.gather(*sender._flying, return_exceptions=True)
        rows = await self.database.read(self._sending)
        flying = {claim.id for claim in sender._flying.values()}
        for key, address, story in rows:
            if key not in flying:
                self.network.doubts[self.network._first(address), story] += 1

    @staticmethod
    def _sending(connection):
        query = sa.select(table.c.id, chats_table.c.address, table.c.story_id).join(chats_table)
        return [tuple(row) for row in connection.execute(query.where(table.c.state == "sending"))]

    async def _ask(self, pace) -> None:
        """People ask for things meanwhile; their answers share the rate."""
        for _ in range(self.rng.randint(0, 8)):
            address = self.rng.choice(self.addresses)
            while address in self.network.moved:
                address = self.network.moved[address]
            began = self.loop.now
            await pace(address, "group" if address.startswith("-") else "private")
            self.network.requests.append((self.loop.now, address))
            if self.loop.now - began > 0.1:
                self.network.early.append(f"an answer waited {self.loop.now - began:.3f} s")
            await asyncio.sleep(self.rng.uniform(0, 0.3))

    def _found(self) -> None:
        connection, now = self.database.connection, self.loop.clock()
        connection.execute(
            sa.insert(feeds).values(id=1, url="https://a.example/", name="Kab A", added_at=now, next_poll_at=now)
        )
        for address in self.addresses:
            kind = "group" if address.startswith("-") else "private"
            chats.subscribe(connection, "telegram", address, kind, language="id", timezone="Asia/Jakarta", now=now)
        connection.commit()

    def _publish(self, connection) -> None:
        now = self.loop.clock()
        row = {"feed_id": 1, "state": "due", "push": True, "title": "T", "summary": "S", "published_at": now}
        row |= {"created_at": now, "due_at": now}
        story = connection.scalar(sa.insert(stories).returning(stories.c.id).values(row))
        owing.owe(connection, [story], now)

    def _recall(self, connection) -> None:
        """Withdraws a story, whatever has become of it so far."""
        published = list(connection.scalars(sa.select(stories.c.id)))
        errands.recall(connection, self.rng.choice(published), self.loop.clock())

    async def _left(self) -> int:
        """What is still to be done; what was sent while its story was withdrawn, and failed, is let go of first."""
        await self.database.write(errands.let_go_of_recalled, self.loop.clock())
        counted = await self.database.read(deliveries.counts)
        open_errands = sa.select(sa.func.count()).where(errand_table.c.state.in_(("queued", "sending")))
        return counted.get("queued", 0) + counted.get("sending", 0) + self.database.connection.scalar(open_errands)

    def faults(self) -> list[str]:
        """Every broken promise, in words."""
        return [*self.network.early, *self._missed(), *self._doubled(), *self._too_fast(), *self._disordered()]

    def _missed(self):
        got = {(address, story) for _, address, story in self.network.arrived}
        query = sa.select(chats_table.c.address, table.c.story_id, table.c.state, table.c.doubts).join(chats_table)
        for address, story, state, doubts in self.database.connection.execute(query):
            key = self.network._first(address), story
            if state in {"queued", "sending"}:
                yield f"{key} is still {state}"
            if state == "sent" and key not in got:
                yield f"{key} is said to be sent and never arrived"
            if state in {"failed", "rejected"} and not self.network.refused[key]:
                yield f"{key} was given up without a refusal"
            if state == "in_doubt" and (doubts != 2 or self.network.doubts[key] < 2):
                yield f"{key} was parked after {self.network.doubts[key]} doubts"

    def _doubled(self):
        copies = Counter((address, story) for _, address, story in self.network.arrived)
        for key, count in copies.items():
            if count > min(2, 1 + self.network.doubts[key]):
                yield f"{key} arrived {count} times after {self.network.doubts[key]} doubts"

    def _too_fast(self):
        times = [time for time, _ in self.network.requests]
        for index, time in enumerate(times):
            if bisect_left(times, time + 1.0) - index > RATE:
                yield f"more than {RATE} in the second from {time:.3f}"
        groups = defaultdict(list)
        for time, address in self.network.requests:
            if address.startswith("-"):
                groups[address].append(time)
        for address, sent in groups.items():
            for index, time in enumerate(sent):
                if bisect_left(sent, time + 60.0) - index > 20:
                    yield f"more than 20 to {address} in the minute from {time:.3f}"

    def _disordered(self):
        """A repeat may come after its successor only if the first copy came before."""
        newest: dict[str, int] = {}
        seen = set()
        for _, address, story in self.network.arrived:
            if (address, story) not in seen and story < newest.get(address, 0):
                yield f"{address} got {story} after {newest[address]}"
            seen.add((address, story))
            newest[address] = max(story, newest.get(address, 0))


def live(seed: int, database: InlineDatabase) -> World:
    """Lives a seed's day."""
    database.empty()
    loop = VirtualLoop()
    try:
        world = World(seed, database, loop)
        loop.run_until_complete(world.live())
        return world
    finally:
        loop.close()
