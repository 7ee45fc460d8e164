"""How citizens would see a feed that is not added yet: its newest entries as stories. Stores nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.model import FeedData, Fetched, Story
from feeds.parse.parser import Parser
from feeds.summarize import summarize
from feeds.text.dates import settle_published
from feeds.web.fetch import Fetcher

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def preview(
    url: str, source: str, fetcher: Fetcher, parser: Parser, now: datetime, *, count: int = 3, sentences: int = 3
) -> tuple[Story, ...]:
    """The newest `count` entries of the feed at `url`, oldest first; none when it can't be read just now."""
    fetched = await fetcher.fetch(url)
    if not isinstance(fetched, Fetched):
        return ()
    parsed = await parser.skim(fetched.body, fetched.url)
    if not isinstance(parsed, FeedData):
        return ()
    newest = sorted(parsed.entries, key=lambda entry: entry.published or _LONG_AGO, reverse=True)[:count]
    articles = await parser.read(newest)
    return tuple(
        Story(
            id=0,
            title=entry.title,
            summary=tuple(summarize(article, entry.title, sentences=sentences)),
            link=entry.link,
            source=source,
            published=settle_published(entry.published, now),
            state="quiet",
        )
        for entry, article in reversed(list(zip(newest, articles, strict=True)))
    )
