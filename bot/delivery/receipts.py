"""What networks say later of messages that they took: sent, delivered, read, failed; and what that settles.

A receipt bears the tracker that went with the send: the number of a delivery, or "errand:" and an errand's. So it also
tells whether a send whose answer was lost has arrived, and then nothing is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.delivery import retry
from bot.model import ChannelName, Receipt, Settlement
from bot.storage import receipts as table
from bot.storage.receipts import Arrival, Tracked
from feeds.model import Clock
from feeds.storage.database import Database

#: How far a message has come. What was sent and then failed may still be delivered, on the person's other phone.
_RANKS = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}
#: A network's clock has whole seconds, and may differ from ours a little.
_SLACK = timedelta(seconds=5)
_ERRAND = "errand:"


@dataclass(frozen=True, slots=True)
class Receipts:
    """Takes note of a channel's receipts. Raises `StorageError` when the database fails."""

    channel: ChannelName
    database: Database
    clock: Clock
    #: Random numbers in [0, 1) that spread retries.
    draw: Callable[[], float]

    async def __call__(self, receipts: Sequence[Receipt]) -> None:
        """Settles what they tell, each batch in one transaction, in the order in which they came."""
        ours = [(int(one.tracker), one) for one in receipts if _is_number(one.tracker)]
        errands = {
            int(one.tracker.removeprefix(_ERRAND)): one.message_id
            for one in receipts
            if one.tracker.startswith(_ERRAND) and _is_number(one.tracker.removeprefix(_ERRAND)) and not one.failed
        }
        now = self.clock()
        if ours:
            tracked = await self.database.read(table.tracked, self.channel, sorted({key for key, _ in ours}))
            changes = weigh(ours, tracked, now, self.draw)
            if changes.arrivals or changes.failures:
                await self.database.write(table.settle, changes.arrivals, changes.failures, now)
        if errands:
            await self.database.write(table.errands_arrived, self.channel, errands, now)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch of receipts settles."""

    arrivals: tuple[Arrival, ...]
    #: Settlements, each with the state that it starts from.
    failures: tuple[tuple[Settlement, str], ...]


def weigh(
    receipts: Sequence[tuple[int, Receipt]], tracked: dict[int, Tracked], now: datetime, draw: Callable[[], float]
) -> Changes:
    """Decides what receipts change. Pure, but for the numbers drawn.

    Of several of one delivery the one that has come furthest counts. A state never goes back.
    """
    arrivals: dict[int, Arrival] = {}
    failures: dict[int, tuple[Settlement, str]] = {}
    for key, receipt in receipts:
        delivery = tracked.get(key)
        if delivery is None or not _is_of(receipt, delivery):
            continue
        if receipt.failed is None:
            before = arrivals.get(key)
            state = before.state if before else delivery.state
            if _has_moved(receipt, state, delivery):
                arrivals[key] = Arrival(key, _positive(receipt), receipt.message_id)
        elif key not in failures and _tells_failure(receipt, delivery):
            settled = retry.settle(delivery.claim, receipt.failed, now, draw())
            failures[key] = replace(settled, message_id=receipt.message_id), delivery.state
    for key, arrival in list(arrivals.items()):
        if key in failures:
            # Whatever failed, somebody has it in hand; that it was sent says no more than the failure does.
            (failures if _RANKS[arrival.state] > _RANKS["failed"] else arrivals).pop(key)
    return Changes(tuple(arrivals.values()), tuple(failures.values()))


def _is_of(receipt: Receipt, delivery: Tracked) -> bool:
    """Whether a receipt is of this delivery, and not of one with its number in a database that is no more."""
    return delivery.claim.attempts > 0 and receipt.at >= delivery.claim.queued_at - _SLACK


def _has_moved(receipt: Receipt, state: str, delivery: Tracked) -> bool:
    rank = _RANKS[receipt.state]
    if state in _RANKS:
        return rank > _RANKS[state]
    if delivery.state in {"queued", "sending", "in_doubt"}:
        # A failure that is tried again keeps its message's name: that this one was "sent" is no news.
        return rank > _RANKS["failed"] or receipt.message_id != delivery.message_id
    return rank > _RANKS["failed"]


def _tells_failure(receipt: Receipt, delivery: Tracked) -> bool:
    """Whether it is the message that we count on which failed."""
    if delivery.state == "sent":
        return delivery.message_id == receipt.message_id
    # One that may outrun the answer of its own send; the same name twice is a failure that was counted before.
    return delivery.state in {"queued", "sending", "in_doubt"} and delivery.message_id != receipt.message_id


def _positive(receipt: Receipt) -> Literal["sent", "delivered", "read"]:
    return "sent" if receipt.state == "failed" else receipt.state


def _is_number(tracker: str) -> bool:
    return tracker.isascii() and tracker.isdigit() and len(tracker) <= 18
