"""What one good poll leaves behind, in one transaction.

Entries, stories, what they make due, and the feed's caching info commit together: caching info without its entries
would lose them, since the server would call them "not modified" ever after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from feeds.feed_model import GoodPoll
from feeds.marks import MarkIndex
from feeds.model import Draft
from feeds.storage import baselines, changes, entries, feeds
from feeds.storage.baselines import Waiting
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
    learned = feeds.learned(connection, feed_id, poll.now) if stored.new_entries else {}
    feeds.record_success(connection, feed_id, poll, learned)
    return stored


def commit_waiting(connection: Connection, feed_id: int, waiting: Waiting, poll: GoodPoll) -> None:
    """Keeps a first document to be edited later and notes the success of its feed."""
    baselines.put(connection, feed_id, waiting)
    feeds.record_success(connection, feed_id, poll)


def commit_baseline(
    connection: Connection,
    feed_id: int,
    drafts: Sequence[Draft],
    seen: datetime,
    on_due: OnDue,
    *,
    review_all: bool,
    nearby: MarkIndex,
) -> Stored | None:
    """Stores what a document that waited has, as of when it was `seen`; None when that was done meanwhile."""
    changes.take_turn(connection)
    if not baselines.drop(connection, feed_id):
        return None
    stored = entries.store(connection, feed_id, drafts, seen, on_due, review_all=review_all, nearby=nearby)
    feeds.learn_rhythm(connection, feed_id, seen)
    feeds.begin(connection, feed_id, seen)
    return stored
