"""One feed, brought up to date: fetch, parse, decide, read, store. The steps in order, nothing else.

Whatever goes wrong with one feed is noted on that feed; it never reaches another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from feeds import decide, moving, schedule
from feeds.decide import Sorted
from feeds.drafting import EditorialRules, draft
from feeds.gap import read_back
from feeds.model import (
    BadPoll,
    Clock,
    Draft,
    FeedData,
    FeedForUpdate,
    Fetched,
    FetchFailed,
    GoodPoll,
    NotAFeed,
    NotModified,
)
from feeds.moving import Move
from feeds.parse.parser import Parser
from feeds.schedule import Rhythm
from feeds.storage import entries as entries_table
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from feeds.storage.entries import Stored
from feeds.storage.polls import commit_poll
from feeds.storage.stories import OnDue
from feeds.web.fetch import Fetcher

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one update did."""

    feed: FeedForUpdate
    stored: Stored = field(default_factory=Stored)
    #: Entries in the document, None when no document was parsed (not modified, the same bytes, or a fault).
    entries: int | None = None
    #: Code of a `FetchFault` or `NotAFeed` reason, None when all went well.
    fault: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Updater:
    """Updates feeds one at a time; several may run at once on different feeds."""

    database: Database
    fetcher: Fetcher
    parser: Parser
    intervals: schedule.Intervals
    rules: EditorialRules
    clock: Clock
    #: Random numbers in [0, 1), for jitter.
    draw: Callable[[], float]
    on_due: OnDue

    async def update(self, feed: FeedForUpdate) -> Outcome:
        """Polls `feed` once and notes the result. Raises `StorageError` only when the database fails."""
        whole = schedule.wants_refresh(self.clock(), feed.last_whole)
        fetched = await self.fetcher.fetch(feed.url, None if whole else feed.caching)
        match fetched:
            case FetchFailed():
                return await self.failed(feed, fetched.fault, fetched.detail, fetched.retry_after)
            case NotModified():
                return await self._unchanged(feed, fetched)
            case Fetched():
                pass
        body_hash = hashlib.sha256(fetched.body).hexdigest()
        if body_hash == feed.body_hash:
            return await self._unchanged(feed, fetched, whole=whole)
        parsed = await self.parser.parse(fetched.body, fetched.url)
        if isinstance(parsed, NotAFeed):
            return await self.failed(feed, parsed.reason, parsed.detail)
        return await self._store(feed, fetched, parsed, body_hash, whole=whole)

    async def _store(
        self, feed: FeedForUpdate, fetched: Fetched, parsed: FeedData, body_hash: str, *, whole: bool
    ) -> Outcome:
        if not feed.first_poll and parsed.entries and not await self._knows(feed, parsed):
            parsed = await read_back(fetched.url, parsed, self.fetcher, self.parser, partial(self._knows, feed))
        found = await self._sort(feed, fetched, parsed)
        articles = await self.parser.read([(entry.data.html, entry.data.title) for entry in found.candidates])
        now = self.clock()
        drafts = [
            draft(candidate, article, feed, rules=self.rules, shared=found.shared, now=now)
            for candidate, article in zip(found.candidates, articles, strict=True)
        ]
        stored = await self.database.write(
            commit_poll,
            feed.id,
            drafts,
            self._good_poll(feed, fetched, now, whole=whole, parsed=parsed, body_hash=body_hash, found=found),
            self.on_due,
            review_all=self.rules.review_all,
        )
        for warning in parsed.warnings:
            _log.info("feed mended", feed=feed.id, warning=warning)
        _note_held(feed, drafts)
        _log.info("feed updated", feed=feed.id, entries=len(parsed.entries), new=stored.new_entries, due=stored.due)
        return Outcome(feed, stored, entries=len(parsed.entries))

    async def _knows(self, feed: FeedForUpdate, parsed: FeedData) -> bool:
        """Whether any entry of a document is known in its feed."""
        return bool(await self.database.read(entries_table.known_entries, decide.keys_of(feed.id, parsed)))

    async def _sort(self, feed: FeedForUpdate, fetched: Fetched, parsed: FeedData) -> Sorted:
        """Sorts a document by what is known, and makes suspicious what a rewritten or moved feed brings."""
        lookup = entries_table.known_entries
        known = await self.database.read(lookup, decide.keys_of(feed.id, parsed))
        found = decide.sort_entries(feed.id, parsed, known)
        if feed.first_poll:
            return found
        if moving.is_foreign(feed.url, fetched.url):
            return decide.suspect_all(found, "foreign_redirect")
        if decide.is_flood(found):
            headlines = await self.database.read(lookup, decide.headlines_of(feed.id, found))
            found = decide.stem_flood(feed.id, found, headlines, feed.last_ok)
        return found

    async def _unchanged(self, feed: FeedForUpdate, answer: Fetched | NotModified, *, whole: bool = False) -> Outcome:
        poll = self._good_poll(feed, answer, self.clock(), whole=whole)
        await self.database.write(feeds_table.record_success, feed.id, poll)
        return Outcome(feed)

    async def failed(self, feed: FeedForUpdate, fault: str, detail: str, retry_after: float | None = None) -> Outcome:
        """Notes a poll that gave nothing, and when to try again."""
        now = self.clock()
        next_poll = schedule.after_failure(now, feed.failures + 1, retry_after, self.draw())
        gone_polls = feed.gone_polls + 1 if fault == "gone" else 0
        gone_since = (feed.gone_since or now) if fault == "gone" else None
        poll = BadPoll(
            now=now,
            next_poll=next_poll,
            fault=fault,
            detail=detail,
            gone_polls=gone_polls,
            gone_since=gone_since,
            pause=gone_since is not None and schedule.is_gone_for_good(now, gone_polls, gone_since),
        )
        await self.database.write(feeds_table.record_failure, feed.id, feed.url, poll)
        _log.warning("feed failed", feed=feed.id, fault=fault, detail=detail, failures=feed.failures + 1)
        return Outcome(feed, fault=fault, detail=detail)

    def _good_poll(
        self,
        feed: FeedForUpdate,
        answer: Fetched | NotModified,
        now: datetime,
        *,
        whole: bool,
        parsed: FeedData | None = None,
        body_hash: str | None = None,
        found: Sorted | None = None,
    ) -> GoodPoll:
        asked = feed.asked_minutes if parsed is None else parsed.ttl_minutes
        caching = answer.caching
        rhythm = Rhythm(
            usual_gap=feed.usual_gap,
            newest=feed.newest,
            fresh_for=None if answer.fresh_for is None else timedelta(seconds=min(answer.fresh_for, 86_400)),
            asked=None if asked is None else timedelta(minutes=min(asked, 1_440)),
            conditional=bool(caching.etag or caching.last_modified),
        )
        move, url = Move(feed.moved_to, feed.moved_polls), feed.url
        if isinstance(answer, Fetched):
            knows_entry = found.knows_any if found is not None else True
            move, url = moving.follow(feed.url, move, answer.moved_to, knows_entry=knows_entry)
        return GoodPoll(
            now=now,
            next_poll=schedule.after_success(now, self.intervals, rhythm, self.draw()),
            url=url,
            caching=caching,
            body_hash=body_hash,
            whole=whole,
            asked_minutes=asked,
            moved_to=move.to,
            moved_polls=move.polls,
        )


def _note_held(feed: FeedForUpdate, drafts: list[Draft]) -> None:
    for one in drafts:
        if one.verdict.held:
            _log.warning("entry held", feed=feed.id, title=one.data.title, reasons=one.verdict.reasons)
