"""Sends what is owed on one channel: pace, claim, encode once, send, settle; for ever.

A delivery is claimed only when it may go out at once, so what a crash leaves in doubt is never more than what was
in flight. Settlements of sends that finished together share a transaction.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import structlog

from bot.delivery import holding, retry
from bot.delivery.pacing import SOON, Pacer
from bot.delivery.tenure import Tenure
from bot.errors import LeaseLostError
from bot.model import Channel, Claim, Failed, Language, Message, Outcome, Settlement
from bot.render import story_message, with_actions
from bot.storage import deliveries
from bot.storage.testimony import testify
from bot.templates.filling import urgent_use
from bot.texts.speech import texts_in
from feeds.errors import StorageError
from feeds.model import Clock, Story
from feeds.storage import changes, stories
from feeds.storage.database import Database

Encoded = TypeVar("Encoded")

#: Sends in flight at once: at 25 a second and the 0.1 to 0.2 s of a good line, enough; and all that a crash can double.
SLOTS = 5
#: Seconds of the rate that may be in flight where it is higher.
SLOT_SECONDS = 0.2
#: Seconds that a settlement may wait for others to share its transaction.
GATHER = 0.025
#: Encoded stories kept; a broadcast is one story for many chats.
_KEPT = 64
#: Seconds after which the outbox is looked at again even if nobody woke the sender.
IDLE = 5.0
#: Seconds until the next try when the database failed, or while it is not certain that we may send.
AGAIN = 1.0
#: Seconds that sends in flight are given at a stop.
PATIENCE = 4.0

#: Hears of a settlement and when it was made.
Settled = Callable[[Settlement, datetime], None]

_log = structlog.get_logger(__name__)


def nobody_counts(_settlement: Settlement, _now: datetime) -> None:
    """For those who need not hear of settlements."""


class _Form(NamedTuple):
    """What an encoded story is shared by."""

    story_id: int
    language: Language
    timezone: str
    to_a_person: bool
    window_open: bool


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
        settled: Settled = nobody_counts,
        tenure: Tenure | None = None,
        service: str = "Kentongan",
    ) -> None:
        """Sends as long as `tenure` holds; without one this process is alone on the database.

        `settled` hears of every settlement that is committed; `service` is how templates introduce us.
        """
        self._tenure = tenure or Tenure(database)
        self._channel = channel
        self._database = database
        self._pacer = pacer
        self._clock = clock
        self._draw = draw
        self._slots = slots
        self._settled = settled
        self._service = service
        self._wake = asyncio.Event()
        self._stopping = False
        self._remembered = False
        #: Nothing more could be claimed when last looked.
        self._idle = False
        self._flying: dict[asyncio.Task[Outcome], Claim] = {}
        self._landed: list[asyncio.Task[Outcome]] = []
        self._back: list[Settlement] = []
        self._gathering: asyncio.TimerHandle | None = None
        self._next_round = 0.0
        self._encoded: OrderedDict[_Form, Encoded] = OrderedDict()
        self._stale: set[int] = set()
        #: The last change of each story in `_encoded`, where another process may change it.
        self._seqs: dict[int, int] = {}
        #: Held from asking the pacer until taking from it, by whoever shares the pacer.
        self.turn = asyncio.Lock()

    def wake(self) -> None:
        """Something is owed now; look at once."""
        self._wake.set()

    def forget(self, story_ids: frozenset[int]) -> None:
        """The text of these stories changed: what is claimed from now on is encoded anew."""
        self._stale |= story_ids

    async def run(self) -> None:
        """Sends until `stop`, or until another process does. A database that fails is waited for; nothing is lost."""
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self._round()
            except StorageError as error:
                _log.error("outbox failed", channel=self._channel.name, error=str(error))
                pause = AGAIN
            except LeaseLostError:
                break
            await self._rest(pause)
        await self._land()

    async def drain(self) -> None:
        """Sends what may go out by now and comes back when none of it is left; for one pass without `run`."""
        while True:
            pause = await self._round()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            elif self._pacer.wait(self._time()) > 0:
                await self._rest(pause)
            elif self._idle:
                return

    def stop(self) -> None:
        """Asks `run` to finish what is in flight and return."""
        self._stopping = True
        self._wake.set()

    async def _round(self) -> float:
        """Settles what has landed, sends what may go; gives the seconds until there can be more, 0 for at once."""
        if not self._remembered:
            await holding.remember(self._pacer, self._database, self._channel.name, self._clock, self._time())
            self._remembered = True
        async with self.turn:
            landed, self._landed = self._landed, []
            if not self._tenure.holds():
                await self._settle_and_claim(landed, 0)
                return AGAIN
            room = min(self._slots - len(self._flying) + len(landed), self._pacer.allowed(self._time()))
            if room <= 0 and not landed and not self._back:
                return IDLE if len(self._flying) >= self._slots else max(SOON, self._pacer.wait(self._time()))
            claims = await self._settle_and_claim(landed, room)
            await self._encode(claims)
            for claim in claims:
                self._launch(claim)
        wait = self._pacer.wait(self._time())
        self._idle = len(claims) < room and wait <= 0
        if self._idle:
            return min(IDLE, await self._until_next())
        return max(wait, GATHER) if wait > 0 else 0.0

    async def _settle_and_claim(self, landed: Sequence[asyncio.Task[Outcome]], room: int) -> Sequence[Claim]:
        """Settles and claims in one transaction."""
        now = self._clock()
        outcomes = [task.result() for task in landed]
        settlements = [
            retry.settle(self._flying[task], outcome, now, self._draw())
            for task, outcome in zip(landed, outcomes, strict=True)
        ]
        held = _held(outcomes, now)
        room = min(room, self._pacer.allowed(self._time()))
        back, self._back = self._back, []
        rests = partial(self._pacer.resting, self._time(), now)
        try:
            claims = await self._tenure.write(
                deliveries.turn, self._channel.name, now, [*settlements, *back], room, rests, held
            )
        except (StorageError, LeaseLostError):
            # The next round settles them again.
            self._landed, self._back = [*landed, *self._landed], [*back, *self._back]
            raise
        for task in landed:
            del self._flying[task]
        for settlement in settlements:
            _note(settlement)
            self._settled(settlement, now)
        return claims

    def _launch(self, claim: Claim) -> None:
        now = self._time()
        wait = self._pacer.still(now, claim.address) if self._tenure.holds() else AGAIN
        if wait > 0:
            # It is not certain that we may send, or an answer, a hold, or another topic of the same group came first
            # since the claim.
            self._give_back(claim, wait)
            return
        self._pacer.take(now, claim.address, claim.kind)
        encoded = self._encoded[_form(claim)]
        task = asyncio.create_task(self._send(claim, encoded))
        self._flying[task] = claim
        task.add_done_callback(self._land_one)

    def _give_back(self, claim: Claim, wait: float) -> None:
        """Settles a claim that was not sent, with the next round."""
        next_at = self._clock() + timedelta(seconds=wait)
        attempts = claim.attempts - 1
        self._back.append(Settlement(claim, "queued", next_at=next_at, attempts=attempts, doubts=claim.doubts))
        self._wake.set()

    def _land_one(self, task: asyncio.Task[Outcome]) -> None:
        if task.cancelled():
            return
        self._landed.append(task)
        if len(self._landed) == len(self._flying) or len(self._flying) >= self._slots:
            self._wake.set()
        elif self._gathering is None and self._next_round > self._time() + GATHER:
            self._gathering = asyncio.get_running_loop().call_later(GATHER, self._gathered)

    def _gathered(self) -> None:
        self._gathering = None
        self._wake.set()

    async def _until_next(self) -> float:
        """Seconds until the next delivery may go out."""
        now = self._clock()
        due = await self._database.read(deliveries.next_due, self._channel.name, now)
        return IDLE if due is None else (due - now).total_seconds()

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()

    def _message(self, story: Story, form: _Form) -> Message:
        """A story as it is sent; to persons with its actions, but not where buttons are few and a link takes one."""
        message = story_message(story, texts_in(form.language), form.timezone)
        if not form.window_open:
            use = urgent_use(story, form.language, form.timezone, self._service, self._clock())
            return replace(message, template=use)
        with_them = form.to_a_person and self._channel.name != "whatsapp"
        return with_actions(message, form.language) if with_them else message

    async def _encode(self, claims: Sequence[Claim]) -> None:
        """Renders and encodes each story once for all chats of one language and zone; for persons with its actions."""
        await self._notice_changes(claims)
        for key in [key for key in self._encoded if key.story_id in self._stale]:
            del self._encoded[key]
        self._stale.clear()
        needed = {_form(claim) for claim in claims}
        wanted = needed - self._encoded.keys()
        if wanted:
            try:
                found = await self._database.read(stories.get, [form.story_id for form in wanted])
            except StorageError:
                for claim in claims:
                    self._give_back(claim, 0.0)
                raise
            for form in wanted:
                self._encoded[form] = self._channel.encode(self._message(found[form.story_id], form))
                _log.info("story goes out", channel=self._channel.name, story=form.story_id, language=form.language)
        for key in needed:
            self._encoded.move_to_end(key)
        while len(self._encoded) > max(_KEPT, len(needed)):
            self._encoded.popitem(last=False)

    async def _notice_changes(self, claims: Sequence[Claim]) -> None:
        """Forgets stories that another process has changed; after the claim, so that no correction comes between."""
        if not claims or not self._tenure.is_shared:
            return
        try:
            seqs = await self._database.read(changes.seqs_of, {claim.story_id for claim in claims})
        except StorageError:
            for claim in claims:
                self._give_back(claim, 0.0)
            raise
        kept = {key[0] for key in self._encoded}
        self._stale |= {story_id for story_id in kept & seqs.keys() if self._seqs.get(story_id) != seqs[story_id]}
        self._seqs = {story_id: seq for story_id, seq in self._seqs.items() if story_id in kept} | seqs

    async def _send(self, claim: Claim, encoded: Encoded) -> Outcome:
        try:
            outcome = await self._channel.send(claim.address, encoded, tracker=str(claim.id))
        except Exception as error:  # a channel that breaks must not take the others' messages with it
            _log.exception("send broke", channel=self._channel.name, delivery=claim.id)
            return Failed("in_doubt", type(error).__name__)
        # At once, and not with the settlement: errands share the pacer.
        wait = retry.rest(outcome)
        if wait is not None:
            self._pacer.hold(self._time() + wait.total_seconds())
            _log.warning("channel rests", channel=self._channel.name, seconds=wait.total_seconds())
        return outcome

    async def _rest(self, seconds: float) -> None:
        if seconds <= 0 or self._stopping:
            await asyncio.sleep(0)
            return
        self._next_round = self._time() + seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _land(self) -> None:
        """At a stop: lets what is in flight arrive for a moment and settles it."""
        if self._flying:
            await asyncio.wait(self._flying, timeout=PATIENCE)
        for task in self._flying:
            task.cancel()
        await asyncio.gather(*self._flying, return_exceptions=True)
        await asyncio.sleep(0)
        # What was cancelled stays "sending": the next start treats it as it is, in doubt.
        landed, self._landed = self._landed, []
        if not landed and not self._back:
            return
        try:
            await self._settle_and_claim(landed, 0)
        except LeaseLostError:
            await self._testify(landed)

    async def _testify(self, landed: Sequence[asyncio.Task[Outcome]]) -> None:
        """Tells the successor which messages arrived; whatever else became of them is its own to find out."""
        now = self._clock()
        settlements = [retry.settle(self._flying[task], task.result(), now, self._draw()) for task in landed]
        noted = await self._database.write(testify, settlements, now)
        _log.warning("lease lost", channel=self._channel.name, landed=len(landed), noted=noted)


def _form(claim: Claim) -> _Form:
    return _Form(claim.story_id, claim.language, claim.timezone, claim.kind == "private", claim.window_open)


def _held(outcomes: Sequence[Outcome], now: datetime) -> datetime | None:
    """Until when the network wants nothing from us, for the next start to keep to it; None when it did not say so."""
    asked = [outcome for outcome in outcomes if isinstance(outcome, Failed) and outcome.kind == "slow_down"]
    return max((now + wait for outcome in asked if (wait := retry.rest(outcome)) is not None), default=None)


def _note(settlement: Settlement) -> None:
    claim = settlement.claim
    if settlement.state == "sent":
        # Thousands an hour, and each has its row in the database.
        _log.debug(
            "delivered",
            delivery=claim.id,
            story=claim.story_id,
            chat=claim.chat_id,
            channel=claim.channel,
            receipt=settlement.message_id,
        )
        return
    _log.warning(
        "not delivered",
        delivery=claim.id,
        story=claim.story_id,
        chat=claim.chat_id,
        channel=claim.channel,
        state=settlement.state,
        error=settlement.error,
    )


def slots_for(rate: float) -> int:
    """Sends in flight at once that `rate` a second needs; 5 at the default rate."""
    return max(SLOTS, round(rate * SLOT_SECONDS))
