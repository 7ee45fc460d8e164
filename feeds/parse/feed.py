"""A feed document becomes `FeedData`. The only importer of feedparser; runs in the worker, never in the service.

`parse.fast` reads the plain RSS 2.0 that nine sites of ten write. feedparser is the judge and reads all else: it
recovers more of a broken feed than any other parser. But it is no judge of dates (it takes "WIB" for UTC) nor of
HTML: its sanitiser and link resolver cost four fifths of its time on every entry of every poll, so both are off, and
only new entries are cleaned, by `parse.article`.
"""

from __future__ import annotations

import html
import io
import re
from datetime import tzinfo
from typing import Any

import feedparser

from feeds.model import FeedData, NotAFeed
from feeds.parse.fast import read_fast
from feeds.parse.prepare import prepare, without_long_names
from feeds.parse.raw import MAX_ENTRIES, RawEntry, RawFeed, finish

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")


def parse_feed(body: bytes, url: str, zone: tzinfo, *, fast: bool = True) -> FeedData | NotAFeed:
    """Reads RSS 0.9x to 2.0, RDF and Atom.

    Args:
        body: The document as it came, decoded from its content coding.
        url: Where it came from; relative links are read against it.
        zone: What a date without a zone is written in.
        fast: Whether the fast parser is tried; the result is the same.
    """
    prepared = prepare(body)
    if isinstance(prepared, NotAFeed):
        return prepared
    text, warnings = prepared
    raw = (read_fast(text) if fast and "torn" not in warnings else None) or _judge(text, torn="torn" in warnings)
    if raw is None:
        return NotAFeed("no_feed", "no RSS, Atom or RDF elements were understood")
    raw.warnings = (*warnings, *raw.warnings)
    return finish(raw, url, zone)


def _judge(text: bytes, *, torn: bool) -> RawFeed | None:
    """What feedparser makes of a document; None when it is no feed."""
    # Always a file object: feedparser opens a *string of bytes* that looks like a path.
    source = io.BytesIO(without_long_names(text))
    parsed = feedparser.parse(source, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.entries:
        return None
    channel = parsed.feed
    feed = RawFeed(
        title=channel.get("title"),
        link=channel.get("link"),
        ttl=channel.get("ttl"),
        period=channel.get("sy_updateperiod"),
        frequency=channel.get("sy_updatefrequency"),
        hub=_linked(channel, "hub"),
        self_link=_linked(channel, "self"),
        entries=[_entry(entry) for entry in parsed.entries[:MAX_ENTRIES]],
    )
    if parsed.get("bozo") and not torn:
        # Whatever it was, feedparser read on without the strict parser.
        feed.warnings = (f"broken_xml:{str(parsed.bozo_exception).removeprefix('<unknown>:')[:100]}",)
    return feed


def _linked(channel: Any, relation: str) -> str | None:  # noqa: ANN401 - feedparser's dictionary
    """The first of the feed's own links with this relation."""
    return next((link.get("href") for link in channel.get("links", ()) if link.get("rel") == relation), None)


def _entry(entry: Any) -> RawEntry:  # noqa: ANN401 - feedparser's dictionary
    media = (*entry.get("media_content", ()), *entry.get("media_thumbnail", ()), *entry.get("enclosures", ()))
    contents = [_as_html(part) for part in entry.get("content", ())]
    if detail := entry.get("summary_detail"):
        contents.append(_as_html(detail))
    return RawEntry(
        guid=entry.get("id"),
        link=entry.get("link"),
        title=entry.get("title"),
        # Asked for "updated" where there is none, it would answer with "published" and a warning.
        date=entry.get("published") or dict.get(entry, "updated") or entry.get("created"),
        author=entry.get("author"),
        contents=contents,
        media=[(one.get("url") or one.get("href"), one.get("type") or one.get("medium") or "image") for one in media],
    )


def _as_html(part: Any) -> str:  # noqa: ANN401 - feedparser's dictionary
    value = part.get("value") or ""
    return (
        html.escape(value, quote=False)
        if part.get("type") == "text/plain" and "<" in value and not _TAG.search(value)
        else value
    )
