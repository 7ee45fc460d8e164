"""A channel that is a list: takes messages, and fails when it is told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque

from bot.model import Change, Failed, Message, Outcome, Sent


class FakeChannel:
    """A `Channel[Message]` that remembers what it was given, by address."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: dict[str, list[Message]] = defaultdict(list)
        #: What each chat shows now, by the message's name.
        self.shown: dict[str, dict[str, Message]] = defaultdict(dict)
        self._changes: dict[str, deque[Change]] = defaultdict(deque)
        self._named = 0
        self.encoded = 0
        self._failures: dict[str, deque[Failed | Exception]] = defaultdict(deque)
        #: Sends wait for this; cleared to hold them in flight.
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = 0

    def fails_next(self, address: str, failure: Failed | Exception) -> None:
        """The next send to `address` ends like this."""
        self._failures[address].append(failure)

    def answers_next_change(self, address: str, *changes: Change) -> None:
        """The next edits or deletions at `address` end like this."""
        self._changes[address].extend(changes)

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

    async def send(self, address: str, encoded: Message, *, tracker: str = "") -> Outcome:
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
        self._named += 1
        self.shown[address][str(self._named)] = encoded
        return Sent(str(self._named))

    async def edit(self, address: str, message_id: str, encoded: Message) -> Change:
        """Changes a message, or answers as told."""
        if self._changes[address]:
            return self._changes[address].popleft()
        self.shown[address][message_id] = encoded
        return Sent(message_id)

    async def delete(self, address: str, message_id: str) -> Change:
        """Takes a message away, or answers as told."""
        if self._changes[address]:
            return self._changes[address].popleft()
        del self.shown[address][message_id]
        return Sent(message_id)
