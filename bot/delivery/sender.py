"""Sends what is owed on one channel: pace, claim, encode once, send, settle; for ever.

A delivery is claimed only when it may go out at once, so what a crash leaves in doubt is never more than what was
in flight. Settlements of sends that finished together share a transaction.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import structlog

from bot.delivery import retry
from bot.delivery.pacing import Pacer
from bot.model import Channel, Claim, Failed, Language, Outcome, Settlement
from bot.render import story_message
from bot.storage import deliveries
from bot.texts.speech import texts_in
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.storage import stories
from feeds.storage.database import Database

Encoded = TypeVar("Encoded")

#: Sends in flight at once: at 25 a second and the 0.1 to 0.2 s of a good line, enough; and all that a crash can double.
SLOTS = 5
#: Encoded stories kept; a broadcast is one story for many chats.
_KEPT = 64
#: Seconds after which the outbox is looked at again even if nobody woke the sender.
IDLE = 5.0
#: Seconds that sends in flight are given at a stop.
PATIENCE = 4.0

_log = structlog.get_logger(__name__)


class Sender(Generic[Encoded]):
    """The one sender of a channel in this process."""

    def __init__(
        self,
        channel: Channel[Encoded],
        database: Database,
        pacer: Pacer,
        clock: Clock,
        draw: Callable[[], float],
        *,
        slots: int = SLOTS,
    ) -> None:
        self._channel = channel
        self._database = database
        self._pacer = pacer
        self._clock = clock
        self._draw = draw
        self._slots = slots
        self._wake = asyncio.Event()
        self._stopping = False
        self._flying: dict[asyncio.Task[Outcome], Claim] = {}
        self._encoded: OrderedDict[tuple[int, Language, str], Encoded] = OrderedDict()
        self._stale: set[int] = set()
        #: Held from asking the pacer until taking from it, by whoever shares the pacer.
        self.turn = asyncio.Lock()

    def wake(self) -> None:
        """Something is owed now; look at once."""
        self._wake.set()

    def forget(self, story_ids: frozenset[int]) -> None:
        """The text of these stories changed: what is claimed from now on is encoded anew."""
        self._stale |= story_ids

    async def run(self) -> None:
        """Sends until `stop`. A database that fails is waited for; nothing is lost meanwhile."""
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self._round()
            except StorageError as error:
                _log.error("outbox failed", channel=self._channel.name, error=str(error))
                pause = IDLE
            await self._rest(pause)
        await self._land()

    async def drain(self) -> None:
        """Sends what may go out by now and comes back when none of it is left; for one pass without `run`."""
        while True:
            pause = await self._round()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
                continue
            due = await self._database.read(deliveries.next_due, self._channel.name)
            if due is None or due > self._clock():
                return
            await self._rest(pause)

    def stop(self) -> None:
        """Asks `run` to finish what is in flight and return."""
        self._stopping = True
        self._wake.set()

    async def _round(self) -> float:
        """Settles what has landed, sends what may go; gives the seconds until there can be more, 0 for at once."""
        await self._settle_landed()
        async with self.turn:
            return await self._send_what_may_go()

    async def _send_what_may_go(self) -> float:
        now = asyncio.get_running_loop().time()
        room = min(self._slots - len(self._flying), self._pacer.allowed(now))
        if room <= 0:
            return IDLE if len(self._flying) >= self._slots else self._pacer.wait(now)
        busy = [claim.chat_id for claim in self._flying.values()] + self._pacer.resting(now)
        claims = await self._database.write(deliveries.claim, self._channel.name, self._clock(), room, busy)
        await self._encode(claims)
        for claim in claims:
            self._pacer.take(now, claim.chat_id, claim.kind)
            encoded = self._encoded[claim.story_id, claim.language, claim.timezone]
            task = asyncio.create_task(self._send(claim, encoded), name=f"send delivery {claim.id}")
            self._flying[task] = claim
            task.add_done_callback(lambda _task: self._wake.set())
        if claims:
            return self._pacer.wait(now)
        return min(IDLE, await self._until_next(busy))

    async def _until_next(self, busy: Sequence[int]) -> float:
        """Seconds until the next delivery may go out; a chat's rest counts as its gap."""
        due = await self._database.read(deliveries.next_due, self._channel.name)
        if due is None:
            return IDLE
        wait = (due - self._clock()).total_seconds()
        if wait > 0:
            return wait
        return 0.25 if busy else IDLE

    async def _encode(self, claims: Sequence[Claim]) -> None:
        """Renders and encodes each story once for all chats of one language and zone."""
        for key in [key for key in self._encoded if key[0] in self._stale]:
            del self._encoded[key]
        self._stale.clear()
        wanted = {(claim.story_id, claim.language, claim.timezone) for claim in claims} - self._encoded.keys()
        found = await self._database.read(stories.get, [story_id for story_id, _, _ in wanted]) if wanted else {}
        for story_id, language, timezone in wanted:
            message = story_message(found[story_id], texts_in(language), timezone)
            self._encoded[story_id, language, timezone] = self._channel.encode(message)
        while len(self._encoded) > _KEPT + len(claims):
            self._encoded.popitem(last=False)

    async def _send(self, claim: Claim, encoded: Encoded) -> Outcome:
        try:
            return await self._channel.send(claim.address, encoded)
        except Exception as error:  # a channel that breaks must not take the others' messages with it
            _log.exception("send broke", channel=self._channel.name, delivery=claim.id)
            return Failed("in_doubt", type(error).__name__)

    async def _settle_landed(self) -> None:
        landed = [task for task in self._flying if task.done()]
        if not landed:
            return
        now = self._clock()
        outcomes = [task.result() for task in landed]
        settlements = [
            retry.settle(self._flying[task], outcome, now, self._draw())
            for task, outcome in zip(landed, outcomes, strict=True)
        ]
        await self._database.write(deliveries.settle, settlements, now)
        # Only now: had the write failed, the next round would settle them again.
        for task in landed:
            del self._flying[task]
        self._hold(outcomes)
        for settlement in settlements:
            _note(settlement)

    def _hold(self, outcomes: Sequence[Outcome]) -> None:
        rests = [wait for outcome in outcomes if (wait := retry.rest(outcome)) is not None]
        if rests:
            seconds = max(rests).total_seconds()
            self._pacer.hold(asyncio.get_running_loop().time() + seconds)
            _log.warning("channel rests", channel=self._channel.name, seconds=seconds)

    async def _rest(self, seconds: float) -> None:
        if self._stopping or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _land(self) -> None:
        if self._flying:
            await asyncio.wait(self._flying, timeout=PATIENCE)
        for task in self._flying:
            task.cancel()
        await asyncio.gather(*self._flying, return_exceptions=True)
        # What was cancelled stays "sending": the next start treats it as it is, in doubt.
        self._flying = {task: claim for task, claim in self._flying.items() if not task.cancelled()}
        await self._settle_landed()


def _note(settlement: Settlement) -> None:
    claim = settlement.claim
    log = _log.bind(delivery=claim.id, story=claim.story_id, chat=claim.chat_id, channel=claim.channel)
    if settlement.state == "sent":
        log.info("delivered", attempts=settlement.attempts)
    else:
        log.warning("not delivered", state=settlement.state, error=settlement.error)
