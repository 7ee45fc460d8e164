"""How long news took lately, over all stories."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema import deliveries
from bot.storage.totals import SENT, Delays
from feeds.storage.schema import stories

#: The newest deliveries that tell how long news takes: enough for a figure, and the same cost with a million chats.
_SAMPLE = 10_000


def delays(connection: Connection, since: datetime) -> Delays:
    """How long news took lately, by nearest rank; what was sent before `since` does not count."""
    newest = sa.select(deliveries).order_by(deliveries.c.id.desc()).limit(_SAMPLE).subquery()
    query = (
        sa.select(newest.c.settled_at, stories.c.due_at)
        .join(stories, stories.c.id == newest.c.story_id)
        .where(newest.c.state.in_(SENT), newest.c.settled_at >= since, stories.c.due_at.is_not(None))
    )
    spans = sorted(row.settled_at - row.due_at for row in connection.execute(query))
    if not spans:
        return Delays(None, None)
    return Delays(*(spans[max(0, -int(-len(spans) * share // 1) - 1)] for share in (0.5, 0.95)))
