"""Stands in for everything behind a channel: hears what arrives, and answers as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.model import ChatEvent, Incoming, Message, Receipt

#: Seconds of the real clock after which a test that waits in vain fails.
PATIENCE = 20


def echo(said: Incoming) -> Sequence[Message]:
    """The plainest answer."""
    return [Message(title=said.text)]


class Ear:
    """Its `answer` and `notice` are what a channel is built with."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.events: list[ChatEvent] = []
        self.receipts: list[Receipt] = []
        #: How `answer` answers; a test may put another function here.
        self.reply: Callable[[Incoming], Sequence[Message]] = echo
        self._said: asyncio.Queue[Incoming] = asyncio.Queue()
        self._noticed: asyncio.Queue[ChatEvent] = asyncio.Queue()

    async def answer(self, said: Incoming) -> Sequence[Message]:
        """Hears something a person said."""
        self.heard.append(said)
        self._said.put_nowait(said)
        return self.reply(said)

    async def notice(self, event: ChatEvent) -> None:
        """Hears what became of a chat."""
        self.events.append(event)
        self._noticed.put_nowait(event)

    async def receive(self, receipts: Sequence[Receipt]) -> None:
        """Hears what a network says of messages sent."""
        self.receipts += receipts

    async def next_said(self) -> Incoming:
        """Waits for the next thing said."""
        async with asyncio.timeout(PATIENCE):
            return await self._said.get()

    async def next_event(self) -> ChatEvent:
        """Waits for the next event."""
        async with asyncio.timeout(PATIENCE):
            return await self._noticed.get()
