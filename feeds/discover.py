"""A site's address is enough: finds where its news can be read. Stores nothing.

In order: the address itself, what its page declares, and a short list of places where systems put their feeds. One
request at a time, at the fetcher's pace, and never more than `MOST_REQUESTS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin, urlsplit

from feeds import ladder, moving
from feeds.model import FeedData, Fetched, FetchFailed, NotAFeed, NotModified, PageHints, Sitemaps
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher

#: Requests for one address, the first one counted.
MOST_REQUESTS = 8
Kind = Literal["rss", "wordpress", "sitemap"]

#: Trouble of a whole host: no other address of it is worth asking for.
_HOST_FAULTS = frozenset({"dns", "refused", "tls", "timeout", "forbidden_address", "bad_url", "too_many", "redirects"})
#: Trouble that ends the search: the host asks for peace, or hangs.
_ENOUGH = frozenset({"too_many", "timeout"})
#: Where WordPress keeps its feed, also without pretty addresses or without rewriting.
_WORDPRESS = ("/feed/", "/?feed=rss2", "/index.php/feed/")
#: Where other systems keep theirs: Joomla, CodeIgniter, Drupal, Blogger and hand-made ones.
_OTHERS = ("/feed/", "/rss.xml", "/rss", "/index.php/feed/", "/atom.xml")
#: WordPress's own /wp-sitemap.xml lists pages without titles, which is no news (see `parse.sitemap`).
_SITEMAPS = ("/news-sitemap.xml", "/sitemap_index.xml")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that works."""

    url: str
    title: str
    entries: int
    #: "rss" is any document that was made to be subscribed to: RSS, Atom, RDF or JSON Feed.
    kind: Kind = "rss"


@dataclass(frozen=True, slots=True)
class NotFound:
    """No feed is there, or it can't be read. `fault` is a `FetchFault` or a `NotAFeed` reason."""

    fault: str
    detail: str


@dataclass(slots=True)
class _Search:
    """What was asked already, and the best that it gave."""

    fetcher: Fetcher
    parser: Parser
    asked: set[str] = field(default_factory=set)
    #: A feed without entries works, but one with entries is better.
    silent: Found | None = None
    #: Whether the host has had enough of us.
    refused: bool = False

    async def ask(self, url: str) -> Fetched | FetchFailed:
        """Asks for one address."""
        self.asked.add(url)
        fetched = await self.fetcher.fetch(url)
        match fetched:
            case NotModified():
                return FetchFailed("protocol", "304 to an unconditional request")
            case Fetched() if moving.is_foreign(url, fetched.url):
                return FetchFailed("redirects", f"leads to {fetched.url}; add that address if it is the right one")
            case _:
                return fetched

    async def try_one(self, url: str) -> Found | None:
        """Asks for one address and says whether there is a feed with entries; follows an index of sitemaps once."""
        fetched = await self.ask(url)
        if isinstance(fetched, FetchFailed):
            self.refused = fetched.fault in _ENOUGH
            return None
        result = await self.parser.skim(fetched.body, fetched.url)
        return await self.judge(url, result)

    async def judge(self, url: str, result: FeedData | Sitemaps | NotAFeed) -> Found | None:
        """Whether a document is a feed with entries, or leads to one."""
        if isinstance(result, Sitemaps):
            likely = next((one for one in result.addresses if "news" in one.lower() and self._may_ask(one, url)), None)
            return None if likely is None or self.is_over else await self.try_one(likely)
        if isinstance(result, NotAFeed):
            return None
        found = Found(url, result.title, len(result.entries), kind_of_feed(url))
        if found.entries:
            return found
        self.silent = self.silent or found
        return None

    def _may_ask(self, url: str, before: str) -> bool:
        return url not in self.asked and not moving.is_foreign(before, url)

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be asked."""
        return self.refused or len(self.asked) >= MOST_REQUESTS


async def discover(address: str, fetcher: Fetcher, parser: Parser) -> Found | NotFound:
    """Finds the feed of a site, or takes the address for one if it is.

    Refuses what lies on another registrable domain than the address, and looks nowhere else when a page below the
    site's root can't be fetched: that is a mistyped address. Of what was guessed, a feed without entries is taken only
    if there is no better one. When nothing is found, the fault is that of the address itself.

    Args:
        address: With its scheme, see `trial.with_scheme`.
        fetcher: Asks, politely.
        parser: Reads what is answered.
    """
    search = _Search(fetcher, parser)
    first = await search.ask(address)
    if isinstance(first, FetchFailed):
        nothing = NotFound(first.fault, first.detail)
        if first.fault in _HOST_FAULTS or urlsplit(address).path not in {"", "/"}:
            return nothing
        hints, base = PageHints(), address
    else:
        result = await parser.skim(first.body, first.url)
        found = await search.judge(address, result) or search.silent
        if found is not None:
            return found
        nothing = _nothing(result)
        hints, base = await parser.hints(first.body, first.url), first.url
    for place in places(base, hints):
        if search.is_over:
            break
        if place in search.asked:
            continue
        found = await search.try_one(place)
        if found is not None:
            # WordPress's list of posts and some sitemaps have no title; the site's page has.
            return replace(found, title=found.title or hints.title)
    return search.silent or nothing


def places(base: str, hints: PageHints) -> Iterator[str]:
    """Where a site's feed may be, the likeliest first; may name a place twice. Pure.

    Args:
        base: The address of the page that was looked at.
        hints: What it declared.
    """
    yield from hints.feeds
    root = urljoin(base, "/")
    rest = ladder.posts_address(hints.rest or urljoin(root, "wp-json/"))
    if hints.wordpress:
        yield from (urljoin(root, path) for path in _WORDPRESS)
        yield rest
        yield ladder.posts_address(f"{root}?rest_route=/")
    else:
        yield from (urljoin(root, path) for path in _OTHERS)
        # A page that hides what made it may still be WordPress's, with its feeds turned off.
        yield rest
    yield from (urljoin(root, path) for path in _SITEMAPS)


def kind_of_feed(url: str) -> Kind:
    """What is read at an address, by its look. Pure."""
    if "/wp/v2/posts" in url:
        return "wordpress"
    path = urlsplit(url).path.lower()
    return "sitemap" if "sitemap" in path and path.endswith(".xml") else "rss"


def _nothing(result: FeedData | Sitemaps | NotAFeed) -> NotFound:
    if isinstance(result, NotAFeed):
        return NotFound(result.reason, result.detail)
    return NotFound("no_feed", "no entries")
