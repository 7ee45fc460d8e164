"""What becomes of a delivery after a send. Pure: claim, outcome and `now` go in, a settlement comes out.

Fault by fault this is the table of docs/decisions/006; its sources are the error tables of Telegram's and WhatsApp's
servers. The rule behind it: a fault of the chat never costs another chat, a fault of ours never costs the chat, and
what may have arrived is repeated once, never twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model import MAX_DOUBTS, RECEIPTS, ChannelName, ChatState, Claim, Failed, Outcome, Sent, Settlement

#: The wait after the first failure; doubles with each further one.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)
#: After this many attempts (about four hours) a chat that never takes a message is given up on, for this story.
MAX_ATTEMPTS = 15
#: How long a message that may have arrived waits before it is repeated.
DOUBT_WAIT = timedelta(seconds=30)
#: The same where a network's receipts tell whether it arrived: time for them to come, after a start as well.
RECEIPT_WAIT = timedelta(minutes=10)
#: How long a channel rests that can't send at all.
CHANNEL_WAIT = timedelta(seconds=60)

#: What becomes of a chat that surely can't be sent to; what did not reach a person leaves the chat as it is.
_CHAT_STATES: Mapping[str, ChatState] = MappingProxyType(
    {"gone": "blocked", "no_rights": "paused", "declined": "stopped"}
)


def settle(claim: Claim, outcome: Outcome, now: datetime, draw: float) -> Settlement:
    """Decides. `draw` is a random number in [0, 1) that spreads retries."""
    if isinstance(outcome, Sent):
        return Settlement(claim, "sent", message_id=outcome.message_id, attempts=claim.attempts, doubts=claim.doubts)
    return _after_failure(claim, outcome, now, draw)


def rest(outcome: Outcome) -> timedelta | None:
    """How long the whole channel must not send after this outcome; None when it may go on."""
    if not isinstance(outcome, Failed):
        return None
    if outcome.kind == "slow_down":
        return outcome.retry_after or FIRST_WAIT
    return outcome.retry_after or CHANNEL_WAIT if outcome.kind == "channel_down" else None


def doubt_wait(channel: ChannelName) -> timedelta:
    """How long what may have arrived waits before it is repeated."""
    return RECEIPT_WAIT if channel in RECEIPTS else DOUBT_WAIT


def _after_failure(claim: Claim, failed: Failed, now: datetime, draw: float) -> Settlement:
    error = f"{failed.kind}: {failed.detail}"[:300]
    lost = Settlement(claim, "failed", error=error, attempts=claim.attempts, doubts=claim.doubts)
    again = replace(lost, state="queued", next_at=now)
    match failed.kind:
        case "gone" | "no_rights" | "undelivered" | "declined":
            return replace(lost, chat_state=_CHAT_STATES.get(failed.kind))
        case "bad_message":
            return replace(lost, state="rejected")
        case "migrated":
            return replace(again, new_address=failed.new_address)
        case "slow_down" | "channel_down":
            # Not this delivery's fault: the attempt does not count.
            return replace(again, next_at=now + (rest(failed) or CHANNEL_WAIT), attempts=claim.attempts - 1)
        case "in_doubt":
            if claim.doubts >= MAX_DOUBTS:
                return replace(lost, state="in_doubt", doubts=claim.doubts + 1)
            return replace(again, next_at=now + doubt_wait(claim.channel), doubts=claim.doubts + 1)
        case "not_sent":
            if claim.attempts >= MAX_ATTEMPTS:
                return lost
            ceiling = min(FIRST_WAIT * (1 << min(claim.attempts - 1, 12)), LONGEST_WAIT)
            wait = max(ceiling * (0.5 + 0.5 * draw), failed.retry_after or timedelta(0))
            return replace(again, next_at=now + wait)
