"""Gets what a feed has to say now: from its own address, or from the next rung of its ladder. Stores nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from feeds import ladder, schedule
from feeds.feed_model import FeedForUpdate, Rung
from feeds.model import CachingInfo, FeedData, Fetched, FetchFailed, NotAFeed, NotModified, Sitemaps
from feeds.parse.parser import Parser
from feeds.sift import Sifted, sift
from feeds.web.fetch import Fetcher

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a poll has to work with."""

    rung: Rung
    answer: Fetched | NotModified
    #: None when it is what we have already: not modified, or the same bytes.
    parsed: FeedData | None = None
    #: How many entries of the document are not in `parsed`, because they are as they were; see `feeds.sift`.
    familiar: int = 0
    #: What tells them at the next poll; None when there was no document, or it can't be cut.
    entry_marks: bytes | None = None
    #: SHA-256 of the body that was parsed, hex.
    body_hash: str | None = None
    #: Whether the body was asked for without validators.
    whole: bool = False
    #: The last time that another rung than the present one was tried; None on the feed's own address.
    rung_tested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is nothing to work with: what the best rung that was tried said."""

    fault: str
    detail: str
    retry_after: float | None = None
    rung_tested_at: datetime | None = None


async def read_feed(feed: FeedForUpdate, fetcher: Fetcher, parser: Parser, now: datetime) -> Reading | Unreadable:
    """Reads a feed from the first of its rungs that works; see `feeds.ladder` for which are tried, and when."""
    addresses = ladder.rungs(feed.url)
    troubles: list[Unreadable] = []
    tested_at = feed.rung_tested_at
    for rung in ladder.order(feed, now):
        if troubles and not ladder.goes_on(troubles[-1].fault, rung, feed, now):
            break
        if rung != feed.rung:
            tested_at = now
        read = await _read_rung(feed, rung, addresses[rung], fetcher, parser, now)
        if isinstance(read, Reading):
            if rung != feed.rung:
                _log.warning("feed changed its rung", feed=feed.id, rung=rung, before=feed.rung)
            return replace(read, rung_tested_at=None if rung == "own" else tested_at)
        troubles.append(read)
    # A host that asks for peace is obeyed, whichever rung it said so on; else the best one tells what is wrong.
    told = troubles[-1] if troubles[-1].fault == "too_many" else troubles[0]
    return replace(told, rung_tested_at=tested_at)


async def _read_rung(
    feed: FeedForUpdate, rung: Rung, url: str, fetcher: Fetcher, parser: Parser, now: datetime
) -> Reading | Unreadable:
    """Asks one address. Validators and the last body belong to the rung that the feed was last read from."""
    present = rung == feed.rung
    whole = not present or schedule.wants_refresh(now, feed.last_whole)
    answer = await fetcher.fetch(url, CachingInfo() if whole else feed.caching)
    match answer:
        case FetchFailed():
            return Unreadable(answer.fault, answer.detail, answer.retry_after)
        case NotModified():
            return Reading(rung, answer)
        case Fetched():
            pass
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if present and body_hash == feed.body_hash:
        return Reading(rung, answer, whole=whole)
    sifted = sift(answer.body, feed.entry_marks if present else b"")
    rest = await _skim_rest(sifted, answer, parser) if sifted is not None and sifted.familiar else None
    familiar = sifted.familiar if sifted is not None and rest is not None else 0
    parsed = rest or await parser.skim(answer.body, answer.url)
    if isinstance(parsed, Sitemaps):
        return Unreadable("no_feed", "an index of sitemaps and no news")
    if isinstance(parsed, NotAFeed):
        return Unreadable(parsed.reason, parsed.detail)
    if rung != "own":
        if not parsed.entries and not familiar:
            # An interface that hides its posts answers with none; that is no better than a broken feed.
            return Unreadable("empty", "no entries")
        parsed = replace(parsed, warnings=(*parsed.warnings, f"rung:{rung}"))
    marks = None if sifted is None else sifted.marks
    return Reading(rung, answer, parsed, familiar, marks, body_hash, whole=whole)


async def read_unsifted(reading: Reading, parser: Parser) -> Reading:
    """The same reading with the familiar entries, too; or as it is when the whole document can't be read."""
    assert isinstance(reading.answer, Fetched)  # noqa: S101 - what was sifted was fetched
    parsed = await parser.skim(reading.answer.body, reading.answer.url)
    return replace(reading, parsed=parsed, familiar=0) if isinstance(parsed, FeedData) else reading


async def _skim_rest(sifted: Sifted, answer: Fetched, parser: Parser) -> FeedData | None:
    """What is unfamiliar in a document; None when anything about it is odd, which the whole may explain."""
    parsed = await parser.skim(sifted.rest, answer.url)
    if not isinstance(parsed, FeedData) or parsed.warnings or len(parsed.entries) != sifted.unfamiliar:
        return None
    return parsed
