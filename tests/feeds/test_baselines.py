"""A new feed's first document waits to be edited: unseen until then, lost never, and news afterwards is news."""

import pytest

from feeds.errors import StorageError
from feeds.poll import Poller
from feeds.storage import baselines, feeds, stories
from feeds.update import Updater
from tests.feeds.test_update import item, parser, rig, rss, site

__all__ = ["parser", "rig", "site"]

ADVERT = ("9", "Situs slot gacor maxwin hari ini", "Daftar slot gacor gampang menang, deposit pulsa tanpa potongan.")


async def put_by(rig, site, *entries):
    """A feed whose baseline waits."""
    feed_id = await rig.add(
        site.put("/feed/", rss(*(entries or (item("1"), item("2", "Pasar murah", "Digelar Sabtu.")))))
    )
    (feed,) = await rig.database.read(feeds.pollable)
    outcome = await rig.updater.update(feed, later=True)
    assert (outcome.waits, outcome.fault, outcome.stored.new_entries) == (True, None, 0)
    return feed_id


async def edit(rig):
    found = await rig.updater.next_baseline()
    return None if found is None else await rig.updater.edit_baseline(*found)


async def counts(rig):
    return (await rig.database.read(stories.counts))["entries"], len(rig.due)


async def test_what_waits_is_neither_listed_nor_found(rig, site, finder):
    """Nothing that was not screened is seen by anybody; afterwards it is searchable, and nobody is owed it."""
    await put_by(rig, site)
    waiting = await rig.database.read(stories.latest, 10), (await finder.find("longsor", 10, rig.clock())).hits

    outcome = await edit(rig)

    assert waiting == ((), ())
    assert (outcome.stored.new_entries, outcome.stored.due, rig.due) == (2, 0, [])
    assert len((await finder.find("longsor", 10, rig.clock())).hits) == 1
    assert await rig.updater.next_baseline() is None


async def test_an_advert_in_a_baseline_is_held(rig, site):
    """Editing later is screening later, not less."""
    await put_by(rig, site, item("1"), item(*ADVERT))

    outcome = await edit(rig)

    assert outcome.stored.held == 1
    assert [story.title for story in await rig.database.read(stories.latest, 10)] == ["Jalan ditutup"]


async def test_a_tick_edits_what_it_put_by(rig, site):
    """The scheduler's way: poll first, edit beside the polls."""
    await rig.add(site.put("/feed/", rss(item("1"), item("2", "Pasar murah", "Digelar Sabtu."))))

    await rig.poller.tick()
    await rig.poller.finish()

    assert await counts(rig) == (2, 0)
    assert (await rig.info()).entries == 2


async def test_a_restart_edits_what_an_earlier_process_had_put_by(rig, site):
    """The document is in the database with its validators, so a crash between the two loses nothing."""
    await put_by(rig, site)

    again = Poller(rig.database, rig.updater, rig.clock)
    await again.tick()
    await again.finish()

    assert await counts(rig) == (2, 0)


async def test_a_poll_edits_the_baseline_before_it_looks_for_news(rig, site, clock):
    """What came after the first look is news, although the first look is edited only now."""
    await put_by(rig, site, item("1"))
    site.put("/feed/", rss(item("2", "Vaksin", "Vaksin campak tiba besok pagi."), item("1")))
    clock.forward(minutes=15)

    outcome = await rig.poll()

    assert (outcome.stored.new_entries, outcome.stored.due) == (1, 1)
    assert await counts(rig) == (2, 1)


async def test_an_unchanged_feed_is_edited_by_its_next_poll(rig, site):
    """A 304 says nothing of entries that were never stored."""
    await put_by(rig, site)

    outcome = await rig.poll()

    assert (outcome.fault, outcome.entries, site.asked[-1]) == (None, None, ("/feed/", 304))
    assert await counts(rig) == (2, 0)


async def test_two_that_edit_at_once_store_once(rig, site):
    """A poll and the editor may take the same document."""
    await put_by(rig, site)
    found = await rig.updater.next_baseline()
    first = await rig.updater.edit_baseline(*found)

    second = await rig.updater.edit_baseline(*found)

    assert (first.stored.new_entries, second.stored.new_entries) == (2, 0)
    assert await counts(rig) == (2, 0)


async def test_a_removed_feed_leaves_nothing_waiting(rig, site, clock):
    """Added again it begins anew: what it published meanwhile is its baseline, too."""
    feed_id = await put_by(rig, site)
    await rig.database.write(feeds.set_state, feed_id, "removed", clock())

    assert await rig.database.read(baselines.get, feed_id) is None


async def test_when_too_many_wait_a_poll_edits_what_it_brings(rig, site, monkeypatch):
    """The database is no warehouse of documents."""
    monkeypatch.setattr(baselines, "MOST_WAITING", 0)
    await rig.add(site.put("/feed/", rss(item("1"))))
    (feed,) = await rig.database.read(feeds.pollable)

    outcome = await rig.updater.update(feed, later=True)

    assert (outcome.waits, outcome.stored.new_entries) == (False, 1)


class Breaking(Updater):
    """An updater whose editing breaks."""

    __slots__ = ()

    async def edit_baseline(self, feed, waiting):
        raise RuntimeError("a surprise")


class Stuck(Updater):
    """An updater whose database fails when something is stored."""

    __slots__ = ()

    async def edit_baseline(self, feed, waiting):
        raise StorageError("disk full")


def like(updater, kind):
    return kind(**{name: getattr(updater, name) for name in Updater.__slots__})


@pytest.mark.parametrize(("kind", "failures"), [(Breaking, 1), (Stuck, 0)])
async def test_a_baseline_that_can_not_be_edited_stays_and_stops_nobody(rig, site, kind, failures):
    """It is tried again: what broke at the feed's next poll, what the database refused at the next tick."""
    feed_id = await put_by(rig, site)
    poller = Poller(rig.database, like(rig.updater, kind), rig.clock)

    await poller.tick()
    await poller.finish()

    assert (await rig.info()).failures == failures
    assert await rig.database.read(baselines.get, feed_id) is not None
    await rig.poll()
    assert await counts(rig) == (2, 0)
