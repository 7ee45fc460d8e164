"""What travels over the pipe between the service and its worker: frames of JSON and bytes.

JSON and not pickle: the worker reads hostile bytes, and whoever takes it over must not gain the service as well.
A frame is a 4-byte big-endian length and that many bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feeds.model import Article, Document, EntryData, FeedData, NotAFeed
from feeds.text.digest import fingerprint

#: No answer is longer; the parent closes on a worker that claims more.
MAX_FRAME = 64 * 1024 * 1024

#: The worker has no such document (any more): it must be given again.
FORGOTTEN = b"null"


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


def feed_answer(result: FeedData | NotAFeed, *, skimmed: bool = False) -> bytes:
    """A parsed feed, or why there is none. Of a skimmed one the contents stay behind and fingerprints go."""
    if isinstance(result, NotAFeed):
        return json.dumps({"not_a_feed": [result.reason, result.detail]}).encode()
    entries = [
        (
            entry.guid,
            entry.link,
            entry.title,
            "" if skimmed else entry.html,
            entry.published and entry.published.isoformat(),
            entry.published_raw,
            entry.author,
            entry.image,
            fingerprint(entry.title, entry.html, entry.link).hex() if skimmed else "",
        )
        for entry in result.entries
    ]
    links = [result.link, result.hub, result.self_link]
    return json.dumps({"feed": [result.title, links, result.ttl_minutes, result.warnings, entries]}).encode()


def read_feed_answer(payload: bytes, document: Document | None = None) -> FeedData | NotAFeed:
    """The other way round. Raises ValueError, KeyError or TypeError on anything that is no such answer.

    Args:
        payload: What the worker said.
        document: What it skimmed, so that the entries know where their contents are.
    """
    answer: dict[str, Any] = json.loads(payload)
    if "not_a_feed" in answer:
        return NotAFeed(*answer["not_a_feed"])
    title, (link, hub, self_link), ttl, warnings, entries = answer["feed"]
    return FeedData(
        title=title,
        link=link,
        entries=tuple(_entry(one, document, index) for index, one in enumerate(entries)),
        ttl_minutes=ttl,
        warnings=tuple(warnings),
        hub=hub,
        self_link=self_link,
    )


def _entry(fields: Sequence[Any], document: Document | None, index: int) -> EntryData:
    guid, link, title, html, published, published_raw, author, image, mark = fields
    moment = None if published is None else datetime.fromisoformat(published).astimezone(UTC)
    return EntryData(
        guid, link, title, html, moment, published_raw, author, image, bytes.fromhex(mark), document, index
    )


def articles_answer(articles: list[Article]) -> bytes:
    """Read articles, in the order they were asked for."""
    return json.dumps([(one.paragraphs, one.shown, one.links, one.hidden) for one in articles]).encode()


def read_articles_answer(payload: bytes) -> list[Article]:
    """The other way round. Raises ValueError or TypeError on anything that is no such answer."""
    return [
        Article(tuple(paragraphs), shown, tuple(links), tuple(hidden))
        for paragraphs, shown, links, hidden in json.loads(payload)
    ]
