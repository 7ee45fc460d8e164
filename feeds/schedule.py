"""When a feed is polled next. Pure: outcome, `now` and a random number go in, a moment comes out.

The bounds and the backoff are those of docs/decisions/005: never dropped, at most a day apart, and what a server
asks for (RFC 9111 freshness, RFC 9110 Retry-After, RSS ttl) is obeyed within them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: The wait after the first failure; doubles with each further one.
FIRST_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=24)
#: Polls drift apart by up to a tenth, so that feeds added together do not stay together.
SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Intervals:
    """The operator's bounds for the time between two polls of a healthy feed."""

    shortest: timedelta
    longest: timedelta


def after_success(now: datetime, intervals: Intervals, asked: timedelta | None, draw: float) -> datetime:
    """The next poll of a healthy feed.

    Args:
        now: The present moment.
        intervals: The operator's bounds.
        asked: What the server or the feed asks for, None when it asks nothing.
        draw: A random number in [0, 1).
    """
    wait = min(max(asked or intervals.shortest, intervals.shortest), intervals.longest)
    return now + wait * (1 + SPREAD * draw)


def after_failure(now: datetime, failures: int, retry_after: float | None, draw: float) -> datetime:
    """The next poll of a feed in trouble: 5 min x 2^n with jitter, at most a day, never given up.

    Args:
        now: The present moment.
        failures: Polls failed in a row, this one included (at least 1).
        retry_after: Seconds that the server asks us to stay away, None when it does not say.
        draw: A random number in [0, 1).
    """
    # 2^9 x 5 min is already beyond a day; a larger exponent would only overflow.
    ceiling = min(FIRST_BACKOFF * (1 << min(failures - 1, 9)), LONGEST_BACKOFF)
    wait: timedelta = ceiling * (0.5 + 0.5 * draw)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=min(retry_after, 86_400)), LONGEST_BACKOFF))
    return now + wait
