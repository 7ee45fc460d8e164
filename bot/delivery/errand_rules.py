"""What becomes of an errand after it was run. Pure: errand, change and `now` go in, a settlement comes out.

A correction is edited into the message, or counted as unreachable. A recall is deleted, else edited, else told.
A digest is told. Editing and deleting twice is doing it once, so doubt about them is only a reason to try again;
what is told follows the rule of deliveries (docs/decisions/006): repeated once, never twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.retry import DOUBT_WAIT, FIRST_WAIT, LONGEST_WAIT
from bot.model import MAX_DOUBTS, Change, Errand, ErrandSettlement, ErrandWay, Failed, Sent, Unchangeable

#: After this many attempts (about an hour) a message counts as unreachable.
MAX_ATTEMPTS = 10
#: How long a channel rests that can't do anything at all.
CHANNEL_WAIT = timedelta(seconds=60)

_NEXT_WAY: dict[ErrandWay, ErrandWay] = {"delete": "edit", "edit": "tell"}


def hopeless(errand: Errand) -> str | None:
    """Why there is no sense in asking the network, None when there is."""
    if errand.way == "tell":
        return None if errand.chat_active else "the chat takes no messages"
    return None if errand.message_id is not None else "there is no message of its own to change"


def settle(errand: Errand, change: Change, now: datetime, draw: float) -> ErrandSettlement:
    """Decides. `draw` is a random number in [0, 1) that spreads retries."""
    done = ErrandSettlement(errand, "done", errand.way, attempts=errand.attempts, doubts=errand.doubts)
    if isinstance(change, Sent):
        return replace(done, message_id=change.message_id)
    if isinstance(change, Unchangeable):
        return unchangeable(errand, change.detail, now)
    return _after_failure(replace(done, state="queued"), change, now, draw)


def unchangeable(errand: Errand, detail: str, now: datetime) -> ErrandSettlement:
    """The next way of a recall; the end of everything else."""
    way = _NEXT_WAY.get(errand.way) if errand.kind == "recall" else None
    if way is None:
        return ErrandSettlement(
            errand, "unreachable", errand.way, error=detail[:300], attempts=errand.attempts, doubts=errand.doubts
        )
    return ErrandSettlement(errand, "queued", way, next_at=now, error=detail[:300])


def give_back(errand: Errand, next_at: datetime) -> ErrandSettlement:
    """Of an errand that was claimed and not run: it waits, and nothing counts as an attempt."""
    attempts = errand.attempts - 1
    return ErrandSettlement(errand, "queued", errand.way, next_at=next_at, attempts=attempts, doubts=errand.doubts)


def _after_failure(again: ErrandSettlement, failed: Failed, now: datetime, draw: float) -> ErrandSettlement:
    errand = again.errand
    again = replace(again, error=f"{failed.kind}: {failed.detail}"[:300])
    lost = replace(again, state="unreachable")
    match failed.kind:
        case "gone" | "no_rights" | "bad_message" | "migrated" | "undelivered" | "declined":
            # The chat's own state is for its deliveries to find out. A message doesn't move with its chat.
            return lost
        case "slow_down" | "channel_down":
            # Not this errand's fault: the attempt does not count.
            wait = failed.retry_after or (FIRST_WAIT if failed.kind == "slow_down" else CHANNEL_WAIT)
            return replace(again, next_at=now + wait, attempts=errand.attempts - 1)
        case "in_doubt" if errand.way == "tell":
            if errand.doubts >= MAX_DOUBTS:
                return lost
            return replace(again, next_at=now + DOUBT_WAIT, doubts=errand.doubts + 1)
        case "in_doubt" | "not_sent":
            if errand.attempts >= MAX_ATTEMPTS:
                return lost
            ceiling = min(FIRST_WAIT * (1 << min(errand.attempts - 1, 12)), LONGEST_WAIT)
            return replace(again, next_at=now + ceiling * (0.5 + 0.5 * draw))
