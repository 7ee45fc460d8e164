"""What a reader of feeds found, as written; and what becomes of it, whichever reader it was. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import urljoin, urlsplit

from feeds.model import EntryData, FeedData
from feeds.text.dates import parse_date
from feeds.text.normalise import plain_line

#: A feed that carries more is read up to here: WordPress gives 10, the longest real ones about 100.
MAX_ENTRIES = 200
#: `sy:updatePeriod` in minutes (https://web.resource.org/rss/1.0/modules/syndication/).
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_IMAGE = re.compile(r"""<img[^<>]{0,1000}?\ssrc\s*=\s*["']([^"'<>\s]{1,2000})["']""", re.IGNORECASE)
#: An absolute address that joining would leave as it is: no dot segments, nothing to strip.
_ABSOLUTE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_~%-]*(?:\.[A-Za-z0-9]+)?)*(?:\?p=\d+)?")


@dataclass(slots=True)
class RawEntry:
    """An entry as written."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None
    author: str | None = None
    #: Everything that may be its content, as HTML; the longest counts.
    contents: list[str] = field(default_factory=list)
    #: Addresses and types of pictures, sounds and films, in order of preference.
    media: list[tuple[str | None, str]] = field(default_factory=list)


@dataclass(slots=True)
class RawFeed:
    """A feed as written."""

    title: str | None = None
    link: str | None = None
    #: Minutes that it asks for, or how often in which period.
    ttl: str | None = None
    period: str | None = None
    frequency: str | None = None
    #: Links to its hub and to itself, the first of each.
    hub: str | None = None
    self_link: str | None = None
    entries: list[RawEntry] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


def finish(feed: RawFeed, url: str, zone: tzinfo) -> FeedData:
    """The feed as data: addresses absolute, titles plain, dates aware.

    Args:
        feed: What was found.
        url: Where it came from; relative links are read against it.
        zone: What a date without a zone is written in.
    """
    home = _address(feed.link, url)
    entries = (_entry(entry, home or url, zone) for entry in feed.entries[:MAX_ENTRIES])
    return FeedData(
        title=_line(feed.title),
        link=home,
        # An entry without a title and without text says nothing that could be told.
        entries=tuple(entry for entry in entries if entry.title or entry.html),
        ttl_minutes=_minutes(feed),
        warnings=feed.warnings,
        hub=_address(feed.hub, url),
        self_link=_address(feed.self_link, url),
    )


def _entry(raw: RawEntry, base: str, zone: tzinfo) -> EntryData:
    content = max(raw.contents, key=len, default="")
    guid = (raw.guid or "").strip() or None
    link = _address(raw.link, base)
    if link is None and guid and guid.lower().startswith(("http://", "https://")):
        link = _address(guid, base)
    return EntryData(
        guid=guid,
        link=link,
        title=_line(raw.title),
        html=content,
        published=parse_date(raw.date, zone) if raw.date else None,
        published_raw=raw.date[:100] if raw.date else None,
        author=_line(raw.author)[:200] or None,
        image=_image(raw, content, base),
    )


def _line(text: str | None) -> str:
    """Plain text on one line. Titles are escaped once, twice or not at all, depending on the site."""
    bare = text or ""
    if "<" not in bare and "&" not in bare:
        return plain_line(bare)[:500]
    bare = _TAG.sub("", bare)
    for _ in range(2):
        bare = html.unescape(bare)
    return plain_line(_TAG.sub("", bare))[:500]


def _address(link: str | None, base: str) -> str | None:
    """An absolute http(s) address, or None for anything that a reader could not open."""
    if not link or not link.strip():
        return None
    if len(link) <= 500 and _ABSOLUTE.fullmatch(link):
        return link
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return absolute if usable and len(absolute) <= 2_000 else None


def _image(raw: RawEntry, content: str, base: str) -> str | None:
    for address, kind in raw.media:
        if address and kind.startswith("image"):
            return _address(address, base)
    found = _IMAGE.search(content[:20_000])
    return _address(html.unescape(found[1]), base) if found else None


def _minutes(feed: RawFeed) -> int | None:
    try:
        if feed.ttl:
            return max(0, int(feed.ttl))
        period = _PERIODS.get((feed.period or "").strip().lower())
        times = max(1, int(feed.frequency or 1))
    except ValueError:
        return None
    return period // times if period else None
