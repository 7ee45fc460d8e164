"""How well a feed is, and when that is worth an admin's attention. Pure; knows what polls left behind, and no clock.

Health is derived, never stored: it is read off the same columns that a poll writes, so it can't be out of step with
them. What is stored is only what the admins were told last; an alert is due when that is no longer true
(docs/decisions/014).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from feeds.feed_model import HealthState

AlertKind = Literal["sick", "silent", "recovered", "frozen"]

#: Polls failed in a row, or time since the first of them, after which a feed is sick and not just unlucky.
SICK_FAILURES = 3
SICK_AFTER = timedelta(days=1)
#: A feed's habit is read off so many of its newest entries; with fewer than so many it has none.
HABIT_ENTRIES, HABIT_OF_AT_LEAST = 30, 5
#: A feed is silent when nothing came for so many of its longer gaps (the 90th percentile), and never before so long.
SILENT_GAPS = 4
SILENT_AFTER = timedelta(days=3)
#: Admins hear of one feed this often at most: a site that comes and goes every hour is one piece of news.
ALERT_GAP = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the polls of a feed left behind, as far as its health goes."""

    #: When it became a feed of ours.
    added: datetime
    #: Polls failed in a row, and when the first of them was.
    failures: int = 0
    failing_since: datetime | None = None
    #: Code of the last failure.
    fault: str | None = None
    #: The last poll, and the last one that worked.
    last_polled: datetime | None = None
    last_ok: datetime | None = None
    #: Whether its last document had to be mended to be read.
    mended: bool = False
    #: Its habit, see `long_gap`; None when it has none.
    long_gap: timedelta | None = None
    #: When it last had news for us: its newest entry, or when we last saw a new one, whatever that was dated.
    last_news: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How a feed is."""

    state: HealthState
    #: When the trouble began: the first failure, or the last news. None for "healthy" and for what was only mended.
    since: datetime | None = None
    #: What the last poll failed with, a `FetchFault` or a `NotAFeed` reason; None when it worked.
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the admins were told of a feed last, and when; nothing yet by default."""

    kind: AlertKind | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that admins should hear of once."""

    kind: AlertKind
    #: When the trouble began, or the feed was frozen; for "recovered", when it was seen to be over.
    since: datetime
    #: What polls fail with, for "sick" only.
    fault: str | None = None


def long_gap(published: Sequence[datetime]) -> timedelta | None:
    """The 90th percentile of the gaps between a feed's newest entries: a pause that is still its habit.

    Looks at the newest `HABIT_ENTRIES`, in any order; None for fewer than `HABIT_OF_AT_LEAST`. By nearest rank: the
    smallest gap that nine of ten gaps do not exceed, so that one holiday does not make a habit.
    """
    moments = sorted(published)[-HABIT_ENTRIES:]
    if len(moments) < HABIT_OF_AT_LEAST:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(moments))
    return gaps[math.ceil(0.9 * len(gaps)) - 1]


def patience(gap: timedelta) -> timedelta:
    """How long a feed of this habit may say nothing before it is silent."""
    return max(SILENT_GAPS * gap, SILENT_AFTER)


def assess(vitals: Vitals) -> Health:
    """How a feed is, as of its last poll: what happened since, nobody has seen.

    A feed that was never polled is healthy, and so is one without a habit however long it says nothing. While polls
    fail, a feed is no more silent than it was at the last good one.
    """
    failing_since = vitals.failing_since or vitals.added
    if vitals.failures >= SICK_FAILURES or (
        vitals.failures > 0 and vitals.last_polled is not None and vitals.last_polled - failing_since >= SICK_AFTER
    ):
        return Health("sick", failing_since, vitals.fault)
    failing = vitals.fault if vitals.failures else None
    if (
        vitals.long_gap is not None
        and vitals.last_news is not None
        and vitals.last_ok is not None
        and vitals.last_ok - vitals.last_news > patience(vitals.long_gap)
    ):
        return Health("silent", vitals.last_news, failing)
    if vitals.failures:
        return Health("degraded", failing_since, failing)
    return Health("degraded" if vitals.mended else "healthy")


def transition(told: Told, health: Health, now: datetime) -> Alert | None:
    """The alert that is due when admins were told `told` of a feed that is now `health`; None when there is none.

    Never what they were told last, and never within `ALERT_GAP` of it: a feed that fell ill and got well in between
    has no news, one that is still ill then has. One or two failures prove nothing, neither illness nor recovery.
    """
    if told.at is not None and now - told.at < ALERT_GAP:
        return None
    match health.state:
        case "sick" | "silent":
            if told.kind == health.state:
                return None
            return Alert(health.state, health.since or now, health.fault if health.state == "sick" else None)
        case "healthy" | "degraded":
            was_ill = told.kind in {"sick", "silent"}
            return Alert("recovered", now) if was_ill and health.fault is None else None
