"""How often one visitor may speak."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from feeds.model import Clock

NO_WAIT = timedelta(0)


class Limiter:
    """A steady rate with a burst, for each key, in bounded memory.

    The generic cell rate algorithm: one moment is kept for each key, the one at which its allowance would be
    full again. Beyond `capacity` keys the one unheard of for longest is forgotten, which gives it a fresh burst.
    """

    def __init__(self, *, per_minute: int, burst: int, clock: Clock, capacity: int = 20_000) -> None:
        """Allows `burst` at once and `per_minute` in the long run."""
        self._interval = timedelta(minutes=1) / per_minute
        self._full = self._interval * burst
        self._clock = clock
        self._capacity = capacity
        self._free_at: OrderedDict[str, datetime] = OrderedDict()

    def take(self, key: str) -> timedelta:
        """Zero when `key` may speak now, and counts it; else how long it has to wait, and counts nothing."""
        now = self._clock()
        free_at = max(self._free_at.get(key, now), now)
        if free_at - now > self._full:  # the clock was set back: nobody waits for that
            free_at = now
        wait = free_at + self._interval - self._full - now
        if wait > NO_WAIT:
            return wait
        self._free_at[key] = free_at + self._interval
        self._free_at.move_to_end(key)
        if len(self._free_at) > self._capacity:
            self._free_at.popitem(last=False)
        return NO_WAIT

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._free_at)
