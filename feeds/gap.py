"""Reads back when a feed has moved on by more than it shows: nothing published between two polls is lost.

A feed shows its newest ten entries or so. When none of them is known, some that came in between may have dropped out
already; WordPress gives the older pages of a feed as `?paged=2` and so on
(https://developer.wordpress.org/reference/classes/wp_query/#pagination-parameters).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from feeds import identity
from feeds.model import FeedData, Fetched
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher

#: Pages read back at most: 150 entries of a feed that shows ten.
MAX_PAGES = 15

#: Whether any entry of a document is known.
Knows = Callable[[FeedData], Awaitable[bool]]


def page_address(url: str, page: int) -> str:
    """The address of an older page of a feed."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(page))])))


async def read_back(url: str, newest: FeedData, fetcher: Fetcher, parser: Parser, knows: Knows) -> FeedData:
    """The document with the older pages behind it, up to one that has a known entry.

    Ends early, with what it has, when a page can't be read or brings nothing new: other systems than WordPress answer
    with the first page again. Called only when `newest` has no known entry.
    """
    document = newest
    seen = _marks(newest)
    for page in range(2, 2 + MAX_PAGES):
        fetched = await fetcher.fetch(page_address(url, page))
        if not isinstance(fetched, Fetched):
            return document
        older = await parser.parse(fetched.body, fetched.url)
        if not isinstance(older, FeedData) or _marks(older) <= seen:
            return document
        seen |= _marks(older)
        document = replace(document, entries=document.entries + older.entries)
        if await knows(older):
            return document
    return document


def _marks(document: FeedData) -> set[bytes]:
    """What tells the entries of a document apart, within this reading."""
    return {key for entry in document.entries for key in identity.feed_keys(0, entry)}
