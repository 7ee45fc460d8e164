"""How fast one person may ask: a bucket of words that fills with time. Pure; the clock is the caller's."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model import ChannelName

#: Words said in one breath, and a second in the long run: nobody reads faster.
AT_ONCE = 20
A_SECOND = 1.0
#: Persons remembered; who was forgotten has a full bucket, as after twenty seconds of silence.
REMEMBERED = 50_000


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: datetime
    #: Whether the person was told since words were last taken.
    told: bool = False


class Haste:
    """Judges each thing that a person says."""

    def __init__(self, at_once: int = AT_ONCE, a_second: float = A_SECOND) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._buckets: OrderedDict[tuple[ChannelName, str], _Bucket] = OrderedDict()

    def judge(self, channel: ChannelName, sender: str, now: datetime) -> Literal["answer", "warn", "drop"]:
        """To answer it; to say once that it is too fast; or to say nothing until the person has slowed down."""
        key = (channel, sender)
        bucket = self._buckets.setdefault(key, _Bucket(self._at_once, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        passed = max(0.0, (now - bucket.seen).total_seconds())
        bucket.left, bucket.seen = min(self._at_once, bucket.left + passed * self._a_second), now
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.told = False
            return "answer"
        if bucket.told:
            return "drop"
        bucket.told = True
        return "warn"
