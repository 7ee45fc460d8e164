"""What the channel keeps of its own: the events of its webhook, and who its people are. Kept by whoever builds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import InboxEvent
from bot.people import Person, Seen


class Inbox(Protocol):
    """Events, kept once. Every method may raise `StorageError`."""

    async def keep(self, events: Sequence[InboxEvent]) -> None:
        """Keeps events in one transaction; what was kept before is left as it is."""

    async def waiting(self, limit: int) -> Sequence[InboxEvent]:
        """The oldest events that nobody has dealt with, at most `limit`."""

    async def done(self, errors: Mapping[int, str | None]) -> None:
        """Notes that events were dealt with, by their ids, and what went wrong."""


class People(Protocol):
    """Who is who. Every method may raise `StorageError`."""

    async def at(self, address: str) -> Person | None:
        """The person of an address."""

    async def meet(self, seen: Seen, heard_at: datetime | None = None) -> Person:
        """The person behind an id, a number, or both; a new one when we never met."""

    async def rename(self, before: Seen, after: Seen) -> None:
        """A person we know has another id or number from now on."""

    async def offer(self, address: str, choices: Sequence[str]) -> None:
        """Notes what the numbers of a list say that a person was sent."""
