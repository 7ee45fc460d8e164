"""Short ways to put stories, chats and deliveries into a database."""

import sqlalchemy as sa

from bot.model import Settlement
from bot.storage import chats, deliveries
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema import errands as errand_table
from feeds.storage import feeds
from feeds.storage.schema import stories
from tests.fakes.clock import NOON


async def subscribe(database, address, *, channel="telegram", zone="Asia/Jakarta", now=NOON):
    chat, _ = await database.write(chats.subscribe, channel, address, "private", language="id", timezone=zone, now=now)
    return chat


async def publish(database, title="Pasar murah", *, state="due", at=NOON, published=None, urgent=False):
    """A story that became due; nothing is owed yet."""
    await database.write(feeds.add, "https://a.example/", "Kab A", NOON)
    row = {"feed_id": 1, "state": state, "push": True, "title": title, "summary": "Isi.", "created_at": at}
    row |= {"published_at": published or at, "due_at": None if state == "quiet" else at, "urgent": urgent}
    return await database.write(lambda c: c.scalar(sa.insert(stories).values(row).returning(stories.c.id)))


async def revise(database, story_id, title, at):
    """Its feed changes the title, as `feeds.storage.entries` does."""
    from feeds.storage import revisions

    def change(connection):
        which = stories.c.id == story_id
        revisions.keep(connection, which, title, "Isi.", at)
        connection.execute(sa.update(stories).where(which).values(title=title))

    await database.write(change)


async def deliver(database, now=NOON, outcomes=None):
    """Claims everything and settles it: as sent, or as `outcomes` says by address."""
    while claims := await database.write(deliveries.claim, "telegram", now, 100):
        for one in claims:
            values = {"message_id": f"m{one.id}"} | (outcomes or {}).get(one.address, {})
            state = values.pop("state", "sent")
            settled = Settlement(one, state, attempts=one.attempts, doubts=one.doubts, **values)
            await database.write(deliveries.settle, [settled], now)


async def rows(database, table, *columns):
    return await database.read(
        lambda c: [
            tuple(row) for row in c.execute(sa.select(*(table.c[name] for name in columns)).order_by(table.c.id))
        ]
    )


async def delivery_states(database):
    return [state for (state,) in await rows(database, delivery_table, "state")]


async def errand_states(database):
    return await rows(database, errand_table, "kind", "way", "state")
