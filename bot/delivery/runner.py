"""Runs the errands of one channel: claim, edit or delete or tell, settle; for ever, at the pace of its sender.

The pace is the sender's own: both take from one `Pacer`, one at a time (`turn`), so that together they keep its rate,
the gaps of its chats and its holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import structlog

from bot.delivery import errand_rules
from bot.delivery.pacing import Pacer
from bot.model import Change, Channel, Errand, ErrandSettlement, Failed, Message, Unchangeable
from bot.render import correction_message, digest_message, recall_message
from bot.storage import deliveries, errands
from bot.texts.speech import texts_in
from feeds.errors import StorageError
from feeds.model import Clock, Story
from feeds.storage import stories
from feeds.storage.database import Database

Encoded = TypeVar("Encoded")

#: Seconds after which errands are looked at again even if nobody woke us.
IDLE = 5.0
#: Errands run at once.
SLOTS = 5

_log = structlog.get_logger(__name__)


class Runner(Generic[Encoded]):
    """The one that runs a channel's errands in this process."""

    def __init__(
        self,
        channel: Channel[Encoded],
        database: Database,
        pacer: Pacer,
        turn: asyncio.Lock,
        clock: Clock,
        draw: Callable[[], float],
    ) -> None:
        """`turn` is held from asking the pacer until taking from it."""
        self._channel = channel
        self._database = database
        self._pacer = pacer
        self._turn = turn
        self._clock = clock
        self._draw = draw
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There is an errand now; look at once."""
        self._wake.set()

    def stop(self) -> None:
        """Asks `run` to finish what is under way and return."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Runs errands until `stop`. A database that fails is waited for."""
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self._round()
            except StorageError as error:
                _log.error("errands failed", channel=self._channel.name, error=str(error))
                pause = IDLE
            await self._rest(pause)

    async def drain(self) -> None:
        """Runs what may be run by now and comes back when none of it is left; for one pass without `run`."""
        while True:
            pause = await self._round()
            due = await self._database.read(errands.next_due, self._channel.name)
            if due is None or due > self._clock() or pause >= IDLE:
                return
            await self._rest(pause)

    async def _round(self) -> float:
        """Runs what may go; gives the seconds until there can be more, 0 for at once."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            room = min(SLOTS, self._pacer.allowed(now))
            if room <= 0:
                return self._pacer.wait(now)
            busy = self._pacer.resting(now)
            claimed = await self._claim(room, busy)
            for errand in claimed:
                if errand_rules.hopeless(errand) is None:
                    self._pacer.take(now, errand.chat_id, errand.chat_kind)
        if not claimed:
            return await self._until_next(busy)
        ids = {story_id for one in claimed for story_id in (one.story_id, *one.digest) if story_id is not None}
        found = await self._database.read(stories.get, sorted(ids))
        settlements = await asyncio.gather(*(self._run(errand, found) for errand in claimed))
        await self._database.write(errands.settle, settlements, self._clock())
        for settlement in settlements:
            _note(self._channel.name, settlement)
        return 0.0

    async def _claim(self, room: int, busy: Sequence[int]) -> tuple[Errand, ...]:
        """Recalls and corrections go before stories, digests behind them."""
        name, now = self._channel.name, self._clock()
        claimed = await self._database.write(errands.claim, name, now, room, busy)
        if claimed or await self._database.read(errands.next_due, name) is None:
            return claimed
        next_story = await self._database.read(deliveries.next_due, name)
        if next_story is not None and next_story <= now:
            return ()
        return await self._database.write(errands.claim, name, now, room, busy, digests=True)

    async def _until_next(self, busy: Sequence[int]) -> float:
        due = await self._database.read(errands.next_due, self._channel.name)
        if due is None:
            return IDLE
        wait = (due - self._clock()).total_seconds()
        # What is due and was not claimed waits for its chat's gap, or for its delivery.
        return min(IDLE, wait) if wait > 0 else (0.25 if busy else IDLE)

    async def _run(self, errand: Errand, found: dict[int, Story]) -> ErrandSettlement:
        reason = errand_rules.hopeless(errand)
        if reason is not None:
            return errand_rules.unchangeable(errand, reason, self._clock())
        try:
            change = await self._do(errand, found)
        except Exception as error:  # one errand that breaks must not take the others with it
            _log.exception("errand broke", channel=self._channel.name, errand=errand.id)
            change = Failed("in_doubt", type(error).__name__)
        self._hold(change)
        return errand_rules.settle(errand, change, self._clock(), self._draw())

    async def _do(self, errand: Errand, found: dict[int, Story]) -> Change:
        if errand.way == "delete":
            return await self._channel.delete(errand.address, str(errand.message_id))
        told = [found[story_id] for story_id in errand.digest] if errand.kind == "digest" else []
        if errand.kind == "digest" and not told:
            return Unchangeable("nothing waits for this digest any more")
        encoded = self._channel.encode(self._message(errand, found, told))
        if errand.way == "edit":
            return await self._channel.edit(errand.address, str(errand.message_id), encoded)
        return await self._channel.send(errand.address, encoded)

    @staticmethod
    def _message(errand: Errand, found: dict[int, Story], told: Sequence[Story]) -> Message:
        texts = texts_in(errand.language)
        if errand.story_id is None:
            return digest_message(told, texts, errand.language, errand.timezone)
        story = found[errand.story_id]
        if errand.kind == "correction":
            return correction_message(story, texts, errand.language, errand.timezone)
        return recall_message(story, errand.language, in_place=errand.way == "edit")

    def _hold(self, change: Change) -> None:
        if isinstance(change, Failed) and change.kind in {"slow_down", "channel_down"}:
            wait = change.retry_after or errand_rules.CHANNEL_WAIT
            self._pacer.hold(asyncio.get_running_loop().time() + wait.total_seconds())
            _log.warning("channel rests", channel=self._channel.name, seconds=wait.total_seconds())

    async def _rest(self, seconds: float) -> None:
        if self._stopping or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return


def _note(channel: str, settlement: ErrandSettlement) -> None:
    errand = settlement.errand
    log = _log.bind(channel=channel, errand=errand.kind, story=errand.story_id, chat=errand.chat_id, way=settlement.way)
    if settlement.state == "done":
        log.info("errand done")
    else:
        log.warning("errand not done", state=settlement.state, error=settlement.error)
