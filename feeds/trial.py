"""Looks at an address before it becomes a feed: what is there, and does it work? Stores nothing."""

from __future__ import annotations

from feeds.discover import Found, NotFound, discover
from feeds.model import FetchFailed, NotAFeed, NotModified, Sitemaps
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher

__all__ = ["Found", "NotFound", "try_feed", "try_this", "with_scheme"]


def with_scheme(address: str) -> str:
    """What a person typed as an address a machine can ask: "kab.example/feed" means https."""
    address = address.strip()
    return address if "://" in address else f"https://{address}"


async def try_feed(address: str, fetcher: Fetcher, parser: Parser) -> Found | NotFound:
    """The feed at an address, or the feed of the site that has this address; see `feeds.discover`."""
    return await discover(with_scheme(address), fetcher, parser)


async def try_this(url: str, fetcher: Fetcher, parser: Parser) -> Found | NotFound:
    """Fetches and parses one address once: is the feed that is polled there readable? Looks nowhere else."""
    fetched = await fetcher.fetch(url)
    match fetched:
        case FetchFailed():
            return NotFound(fetched.fault, fetched.detail)
        case NotModified():
            return NotFound("protocol", "304 to an unconditional request")
        case _:
            pass
    parsed = await parser.skim(fetched.body, fetched.url)
    match parsed:
        case NotAFeed():
            return NotFound(parsed.reason, parsed.detail)
        case Sitemaps():
            return NotFound("no_feed", "an index of sitemaps and no news")
        case _:
            return Found(url, parsed.title, len(parsed.entries))
