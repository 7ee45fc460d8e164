"""What a poll found worth reading becomes drafts: read, completed from its pages, screened, labelled, summarised."""

from __future__ import annotations

import asyncio
from datetime import datetime

from feeds.decide import Sorted
from feeds.drafting import EditorialRules, draft
from feeds.feed_model import FeedForUpdate
from feeds.habits import Habits, in_burst, tongue
from feeds.model import Draft
from feeds.pages import complete
from feeds.parse.parser import Parser
from feeds.rewriting import Rewriter
from feeds.storage import habits as habits_table
from feeds.storage.database import Database
from feeds.web.fetch import Fetcher


async def edit(
    feed: FeedForUpdate,
    found: Sorted,
    now: datetime,
    *,
    database: Database,
    fetcher: Fetcher,
    parser: Parser,
    rules: EditorialRules,
    rewriter: Rewriter | None = None,
) -> list[Draft]:
    """The drafts of a document's candidates, in their order. Stores nothing.

    Args:
        feed: Where they come from; its first poll is a baseline.
        found: The document, sorted by what is known.
        now: When the document was seen.
        database: For the habits of the feed.
        fetcher: For the pages of excerpts.
        parser: Has the contents.
        rules: The operator's rules.
        rewriter: Writes summaries anew; None keeps the extractive ones.
    """
    texts = await parser.read([candidate.data for candidate in found.candidates])
    candidates, articles = await complete(feed, found.candidates, texts, fetcher, parser, rules, now)
    habits = Habits()
    if found.unknown:
        new = (pair for pair in zip(candidates, articles, strict=True) if pair[0].replaces is None)
        spoken = frozenset(filter(None, (tongue(f"{one.data.title}\n{article.text}") for one, article in new)))
        habits = await database.read(habits_table.habits, feed.id, spoken)
    bursts = in_burst(habits, [one.data.published for one in candidates if one.replaces is None])
    drafts = []
    for candidate, article in zip(candidates, articles, strict=True):
        drafts.append(
            draft(candidate, article, feed, rules=rules, shared=found.shared, now=now, habits=habits, bursts=bursts)
        )
        # Milliseconds each, and a baseline has fifty: whoever waits for an answer has a turn between two.
        await asyncio.sleep(0)
    return drafts if rewriter is None else await rewriter.rewrite(drafts)
