"""A feed document becomes `FeedData`. The only importer of feedparser; runs in the worker, never in the service.

feedparser is the judge of what stands in a feed, but not of dates (it takes "WIB" for UTC) nor of HTML: its
sanitiser and link resolver cost four fifths of its time on every entry of every poll, so both are off, and only new
entries are cleaned, by `parse.article`.
"""

from __future__ import annotations

import html
import io
import re
from datetime import tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from feeds.model import EntryData, FeedData, NotAFeed
from feeds.parse.prepare import prepare
from feeds.text.dates import parse_date
from feeds.text.normalise import plain_line

#: A feed that carries more is read up to here: WordPress gives 10, the longest real ones about 100.
MAX_ENTRIES = 200
#: `sy:updatePeriod` in minutes (https://web.resource.org/rss/1.0/modules/syndication/).
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_IMAGE = re.compile(r"""<img[^<>]{0,1000}?\ssrc\s*=\s*["']([^"'<>\s]{1,2000})["']""", re.IGNORECASE)


def parse_feed(body: bytes, url: str, zone: tzinfo) -> FeedData | NotAFeed:
    """Reads RSS 0.9x to 2.0, RDF and Atom.

    Args:
        body: The document as it came, decoded from its content coding.
        url: Where it came from; relative links are read against it.
        zone: What a date without a zone is written in.
    """
    prepared = prepare(body)
    if isinstance(prepared, NotAFeed):
        return prepared
    text, warnings = prepared
    # Always a file object: feedparser opens a *string of bytes* that looks like a path.
    parsed = feedparser.parse(io.BytesIO(text), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        return NotAFeed("no_feed", "no RSS, Atom or RDF elements were understood")
    channel = parsed.feed
    home = _address(channel.get("link"), url)
    base = home or url
    entries = tuple(_entry(entry, base, zone) for entry in parsed.entries[:MAX_ENTRIES])
    return FeedData(
        title=_line(channel.get("title")),
        link=home,
        # An entry without a title and without text says nothing that could be told.
        entries=tuple(entry for entry in entries if entry.title or entry.html),
        ttl_minutes=_ttl(channel),
        warnings=warnings,
    )


def _entry(entry: Any, base: str, zone: tzinfo) -> EntryData:  # noqa: ANN401 - feedparser's dictionary
    raw_date = entry.get("published") or entry.get("updated") or entry.get("created") or entry.get("date")
    content = _content(entry)
    guid = (entry.get("id") or "").strip() or None
    link = _address(entry.get("link"), base)
    if link is None and guid and guid.lower().startswith(("http://", "https://")):
        link = _address(guid, base)
    return EntryData(
        guid=guid,
        link=link,
        title=_line(entry.get("title")),
        html=content,
        published=parse_date(raw_date, zone) if raw_date else None,
        published_raw=raw_date[:100] if raw_date else None,
        author=_line(entry.get("author"))[:200] or None,
        image=_image(entry, content, base),
    )


def _content(entry: Any) -> str:  # noqa: ANN401 - feedparser's dictionary
    """The longest of what the entry offers: full text where there is one, else the description."""
    offers = [_as_html(part) for part in entry.get("content", ())]
    if detail := entry.get("summary_detail"):
        offers.append(_as_html(detail))
    return max(offers, key=len, default="")


def _as_html(part: Any) -> str:  # noqa: ANN401 - feedparser's dictionary
    value = part.get("value") or ""
    return (
        html.escape(value, quote=False)
        if part.get("type") == "text/plain" and "<" in value and not _TAG.search(value)
        else value
    )


def _line(text: str | None) -> str:
    """Plain text on one line. Titles are escaped once, twice or not at all, depending on the site."""
    bare = _TAG.sub("", text or "")
    for _ in range(2):
        bare = html.unescape(bare)
    return plain_line(_TAG.sub("", bare))[:500]


def _address(link: str | None, base: str) -> str | None:
    """An absolute http(s) address, or None for anything that a reader could not open."""
    if not link or not link.strip():
        return None
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return absolute if usable and len(absolute) <= 2_000 else None


def _image(entry: Any, content: str, base: str) -> str | None:  # noqa: ANN401 - feedparser's dictionary
    for media in (*entry.get("media_content", ()), *entry.get("media_thumbnail", ()), *entry.get("enclosures", ())):
        address = media.get("url") or media.get("href")
        kind = media.get("type") or media.get("medium") or "image"
        if address and kind.startswith("image"):
            return _address(address, base)
    found = _IMAGE.search(content[:20_000])
    return _address(html.unescape(found[1]), base) if found else None


def _ttl(channel: Any) -> int | None:  # noqa: ANN401 - feedparser's dictionary
    try:
        if channel.get("ttl"):
            return max(0, int(channel.ttl))
        period = _PERIODS.get((channel.get("sy_updateperiod") or "").strip().lower())
        times = max(1, int(channel.get("sy_updatefrequency") or 1))
    except ValueError:
        return None
    return period // times if period else None
