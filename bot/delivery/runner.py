"""Runs the errands of one channel: claim, edit or delete or tell, settle; for ever, at the pace of its sender.

The pace is the sender's own: both take from one `Pacer`, one at a time (`turn`), so that together they keep its rate,
the gaps of its chats and its holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

import structlog

from bot.delivery import errand_rules, holding
from bot.delivery.pacing import SOON, Pacer
from bot.delivery.tenure import Tenure
from bot.errors import LeaseLostError
from bot.model import Change, Channel, Errand, ErrandSettlement, Failed, Message, TemplateUse, Unchangeable
from bot.render import correction_message, digest_message, recall_message, with_actions
from bot.storage import deliveries, errands, templates
from bot.storage.testimony import testify_errands
from bot.templates.filling import digest_use
from bot.texts.speech import texts_in
from feeds.errors import StorageError
from feeds.model import Clock, Story
from feeds.storage import stories
from feeds.storage.database import Database

Encoded = TypeVar("Encoded")

#: Seconds after which errands are looked at again even if nobody woke us.
IDLE = 5.0
#: Seconds until the next try when the database failed, or while it is not certain that we may send.
AGAIN = 1.0
#: A digest whose template was stopped meanwhile looks again after so long.
TEMPLATE_WAIT = timedelta(hours=1)
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
        *,
        settled: Callable[[ErrandSettlement], None] = lambda _settlement: None,
        tenure: Tenure | None = None,
        service: str = "Kentongan",
    ) -> None:
        """`turn` is held from asking the pacer until taking from it; `settled` hears of every settlement.

        `tenure` as in `Sender`; `service` is how templates introduce us.
        """
        self._settled = settled
        self._tenure = tenure or Tenure(database)
        self._service = service
        self._channel = channel
        self._database = database
        self._pacer = pacer
        self._turn = turn
        self._clock = clock
        self._draw = draw
        self._wake = asyncio.Event()
        self._stopping = False
        self._remembered = False
        #: What was run and could not be settled yet.
        self._ran: list[ErrandSettlement] = []

    def wake(self) -> None:
        """There is an errand now; look at once."""
        self._wake.set()

    def stop(self) -> None:
        """Asks `run` to finish what is under way and return."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Runs errands until `stop`, or until another process does. A database that fails is waited for."""
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self._round()
            except StorageError as error:
                _log.error("errands failed", channel=self._channel.name, error=str(error))
                pause = AGAIN
            except LeaseLostError:
                await self._database.write(testify_errands, self._ran, self._clock())
                return
            await self._rest(pause)

    async def drain(self) -> None:
        """Runs what may be run by now and comes back when none of it is left; for one pass without `run`."""
        while True:
            pause = await self._round()
            if pause >= IDLE or (pause > 0 and await self._until_next() > 0):
                return
            await self._rest(pause)

    async def _round(self) -> float:
        """Runs what may go; gives the seconds until there can be more, 0 for at once."""
        if not self._remembered:
            await holding.remember(self._pacer, self._database, self._channel.name, self._clock, self._time())
            self._remembered = True
        await self._settle()
        if not self._tenure.holds():
            return AGAIN
        pause = await self._until_next()
        if pause > 0:
            return pause
        async with self._turn:
            room = min(SLOTS, self._pacer.allowed(self._time()))
            if room <= 0:
                return max(SOON, self._pacer.wait(self._time()))
            claimed = await self._claim(room)
            back = list(filter(None, map(self._take, claimed)))
        if not claimed:
            # What is due all the same waits for its delivery, or is a digest behind stories.
            return await self._until_next() or IDLE
        given_back = {settlement.errand.id for settlement in back}
        running = [errand for errand in claimed if errand.id not in given_back]
        ids = {story_id for one in running for story_id in (one.story_id, *one.digest) if story_id is not None}
        found = await self._database.read(stories.get, sorted(ids))
        ran = await asyncio.gather(*(self._run(errand, found) for errand in running))
        settlements = [settlement for settlement, _ in ran]
        self._ran += [*settlements, *back]
        held = max(filter(None, (until for _, until in ran)), default=None)
        if held is not None:
            await self._tenure.write(deliveries.hold, self._channel.name, held)
        for settlement in settlements:
            _note(self._channel.name, settlement)
            self._settled(settlement)
        await self._settle()
        return 0.0

    async def _settle(self) -> None:
        if self._ran:
            await self._tenure.write(errands.settle, self._ran, self._clock())
            self._ran = []

    def _take(self, errand: Errand) -> ErrandSettlement | None:
        """Takes from the pacer; gives a settlement when the errand has to wait all the same.

        An answer, a hold, or another topic of the same group may have come first since the claim.
        """
        if errand_rules.hopeless(errand) is not None:
            return None
        now = self._time()
        wait = self._pacer.still(now, errand.address) if self._tenure.holds() else AGAIN
        if wait > 0:
            return errand_rules.give_back(errand, self._clock() + timedelta(seconds=wait))
        self._pacer.take(now, errand.address, errand.chat_kind)
        return None

    async def _claim(self, room: int) -> tuple[Errand, ...]:
        """Recalls and corrections go before stories, digests behind them."""
        name, now = self._channel.name, self._clock()
        rests = partial(self._pacer.resting, self._time(), now)
        claimed = await self._tenure.write(errands.claim, name, now, room, rests)
        if claimed:
            return claimed
        if await self._database.read(deliveries.is_ready, name, now):
            return ()
        return await self._tenure.write(errands.claim, name, now, room, rests, digests=True)

    async def _until_next(self) -> float:
        """Seconds until an errand is due, 0 when one is."""
        due = await self._database.read(errands.next_due, self._channel.name)
        wait = IDLE if due is None else (due - self._clock()).total_seconds()
        return min(IDLE, max(0.0, wait))

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()

    async def _run(self, errand: Errand, found: dict[int, Story]) -> tuple[ErrandSettlement, datetime | None]:
        """Gives what becomes of it, and until when the network wants nothing from us if it said so."""
        reason = errand_rules.hopeless(errand)
        if reason is not None:
            return errand_rules.unchangeable(errand, reason, self._clock()), None
        use = None
        if errand.kind == "digest" and errand.digest and not errand.window_open:
            told = [found[story_id] for story_id in errand.digest]
            usable = await self._database.read(templates.usable)
            use = digest_use(told, errand.language, errand.timezone, self._service, usable, self._clock())
            if use is None:
                return errand_rules.give_back(errand, self._clock() + TEMPLATE_WAIT), None
        try:
            change = await self._do(errand, found, use)
        except Exception as error:  # one errand that breaks must not take the others with it
            _log.exception("errand broke", channel=self._channel.name, errand=errand.id)
            change = Failed("in_doubt", type(error).__name__)
        held = self._hold(change)
        return errand_rules.settle(errand, change, self._clock(), self._draw()), held

    async def _do(self, errand: Errand, found: dict[int, Story], use: TemplateUse | None) -> Change:
        if errand.way == "delete":
            return await self._channel.delete(errand.address, str(errand.message_id))
        told = [found[story_id] for story_id in errand.digest] if errand.kind == "digest" else []
        if errand.kind == "digest" and not told:
            return Unchangeable("nothing waits for this digest any more")
        message = self._message(errand, found, told)
        if use is not None:
            message = replace(message, template=use)
        encoded = self._channel.encode(message)
        if errand.way == "edit":
            return await self._channel.edit(errand.address, str(errand.message_id), encoded)
        return await self._channel.send(errand.address, encoded, tracker=f"errand:{errand.id}")

    @staticmethod
    def _message(errand: Errand, found: dict[int, Story], told: Sequence[Story]) -> Message:
        texts = texts_in(errand.language)
        if errand.story_id is None:
            return digest_message(told, texts, errand.language, errand.timezone)
        story = found[errand.story_id]
        if errand.kind == "correction":
            message = correction_message(story, texts, errand.language, errand.timezone)
            return with_actions(message, errand.language) if errand.chat_kind == "private" else message
        return recall_message(story, errand.language, in_place=errand.way == "edit")

    def _hold(self, change: Change) -> datetime | None:
        """Holds the channel if the network said so; gives until when, for the next start to keep to it."""
        if not isinstance(change, Failed) or change.kind not in {"slow_down", "channel_down"}:
            return None
        wait = change.retry_after or errand_rules.CHANNEL_WAIT
        self._pacer.hold(self._time() + wait.total_seconds())
        _log.warning("channel rests", channel=self._channel.name, seconds=wait.total_seconds())
        return self._clock() + wait if change.kind == "slow_down" else None

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
