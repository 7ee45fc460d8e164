"""One feed, brought up to date: fetch, parse, decide, read, store. The steps in order, nothing else.

Whatever goes wrong with one feed is noted on that feed; it never reaches another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from feeds import decide, moving, schedule, websub
from feeds.decide import KnownEntry, Sorted
from feeds.drafting import EditorialRules
from feeds.editing import edit
from feeds.feed_model import BadPoll, Declared, FeedForUpdate, GoodPoll
from feeds.gap import read_back
from feeds.marks import MarkIndex
from feeds.model import Clock, Draft, FeedData, Fetched, FetchFailed, NotAFeed, NotModified
from feeds.moving import Move
from feeds.parse.parser import Parser
from feeds.reading import Reading, Unreadable, read_feed, read_unsifted
from feeds.rewriting import Rewriter
from feeds.schedule import Rhythm
from feeds.storage import baselines
from feeds.storage import entries as entries_table
from feeds.storage import feeds as feeds_table
from feeds.storage.baselines import Waiting
from feeds.storage.database import Database
from feeds.storage.entries import Stored
from feeds.storage.polls import commit_baseline, commit_poll, commit_waiting
from feeds.storage.stories import OnDue
from feeds.web.fetch import Fetcher

#: Polls that wait for the older pages of a feed to be readable; then it goes on without them.
GAP_POLLS = 3

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
    #: Whether what it brought waits to be edited.
    waits: bool = False


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
    #: Writes summaries anew; None keeps the extractive ones.
    rewriter: Rewriter | None = None
    #: What recent entries are found by that a new one may be telling again; caught up at each store.
    nearby: MarkIndex = field(default_factory=MarkIndex)

    async def update(self, feed: FeedForUpdate, *, later: bool = False) -> Outcome:
        """Polls `feed` once and notes the result. Raises `StorageError` only when the database fails.

        With `later` a baseline may be left to `edit_baseline`.
        """
        if feed.first_poll:
            waiting = await self.database.read(baselines.get, feed.id)
            if waiting is not None:
                edited = await self.edit_baseline(feed, waiting)
                if edited.fault is not None:
                    return edited
                # It has its baseline now: what is new from here on is news.
                (feed,) = await self.database.read(feeds_table.pollable, feed.id)
        read = await read_feed(feed, self.fetcher, self.parser, self.clock())
        if isinstance(read, Unreadable):
            return await self.failed(feed, read.fault, read.detail, read.retry_after, read.rung_tested_at)
        _log.debug("feed fetched", feed=feed.id, url=feed.url, rung=read.rung, parsed=read.parsed is not None)
        if read.parsed is None or isinstance(read.answer, NotModified):
            return await self._unchanged(feed, read)
        if later and feed.first_poll and read.rung == "own" and await self.database.read(baselines.has_room):
            return await self._put_by(feed, read, read.answer, len(read.parsed.entries))
        return await self._store(feed, read, read.answer.url, read.parsed)

    async def next_baseline(self) -> tuple[FeedForUpdate, Waiting] | None:
        """The baseline that has waited longest, and its feed; None when none waits."""
        feed_id = await self.database.read(baselines.next_feed)
        if feed_id is None:
            return None
        waiting = await self.database.read(baselines.get, feed_id)
        feeds = await self.database.read(feeds_table.pollable, feed_id)
        return (feeds[0], waiting) if feeds and waiting is not None else None

    async def edit_baseline(self, feed: FeedForUpdate, waiting: Waiting) -> Outcome:
        """Edits what a first poll had put by, as that poll would have done. Raises `StorageError` only.

        Two may do so at once: the second one's work is thrown away.
        """
        parsed = await self.parser.skim(waiting.body, waiting.url)
        if not isinstance(parsed, FeedData):
            reason = parsed.reason if isinstance(parsed, NotAFeed) else "no_feed"
            return await self.failed(feed, reason, "could be read when it came, and not when it was edited")
        found = decide.sort_entries(feed.id, parsed, await self._known(feed, parsed))
        drafts = await self._edit(feed, found, waiting.seen)
        stored = await self.database.write(
            commit_baseline,
            feed.id,
            drafts,
            waiting.seen,
            self.on_due,
            review_all=self.rules.review_all,
            nearby=self.nearby,
        )
        if stored is None:
            return Outcome(feed)
        _note_held(feed, drafts)
        _log.info("baseline edited", feed=feed.id, entries=len(parsed.entries), new=stored.new_entries)
        return Outcome(feed, stored, entries=len(parsed.entries))

    async def _put_by(self, feed: FeedForUpdate, read: Reading, answer: Fetched, entries: int) -> Outcome:
        """Leaves a baseline to be edited when there is time."""
        now = self.clock()
        # No entry is known yet that would vouch for a new address.
        poll = replace(self._good_poll(feed, read, now, Sorted((), 0, frozenset())), waits=True)
        await self.database.write(commit_waiting, feed.id, Waiting(answer.body, answer.url, now), poll)
        _log.info("baseline waits", feed=feed.id, entries=entries)
        return Outcome(feed, entries=entries, waits=True)

    async def _edit(self, feed: FeedForUpdate, found: Sorted, now: datetime) -> list[Draft]:
        return await edit(
            feed,
            found,
            now,
            database=self.database,
            fetcher=self.fetcher,
            parser=self.parser,
            rules=self.rules,
            rewriter=self.rewriter,
        )

    async def _store(self, feed: FeedForUpdate, read: Reading, url: str, parsed: FeedData) -> Outcome:
        known = await self._known(feed, parsed)
        if not feed.first_poll and parsed.entries and not known and not read.familiar:
            knows = partial(self._knows, feed)
            insist = feed.failures < GAP_POLLS
            since = _looked_last(feed, read)
            back = await read_back(url, parsed, self.fetcher, self.parser, knows, since=since, insist=insist)
            if isinstance(back, FetchFailed):
                return await self.failed(feed, back.fault, back.detail, back.retry_after)
            if back is not parsed:
                parsed, known = back, await self._known(feed, back)
        found = await self._sort(feed, read, url, parsed, known)
        if read.familiar and found.changed:
            # Which links name no entry is for the whole document to say.
            unsifted = await read_unsifted(read, self.parser)
            if unsifted.parsed is not None and not unsifted.familiar:
                return await self._store(feed, unsifted, url, unsifted.parsed)
        if read.rung == "sitemap":
            # It has titles only: what we know is better.
            found = decide.leave_known(found)
        now = self.clock()
        drafts = await self._edit(feed, found, now)
        stored = await self.database.write(
            commit_poll,
            feed.id,
            drafts,
            self._good_poll(feed, read, now, found),
            self.on_due,
            review_all=self.rules.review_all,
            nearby=self.nearby,
        )
        for warning in parsed.warnings:
            _log.info("feed mended", feed=feed.id, warning=warning)
        _note_held(feed, drafts)
        _note_stories(feed, stored)
        _log.info(
            "feed updated",
            feed=feed.id,
            entries=len(parsed.entries) + read.familiar,
            new=stored.new_entries,
            due=stored.due,
        )
        return Outcome(feed, stored, entries=len(parsed.entries) + read.familiar)

    async def _knows(self, feed: FeedForUpdate, parsed: FeedData) -> bool:
        """Whether any entry of a document is known in its feed."""
        return bool(await self._known(feed, parsed))

    async def _known(self, feed: FeedForUpdate, parsed: FeedData) -> Mapping[bytes, KnownEntry]:
        """What is known of the entries of a document."""
        return await self.database.read(entries_table.known_entries, decide.keys_of(feed.id, parsed))

    async def _sort(
        self,
        feed: FeedForUpdate,
        read: Reading,
        url: str,
        parsed: FeedData,
        known: Mapping[bytes, KnownEntry],
    ) -> Sorted:
        """Sorts a document by what is known, and makes suspicious what a rewritten or moved feed brings."""
        found = decide.sort_entries(feed.id, parsed, known, familiar=read.familiar)
        if feed.first_poll:
            return found
        if moving.is_foreign(feed.url, url):
            return decide.suspect_all(found, "foreign_redirect")
        if decide.is_flood(found):
            headlines = await self.database.read(entries_table.known_entries, decide.headlines_of(feed.id, found))
            found = decide.stem_flood(feed.id, found, headlines, _looked_last(feed, read))
        return found

    async def _unchanged(self, feed: FeedForUpdate, read: Reading) -> Outcome:
        await self.database.write(feeds_table.record_success, feed.id, self._good_poll(feed, read, self.clock()))
        return Outcome(feed)

    async def failed(
        self,
        feed: FeedForUpdate,
        fault: str,
        detail: str,
        retry_after: float | None = None,
        rung_tested_at: datetime | None = None,
    ) -> Outcome:
        """Notes a poll that gave nothing, and when to try again."""
        now = self.clock()
        next_poll = schedule.after_failure(now, self.intervals, feed.failures + 1, retry_after, self.draw())
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
            rung_tested_at=rung_tested_at or feed.rung_tested_at,
        )
        await self.database.write(feeds_table.record_failure, feed.id, feed.url, poll)
        _log.warning("feed failed", feed=feed.id, fault=fault, detail=detail, failures=feed.failures + 1)
        return Outcome(feed, fault=fault, detail=detail)

    def _good_poll(self, feed: FeedForUpdate, read: Reading, now: datetime, found: Sorted | None = None) -> GoodPoll:
        answer, parsed = read.answer, read.parsed
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
        if read.rung == "own":
            knows_entry = found.knows_any if found is not None else True
            move, url = moving.follow(feed.url, move, answer.moved_to, knows_entry=knows_entry)
        return GoodPoll(
            now=now,
            next_poll=schedule.after_success(now, self.intervals, rhythm, self.draw()),
            url=url,
            caching=caching,
            body_hash=read.body_hash,
            entry_marks=read.entry_marks,
            whole=read.whole,
            rung=read.rung,
            rung_tested_at=read.rung_tested_at,
            asked_minutes=asked,
            mended=None if parsed is None else bool(parsed.warnings),
            declared=_declared(answer, parsed),
            moved_to=move.to,
            moved_polls=move.polls,
        )


def _looked_last(feed: FeedForUpdate, read: Reading) -> datetime | None:
    """Since when there may be news: a weekly look at everything also finds what a false "not modified" had hidden."""
    return feed.last_whole if read.whole else feed.last_ok


def _declared(answer: Fetched | NotModified, parsed: FeedData | None) -> Declared | None:
    """The hub that an answer names."""
    if parsed is None or not isinstance(answer, Fetched):
        return None
    return websub.declared(answer.link_header, answer.url, parsed)


def _note_stories(feed: FeedForUpdate, stored: Stored) -> None:
    """One line for each story that somebody may get: where its trail through the log begins."""
    for story_id, state in stored.started:
        (_log.debug if state == "quiet" else _log.info)("story stored", feed=feed.id, story=story_id, state=state)
    for story_id in stored.joins:
        _log.info("story has another outlet", feed=feed.id, story=story_id)


def _note_held(feed: FeedForUpdate, drafts: list[Draft]) -> None:
    for one in drafts:
        if one.verdict.held:
            _log.warning("entry held", feed=feed.id, title=one.data.title, reasons=one.verdict.reasons)
