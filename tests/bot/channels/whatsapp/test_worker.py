"""The worker of WhatsApp's inbox: what a person says while it is still answering them."""

import asyncio
import json

import pytest

from bot.channels.whatsapp.channel import nobody_hears
from bot.channels.whatsapp.worker import LINE_LIMIT, Worker
from bot.commands.conversation import is_leaving
from bot.model import InboxEvent, Sent
from tests.fakes.clock import FakeClock
from tests.fakes.graph import said
from tests.fakes.whatsapp_books import FakeInbox, FakePeople


def message(text, number):
    item = said(text, number=number, phone="628111")
    return InboxEvent(f"message:{number}", "message", json.dumps({"item": item, "contact": {}}))


@pytest.mark.parametrize(
    ("late", "heard"),
    [
        pytest.param(["satu lagi"], [], id="more is dropped"),
        pytest.param(["BERHENTI"], ["BERHENTI"], id="a stop is not"),
        pytest.param(["stop", "cari air"], ["stop"], id="nor by what comes after it"),
        pytest.param(["STOP"] * 50, ["STOP"], id="fifty are one"),
        pytest.param(["hapusdata ya"], ["hapusdata ya"], id="nor is the wish to be erased"),
    ],
)
async def test_who_wants_to_leave_is_heard_in_a_full_line(late, heard):
    """However much a person has said before, while the first answer is still under way."""
    inbox, answered, gate = FakeInbox(), [], asyncio.Event()

    async def answer(incoming):
        await gate.wait()
        answered.append(incoming.text)
        return ()

    async def nothing(_what):
        return None

    async def sent(_address, _message):
        return Sent("1")

    before = [f"cari {number}" for number in range(LINE_LIMIT)]
    await inbox.keep([message(text, number) for number, text in enumerate([*before, *late])])
    worker = Worker(
        inbox, FakePeople(), answer, nothing, nothing, sent, FakeClock(), asyncio.sleep, nobody_hears, is_leaving
    )
    working = asyncio.create_task(worker.run())
    while len(inbox.handled) < len(late) - len(heard):
        await asyncio.sleep(0)
    gate.set()
    while len(inbox.handled) < len(before) + len(late):
        await asyncio.sleep(0)
    await worker.stop(1.0)
    await working

    assert answered == [*before, *heard]
