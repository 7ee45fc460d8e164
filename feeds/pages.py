"""Reads the pages of entries of which a feed gives only the beginning: few at a time, politely, and never in vain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from feeds.decide import Candidate, may_push
from feeds.drafting import EditorialRules
from feeds.excerpt import completed, is_excerpt
from feeds.feed_model import FeedForUpdate
from feeds.model import Article, Fetched, FetchFailed
from feeds.parse.parser import Parser
from feeds.text.dates import settle_published
from feeds.text.hosts import host_of, registrable
from feeds.web.fetch import Fetcher

_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
#: Bytes of a page, as it comes and decoded; real ones have 50 to 350 kB.
_RAW, _DECODED = 1 << 20, 2 << 20
#: Trouble of the site and not of one page: the others are left alone until there is other news.
_OF_THE_SITE = frozenset(("dns", "refused", "tls", "timeout", "denied", "too_many", "server", "forbidden_address"))

_log = structlog.get_logger(__name__)


def wanted(
    feed: FeedForUpdate,
    candidates: Sequence[Candidate],
    articles: Sequence[Article],
    rules: EditorialRules,
    now: datetime,
) -> list[int]:
    """Which candidates' pages are worth a request, at most `rules.pages_per_poll`: new ones first, newest first.

    Only of excerpts that may be pushed: neither the baseline nor old news, nor what an admin must look at anyway; and
    only on the feed's own registrable domain, for a hacked feed must not choose whom we ask. An entry that changed is
    read again too, or its excerpt would take the place of the text that we have.
    """
    found = [
        index
        for index, (candidate, article) in enumerate(zip(candidates, articles, strict=True))
        if candidate.data.link
        and registrable(host_of(candidate.data.link)) == registrable(host_of(feed.url))
        and not candidate.suspicion
        and may_push(
            first_poll=feed.first_poll,
            published=settle_published(candidate.data.published, now),
            now=now,
            max_age=rules.max_age,
        )
        and is_excerpt(article)
    ]
    found.sort(key=lambda index: (candidates[index].replaces is not None, -index))
    return found[: rules.pages_per_poll]


async def complete(
    feed: FeedForUpdate,
    candidates: Sequence[Candidate],
    articles: Sequence[Article],
    fetcher: Fetcher,
    parser: Parser,
    rules: EditorialRules,
    now: datetime,
) -> tuple[list[Candidate], list[Article]]:
    """The candidates and their articles, excerpts completed from their pages where that was possible.

    One page after another. Whatever goes wrong with a page leaves its excerpt as it is; trouble of the whole site
    ends the reading.
    """
    entries, texts = list(candidates), list(articles)
    for index in wanted(feed, entries, texts, rules, now):
        data = entries[index].data
        answer = await fetcher.fetch(data.link or "", accept=_ACCEPT, raw_bytes=_RAW, decoded_bytes=_DECODED)
        if isinstance(answer, FetchFailed):
            _log.info("page not read", feed=feed.id, fault=answer.fault)
            if answer.fault in _OF_THE_SITE:
                break
        elif isinstance(answer, Fetched):
            page = await parser.text(answer.body, answer.url, data.title)
            data, texts[index] = completed(data, texts[index], page)
            entries[index] = replace(entries[index], data=data)
    return entries, texts
