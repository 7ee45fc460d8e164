"""Looks at an address before it becomes a feed: what is there, and does it work? Stores nothing."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.model import FetchFailed, NotAFeed, NotModified
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that works."""

    url: str
    title: str
    entries: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """No feed is there, or it can't be read. `fault` is a `FetchFault` or a `NotAFeed` reason."""

    fault: str
    detail: str


def with_scheme(address: str) -> str:
    """What a person typed as an address a machine can ask: "kab.example/feed" means https."""
    address = address.strip()
    return address if "://" in address else f"https://{address}"


async def try_feed(address: str, fetcher: Fetcher, parser: Parser) -> Found | NotFound:
    """Fetches and parses once."""
    url = with_scheme(address)
    fetched = await fetcher.fetch(url)
    match fetched:
        case FetchFailed():
            return NotFound(fetched.fault, fetched.detail)
        case NotModified():
            return NotFound("protocol", "304 to an unconditional request")
        case _:
            pass
    parsed = await parser.parse(fetched.body, fetched.url)
    if isinstance(parsed, NotAFeed):
        return NotFound(parsed.reason, parsed.detail)
    return Found(url, parsed.title, len(parsed.entries))
