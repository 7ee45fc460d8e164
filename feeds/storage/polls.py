"""What one good poll leaves behind, in one transaction.

Entries, stories, what they make due, and the feed's caching info commit together: caching info without its entries
would lose them, since the server would call them "not modified" ever after.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from feeds.feed_model import GoodPoll
from feeds.marks import MarkIndex
from feeds.model import Draft
from feeds.storage import entries, feeds
from feeds.storage.entries import Stored
from feeds.storage.stories import OnDue


def commit_poll(
    connection: Connection,
    feed_id: int,
    drafts: Sequence[Draft],
    poll: GoodPoll,
    on_due: OnDue,
    *,
    review_all: bool,
    nearby: MarkIndex | None = None,
) -> Stored:
    """Stores drafts and notes the success of their feed; `nearby` is kept between polls, see `entries.store`."""
    stored = entries.store(connection, feed_id, drafts, poll.now, on_due, review_all=review_all, nearby=nearby)
    if stored.new_entries:
        feeds.learn_rhythm(connection, feed_id, poll.now)
    feeds.record_success(connection, feed_id, poll)
    return stored
