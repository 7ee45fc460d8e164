"""A feed's habits, read off the newest entries that nobody suspects."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.habits import HABIT_OF, Habits, Past, habits_of
from feeds.storage.schema import entries, stories

#: Characters of a text that its tongue is told by.
_BEGINNING = 400


def habits(connection: Connection, feed_id: int, spoken: frozenset[str]) -> Habits:
    """The habits of a feed; what is held or rejected is no habit, or intruders would make their own.

    `spoken` are the tongues that matter, see `feeds.habits.habits_of`.
    """
    query = (
        sa.select(
            entries.c.author,
            entries.c.published_at,
            entries.c.title,
            sa.func.substr(entries.c.text, 1, _BEGINNING).label("text"),
        )
        .join(stories, stories.c.id == entries.c.story_id)
        .where(entries.c.feed_id == feed_id, stories.c.state.in_(("quiet", "due")))
        .order_by(entries.c.published_at.desc())
        .limit(HABIT_OF)
    )
    return habits_of(
        [Past(author, published, f"{title}\n{text}") for author, published, title, text in connection.execute(query)],
        spoken,
    )
