"""What travels over the pipe for the kinds "document", "page" and "text"; see `parse.wire`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from feeds.model import Document, FeedData, NotAFeed, PageHints, PageText, Sitemaps
from feeds.parse.wire import feed_answer, read_feed_answer


def document_answer(result: FeedData | Sitemaps | NotAFeed, *, skimmed: bool = False) -> bytes:
    """A document that was read, or why it is none; for `skimmed` see `wire.feed_answer`."""
    if isinstance(result, Sitemaps):
        return json.dumps({"sitemaps": result.addresses}).encode()
    return feed_answer(result, skimmed=skimmed)


def read_document_answer(payload: bytes, document: Document | None = None) -> FeedData | Sitemaps | NotAFeed:
    """The other way round. Raises ValueError, KeyError or TypeError on anything that is no such answer."""
    if payload.startswith(b'{"sitemaps"'):
        return Sitemaps(tuple(json.loads(payload)["sitemaps"]))
    return read_feed_answer(payload, document)


def page_answer(hints: PageHints) -> bytes:
    """What a page tells of feeds."""
    return json.dumps(asdict(hints)).encode()


def read_page_answer(payload: bytes) -> PageHints:
    """The other way round. Raises ValueError or TypeError on anything that is no such answer."""
    answer: dict[str, Any] = json.loads(payload)
    return PageHints(**answer | {"feeds": tuple(answer["feeds"])})


def text_answer(page: PageText) -> bytes:
    """The article of a page."""
    published = page.published and page.published.isoformat()
    return json.dumps([page.title, page.paragraphs, page.author, page.image, published]).encode()


def read_text_answer(payload: bytes) -> PageText:
    """The other way round. Raises ValueError or TypeError on anything that is no such answer."""
    title, paragraphs, author, image, published = json.loads(payload)
    moment = None if published is None else datetime.fromisoformat(published).astimezone(UTC)
    return PageText(title, tuple(paragraphs), author, image, moment)
