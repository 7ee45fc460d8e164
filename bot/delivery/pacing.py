"""How fast we send. Pure bookkeeping: the caller brings the time and does the waiting.

Telegram allows about 30 messages a second overall, 1 a second to a chat and 20 a minute to a group
(https://core.telegram.org/bots/faq#broadcasting-to-users), and answers 429 to more. Sends are spread evenly: a
token bucket that starts full lets twice the limit through in its first second, even spacing never does. A fifth
of the rate is kept for answers, so that a person who asks never waits behind a broadcast.

The spacing is the generic cell rate algorithm (ITU-T I.371): one number for the channel, one for each chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.model import ChatKind

#: The share of the rate that broadcasts may use.
BROADCAST_SHARE = 0.8
#: Sends that may stand close together after a pause; fewer at low rates, so that the burst fits into the share kept
#: for answers and no second ever holds more than the rate.
BURST = 5
#: Seconds between two messages to one chat on Telegram, by kind: 1 a second, 20 a minute.
TELEGRAM_GAPS: Mapping[ChatKind, float] = MappingProxyType({"private": 1.0, "group": 3.0, "broadcast": 3.0})
#: A page of our own takes whatever comes.
NO_GAPS: Mapping[ChatKind, float] = MappingProxyType({"private": 0.0, "group": 0.0, "broadcast": 0.0})
#: Chats remembered before those whose gap has long passed are forgotten.
_REMEMBERED = 10_000


@dataclass(slots=True)
class Pacer:
    """The pace of one channel. Times are seconds of a monotonic clock."""

    rate: float
    gaps: Mapping[ChatKind, float]
    _next: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)

    def allowed(self, now: float) -> int:
        """How many sends may start now; at most the burst."""
        spacing = self._spacing
        credit = now - self._next + spacing * self._burst
        # The small addition keeps a sum of spacings from being a hair short of what it should be.
        return max(0, min(self._burst, int(credit / spacing + 1e-9)))

    def wait(self, now: float) -> float:
        """Seconds until `allowed` is at least one."""
        spacing = self._spacing
        return max(0.0, self._next - spacing * (self._burst - 1) - now)

    def take(self, now: float, chat_id: int, kind: ChatKind) -> None:
        """Counts one send that starts now."""
        spacing = self._spacing
        self._next = max(self._next, now) + spacing
        if len(self._chats) >= _REMEMBERED:
            self._chats = {chat: free_at for chat, free_at in self._chats.items() if free_at > now}
        self._chats[chat_id] = now + self.gaps[kind]

    def resting(self, now: float) -> list[int]:
        """Chats that may not be sent to yet."""
        return [chat for chat, free_at in self._chats.items() if free_at > now]

    def hold(self, until: float) -> None:
        """Nothing may be sent before `until`: the network said so."""
        self._next = max(self._next, until + self._spacing * (self._burst - 1))

    @property
    def _spacing(self) -> float:
        return 1.0 / (self.rate * BROADCAST_SHARE)

    @property
    def _burst(self) -> int:
        return max(1, min(BURST, int(self.rate * (1 - BROADCAST_SHARE) + 1e-9)))
