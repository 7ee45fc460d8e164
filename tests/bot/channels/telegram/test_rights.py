"""Who is an administrator is asked once a minute."""

from __future__ import annotations

import pytest
from telegram import ChatMember, User
from telegram.error import BadRequest

from bot.channels.telegram.rights import CAPACITY, Rights
from tests.fakes.clock import FakeClock


class Server:
    """Knows who is what."""

    def __init__(self):
        self.asked = []
        self.status = "administrator"

    async def ask(self, chat, user):
        self.asked.append((chat, user))
        if self.status is None:
            raise BadRequest("member list is inaccessible")
        return ChatMember(User(user, "Budi", is_bot=False), self.status)


@pytest.mark.parametrize(
    ("status", "decides"),
    [
        ("creator", True),
        ("administrator", True),
        ("member", False),
        ("restricted", False),
        ("left", False),
        ("kicked", False),
        (None, False),
    ],
)
async def test_status(status, decides):
    """Owner and administrators decide; who is unknown does not."""
    server = Server()
    server.status = status
    assert await Rights(server.ask, FakeClock()).may_decide(-5, 7) is decides


async def test_memory():
    """An answer is believed for a minute, for that person in that chat."""
    server, clock = Server(), FakeClock()
    rights = Rights(server.ask, clock)
    assert await rights.may_decide(-5, 7)
    server.status = "member"
    clock.forward(seconds=59)
    assert await rights.may_decide(-5, 7)
    assert not await rights.may_decide(-6, 7)
    clock.forward(seconds=1)
    assert not await rights.may_decide(-5, 7)
    assert server.asked == [(-5, 7), (-6, 7), (-5, 7)]


async def test_failure_is_not_remembered():
    """After a failure Telegram is asked again."""
    server = Server()
    server.status = None
    rights = Rights(server.ask, FakeClock())
    assert not await rights.may_decide(-5, 7)
    server.status = "creator"
    assert await rights.may_decide(-5, 7)


async def test_memory_is_bounded():
    """However many ask, memory does not grow, and old answers make room."""
    server, clock = Server(), FakeClock()
    rights = Rights(server.ask, clock)
    for user in range(CAPACITY + 50):
        await rights.may_decide(-5, user)
    assert len(rights._known) == CAPACITY
    clock.forward(minutes=2)
    await rights.may_decide(-5, 1)
    assert len(rights._known) == 1
