"""The worlds that channels live in: for each network one that runs, with a person in it.

To put another channel under the contract, write a class with the members of `World`, an async context manager that
yields it, and add that to `WORLDS`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.model import Channel
from tests.fakes.bot_api import BotApi
from tests.fakes.clock import FakeClock
from tests.fakes.ear import Ear


class World(Protocol):
    """A channel, not started, built with the `answer` and `notice` of `ear`; and one person of its network."""

    channel: Channel[Any]
    ear: Ear
    #: The person's chat.
    address: str
    #: An address of this network at which nobody ever was.
    nobody: str

    async def says(self, text: str) -> None:
        """The person types something."""

    async def reads(self) -> str:
        """Waits for the next message that the person has not read, and gives all its words, top to bottom."""

    async def presses(self, label: str) -> None:
        """Presses the button with this label under the message read last."""

    async def leaves(self) -> bool:
        """The person wants no more messages from us, told to the network; False where a network knows no such thing."""


class TelegramWorld:
    """Telegram, by the fake Bot API."""

    nobody = "999"

    def __init__(self, api: BotApi) -> None:
        self.ear = Ear()
        self.channel = TelegramChannel(
            token=api.token,
            api_url=api.url,
            answer=self.ear.answer,
            notice=self.ear.notice,
            clock=FakeClock(),
        )
        self._person = api.person()
        self.address = str(self._person.id)
        self._read: Any = None

    async def says(self, text: str) -> None:
        self._person.says(text)

    async def reads(self) -> str:
        self._read = await self._person.reads()
        return str(self._read.text)

    async def presses(self, label: str) -> None:
        self._person.presses(label, self._read)

    async def leaves(self) -> bool:
        self._person.blocks()
        return True


@asynccontextmanager
async def telegram() -> AsyncIterator[TelegramWorld]:
    """Telegram."""
    async with BotApi() as api:
        yield TelegramWorld(api)


WORLDS = [
    pytest.param(telegram, id="telegram"),
]
