"""Feeds in the database."""

from datetime import timedelta

from feeds.model import CachingInfo
from feeds.storage import feeds
from tests.fakes.clock import NOON

URL = "https://a.example/feed/"


async def test_a_feed_is_added_once(database):
    """Adding an address again gives the same feed and says so."""
    first = await database.write(feeds.add, URL, "Kab A", NOON)
    again = await database.write(feeds.add, URL, "Nama lain", NOON)

    assert first == (1, True)
    assert again == (1, False)
    assert [feed.name for feed in await database.read(feeds.list_all)] == ["Kab A"]


async def test_a_removed_feed_comes_back_with_a_new_baseline(database):
    """What it published meanwhile is not pushed: its next poll is a first poll."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    await database.write(
        feeds.record_success, feed_id, now=NOON, next_poll=NOON, caching=CachingInfo('"x"'), body_hash="h"
    )
    removed = await database.write(feeds.set_state, feed_id, "removed", NOON)
    back = await database.write(feeds.add, URL, "Kab A", NOON)
    (feed,) = await database.read(feeds.pollable)

    assert removed == "Kab A"
    assert back == (feed_id, True)
    assert (feed.first_poll, feed.caching, feed.body_hash) == (True, CachingInfo(), None)


async def test_a_removed_feed_is_gone_from_every_list_but_remembered(database):
    """It is neither listed nor polled, and the configuration does not bring it back."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    await database.write(feeds.set_state, feed_id, "removed", NOON)
    await database.write(feeds.add_configured, [(URL, "Kab A")], NOON)

    assert await database.read(feeds.list_all) == ()
    assert await database.read(feeds.due, NOON, 10) == ()
    assert await database.read(feeds.pollable, feed_id) == ()
    assert await database.write(feeds.set_state, feed_id, "active", NOON) is None


async def test_due_feeds_come_longest_overdue_first(database):
    """Only active feeds whose time has come, and none that is being polled."""
    for number, minutes in enumerate((5, -10, -20, -30), 1):
        await database.write(feeds.add, f"https://{number}.example/", str(number), NOON + timedelta(minutes=minutes))
    await database.write(feeds.set_state, 2, "paused", NOON)

    due = await database.read(feeds.due, NOON, 10, [4])

    assert [feed.name for feed in due] == ["3"]
    assert [feed.name for feed in await database.read(feeds.due, NOON, 1)] == ["4"]


async def test_a_success_ends_the_baseline_and_the_failures(database):
    """After a good poll the feed is healthy and no longer new."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    await database.write(
        feeds.record_failure, feed_id, now=NOON, next_poll=NOON, fault="timeout", detail="no answer in 60 s"
    )
    (failing,) = await database.read(feeds.list_all)
    later = NOON + timedelta(minutes=15)
    await database.write(
        feeds.record_success, feed_id, now=NOON, next_poll=later, caching=CachingInfo('"x"', "gestern"), body_hash="h"
    )
    (healthy,) = await database.read(feeds.list_all)
    (polled,) = await database.read(feeds.pollable)

    assert (failing.failures, failing.fault, failing.last_ok) == (1, "timeout", None)
    assert (healthy.failures, healthy.fault, healthy.next_poll) == (0, None, later)
    assert (polled.first_poll, polled.caching, polled.body_hash) == (False, CachingInfo('"x"', "gestern"), "h")


async def test_not_modified_keeps_the_body_hash(database):
    """A 304 says nothing about the body, which stays as it was."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    for body_hash in ("h", None):
        await database.write(
            feeds.record_success, feed_id, now=NOON, next_poll=NOON, caching=CachingInfo(), body_hash=body_hash
        )

    assert (await database.read(feeds.pollable))[0].body_hash == "h"
