"""What a month of WhatsApp costs: 10,000 citizens, five stories a day, a tenth of the windows open.

    python bench/bench_budget.py [--citizens 10000] [--days 30]

The real owing, planning, claiming and settling on SQLite, day by day; the sends themselves are taken for delivered and
heard of by their webhook. Beside it one template for each story, which is what a bot without a plan sends. With caps
it is also checked after every step that nothing kept back by them was spent beyond them, and in the end that each
story of each citizen is accounted for.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import sqlalchemy as sa

from bot.costs.ledger import Caps, Terms
from bot.costs.rates import RUPIAH, load_rates
from bot.storage import backlog, ledger, paying, templates
from bot.storage import deliveries as outbox
from bot.storage.migrations import BOT
from bot.storage.schema import chats, deliveries, errands
from bot.storage.schema_costs import charges
from bot.templates.filling import all_named
from bot.templates.standing import TemplateEvent
from feeds.storage import feeds
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate
from feeds.storage.schema import Instant, stories

START = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
STORIES = 5
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def _citizens(connection, count):
    rows = [
        {
            "channel": "whatsapp",
            "address": f"62812{number:07}",
            "kind": "private",
            "state": "active",
            "language": "id",
            "timezone": "Asia/Jakarta",
            "created_at": START,
            "changed_at": START,
            "subscribed_at": START,
        }
        for number in range(count)
    ]
    connection.execute(sa.insert(chats), rows)


def _talk(connection, now, day):
    """Another tenth of the people writes in the morning of each day."""
    tenth = chats.c.id % 10 == day % 10
    connection.execute(sa.update(chats).where(tenth).values(heard_at=now))


def _publish(connection, now, title):
    row = {"feed_id": 1, "state": "due", "push": True, "title": title, "summary": "Isi.", "created_at": now}
    row |= {"published_at": now, "due_at": now, "urgent": False}
    return connection.scalar(sa.insert(stories).values(row).returning(stories.c.id))


def _deliver(connection, now):
    """Everything that was to go out went out and was billed as it was reserved."""
    going = deliveries.c.state == "queued"
    connection.execute(sa.update(deliveries).where(going).values(state="sent", settled_at=now, message_id="w"))
    told = sa.select(errands.c.chat_id).where(errands.c.kind == "digest", errands.c.state == "queued")
    waiting = sa.and_(deliveries.c.state == "digest", deliveries.c.chat_id.in_(told))
    connection.execute(sa.update(deliveries).where(waiting).values(state="digested", settled_at=now, message_id="w"))
    connection.execute(sa.update(errands).where(errands.c.state == "queued").values(state="done", settled_at=now))
    reserved = charges.c.state == "reserved"
    connection.execute(sa.update(charges).where(reserved).values(state="settled", settled_at=sa.literal(now, Instant)))


async def month(citizens, days, terms):
    """Runs it; gives what was spent, messages, how deliveries ended, and the highest day and month under the caps."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'budget.db'}")
        await database.open()
        write = database.write
        await write(migrate, FEEDS, BOT)
        await write(feeds.add, "https://a.example/", "Kab A", START)
        await write(_citizens, citizens)
        edition = terms.table.on(START.date())
        await write(ledger.confirm, edition, "telegram", "1", START)
        for name, language in all_named():
            await write(templates.note, TemplateEvent(name, language, START, "approved"), START)
        highest = {"day": 0, "month": 0}

        async def look(now):
            spent = await database.read(ledger.spent, terms, now)
            highest["day"], highest["month"] = max(highest["day"], spent.day), max(highest["month"], spent.month)

        for day in range(days):
            morning = START + day * DAY
            await write(_talk, morning, day)
            for number in range(STORIES):
                now = morning + (number + 1) * HOUR
                story_id = await write(_publish, now, f"Berita {day}-{number}")
                await write(backlog.owe, [story_id], now, 12, terms)
                await look(now)
            evening = morning + 10 * HOUR
            await write(outbox.expire, evening, evening - 2 * DAY)
            await write(paying.divert_closed, evening, terms)
            await write(backlog.plan_digests, evening, 17, terms)
            await look(evening)
            await write(_deliver, evening)
        ended = await database.read(
            lambda c: dict(c.execute(sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state)).all())
        )
        rows = await database.read(
            lambda c: c.execute(
                sa.select(charges.c.kind, charges.c.category, sa.func.count(), sa.func.sum(charges.c.amount))
                .where(charges.c.state != "released")
                .group_by(charges.c.kind, charges.c.category)
            ).all()
        )
        await database.close()
    return sum(int(row[3]) for row in rows), rows, Counter(ended), highest


async def main(citizens, days):
    table = load_rates()
    edition = table.on(START.date())
    marketing = edition.price("marketing", edition.markets[0])
    baseline = citizens * days * STORIES * marketing
    owed = citizens * days * STORIES
    print(f"{citizens:,} citizens, {days} days, {STORIES} stories a day, a tenth of the windows open each day")
    print(f"one template for each story       Rp{baseline // RUPIAH:>15,}   {owed:>9,} messages   1.000")
    cap = citizens * marketing // 2
    runs = (
        ("story at once in the window", Terms(table)),
        ("all with the digest", Terms(table, in_window="digest")),
        ("the same, half the money a day", Terms(table, Caps(day=cap, month=days * cap), in_window="digest")),
    )
    for name, terms in runs:
        before = process_time()
        spent, rows, ended, highest = await month(citizens, days, terms)
        seconds = process_time() - before
        messages = sum(row[2] for row in rows)
        print(f"{name:<33} Rp{spent // RUPIAH:>15,}   {messages:>9,} messages   {spent / baseline:.3f}")
        kinds = ", ".join(f"{row[2]:,} {row[0]} {row[1]}" for row in rows)
        print(f"    {kinds}; ended {dict(ended)}; {1e6 * seconds / owed:.1f} us CPU a story and chat")
        if sum(ended.values()) != owed:
            raise SystemExit(f"LOST: {owed - sum(ended.values())} of {owed}")
        for period, limit in (("day", terms.caps.day), ("month", terms.caps.month)):
            if limit is None:
                continue
            print(f"    highest {period}: {highest[period] / limit:.6f} of its cap")
            if highest[period] > limit:
                raise SystemExit(f"the cap of a {period} was exceeded")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--citizens", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.citizens, chosen.days))
