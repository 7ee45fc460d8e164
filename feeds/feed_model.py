"""A feed as polls see it: what they know of it, what they leave on it, and what an admin is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model import CachingInfo

#: Where a feed is read from: its own address, or what its site offers besides, in this order of preference.
Rung = Literal["own", "rest", "rest_route", "sitemap"]


@dataclass(frozen=True, slots=True)
class FeedForUpdate:
    """A feed as the poll needs it."""

    id: int
    url: str
    name: str
    caching: CachingInfo
    #: SHA-256 of the last body that parsed, hex; None before the first.
    body_hash: str | None
    #: True until the first successful poll: what it finds is the baseline, stored and never pushed.
    first_poll: bool
    #: Polls failed in a row.
    failures: int
    #: What tells the entries of the last document, see `feeds.sift`.
    entry_marks: bytes = b""
    #: The last good poll.
    last_ok: datetime | None = None
    #: The last time that the whole body was asked for, without validators.
    last_whole: datetime | None = None
    #: Minutes between polls that the feed itself asks for.
    asked_minutes: int | None = None
    #: Median time between two of its entries, and when the newest was published.
    usual_gap: timedelta | None = None
    newest: datetime | None = None
    #: Where permanent redirects lead, and for how many good polls in a row.
    moved_to: str | None = None
    moved_polls: int = 0
    #: How often in a row it has said 410 Gone, and since when.
    gone_polls: int = 0
    gone_since: datetime | None = None
    #: Where it was read from last, and when another rung was tried.
    rung: Rung = "own"
    rung_tested_at: datetime | None = None
    #: The code of the regency whose news it carries, when an admin said so.
    regency: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What a feed says of itself: which hub tells of its news, and under which address it is known there (WebSub)."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True)
class GoodPoll:
    """What a poll that worked leaves on its feed."""

    now: datetime
    next_poll: datetime
    #: The address to poll from now on.
    url: str
    caching: CachingInfo
    #: SHA-256 of the body that parsed, hex; None when there was no new body.
    body_hash: str | None = None
    #: What tells the entries of that body, see `feeds.sift`; None when it can't be cut.
    entry_marks: bytes | None = None
    #: Whether the body was asked for without validators.
    whole: bool = False
    #: Minutes between polls that the feed asks for; None when there was no document to say so.
    asked_minutes: int | None = None
    moved_to: str | None = None
    moved_polls: int = 0
    #: Where the feed was read from, and when another rung was tried.
    rung: Rung = "own"
    rung_tested_at: datetime | None = None
    #: Whether the document had to be mended to be read; None when there was no document to say so.
    mended: bool | None = None
    #: Counts only where there was a new body, as `body_hash` tells.
    declared: Declared | None = None
    #: Whether the document is a first one that waits to be edited: until then the feed has no baseline.
    waits: bool = False


@dataclass(frozen=True, slots=True)
class BadPoll:
    """What a poll that failed leaves on its feed."""

    now: datetime
    next_poll: datetime
    #: A `FetchFault`, a `NotAFeed` reason, or "internal".
    fault: str
    detail: str
    gone_polls: int = 0
    gone_since: datetime | None = None
    #: Whether the feed is gone for good and waits for an admin.
    pause: bool = False
    #: When another rung than the present one was tried.
    rung_tested_at: datetime | None = None


HealthState = Literal[
    "healthy",
    "degraded",  # a poll or two failed, or what came had to be mended
    "sick",  # polls fail again and again
    "silent",  # it can be read, and says nothing for much longer than is its habit
]


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed as an admin sees it."""

    id: int
    url: str
    name: str
    state: Literal["active", "paused"]
    entries: int
    held: int
    last_polled: datetime | None
    last_ok: datetime | None
    next_poll: datetime | None
    failures: int
    #: Code of the last trouble, a `FetchFault` or a `NotAFeed` reason; None when healthy.
    fault: str | None
    newest: datetime | None
    #: As of its last poll, and since when there is trouble; see `feeds.health`.
    health: HealthState
    health_since: datetime | None
    #: Since when everything new is held, None when it is not; see `feeds.freezing`.
    frozen: datetime | None
