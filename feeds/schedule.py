"""When a feed is polled next. Pure: what happened, `now` and a random number go in, a moment comes out.

Never dropped, never more than a day apart, never sooner than the operator allows, and what a server asks for
(RFC 9111 freshness, RFC 9110 Retry-After, RSS ttl, sy:updatePeriod) is obeyed within the operator's bounds
(docs/decisions/005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

#: The wait after the first failure; doubles with each further one.
FIRST_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=24)
#: Polls drift apart by up to a tenth, so that feeds added together do not stay together.
SPREAD = 0.1
#: A feed is polled this often between two of its usual publications, which makes news late by an eighth of its gap.
POLLS_PER_GAP = 4
#: Without validators every poll is a full download; those are an hour apart.
UNCONDITIONAL_GAP = timedelta(hours=1)
#: Once a week a feed is asked for whole, whatever its validators say: heals a server that is stuck at "not modified".
REFRESH_AFTER = timedelta(days=7)
#: A feed that says 410 Gone this often, over at least this long, is paused.
GONE_POLLS = 3
GONE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Intervals:
    """The operator's bounds for the time between two polls of a healthy feed."""

    shortest: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a feed when its next poll is decided."""

    #: Usual time between two entries, None when there are too few to say.
    usual_gap: timedelta | None = None
    #: Published time of the newest entry.
    newest: datetime | None = None
    #: What the server asks for (max-age, Expires), None when it asks nothing.
    fresh_for: timedelta | None = None
    #: What the feed asks for (ttl, sy:updatePeriod), None when it asks nothing.
    asked: timedelta | None = None
    #: Whether the server gave validators to ask again with.
    conditional: bool = True


def usual_gap(published: Sequence[datetime]) -> timedelta | None:
    """The median time between publications, None for fewer than three. The order does not matter.

    The median and not the mean: one holiday of two weeks does not slow a daily feed down.
    """
    moments = sorted(published)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(gaps)) if len(gaps) >= 2 else None


def after_success(now: datetime, intervals: Intervals, rhythm: Rhythm, draw: float) -> datetime:
    """The next poll of a healthy feed.

    Args:
        now: The present moment.
        intervals: The operator's bounds.
        rhythm: What is known of the feed.
        draw: A random number in [0, 1).
    """
    shortest, longest = intervals.shortest, intervals.longest
    wait = shortest
    if rhythm.usual_gap is not None and rhythm.newest is not None:
        # A feed that has been quiet for longer than its habit is expected to stay so: no hurry.
        wait = max(rhythm.usual_gap, now - rhythm.newest) / POLLS_PER_GAP
    if not rhythm.conditional:
        wait = max(wait, UNCONDITIONAL_GAP)
    wait = max(wait, rhythm.fresh_for or timedelta(0), rhythm.asked or timedelta(0))
    wait = min(max(wait, shortest), longest)
    return now + wait * (1 + SPREAD * draw)


def after_failure(
    now: datetime, intervals: Intervals, failures: int, retry_after: float | None, draw: float
) -> datetime:
    """The next poll of a feed in trouble: 5 min x 2^n with jitter, at most a day, never given up.

    Trouble is no reason to ask more often than of a healthy feed: the operator's shortest interval holds here, too.

    Args:
        now: The present moment.
        intervals: The operator's bounds.
        failures: Polls failed in a row, this one included (at least 1).
        retry_after: Seconds that the server asks us to stay away, None when it does not say.
        draw: A random number in [0, 1).
    """
    # 2^9 x 5 min is already beyond a day; a larger exponent would only overflow.
    ceiling = min(FIRST_BACKOFF * (1 << min(failures - 1, 9)), LONGEST_BACKOFF)
    wait: timedelta = ceiling * (0.5 + 0.5 * draw)
    wait = max(wait, intervals.shortest * (1 + SPREAD * draw))
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(max(retry_after, 0.0), LONGEST_BACKOFF.total_seconds())))
    return now + wait


def wants_refresh(now: datetime, last_whole: datetime | None) -> bool:
    """Whether a feed is asked for without its validators this time: never had whole, or not for a week."""
    return last_whole is None or now - last_whole >= REFRESH_AFTER


def is_gone_for_good(now: datetime, gone_polls: int, gone_since: datetime) -> bool:
    """Whether a feed that says 410 has said it often and long enough to be paused, this poll included."""
    return gone_polls >= GONE_POLLS and now - gone_since >= GONE_AFTER
