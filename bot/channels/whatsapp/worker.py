"""Deals with the events that the webhook has kept: for ever, and from where it stopped after a restart.

Receipts are taken many at a time. What one person says is answered in order; many people are answered at once. An
event is noted as dealt with after its answer has gone: a kill in between answers twice, never not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import structlog

from bot.channels.whatsapp.events import (
    Preferred,
    Renamed,
    Said,
    read_identity,
    read_message,
    read_preference,
    read_receipt,
    read_recipient,
)
from bot.channels.whatsapp.inbox import Inbox, People
from bot.channels.whatsapp.numbers import chosen
from bot.model import Answer, ChatEvent, Failed, InboxEvent, Incoming, Message, Notice, Outcome, Receive
from feeds.errors import StorageError
from feeds.model import Clock

#: Hears events whole. Raises `StorageError` when that can't be done now.
Hear = Callable[[Sequence[InboxEvent]], Awaitable[None]]

#: Events looked at together.
BATCH: Final = 200
#: People answered at once.
AT_ONCE: Final = 32
#: Messages of one person that may wait; one who writes faster than we answer loses the rest.
LINE_LIMIT: Final = 20
#: Seconds after which the inbox is looked at again even if nobody woke us, and after the database failed.
IDLE: Final = 5.0
#: How long after a person's last message we may write in our own words.
WINDOW: Final = timedelta(hours=24)
#: A person who asked something is kept waiting this long for a second try, not longer.
PATIENCE: Final = timedelta(seconds=15)

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Worker:
    """The one that deals with a channel's events in this process."""

    inbox: Inbox
    people: People
    answer: Answer
    notice: Notice
    receive: Receive
    #: Sends an answer, at its pace.
    send: Callable[[str, Message], Awaitable[Outcome]]
    clock: Clock
    sleep: Callable[[float], Awaitable[Any]]
    #: Hears statuses, and events of kinds that say nothing to us, as they came.
    hear: Hear
    #: Which words find a place in a line that is full: nobody loses a STOP by what they said before it.
    keeps: Callable[[str], bool]
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    #: Of each person being answered what else they said, by address.
    _lines: dict[str, list[tuple[InboxEvent, Said]]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    #: Events that a task has in hand.
    _taken: set[int] = field(default_factory=set)
    _stopping: bool = False

    def wake(self) -> None:
        """There are events; look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Works until `stop`. A database that fails is waited for; nothing is lost meanwhile."""
        while not self._stopping:
            self._wake.clear()
            try:
                more = await self._round()
            except StorageError as error:
                _log.error("inbox failed", error=str(error))
                more = False
            except Exception:  # whatever breaks in one round must not end the work
                _log.exception("inbox broke")
                more = False
            if more:
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE):
                    await self._wake.wait()

    async def stop(self, grace: float) -> None:
        """Asks `run` to return, and lets answers under way finish for `grace` seconds."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self) -> bool:
        """Deals with what waits; False when there is no more for now."""
        limit = BATCH + len(self._taken)
        found = await self.inbox.waiting(limit)
        events = [event for event in found if event.id not in self._taken]
        if not events:
            return False
        done: dict[int, str | None] = {}
        await self._receipts([event for event in events if event.kind == "status"], done)
        for event in events:
            if event.kind != "status":
                await self._deal(event, done)
        await self.inbox.done(done)
        return len(found) == limit

    async def _receipts(self, events: Sequence[InboxEvent], done: dict[int, str | None]) -> None:
        """Hands over all receipts of a batch, and merges people whom a status names by id and by number."""
        now = self.clock()
        receipts = []
        for event in events:
            try:
                receipt = read_receipt(event.payload, now)
                who = read_recipient(event.payload)
            except Exception as error:  # one event that can't be read must not keep the others waiting
                _log.exception("receipt not understood", event=event.id)
                done[event.id] = type(error).__name__
                continue
            if receipt is not None:
                receipts.append(receipt)
            if who.user_id is not None and who.phone is not None:
                await self.people.rename(who, who)
            done[event.id] = None
        if receipts:
            await self.receive(receipts)
        if events:
            await self.hear(events)

    async def _deal(self, event: InboxEvent, done: dict[int, str | None]) -> None:
        try:
            said = self._read(event)
        except Exception as error:
            _log.exception("event not understood", event=event.id, kind=event.kind)
            done[event.id] = type(error).__name__
            return
        match said:
            case Said():
                person = await self.people.meet(said.who, said.at)
                self._queue(person.address, event, said, done)
                return
            case Renamed():
                await self.people.rename(said.before, said.after)
            case Preferred(wants=False):
                person = await self.people.meet(said.who)
                await self.notice(ChatEvent("whatsapp", person.address, "stopped"))
            case Preferred():
                # That WhatsApp would let news through again is no word to us; the person says MULAI for that.
                pass
            case None if event.kind == "other":
                await self.hear([event])
        done[event.id] = None

    @staticmethod
    def _read_kind(event: InboxEvent) -> Preferred | Renamed | None:
        if event.kind == "preference":
            return read_preference(event.payload)
        return read_identity(event.payload) if event.kind == "identity" else None

    def _read(self, event: InboxEvent) -> Said | Renamed | Preferred | None:
        if event.kind == "message":
            return read_message(event.payload, self.clock())
        return self._read_kind(event)

    # --- conversation -------------------------------------------------------------------------------------------

    def _queue(self, address: str, event: InboxEvent, said: Said, done: dict[int, str | None]) -> None:
        line = self._lines.get(address)
        if line is not None and len(line) >= LINE_LIMIT and not self._must_be_heard(said.text, line[-1][1].text):
            _log.warning("message dropped, too many waiting", chat=address)
            done[event.id] = "too many waiting"
            return
        self._taken.add(event.id)
        if line is not None:
            line.append((event, said))
            return
        self._lines[address] = [(event, said)]
        task = asyncio.create_task(self._talk(address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _must_be_heard(self, text: str, before: str) -> bool:
        """Whether words are kept in a full line: those to keep, but not straight after the same ones."""
        return self.keeps(text) and text != before

    async def _talk(self, address: str) -> None:
        """Answers a person until nothing more was said."""
        line = self._lines[address]
        try:
            while line:
                event, said = line[0]
                error: str | None = None
                try:
                    async with self._places:
                        await self._reply(address, said)
                except StorageError as failure:
                    # It waits for the next look at the inbox.
                    _log.error("message not answered yet", chat=address, error=str(failure))
                    return
                except Exception as failure:
                    _log.exception("message broke", chat=address)
                    error = type(failure).__name__
                await self.inbox.done({event.id: error})
                self._taken.discard(event.id)
                line.pop(0)
        except StorageError as failure:
            _log.error("message answered and not noted", chat=address, error=str(failure))
        finally:
            self._taken -= {event.id for event, _ in line}
            del self._lines[address]

    async def _reply(self, address: str, said: Said) -> None:
        person = await self.people.at(address)
        text = chosen(said.text, () if person is None else person.choices)
        incoming = Incoming("whatsapp", address, "private", text, address)
        late = self.clock() - said.at >= WINDOW
        for message in await self.answer(incoming):
            if late:
                # What was asked is done; nothing may be said about it any more.
                _log.info("answer comes too late to be sent", chat=address)
                return
            outcome = await self._send_twice(address, message)
            if isinstance(outcome, Failed):
                _log.warning("answer not sent", chat=address, kind=outcome.kind, detail=outcome.detail)
                if outcome.kind != "bad_message":
                    break
        if person is not None:
            # The answer may have made the chat.
            await self.people.meet(said.who, said.at)

    async def _send_twice(self, address: str, message: Message) -> Outcome:
        """Sends, and once more when the first surely came to nothing and the second is not long to wait for."""
        outcome = await self.send(address, message)
        if not isinstance(outcome, Failed) or outcome.kind not in {"slow_down", "not_sent"}:
            return outcome
        wait = outcome.retry_after or timedelta(0)
        if wait > PATIENCE:
            return outcome
        await self.sleep(wait.total_seconds())
        return await self.send(address, message)
