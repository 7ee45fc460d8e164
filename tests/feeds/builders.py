"""Short ways to say what a test is about."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from feeds import identity
from feeds.model import Article, Draft, EntryData, Verdict
from feeds.storage import stories
from feeds.storage.schema import stories as stories_table
from tests.fakes.clock import NOON

#: Long enough that its words alone tell the same story.
WORDS = (
    "Jembatan Kali Bening di Kecamatan Sungai Rawa ditutup sejak Senin pagi karena tiang penyangganya retak "
    "setelah diterjang banjir, dan kendaraan dialihkan lewat jalan provinsi sampai perbaikan selesai pekan depan."
)


def entry(guid="1", link="https://a.example/berita/1/", title="Jembatan ditutup", html=WORDS, published=NOON, **other):
    """An entry as a feed would tell it."""
    return EntryData(guid=guid, link=link, title=title, html=html, published=published, **other)


def draft(
    data: EntryData | None = None,
    *,
    feed_id: int = 1,
    text: str = WORDS,
    push: bool = True,
    held: tuple[str, ...] = (),
    published: datetime | None = None,
) -> Draft:
    """A draft as `feeds.drafting` would make it."""
    data = data or entry()
    article = Article((text,))
    return Draft(
        data=data,
        keys=identity.feed_keys(feed_id, data),
        story_keys=identity.story_keys(data, article),
        raw_hash=identity.raw_hash(data),
        article=article,
        summary=(text,),
        published=published or data.published or NOON,
        verdict=Verdict(bool(held), held),
        push=push,
        headline=identity.headline_key(feed_id, data),
    )


def held_stories(connection, limit):
    """What waits for an admin's eye, oldest first."""
    query = sa.select(stories_table.c.id).where(stories_table.c.state == "held")
    ids = list(connection.scalars(query.order_by(stories_table.c.id).limit(limit)))
    found = stories.get(connection, ids)
    return [found[story_id] for story_id in ids]
