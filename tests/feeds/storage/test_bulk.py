"""Whole lists of feeds at once."""

from datetime import timedelta

import pytest

from feeds.feed_model import GoodPoll
from feeds.model import CachingInfo
from feeds.storage import feeds
from feeds.storage.bulk import LONGEST_STEP, Placed, add_many, first_polls
from tests.fakes.clock import NOON

HALF_HOUR = timedelta(minutes=30)


def listed(*names):
    return [(f"https://{name}.example/feed/", f"Kab {name}") for name in names]


async def test_what_becomes_of_each(database):
    """New ones are added in order; one that is there under another spelling is left as it is."""
    await database.write(feeds.add, "http://www.b.example/feed", "Lama", NOON - timedelta(days=9))

    placed = await database.write(add_many, listed("a", "b", "c"), NOON, HALF_HOUR)

    assert placed == (Placed(2, added=True), Placed(1, added=False), Placed(3, added=True))
    assert [(feed.id, feed.url, feed.name, feed.state) for feed in await database.read(feeds.list_all)] == [
        (1, "http://www.b.example/feed", "Lama", "active"),
        (2, "https://a.example/feed/", "Kab a", "active"),
        (3, "https://c.example/feed/", "Kab c", "active"),
    ]


async def test_a_second_time_nothing_is_added(database):
    """Whatever the list says of names."""
    await database.write(add_many, listed("a", "b"), NOON, HALF_HOUR)
    renamed = [(url, "Baru") for url, _ in listed("a", "b")]

    placed = await database.write(add_many, renamed, NOON, HALF_HOUR)

    assert placed == (Placed(1, added=False), Placed(2, added=False))
    assert [feed.name for feed in await database.read(feeds.list_all)] == ["Kab a", "Kab b"]


async def test_a_paused_feed_stays_paused(database):
    """A list does not undo what an admin did."""
    await database.write(feeds.add, listed("a")[0][0], "Kab a", NOON)
    await database.write(feeds.set_state, 1, "paused", NOON)

    assert await database.write(add_many, listed("a"), NOON, HALF_HOUR) == (Placed(1, added=False),)
    assert [feed.state for feed in await database.read(feeds.list_all)] == ["paused"]


async def test_a_removed_feed_comes_back_with_a_new_baseline(database):
    """Like one that is added by hand: what it published meanwhile is not pushed."""
    url, name = listed("a")[0]
    await database.write(feeds.add, url, name, NOON)
    await database.write(feeds.record_success, 1, GoodPoll(NOON, NOON, url, CachingInfo('"x"'), body_hash="h"))
    await database.write(feeds.set_state, 1, "removed", NOON)

    placed = await database.write(add_many, [("http://a.example/feed", "Lagi"), *listed("b")], NOON, HALF_HOUR)
    (back, _) = await database.read(feeds.pollable)

    assert placed == (Placed(1, added=True), Placed(2, added=True))
    assert (back.url, back.name, back.first_poll, back.caching) == (url, "Lagi", True, CachingInfo())


async def test_of_two_spellings_that_are_stored_the_one_in_use_counts(database):
    """A removed twin is not brought back beside it."""
    for url in ("https://a.example/feed", "http://a.example/feed"):
        await database.write(feeds.add, url, "Kab a", NOON)
    await database.write(feeds.set_state, 2, "removed", NOON)

    assert await database.write(add_many, listed("a"), NOON, HALF_HOUR) == (Placed(1, added=False),)


async def test_a_list_that_repeats_itself(database):
    """The second of two is there already, by the first."""
    placed = await database.write(add_many, listed("a", "b", "a"), NOON, HALF_HOUR)

    assert placed == (Placed(1, added=True), Placed(2, added=True), Placed(1, added=False))


async def test_no_feeds(database):
    """Nothing to do."""
    assert await database.write(add_many, [], NOON, HALF_HOUR) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_five_thousand_feeds_do_not_begin_together(database):
    """Evenly spread over half an hour, in their order; only new ones take part."""
    await database.write(add_many, listed(*range(10)), NOON - timedelta(days=1), HALF_HOUR)

    placed = await database.write(add_many, listed(*range(5_000)), NOON, HALF_HOUR)
    first = [feed.next_poll for feed in await database.read(feeds.list_all)][10:]

    assert sum(one.added for one in placed) == len(first) == 4_990
    assert first == sorted(first)
    assert len(set(first)) == 4_990
    assert NOON == first[0] < first[-1] < NOON + HALF_HOUR


@pytest.mark.parametrize(
    ("count", "step"),
    [
        pytest.param(1, LONGEST_STEP, id="one"),
        pytest.param(360, LONGEST_STEP, id="just so many"),
        pytest.param(3_600, timedelta(seconds=0.5), id="many"),
    ],
)
def test_first_polls(count, step):
    """At most five seconds apart, and all within the time."""
    assert first_polls(NOON, count, HALF_HOUR) == tuple(NOON + step * number for number in range(count))


def test_no_first_polls():
    """Of none."""
    assert first_polls(NOON, 0, HALF_HOUR) == ()
