"""The WhatsApp channel's inbox and people, in memory."""

from __future__ import annotations

from dataclasses import replace

from bot.people import Person
from feeds.errors import StorageError


class FakeInbox:
    """An `Inbox` in memory. `broken` makes every call fail as a database would."""

    def __init__(self):
        self.rows = {}
        self.handled = {}
        self.broken = False

    async def keep(self, events):
        self._check()
        for event in events:
            self.rows.setdefault(event.key, replace(event, id=len(self.rows) + 1))

    async def waiting(self, limit):
        self._check()
        return [event for event in self.rows.values() if event.id not in self.handled][:limit]

    async def done(self, errors):
        self._check()
        self.handled |= errors

    def _check(self):
        if self.broken:
            raise StorageError("the disk is full")


class FakePeople:
    """`People` in memory, known by their phones."""

    def __init__(self):
        self.by_phone = {}

    def known(self, phone):
        """A person with a phone; gives the address."""
        person = Person(len(self.by_phone) + 1, str(100_000_000_000_001 + len(self.by_phone)), None, phone)
        self.by_phone.setdefault(phone, person)
        return self.by_phone[phone].address

    async def at(self, address):
        return next((one for one in self.by_phone.values() if one.address == address), None)

    async def meet(self, seen, heard_at=None):
        self.known(seen.phone)
        if heard_at is not None:
            self.by_phone[seen.phone] = replace(self.by_phone[seen.phone], heard_at=heard_at)
        return self.by_phone[seen.phone]

    async def rename(self, before, after):
        """Nobody changes here."""

    async def offer(self, address, choices):
        person = await self.at(address)
        self.by_phone[person.phone] = replace(person, choices=tuple(choices))
