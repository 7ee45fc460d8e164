"""Reads back when a feed has moved on by more than it shows: nothing published between two polls is lost.

A feed shows its newest ten entries or so. When none of them is known, some that came in between may have dropped out
already; WordPress gives the older pages of a feed as `?paged=2` and so on, and those of its REST interface as `page=2`
(https://developer.wordpress.org/reference/classes/wp_query/#pagination-parameters,
https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import structlog

from feeds import identity, ladder
from feeds.decide import FRESH_GRACE
from feeds.model import FeedData, Fetched, FetchFailed
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher

#: Pages read back at most: 150 entries of a feed that shows ten.
MAX_PAGES = 15
#: Pages of a hundred posts each, where a feed has no older pages and its site's REST interface has.
MAX_POST_PAGES = 3
#: WordPress compares `after` with its own local time, which may be twelve hours ahead of or behind ours.
_LOCAL_TIME = timedelta(days=1)
#: Trouble that may be over at the next poll; any other means that there are no older pages.
_PASSING = frozenset({"dns", "refused", "tls", "timeout", "server", "too_many"})

#: Whether any entry of a document is known.
Knows = Callable[[FeedData], Awaitable[bool]]

_log = structlog.get_logger(__name__)


def page_address(url: str, page: int) -> str:
    """The address of an older page of a feed, or of a list of posts."""
    return _with(url, {"page" if "/wp/v2/posts" in url else "paged": str(page)})


def is_past(page: FeedData, since: datetime | None) -> bool:
    """Whether a page is older than the last good poll, at `since`: what is unknown there was not missed, but rewritten.

    Its newest date counts, for one entry may be pinned to a page or backdated. Without dates nobody can say.
    """
    dates = [entry.published for entry in page.entries if entry.published is not None]
    return since is not None and bool(dates) and max(dates) < since - FRESH_GRACE


async def read_back(
    url: str,
    newest: FeedData,
    fetcher: Fetcher,
    parser: Parser,
    knows: Knows,
    *,
    since: datetime | None = None,
    insist: bool = False,
) -> FeedData | FetchFailed:
    """The document with the older pages behind it, back to one that has a known entry or is past `since`.

    Ends early, with what it has, when there is no older page or it brings nothing new: other systems than WordPress
    answer with the first page again. Called only when `newest` has no known entry.

    Args:
        url: Where `newest` came from.
        newest: The document.
        fetcher: Asks for the pages, one after another.
        parser: Reads them.
        knows: Whether any entry of a document is known.
        since: The last good poll, None when there was none.
        insist: Gives the fault instead of a part when a page can't be read for a reason that may pass: whoever stored
            the newest entries alone would never look for the others again.
    """
    if is_past(newest, since):
        return newest
    document = newest
    for addresses in _ways(url, since):
        seen = _marks(document)
        for address in addresses:
            fetched = await fetcher.fetch(address)
            if isinstance(fetched, FetchFailed) and fetched.fault in _PASSING and insist:
                return fetched
            older = await parser.skim(fetched.body, fetched.url) if isinstance(fetched, Fetched) else None
            if not isinstance(older, FeedData) or (marks := _marks(older)) <= seen:
                break
            seen |= marks
            document = replace(document, entries=document.entries + older.entries)
            if is_past(older, since) or await knows(older):
                return document
        else:
            break
    _log.warning("gap may be open", url=url, entries=len(document.entries))
    return document


def _ways(url: str, since: datetime | None) -> Iterator[Iterator[str]]:
    """The ways to what is older: the document's own pages; else the posts of its site, in long lists."""
    yield (page_address(url, page) for page in range(2, 2 + MAX_PAGES))
    posts = ladder.rungs(url).get("rest")
    if posts is not None:
        after = {} if since is None else {"after": (since - _LOCAL_TIME).strftime("%Y-%m-%dT%H:%M:%S")}
        lists = _with(posts, {"per_page": "100", **after})
        yield (page_address(lists, page) for page in range(1, 1 + MAX_POST_PAGES))


def _with(url: str, parameters: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*query, *parameters.items()], safe="/,:")))


def _marks(document: FeedData) -> set[bytes]:
    """What tells the entries of a document apart, within this reading."""
    return {key for entry in document.entries for key in identity.feed_keys(0, entry)}
