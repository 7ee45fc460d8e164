"""What travels over the pipe between the service and its worker: frames of JSON and bytes.

JSON and not pickle: the worker reads hostile bytes, and whoever takes it over must not gain the service as well.
A frame is a 4-byte big-endian length and that many bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from feeds.model import Article, EntryData, FeedData, NotAFeed

#: No answer is longer; the parent closes on a worker that claims more.
MAX_FRAME = 64 * 1024 * 1024


def frame(payload: bytes) -> bytes:
    """A payload with its length in front."""
    return len(payload).to_bytes(4, "big") + payload


def request(kind: str, fields: dict[str, str], body: bytes = b"") -> bytes:
    """A request's payload: a line of JSON, then raw bytes."""
    return json.dumps({"kind": kind, **fields}).encode() + b"\n" + body


def read_request(payload: bytes) -> tuple[dict[str, str], bytes]:
    """The other way round."""
    head, _, body = payload.partition(b"\n")
    fields: dict[str, str] = json.loads(head)
    return fields, body


def feed_answer(result: FeedData | NotAFeed) -> bytes:
    """A parsed feed, or why there is none."""
    return json.dumps(
        {"not_a_feed" if isinstance(result, NotAFeed) else "feed": asdict(result)}, default=datetime.isoformat
    ).encode()


def read_feed_answer(payload: bytes) -> FeedData | NotAFeed:
    """The other way round. Raises ValueError, KeyError or TypeError on anything that is no such answer."""
    answer: dict[str, Any] = json.loads(payload)
    if "not_a_feed" in answer:
        return NotAFeed(**answer["not_a_feed"])
    feed = answer["feed"]
    entries = tuple(EntryData(**entry | {"published": _moment(entry["published"])}) for entry in feed["entries"])
    return FeedData(**feed | {"entries": entries, "warnings": tuple(feed["warnings"])})


def articles_answer(articles: list[Article]) -> bytes:
    """Read articles, in the order they were asked for."""
    return json.dumps([article.paragraphs for article in articles]).encode()


def read_articles_answer(payload: bytes) -> list[Article]:
    """The other way round."""
    return [Article(tuple(paragraphs)) for paragraphs in json.loads(payload)]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
