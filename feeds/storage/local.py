"""The built-in feed of our own announcements: never polled, in no list of feeds; its stories are like all others."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.classify.rules import Rules
from feeds.labelling import label
from feeds.model import Article, Draft, EntryData, Verdict
from feeds.storage import changes, entries, revisions
from feeds.storage.feeds import host_key
from feeds.storage.schema import entries as entries_table
from feeds.storage.schema import feeds, stories
from feeds.storage.stories import OnDue
from feeds.text.digest import digest

#: Its address, which no fetcher would ask.
ADDRESS = "kentongan:announcements"


def announce(
    connection: Connection, source: str, number: int, title: str, text: str, now: datetime, rules: Rules, on_due: OnDue
) -> int:
    """Makes an announcement a story of its own that is due at once; gives the story's id.

    Args:
        connection: The transaction.
        source: Who speaks; shown as the story's source.
        number: Of the announcement; no other has it.
        title: One line.
        text: What follows it; may be empty.
        now: When it is told.
        rules: The words of topics and urgent news.
        on_due: Owes it.
    """
    feed_id = _feed(connection, source, now)
    data = EntryData(guid=f"announcement-{number}", link=None, title=title, html="", published=now)
    draft = Draft(
        data=data,
        keys=(digest(ADDRESS, str(number)),),
        story_keys=(),
        raw_hash=digest(title, text),
        article=Article((text,) if text else ()),
        summary=(text,) if text else (),
        published=now,
        verdict=Verdict(held=False),
        push=True,
        headline=digest(ADDRESS, str(number), "headline"),
        labels=label(title, text, home=None, day=None, rules=rules),
    )
    return entries.tell(connection, feed_id, draft, now, on_due)


def revise(connection: Connection, story_id: int, title: str, text: str, now: datetime) -> bool:
    """Puts other words in the place of an announcement's; False when the story is none.

    Those who read it hear of it like of every correction.
    """
    mine = sa.select(stories.c.id).join(feeds, feeds.c.id == stories.c.feed_id)
    if connection.scalar(mine.where(stories.c.id == story_id, feeds.c.url == ADDRESS)) is None:
        return False
    changes.take_turn(connection)
    which = stories.c.id == story_id
    revisions.keep(connection, which, title, text, now)
    connection.execute(sa.update(stories).where(which).values(title=title, summary=text))
    entry = sa.update(entries_table).where(entries_table.c.story_id == story_id)
    connection.execute(entry.values(title=title, text=text, changed_at=now))
    changes.touch(connection, [story_id])
    return True


def _feed(connection: Connection, source: str, now: datetime) -> int:
    feed_id: int | None = connection.scalar(sa.select(feeds.c.id).where(feeds.c.url == ADDRESS))
    if feed_id is not None:
        connection.execute(sa.update(feeds).where(feeds.c.id == feed_id, feeds.c.name != source).values(name=source))
        return feed_id
    values = {"url": ADDRESS, "name": source, "host": host_key(ADDRESS), "state": "local", "added_at": now}
    insert = sa.insert(feeds).values(values | {"baseline_at": now, "next_poll_at": now})
    made: int = connection.execute(insert.returning(feeds.c.id)).scalar_one()
    return made
