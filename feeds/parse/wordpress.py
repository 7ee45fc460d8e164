"""The posts that WordPress's REST interface lists (https://developer.wordpress.org/rest-api/reference/posts/).

The same entry comes by RSS, too, and must be recognised: `guid.rendered` is the guid of RSS with its ampersands
escaped, `link` is the link.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from feeds.model import FeedData, NotAFeed
from feeds.parse import fields
from feeds.parse.raw import MAX_ENTRIES, RawEntry, RawFeed, finish
from feeds.text.dates import parse_date


def read_posts(posts: object, url: str, zone: tzinfo) -> FeedData | NotAFeed:
    """A list of posts as a feed; the list tells nothing of its site, so the title is empty.

    Args:
        posts: What the JSON held: a list of objects. An error (`{"code": "rest_disabled"}`) is no feed.
        url: Where it came from.
        zone: What `date` is written in, where `date_gmt` is missing.
    """
    if isinstance(posts, dict):
        code = fields.text(posts.get("code"), 100)
        return NotAFeed("no_feed", f"WordPress refuses: {code}" if code else "JSON, but no list of posts")
    if not isinstance(posts, list) or not all(_is_post(post) for post in posts[:MAX_ENTRIES]):
        return NotAFeed("no_feed", "JSON, but no list of posts")
    return finish(RawFeed(entries=[_entry(post) for post in posts[:MAX_ENTRIES]]), url, zone)


def _is_post(post: object) -> bool:
    """Other lists of the same interface (categories, people) have no content and no title."""
    return isinstance(post, dict) and "link" in post and ("title" in post or "content" in post)


def _entry(post: dict[str, Any]) -> RawEntry:
    return RawEntry(
        guid=fields.identifier(_rendered(post, "guid")),
        link=fields.text(post.get("link")),
        title=fields.text(_rendered(post, "title")),
        date=_date(post),
        # By default the author is a number.
        author=fields.text(post.get("author")),
        contents=[fields.content(_rendered(post, "content")), fields.content(_rendered(post, "excerpt"))],
    )


def _rendered(post: dict[str, Any], name: str) -> object:
    value = post.get(name)
    return value.get("rendered") if isinstance(value, dict) else value


def _date(post: dict[str, Any]) -> str | None:
    """`date_gmt` is UTC and does not say so; a post that was never dated has "0000-00-00T00:00:00" there."""
    written = fields.text(post.get("date_gmt"), 30)
    if written and parse_date(written, UTC) is not None:
        return written if written.endswith(("Z", "z")) else f"{written}Z"
    return fields.text(post.get("date"), 100)
