"""How fast we send. Pure bookkeeping: the caller brings the time and does the waiting.

Telegram allows about 30 messages a second overall, 1 a second to a chat and 20 a minute to a group
(https://core.telegram.org/bots/faq#broadcasting-to-users), and answers 429 to more.

Broadcasts are spread evenly over four fifths of the rate by the generic cell rate algorithm (ITU-T I.371): a token
bucket that starts full lets twice the limit through in its first second, even spacing never does. The last fifth is
for answers, which go at once. Both are counted in one window of a second that never holds more than the rate; while
an answer waits for room in it, no broadcast takes any.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model import ChatKind

#: The share of the rate that broadcasts may use.
BROADCAST_SHARE = 0.8
#: Sends that may stand close together after a pause; fewer at low rates, so that the burst fits into the share kept
#: for answers. At rates above 100 it is what accumulates in `BURST_SECONDS`, while a transaction is committed.
BURST = 5
BURST_SECONDS = 0.05
#: The window that the networks count in.
WINDOW = 1.0
#: Seconds between two messages to one chat on Telegram, by kind: 1 a second, 20 a minute.
TELEGRAM_GAPS: Mapping[ChatKind, float] = MappingProxyType({"private": 1.0, "group": 3.0, "broadcast": 3.0})
#: The same on WhatsApp: 10 a minute to one person. Half a second more than the six that are allowed, for a line whose
#: delay changes: at six, 579 of 10,000 were refused by a limiter that counts arrivals. Answers may go closer together;
#: they borrow from what comes after
#: (https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput).
WHATSAPP_GAPS: Mapping[ChatKind, float] = MappingProxyType({"private": 6.5, "group": 6.5, "broadcast": 6.5})
#: Messages a second of a business number: 80 are allowed; paced at exactly 80, 13 of 800 were refused, at 72 none.
WHATSAPP_RATE = 72.0
#: A page of our own takes whatever comes.
NO_GAPS: Mapping[ChatKind, float] = MappingProxyType({"private": 0.0, "group": 0.0, "broadcast": 0.0})
#: Answers to a group count against its 20 a minute; in any minute there are no more.
GROUP_LIMIT = 20
GROUP_WINDOW = 60.0
#: Seconds after which the pace is asked again while answers that wait have taken all room.
SOON = 0.025
#: Chats remembered before those whose gap has long passed are forgotten.
_REMEMBERED = 10_000


@dataclass(slots=True)
class Pacer:
    """The pace of one channel, of its stories, errands and answers together. Times are seconds of a monotonic clock.

    A chat is known by its address; the topics of a forum, whose numbers stand behind a colon, are one chat.
    """

    rate: float
    gaps: Mapping[ChatKind, float]
    #: Answers that wait for room in the window.
    waiting: int = 0
    _next: float = 0.0
    _chats: dict[str, float] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _groups: dict[str, deque[float]] = field(default_factory=dict)

    def allowed(self, now: float) -> int:
        """How many broadcasts may start now; at most the burst."""
        spacing = self._spacing
        credit = now - self._next + spacing * self._burst
        # The small addition keeps a sum of spacings from being a hair short of what it should be.
        even = min(self._burst, int(credit / spacing + 1e-9))
        return max(0, min(even, self._room(now) - self.waiting))

    def wait(self, now: float) -> float:
        """Seconds until `allowed` is at least one, if no answer comes in between."""
        even = self._next - self._spacing * (self._burst - 1) - now
        return max(0.0, even, self._window_wait(now))

    def take(self, now: float, address: str, kind: ChatKind) -> None:
        """Counts one broadcast that starts now."""
        self._next = max(self._next, now) + self._spacing
        self._count(now, address, kind)

    def answer_wait(self, now: float, address: str, kind: ChatKind) -> float:
        """Seconds until an answer may go to a chat; nearly always none."""
        group = self._groups.get(_chat(address)) if self._limits_minutes(kind) else None
        full = group is not None and len(group) == GROUP_LIMIT
        minute = group[0] + GROUP_WINDOW - now if group is not None and full else 0.0
        return max(0.0, minute, self._window_wait(now))

    def take_answer(self, now: float, address: str, kind: ChatKind) -> None:
        """Counts one answer that starts now; a broadcast to its chat rests after it."""
        self._count(now, address, kind)

    def free_at(self, address: str) -> float:
        """When a broadcast may go to a chat; may be past."""
        return self._chats.get(_chat(address), 0.0)

    def resting(self, now: float, moment: datetime, address: str) -> datetime | None:
        """Until when a chat may not be sent to, by a clock that shows `moment` at `now`; None when it may."""
        wait = self.free_at(address) - now
        return moment + timedelta(seconds=wait) if wait > 0 else None

    def still(self, now: float, address: str) -> float:
        """Seconds until what was allowed a moment ago may go to a chat: 0, or an answer or a hold came in between."""
        rest = self.free_at(address) - now
        if self.allowed(now) > 0:
            return max(0.0, rest)
        return max(SOON, rest, self.wait(now))

    def hold(self, until: float) -> None:
        """No broadcast before `until`: the network said so."""
        self._next = max(self._next, until + self._spacing * (self._burst - 1))

    def _count(self, now: float, address: str, kind: ChatKind) -> None:
        chat, gap = _chat(address), self.gaps[kind]
        self._recent.append(now)
        if not gap:
            return
        if len(self._chats) >= _REMEMBERED:
            self._chats = {other: free_at for other, free_at in self._chats.items() if free_at > now}
            self._groups = {other: sent for other, sent in self._groups.items() if sent[-1] > now - GROUP_WINDOW}
        self._chats[chat] = max(self._chats.get(chat, 0.0), now) + gap
        if self._limits_minutes(kind):
            self._groups.setdefault(chat, deque(maxlen=GROUP_LIMIT)).append(now)

    def _limits_minutes(self, kind: ChatKind) -> bool:
        return kind != "private" and self.gaps[kind] > 0

    def _room(self, now: float) -> int:
        recent = self._recent
        while recent and recent[0] <= now - WINDOW:
            recent.popleft()
        return self._limit - len(recent)

    def _window_wait(self, now: float) -> float:
        room = self._room(now)
        return 0.0 if room > 0 else self._recent[-room] + WINDOW - now

    @property
    def _limit(self) -> int:
        return max(1, int(self.rate))

    @property
    def _spacing(self) -> float:
        return 1.0 / (self.rate * BROADCAST_SHARE)

    @property
    def _burst(self) -> int:
        most = max(BURST, int(self.rate * BURST_SECONDS))
        return max(1, min(most, int(self.rate * (1 - BROADCAST_SHARE) + 1e-9)))


def _chat(address: str) -> str:
    return address.partition(":")[0]
