"""What one good poll leaves behind, in one transaction.

Entries, stories, what they make due, and the feed's caching info commit together: caching info without its entries
would lose them, since the server would call them "not modified" ever after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from feeds.model import CachingInfo, Draft
from feeds.storage import entries, feeds
from feeds.storage.entries import Stored
from feeds.storage.stories import OnDue


def commit_poll(
    connection: Connection,
    feed_id: int,
    drafts: Sequence[Draft],
    *,
    now: datetime,
    next_poll: datetime,
    caching: CachingInfo,
    body_hash: str,
    on_due: OnDue,
    review_all: bool,
) -> Stored:
    """Stores drafts and notes the success of their feed."""
    stored = entries.store(connection, feed_id, drafts, now, on_due, review_all=review_all)
    feeds.record_success(connection, feed_id, now=now, next_poll=next_poll, caching=caching, body_hash=body_hash)
    return stored
