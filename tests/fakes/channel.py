"""A channel that is a list: takes messages, and fails when it is told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque

from bot.model import Failed, Message, Outcome, Sent


class FakeChannel:
    """A `Channel[Message]` that remembers what it was given, by address."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: dict[str, list[Message]] = defaultdict(list)
        self.encoded = 0
        self._failures: dict[str, deque[Failed | Exception]] = defaultdict(deque)
        #: Sends wait for this; cleared to hold them in flight.
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = 0

    def fails_next(self, address: str, failure: Failed | Exception) -> None:
        """The next send to `address` ends like this."""
        self._failures[address].append(failure)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to disconnect from."""

    async def healthy(self) -> str | None:
        """Always well."""
        return None

    def encode(self, message: Message) -> Message:
        """Messages are sent as they are."""
        self.encoded += 1
        return message

    async def send(self, address: str, encoded: Message) -> Outcome:
        """Remembers the message, or fails as told."""
        self.waiting += 1
        await self.open.wait()
        self.waiting -= 1
        if self._failures[address]:
            failure = self._failures[address].popleft()
            if isinstance(failure, Exception):
                raise failure
            return failure
        self.sent[address].append(encoded)
        return Sent(str(sum(map(len, self.sent.values()))))
