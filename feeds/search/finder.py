"""Searching, whole: brings the index up to the database, reads the question, ranks, pages. Everybody searches here.

The index is derived and never the truth: a search first takes in what changed since, and what is shown is read from
the database, which alone knows whether a story may still be seen.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from feeds.errors import IndexBusyError
from feeds.feed_model import FeedInfo
from feeds.model import Story
from feeds.search.index import Index
from feeds.search.query import Question, read_question
from feeds.search.rank import READ, Candidate, by_freshness, by_reading
from feeds.search.snippet import snippet
from feeds.search.terms import is_function_word
from feeds.storage import changes, stories
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from feeds.text.normalise import fold

T = TypeVar("T")

#: Stories that one search finds at most, over all of its pages: nobody reads further.
MOST = 100
#: Stories that are indexed before a commit.
_BATCH = 500
_REBUILD_BATCH = 5_000
#: Searches whose order is remembered for their next pages.
_REMEMBERED = 1_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found story, and the sentence of its text that answers best."""

    story: Story
    snippet: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found, in order."""

    hits: tuple[Hit, ...]
    #: How to ask for what follows in the very order that this page was cut from; None when this is all.
    following: str | None


class Finder:
    """One index and its database. Use between `open` and `close`."""

    def __init__(self, database: Database, folder: Path, zone: ZoneInfo) -> None:
        self._database = database
        self._folder = folder
        self._zone = zone
        self._index: Index | None = None
        self._dealt_with = 0
        self._turn = asyncio.Lock()
        self._orders: OrderedDict[tuple[str, int], list[int]] = OrderedDict()

    @property
    def dealt_with(self) -> int:
        """The number of the newest change that the index has taken in."""
        return self._dealt_with

    async def open(self) -> None:
        """Opens the index. Raises `SearchError` when its folder can't be used."""
        self._index = await asyncio.to_thread(Index, self._folder)
        self._dealt_with = self._index.generation()

    async def close(self) -> None:
        """Waits for the index to be tidied. Safe to call twice."""
        async with self._turn:
            index, self._index = self._index, None
            if index is not None:
                await asyncio.to_thread(index.close)

    async def catch_up(self) -> int:
        """Indexes what changed since; gives how many stories. Where another process does it, it is left to that.

        An index that is ahead of its database (one that was put back from a copy) is made anew.
        """
        async with self._turn:
            newest = await self._database.read(changes.last_seq)
            if newest == self._dealt_with:
                return 0
            try:
                if newest < self._dealt_with:
                    await self._work(Index.clear)
                    self._dealt_with = 0
                return await self._take_in(_BATCH, new=self._dealt_with == 0)
            except IndexBusyError:
                await self._work(Index.refresh)
                return 0

    async def rebuild(self) -> int:
        """Makes the index anew from the database; gives how many stories. Raises `IndexBusyError`."""
        async with self._turn:
            await self._work(Index.clear)
            self._dealt_with = 0
            return await self._take_in(_REBUILD_BATCH, new=True)

    async def find(self, text: str, limit: int, now: datetime, after: str | None = None) -> Page:
        """The stories that fit what somebody typed, best first; `after` is `Page.following` of the page before.

        Never fails for what was typed. Pages neither skip nor repeat a story: all are cut from one order, which is
        remembered for a while; where it was forgotten (a restart) the present order is cut.
        """
        order, generation, begin = self._remembered(text, after)
        question = read_question(text, self._zone)
        if order is None:
            await self.catch_up()
            generation = self._dealt_with
            order = await self._order(question, now)
            self._remember((text, generation), order)
        chosen = order[begin : begin + limit]
        found = await self._database.read(stories.get, chosen)
        texts = await self._database.read(changes.texts_of, chosen)
        hits = tuple(
            Hit(found[one], snippet(texts.get(one, ""), question))
            for one in chosen
            if one in found and found[one].state in {"quiet", "due"}
        )
        end = begin + len(chosen)
        return Page(hits, f"{end}-{generation}" if end < len(order) else None)

    async def _order(self, question: Question, now: datetime) -> list[int]:
        if question.is_empty:
            return []
        feeds = None
        if question.feeds:
            feeds = feeds_named(question.feeds, await self._database.read(feeds_table.list_all))
        found = await self._work(partial(_find, question=question, feeds=feeds, now=now))
        return found[:MOST]

    def _remembered(self, text: str, after: str | None) -> tuple[list[int] | None, int, int]:
        begin, _, generation = (after or "").partition("-")
        if not (begin.isdecimal() and generation.isdecimal() and len(after or "") <= 24):
            return None, 0, 0
        key = (text, int(generation))
        if key in self._orders:
            self._orders.move_to_end(key)
        return self._orders.get(key), int(generation), min(int(begin), MOST)

    def _remember(self, key: tuple[str, int], order: list[int]) -> None:
        self._orders[key] = order
        if len(self._orders) > _REMEMBERED:
            self._orders.popitem(last=False)

    async def _take_in(self, batch: int, *, new: bool) -> int:
        done = 0
        while told := await self._database.read(changes.after, self._dealt_with, batch):
            await self._work(partial(Index.put, stories=told, new=new))
            self._dealt_with = told[-1].seq
            done += len(told)
        if done:
            _log.info("stories indexed", stories=done, newest=self._dealt_with)
        return done

    async def _work(self, work: Callable[[Index], T]) -> T:
        if self._index is None:
            raise RuntimeError("the finder is not open")
        return await asyncio.to_thread(work, self._index)


def feeds_named(asked: tuple[str, ...], feeds: tuple[FeedInfo, ...]) -> list[int]:
    """The numbers of the feeds that a filter means: by number, or by a part of their names."""
    return [feed.id for feed in feeds if any(name == str(feed.id) or name in fold(feed.name) for name in asked)]


def rank(question: Question, found: list[Candidate], rarity: Callable[[str], float], now: datetime) -> list[int]:
    """The order of what the index found, best first: one of several words is read, the rest goes by words and age."""
    if len({word for word in question.words if not is_function_word(word)}) < 2:
        return by_freshness(found, now)
    return [*by_reading(found[:READ], question.words, rarity, now), *(one.story for one in found[READ:])]


def _find(index: Index, question: Question, feeds: list[int] | None, now: datetime) -> list[int]:
    found = index.find(question, feeds, MOST, now)
    if not (question.words or question.prefixes or question.phrases):
        # Filters alone: the index gave the newest first.
        return [one.story for one in found]
    return rank(question, found, index.rarity, now)
