"""How long news took lately, and what a story said before."""

from datetime import timedelta

import sqlalchemy as sa

from bot.storage.delays import delays
from bot.storage.schema import chats, deliveries
from bot.storage.totals import Delays
from feeds.storage import revisions
from feeds.storage.schema import feeds, stories
from tests.fakes.clock import NOON


def a_story(connection):
    """A due story with twenty deliveries, sent after 1 to 20 seconds, and one that failed."""
    at = {"added_at": NOON, "next_poll_at": NOON}
    connection.execute(sa.insert(feeds).values(id=1, url="https://a.example/", name="Rawa", **at))
    when = {"published_at": NOON, "created_at": NOON, "due_at": NOON}
    text = {"title": "Lama", "summary": "Satu.\nDua."}
    connection.execute(sa.insert(stories).values(id=1, feed_id=1, state="due", push=True, **text, **when))
    for n in range(1, 22):
        person = {"channel": "web", "address": f"warga {n}", "kind": "private", "state": "active", "language": "id"}
        moments = {"timezone": "Asia/Jakarta", "created_at": NOON, "changed_at": NOON}
        connection.execute(sa.insert(chats).values(id=n, **person, **moments))
        row = {"story_id": 1, "chat_id": n, "channel": "web", "priority": 2, "queued_at": NOON, "next_at": NOON}
        state = {"state": "failed" if n == 21 else "sent", "settled_at": NOON + timedelta(seconds=n)}
        connection.execute(sa.insert(deliveries).values(**row, **state))


async def test_delays(database):
    """By nearest rank over what was sent; nothing of it counts when it is older than asked for."""
    assert await database.read(delays, NOON) == Delays(None, None)
    await database.write(a_story)

    lately = await database.read(delays, NOON)
    assert lately == Delays(timedelta(seconds=10), timedelta(seconds=19))
    assert await database.read(delays, NOON + timedelta(hours=1)) == Delays(None, None)


async def test_what_a_story_said_before(database):
    """Newest first, with the moment until which it said so."""
    await database.write(a_story)
    for minute, (title, summary) in enumerate([("Baru", "Tiga."), ("Terbaru", "Empat.")], 1):
        at = NOON + timedelta(minutes=minute)
        await database.write(revisions.keep, stories.c.id == 1, title, summary, at)
        change = sa.update(stories).where(stories.c.id == 1).values(title=title, summary=summary)
        await database.write(lambda connection, change=change: connection.execute(change))

    first, second = NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)
    assert await database.read(revisions.history, 1) == (
        revisions.Past("Baru", ("Tiga.",), second),
        revisions.Past("Lama", ("Satu.", "Dua."), first),
    )
    assert await database.read(revisions.corrected_at, [1, 2]) == {1: second}
