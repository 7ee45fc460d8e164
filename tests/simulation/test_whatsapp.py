"""Ten thousand deliveries on WhatsApp, one in a hundred with each trouble: everybody once, or accounted for."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter

import pytest
import sqlalchemy as sa
import structlog

from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.graph import GraphClient
from bot.delivery.pacing import WHATSAPP_GAPS, WHATSAPP_RATE, Pacer
from bot.delivery.receipts import Receipts
from bot.delivery.sender import Sender, slots_for
from bot.people import Seen
from bot.storage import chats, owing
from bot.storage.schema import deliveries as table
from bot.storage.whatsapp_inbox import WhatsAppInbox
from bot.storage.whatsapp_people import WhatsAppPeople
from bot.wire.errors import NoAnswerError
from feeds.storage.schema import feeds, stories
from tests.fakes.graph import ACCOUNT, NUMBER, SECRET, TOKEN, VERIFY, Fault, Graph, status, webhook
from tests.simulation.virtual import InlineDatabase, VirtualLoop

PEOPLE, STORIES = 2_500, 4
#: Each meets one delivery in a hundred.
TROUBLES = [
    *(Fault(code) for code in (130429, 131000, 131056, 131026, 131047, 132001, 131050)),
    *(Fault(code, later=True) for code in (131026, 131000, 131049, 131050)),
    Fault(None),
    Fault(None, arrives=False),
]


class Wire:
    """Connections to a `Graph` in virtual time; brings its webhooks late, twice, and in any order."""

    def __init__(self, graph, loop, rng):
        self.graph, self.loop, self.rng = graph, loop, rng
        self.take = None

    def open(self):
        """Nothing to open."""

    def close(self):
        """Nothing to close."""

    async def exchange(self, request, *, connect, read):
        await asyncio.sleep(self.rng.uniform(0.02, 0.2))
        if request.startswith(b"GET"):
            return 200, json.dumps({"data": [{"id": NUMBER}]}).encode()
        answer = self.graph.post(request.partition(b"\r\n\r\n")[2], self.loop.now)
        if answer is None:
            await asyncio.sleep(read)
            raise NoAnswerError("no answer")
        return answer[0], json.dumps(answer[1]).encode()

    async def bring(self):
        """Brings what has happened, in batches out of order, a tenth of it twice."""
        told, self.graph.statuses = self.graph.statuses, []
        told += [one for one in told if self.rng.random() < 0.1]
        self.rng.shuffle(told)
        at = self.loop.clock().timestamp()
        for first in range(0, len(told), 50):
            body, _ = webhook([status(*one, at) for one in told[first : first + 50]])
            assert await self.take(json.loads(body))


def found(database, loop, rng):
    """People by id, by number, or both; a feed, and stories that all of them are owed."""
    connection, now = database.connection, loop.clock()
    connection.execute(
        sa.insert(feeds).values(id=1, url="https://a.example/", name="A", added_at=now, next_poll_at=now)
    )
    people = WhatsAppPeople(database, loop.clock, lambda: str(rng.randrange(10**14, 10**15)))
    addresses = {}
    for number in range(PEOPLE):
        seen = Seen(
            f"ID.{number}" if number % 3 else None, f"62811{number:06}" if number % 2 or not number % 3 else None
        )
        address = loop.run_until_complete(people.meet(seen, now)).address
        addresses[address] = seen.user_id or seen.phone
        chats.subscribe(connection, "whatsapp", address, "private", language="id", timezone="Asia/Jakarta", now=now)
    row = {
        "feed_id": 1,
        "state": "due",
        "push": True,
        "title": "Jalan ditutup",
        "summary": "Banjir.",
        "published_at": now,
    }
    row |= {"due_at": now, "urgent": False, "created_at": now}
    for number in range(1, STORIES + 1):
        connection.execute(sa.insert(stories).values(id=number, **row))
    owing.owe(connection, list(range(1, STORIES + 1)), now)
    connection.commit()
    return people, addresses


@pytest.fixture
def quiet():
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


def test_ten_thousand_deliveries(quiet):
    """Each citizen gets each story once, or the row says why not; the limiter refuses nothing; lost answers are found."""
    loop, rng, database = VirtualLoop(), random.Random(7), InlineDatabase()
    asyncio.set_event_loop(loop)
    graph = Graph(burst=1)
    try:
        people, addresses = found(database, loop, rng)
        for person in addresses.values():
            for _ in range(STORIES):
                fault = rng.choices([None, *TROUBLES], [100 - len(TROUBLES), *(1 for _ in TROUBLES)])[0]
                if fault is not None:
                    graph.fail_next(person, fault)
        lost = sum(fault.code is None and fault.arrives for line in graph.faults.values() for fault in line)
        loop.run_until_complete(live(loop, rng, database, people, graph))
        rows = database.connection.execute(sa.select(table.c.state, table.c.error, table.c.chat_id)).all()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
        database.connection.close()
        database.engine.dispose()

    got = Counter((person, message["biz_opaque_callback_data"]) for _, person, message in graph.arrived)
    states = Counter(row.state for row in rows)
    assert graph.complaints == []
    assert graph.refused == []
    assert lost >= 3
    assert max(got.values()) == 1
    assert len(got) == states["read"]
    assert sum(states.values()) == PEOPLE * STORIES
    assert set(states) <= {"read", "failed", "rejected", "expired", "queued", "in_doubt"}
    # What waits without a reason of its own waits behind another of its chat.
    put_off = {row.chat_id for row in rows if row.state == "queued" and row.error}
    assert all(row.error or row.chat_id in put_off for row in rows if row.state != "read")


async def live(loop, rng, database, people, graph):
    """Sends for two hours; what WhatsApp puts off by a day is still queued then."""
    wire = Wire(graph, loop, rng)
    channel = WhatsAppChannel(
        graph=GraphClient(
            graph_url="http://graph.example",
            phone_number_id=NUMBER,
            waba_id=ACCOUNT,
            access_token=TOKEN,
            pool_size=8,
            wire=wire,
        ),
        phone_number_id=NUMBER,
        app_secret=SECRET,
        verify_token=VERIFY,
        inbox=WhatsAppInbox(database, loop.clock),
        people=people,
        answer=None,
        notice=None,
        receive=Receipts("whatsapp", database, loop.clock, rng.random),
        clock=loop.clock,
    )
    wire.take = channel._take
    await channel.start()
    sender = Sender(channel, database, Pacer(WHATSAPP_RATE, WHATSAPP_GAPS), loop.clock, rng.random, slots=slots_for(72))
    running = asyncio.create_task(sender.run())
    for _ in range(120):
        await asyncio.sleep(5)
        await wire.bring()
    for _ in range(50):
        await asyncio.sleep(120)
        await wire.bring()
    sender.stop()
    await running
    await channel.stop()
