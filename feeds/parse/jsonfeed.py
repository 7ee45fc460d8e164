"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
from datetime import tzinfo
from typing import Any

from feeds.model import FeedData, NotAFeed
from feeds.parse import fields
from feeds.parse.raw import MAX_ENTRIES, RawEntry, RawFeed, finish


def is_json_feed(value: object) -> bool:
    """Whether the JSON says of itself that it is one."""
    version = value.get("version") if isinstance(value, dict) else None
    return isinstance(version, str) and "jsonfeed.org/version/" in version


def read_json_feed(feed: dict[str, Any], url: str, zone: tzinfo) -> FeedData | NotAFeed:
    """A JSON Feed as a feed.

    An item without id counts too, although the standard says to drop it: its link recognises it.

    Args:
        feed: What the JSON held, see `is_json_feed`.
        url: Where it came from.
        zone: What a date without a zone is written in.
    """
    items = feed.get("items")
    if not isinstance(items, list):
        return NotAFeed("no_feed", "a JSON Feed without items")
    raw = RawFeed(
        title=fields.text(feed.get("title")),
        link=fields.text(feed.get("home_page_url")),
        hub=_hub(feed.get("hubs")),
        self_link=fields.text(feed.get("feed_url")),
        entries=[_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)],
    )
    return finish(raw, url, zone)


def _hub(hubs: object) -> str | None:
    """The first one of the list that is for WebSub."""
    listed = (hub for hub in hubs if isinstance(hub, dict)) if isinstance(hubs, list) else ()
    return next((fields.text(hub.get("url")) for hub in listed if hub.get("type") == "WebSub"), None)


def _entry(item: dict[str, Any]) -> RawEntry:
    written = (html.escape(fields.content(item.get(name)), quote=False) for name in ("content_text", "summary"))
    return RawEntry(
        guid=fields.identifier(item.get("id")),
        link=fields.text(item.get("url")) or fields.text(item.get("external_url")),
        title=fields.text(item.get("title")),
        date=fields.text(item.get("date_published"), 100) or fields.text(item.get("date_modified"), 100),
        author=_author(item),
        contents=[fields.content(item.get("content_html")), *written],
        media=[(fields.text(item.get("image")), "image"), (fields.text(item.get("banner_image")), "image")],
    )


def _author(item: dict[str, Any]) -> str | None:
    """Version 1.1 has a list of authors, 1.0 has one."""
    authors = item.get("authors")
    one = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return fields.text(one.get("name")) if isinstance(one, dict) else None
