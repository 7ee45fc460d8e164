"""One chat after another's turn, many chats at once."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.channels.telegram.order import ChatOrder
from tests.fakes.bot_api import BotApi


@pytest.fixture
def api():
    """People without a server."""
    return BotApi()


class Work:
    """Updates that are worked on until the test says they are done."""

    def __init__(self, order):
        self.order = order
        self.begun = []
        self.ended = []
        self.tasks = []
        self.gates = {}

    def take(self, person, text):
        """An update arrives."""
        update = Update.de_json(person.says(text), None)
        self.gates[text] = asyncio.Event()

        async def work():
            self.begun.append(text)
            await self.gates[text].wait()
            self.ended.append(text)

        self.tasks.append(asyncio.create_task(self.order.process_update(update, work())))

    async def done(self, text):
        """The work on it is done."""
        self.gates[text].set()
        await self.settle()

    async def settle(self):
        """Lets everything that can run now run."""
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def work():
    made = Work(ChatOrder(at_once=2, line_limit=3))
    yield made
    await made.order.abandon()


async def test_order_within_a_chat(api, work):
    """The second message of a person waits for the first, those of others don't."""
    budi, sari = api.person(), api.person()
    work.take(budi, "b1")
    work.take(budi, "b2")
    work.take(sari, "s1")
    await work.settle()
    assert work.begun == ["b1", "s1"]
    await work.done("b1")
    assert work.begun == ["b1", "s1", "b2"]


async def test_only_so_many_chats_at_once(api, work):
    """A third chat waits until one of two is done."""
    for text in ("a", "b", "c"):
        work.take(api.person(), text)
    await work.settle()
    assert work.begun == ["a", "b"]
    await work.done("b")
    assert work.begun == ["a", "b", "c"]


async def test_one_who_floods_takes_no_place_from_others(api, work):
    """Whoever waits for himself holds no place, and what exceeds his line is dropped."""
    budi, sari = api.person(), api.person()
    with capture_logs() as logs:
        for number in range(5):
            work.take(budi, f"b{number}")
        work.take(sari, "s")
        await work.settle()
    assert work.begun == ["b0", "s"]
    assert [line["event"] for line in logs] == ["message dropped, too many waiting"] * 2
    for number in range(3):
        await work.done(f"b{number}")
    assert work.ended == ["b0", "b1", "b2"]
    work.take(budi, "later")
    await work.settle()
    assert work.begun[-1] == "later"


async def test_work_that_fails_gives_its_turn_on(api, work):
    """A fault is the caller's to see, and the next message is worked on."""
    budi = api.person()
    update = Update.de_json(budi.says("x"), None)

    async def fails():
        raise ValueError("x")

    failing = asyncio.create_task(work.order.process_update(update, fails()))
    work.take(budi, "next")
    await work.settle()
    assert isinstance(failing.exception(), ValueError)
    assert work.begun == ["next"]


async def test_abandon(api, work):
    """At a stop, what is not done is ended."""
    work.take(api.person(), "a")
    work.take(api.person(), "b")
    await work.settle()
    await work.order.abandon()
    assert all(task.cancelled() for task in work.tasks)
    assert work.ended == []


async def test_update_without_a_chat(work):
    """Such updates share a line."""
    done = asyncio.Event()

    async def job():
        done.set()

    await work.order.process_update(Update(5), job())
    assert done.is_set()


async def test_words_to_keep_find_a_place_in_a_full_line(api):
    """STOP waits behind what was said before and is never dropped; the same words right after it are it."""
    work = Work(ChatOrder(line_limit=3, keeps=lambda text: text.startswith("stop")))
    budi = api.person()
    for text in ("b1", "b2", "b3", "b4", "stop", "b5"):
        work.take(budi, text)
    work.take(budi, "stop ya")
    await work.settle()
    for text in ("b1", "b2", "b3", "stop", "stop ya"):
        await work.done(text)

    assert work.ended == ["b1", "b2", "b3", "stop", "stop ya"]
    await work.order.abandon()


async def test_a_thousand_words_to_keep(api):
    """They take one place more, whatever the button or the line says; what comes between them counts."""
    order = ChatOrder(line_limit=2, keeps=lambda text: text == "stop")
    budi, done = api.person(), []
    gate = asyncio.Event()

    async def work(text):
        await gate.wait()
        done.append(text)

    said = ["b1", "b2", *["stop"] * 1000]
    tasks = [
        asyncio.create_task(order.process_update(Update.de_json(budi.says(text), None), work(text))) for text in said
    ]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    after = asyncio.create_task(order.process_update(Update.de_json(budi.says("mulai"), None), work("mulai")))
    await after

    assert done == ["b1", "b2", "stop", "mulai"]
