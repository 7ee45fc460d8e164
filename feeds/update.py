"""One feed, brought up to date: fetch, parse, decide, read, store. The steps in order, nothing else.

Whatever goes wrong with one feed is noted on that feed; it never reaches another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from feeds import decide, schedule
from feeds.drafting import EditorialRules, draft
from feeds.model import Clock, Draft, FeedData, FeedForUpdate, Fetched, FetchFailed, NotAFeed, NotModified
from feeds.parse.parser import Parser
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
        fetched = await self.fetcher.fetch(feed.url, feed.caching)
        match fetched:
            case FetchFailed():
                return await self.failed(feed, fetched.fault, fetched.detail, fetched.retry_after)
            case NotModified():
                return await self._unchanged(feed, fetched)
            case Fetched():
                pass
        body_hash = hashlib.sha256(fetched.body).hexdigest()
        if body_hash == feed.body_hash:
            return await self._unchanged(feed, fetched)
        parsed = await self.parser.parse(fetched.body, fetched.url)
        if isinstance(parsed, NotAFeed):
            return await self.failed(feed, parsed.reason, parsed.detail)
        return await self._store(feed, fetched, parsed, body_hash)

    async def _store(self, feed: FeedForUpdate, fetched: Fetched, parsed: FeedData, body_hash: str) -> Outcome:
        known = await self.database.read(entries_table.known_entries, decide.keys_of(feed.id, parsed))
        found = decide.sort_entries(feed.id, parsed, known)
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
            now=now,
            next_poll=self._next(now, fetched.fresh_for, parsed.ttl_minutes),
            caching=fetched.caching,
            body_hash=body_hash,
            on_due=self.on_due,
            review_all=self.rules.review_all,
        )
        for warning in parsed.warnings:
            _log.info("feed mended", feed=feed.id, warning=warning)
        _note_held(feed, drafts)
        _log.info("feed updated", feed=feed.id, entries=len(parsed.entries), new=stored.new_entries, due=stored.due)
        return Outcome(feed, stored, entries=len(parsed.entries))

    async def _unchanged(self, feed: FeedForUpdate, answer: Fetched | NotModified) -> Outcome:
        now = self.clock()
        next_poll = self._next(now, answer.fresh_for, None)
        await self.database.write(
            feeds_table.record_success,
            feed.id,
            now=now,
            next_poll=next_poll,
            caching=answer.caching,
            body_hash=None,
        )
        return Outcome(feed)

    async def failed(self, feed: FeedForUpdate, fault: str, detail: str, retry_after: float | None = None) -> Outcome:
        """Notes a poll that gave nothing, and when to try again."""
        now = self.clock()
        next_poll = schedule.after_failure(now, feed.failures + 1, retry_after, self.draw())
        await self.database.write(
            feeds_table.record_failure, feed.id, now=now, next_poll=next_poll, fault=fault, detail=detail
        )
        _log.warning("feed failed", feed=feed.id, fault=fault, detail=detail, failures=feed.failures + 1)
        return Outcome(feed, fault=fault, detail=detail)

    def _next(self, now: datetime, fresh_for: float | None, ttl_minutes: int | None) -> datetime:
        asked = [timedelta(seconds=min(fresh_for, 86_400))] if fresh_for else []
        if ttl_minutes:
            asked.append(timedelta(minutes=min(ttl_minutes, 1_440)))
        return schedule.after_success(now, self.intervals, max(asked, default=None), self.draw())


def _note_held(feed: FeedForUpdate, drafts: list[Draft]) -> None:
    for one in drafts:
        if one.verdict.held:
            _log.warning("entry held", feed=feed.id, title=one.data.title, reasons=one.verdict.reasons)
