"""The service day by day: what is counted, what is kept when its rows are gone, on both databases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.report import gather, refresh
from bot.storage import days
from bot.storage.days import SPAN, percentile
from bot.storage.schema import deliveries, errands
from feeds.storage import feeds
from tests.bot.storage.newsroom import deliver, publish, subscribe
from tests.fakes.clock import NOON

ZONE = "Asia/Jakarta"


async def owe(database, now=NOON):
    from bot.storage import backlog

    await database.write(backlog.owe_missing, now, now - timedelta(days=2), 100)


async def test_a_day_is_counted(database):
    """Subscribers, what was sent and failed, how long it took, and the health of feeds."""
    for address in ("10", "11", "12"):
        await subscribe(database, address, now=NOON - timedelta(hours=1))
    await publish(database, "Air mati")
    await owe(database)
    outcomes = {"12": {"state": "failed", "error": "gone"}}
    await deliver(database, NOON + timedelta(seconds=30), outcomes)
    report = await gather(database, NOON + timedelta(minutes=1), ZONE)
    today = report.days[-1]
    assert (today.day, today.subscribers, today.sent, today.failed) == (date(2026, 10, 6), 3, 2, 1)
    assert (today.median, today.p95) == (30, 30)
    assert sum(today.feeds) == 1
    assert report.top == (("Air mati", 2),)
    assert len(report.days) == SPAN


async def test_what_is_forgotten_was_counted(database):
    """Deliveries may be folded away; the days they were counted on stay."""
    await subscribe(database, "10", now=NOON - timedelta(hours=1))
    await publish(database)
    await owe(database)
    await deliver(database)
    await refresh(database, NOON, ZONE)
    await database.write(lambda c: (c.execute(sa.delete(errands)), c.execute(sa.delete(deliveries))))
    later = await gather(database, NOON + timedelta(days=days.OPEN), ZONE)
    assert [day.sent for day in later.days[-4:]] == [1, 0, 0, 0]
    assert [day.subscribers for day in later.days[-4:]] == [1, None, None, 1]


async def test_days_before_there_was_a_count_are_made_up_for(database):
    """Of what can be known afterwards; each of them once."""
    await subscribe(database, "10", now=NOON - timedelta(hours=1))
    await publish(database)
    await owe(database)
    await deliver(database)
    later = NOON + timedelta(days=9)
    first = await gather(database, later, ZONE)
    assert (first.days[-10].sent, first.days[-10].subscribers) == (1, None)
    assert len(await database.read(days.unwritten, later.date())) == days.OPEN


async def test_days_are_those_of_the_zone(database):
    """Half past eleven at night in Jakarta is not yet tomorrow, nor in London's yesterday."""
    await database.write(feeds.add, "https://a.example/", "Kab A", NOON)
    night = NOON.replace(hour=17, minute=30)
    report = await gather(database, night, ZONE)
    assert report.today == date(2026, 10, 7)


@pytest.mark.parametrize(
    ("counted", "median", "p95"),
    [
        ([], None, None),
        ([(4, 1)], 4, 4),
        ([(1, 19), (90, 1)], 1, 1),
        ([(1, 18), (90, 2)], 1, 90),
        ([(1, 1), (2, 1)], 1, 2),
    ],
)
def test_percentiles(counted, median, p95):
    """By the nearest rank, as for single stories."""
    assert (percentile(counted, 50), percentile(counted, 95)) == (median, p95)
