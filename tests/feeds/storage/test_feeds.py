"""Feeds in the database."""

from datetime import timedelta

import pytest

from feeds.feed_model import BadPoll, GoodPoll
from feeds.model import CachingInfo
from feeds.storage import entries, feeds
from tests.fakes.clock import NOON
from tests.feeds.builders import draft, entry

URL = "https://a.example/feed/"


def good(**fields):
    """A poll that worked at noon."""
    return GoodPoll(**{"now": NOON, "next_poll": NOON, "url": URL, "caching": CachingInfo()} | fields)


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
        feeds.record_success, feed_id, good(caching=CachingInfo('"x"', None, "https://b.example/"), body_hash="h")
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
    assert await database.read(feeds.due, NOON, 10, proven=False) == ()
    assert await database.read(feeds.pollable, feed_id) == ()
    assert await database.write(feeds.set_state, feed_id, "active", NOON) is None


async def test_due_feeds_come_longest_overdue_first(database):
    """Only active feeds whose time has come, and none of a host that is being polled."""
    for number, minutes in enumerate((5, -10, -20, -30), 1):
        await database.write(feeds.add, f"https://{number}.example/", str(number), NOON + timedelta(minutes=minutes))
    await database.write(feeds.set_state, 2, "paused", NOON)

    due = await database.read(feeds.due, NOON, 10, ["4.example:443"], proven=False)

    assert [feed.name for feed in due] == ["3"]
    assert [feed.name for feed in await database.read(feeds.due, NOON, 1, proven=False)] == ["4"]


async def test_a_success_ends_the_baseline_and_the_failures(database):
    """After a good poll the feed is healthy and no longer new."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    await database.write(feeds.record_failure, feed_id, URL, BadPoll(NOON, NOON, "timeout", "no answer in 60 s"))
    (failing,) = await database.read(feeds.list_all)
    later = NOON + timedelta(minutes=15)
    fresh = good(next_poll=later, caching=CachingInfo('"x"', "gestern"), body_hash="h")
    await database.write(feeds.record_success, feed_id, fresh)
    (healthy,) = await database.read(feeds.list_all)
    (polled,) = await database.read(feeds.pollable)

    assert (failing.failures, failing.fault, failing.last_ok) == (1, "timeout", None)
    assert (healthy.failures, healthy.fault, healthy.next_poll) == (0, None, later)
    assert (polled.first_poll, polled.caching, polled.body_hash) == (False, CachingInfo('"x"', "gestern"), "h")


async def test_validators_are_kept_with_the_address_that_gave_them(database):
    """Each poll replaces all three."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    given = [CachingInfo('"x"', None, "https://b.example/feed/"), CachingInfo('"y"'), CachingInfo()]
    kept = []
    for caching in given:
        await database.write(feeds.record_success, feed_id, good(caching=caching))
        kept.append((await database.read(feeds.pollable))[0].caching)

    assert kept == given


async def test_not_modified_keeps_the_body_hash(database):
    """A 304 says nothing about the body, which stays as it was."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    for body_hash in ("h", None):
        await database.write(feeds.record_success, feed_id, good(body_hash=body_hash))

    assert (await database.read(feeds.pollable))[0].body_hash == "h"


async def test_a_new_address_is_stored_and_an_occupied_one_is_not(database):
    """A feed that moved is polled at its new address, unless another feed has it."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    await database.write(feeds.add, "https://b.example/feed/", "Kab B", NOON)

    await database.write(feeds.record_success, feed_id, good(url="https://b.example/feed/"))
    kept = (await database.read(feeds.pollable, feed_id))[0].url
    await database.write(feeds.record_success, feed_id, good(url="https://a.example/baru/"))

    assert kept == URL
    assert (await database.read(feeds.pollable, feed_id))[0].url == "https://a.example/baru/"


async def test_a_move_is_remembered_between_polls(database):
    """Where to and how often, until it is believed."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)

    await database.write(feeds.record_success, feed_id, good(moved_to="https://a.example/baru/", moved_polls=3))
    (feed,) = await database.read(feeds.pollable)

    assert (feed.url, feed.moved_to, feed.moved_polls) == (URL, "https://a.example/baru/", 3)


@pytest.mark.parametrize(
    ("fault", "rested"),
    [
        pytest.param("too_many", ["a1", "a2"], id="429 rests the host"),
        pytest.param("server", ["a1"], id="503 the feed"),
    ],
)
async def test_how_far_a_fault_reaches(database, fault, rested):
    """A 429 speaks for every feed of its host and port, and for no other."""
    addresses = {
        "a1": "https://a.example/1",
        "a2": "https://a.example/2",
        "b": "https://b.example/",
        "c": "http://a.example/",
    }
    for name, url in addresses.items():
        await database.write(feeds.add, url, name, NOON)
    until = NOON + timedelta(hours=3)

    await database.write(feeds.record_failure, 1, addresses["a1"], BadPoll(NOON, until, fault, "429"))

    assert [feed.name for feed in await database.read(feeds.list_all) if feed.next_poll == until] == rested


async def test_a_feed_that_is_gone_for_good_is_paused(database):
    """It stays in the list, and is not polled until an admin resumes it."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    poll = BadPoll(NOON, NOON, "gone", "410", gone_polls=3, gone_since=NOON - timedelta(days=1), pause=True)

    await database.write(feeds.record_failure, feed_id, URL, poll)

    assert [(feed.state, feed.fault) for feed in await database.read(feeds.list_all)] == [("paused", "gone")]
    assert await database.read(feeds.due, NOON, 10, proven=False) == ()


async def test_a_feeds_rhythm_is_learned_from_its_entries(database):
    """The median gap of its newest entries, and the newest of them."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    hours = (0, 2, 4, 6, 100)
    drafts = [
        draft(entry(guid=str(h), link=f"https://a.example/{h}", published=NOON - timedelta(hours=h)), text=f"{h}")
        for h in hours
    ]
    await database.write(entries.store, feed_id, drafts, NOON, lambda *_: None, review_all=False)
    await database.write(feeds.learn_rhythm, feed_id, NOON)
    (feed,) = await database.read(feeds.pollable)

    assert (feed.usual_gap, feed.newest) == (timedelta(hours=2), NOON)


async def test_feeds_that_work_are_told_from_the_others(database):
    """New ones and those in trouble are asked for by themselves."""
    for name in ("works", "fails", "new"):
        await database.write(feeds.add, f"https://{name}.example/", name, NOON)
    for feed_id in (1, 2):
        await database.write(feeds.record_success, feed_id, good(url=f"https://{feed_id}.example/"))
    await database.write(feeds.record_failure, 2, "https://2.example/", BadPoll(NOON, NOON, "timeout", "x"))

    proven = await database.read(feeds.due, NOON, 10, proven=True)
    others = await database.read(feeds.due, NOON, 10, proven=False)

    assert [feed.name for feed in proven] == ["works"]
    assert sorted(feed.name for feed in others) == ["fails", "new"]


async def test_an_illness_begins_with_its_first_failure_and_ends_with_a_success(database):
    """Since when it fails is kept over every further failure."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    for hours in (0, 1, 2):
        moment = NOON + timedelta(hours=hours)
        await database.write(feeds.record_failure, feed_id, URL, BadPoll(moment, moment, "timeout", ""))
    (sick,) = await database.read(feeds.list_all)
    await database.write(feeds.record_success, feed_id, good(body_hash="h", mended=True))
    (mended,) = await database.read(feeds.list_all)
    await database.write(feeds.record_success, feed_id, good())
    (unchanged,) = await database.read(feeds.list_all)
    await database.write(feeds.record_success, feed_id, good(body_hash="i", mended=False))
    (well,) = await database.read(feeds.list_all)

    assert (sick.health, sick.health_since) == ("sick", NOON)
    assert [(feed.health, feed.health_since) for feed in (mended, unchanged, well)] == [
        ("degraded", None),
        ("degraded", None),
        ("healthy", None),
    ]


@pytest.mark.parametrize(
    ("polled_before", "days", "health"),
    [
        pytest.param(False, 9, "silent", id="a baseline that is nine days old"),
        pytest.param(True, 9, "healthy", id="old dates that came today are news"),
        pytest.param(False, 2, "healthy", id="a baseline of the day before yesterday"),
    ],
)
async def test_silence_is_counted_from_the_last_news(database, polled_before, days, health):
    """By what was dated at first, by what was seen afterwards."""
    feed_id, _ = await database.write(feeds.add, URL, "Kab A", NOON)
    if polled_before:
        await database.write(feeds.record_success, feed_id, good())
    drafts = [
        draft(
            entry(guid=str(n), link=f"https://a.example/{n}", published=NOON - timedelta(days=days, hours=n)),
            text=f"{n}",
        )
        for n in range(6)
    ]
    await database.write(entries.store, feed_id, drafts, NOON, lambda *_: None, review_all=False)
    await database.write(feeds.learn_rhythm, feed_id, NOON)
    await database.write(feeds.record_success, feed_id, good())

    assert [feed.health for feed in await database.read(feeds.list_all)] == [health]
