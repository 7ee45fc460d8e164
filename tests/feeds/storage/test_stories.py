"""Drafts become entries and stories; stories are read, held, released and searched."""

from datetime import timedelta

import pytest

from feeds.storage import entries, feeds, stories
from feeds.storage.entries import Stored
from tests.fakes.clock import NOON
from tests.feeds.builders import WORDS, draft, entry, held_stories

MAX_AGE = timedelta(hours=48)
FLOOD = "Banjir merendam dua ratus rumah warga di Desa Teluk sejak dini hari dan petugas mengungsikan mereka ke balai."


class Owed:
    """Remembers which stories became due, as the outbox would."""

    def __init__(self):
        self.ids = []

    def __call__(self, _connection, story_ids, _now):
        self.ids.extend(story_ids)


@pytest.fixture
def owed():
    return Owed()


@pytest.fixture
async def db(database):
    """A database with two feeds."""
    for number, name in enumerate(("Kab A", "Kab B"), 1):
        assert (await database.write(feeds.add, f"https://{number}.example/", name, NOON))[0] == number
    return database


async def store(db, owed, *drafts, feed_id=1, now=NOON, review_all=False):
    return await db.write(entries.store, feed_id, drafts, now, owed, review_all=review_all)


async def ids(finder, words):
    return [hit.story.id for hit in (await finder.find(words, 10, NOON)).hits]


async def test_a_new_entry_is_a_story_that_is_due(db, finder, owed):
    """Stored, owed, readable and found."""
    stored = await store(db, owed, draft())
    (story,) = await db.read(stories.latest, 10)

    assert stored == Stored(new_entries=1, new_stories=1, due=1, started=((story.id, "due"),))
    assert owed.ids == [story.id]
    assert (story.title, story.summary, story.source, story.state) == ("Jembatan ditutup", (WORDS,), "Kab A", "due")
    assert await ids(finder, "jembatan retak") == [story.id]


async def test_the_same_entry_again_is_nothing_new(db, owed):
    """Stored twice, sent once."""
    await store(db, owed, draft())
    again = await store(db, owed, draft())

    assert (again.new_entries, again.changed, again.due) == (0, 1, 0)
    assert len(owed.ids) == 1


async def test_a_press_release_in_two_feeds_is_one_story(db, owed):
    """The second outlet is named; nothing is owed again."""
    await store(db, owed, draft())
    other = draft(entry(guid="x", link="https://b.example/rilis", title="RILIS: Jembatan"), feed_id=2)
    joined = await store(db, owed, other, feed_id=2)
    (story,) = await db.read(stories.latest, 10)

    assert (joined.new_entries, joined.new_stories, joined.joined) == (1, 0, 1)
    assert [outlet.feed for outlet in story.outlets] == ["Kab A", "Kab B"]
    assert len(owed.ids) == 1


async def test_a_baseline_is_searchable_and_owed_to_nobody(db, finder, owed):
    """A new feed pushes nothing old."""
    stored = await store(db, owed, draft(push=False))

    assert (stored.new_stories, stored.due) == (1, 0)
    assert owed.ids == []
    assert len(await ids(finder, "jembatan")) == 1


async def test_a_corrected_entry_changes_its_story(db, finder, owed):
    """Title, summary and search follow the source; the old words are no longer found."""
    await store(db, owed, draft())
    await store(db, owed, draft(entry(title="Ralat: banjir", html="lain"), text=FLOOD))
    (story,) = await db.read(stories.latest, 10)

    assert (story.title, story.summary) == ("Ralat: banjir", (FLOOD,))
    assert await ids(finder, "mengungsikan") == [story.id]
    assert await ids(finder, "penyangganya") == []


async def test_only_the_first_outlet_speaks_for_a_story(db, owed):
    """A change at the second outlet leaves the story as its source tells it."""
    await store(db, owed, draft())
    await store(db, owed, draft(entry(guid="x", link="https://b.example/r"), feed_id=2), feed_id=2)
    await store(db, owed, draft(entry(guid="x", link="https://b.example/r", title="Lain"), feed_id=2), feed_id=2)

    assert [story.title for story in await db.read(stories.latest, 10)] == ["Jembatan ditutup"]


async def test_a_held_story_is_neither_owed_nor_found(db, finder, owed):
    """It waits, with its reasons, for an admin."""
    stored = await store(db, owed, draft(held=("gambling_words:slot gacor",)))
    (waiting,) = await db.read(held_stories, 10)

    assert (stored.held, stored.due) == (1, 0)
    assert owed.ids == []
    assert await db.read(stories.latest, 10) == ()
    assert await ids(finder, "jembatan") == []
    assert waiting.reasons == ("gambling_words:slot gacor",)


async def test_an_approved_story_goes_out(db, owed):
    """The admin's word makes it due, once."""
    await store(db, owed, draft(held=("x",)))

    released = await db.write(stories.release, 1, NOON, MAX_AGE, owed)
    again = await db.write(stories.release, 1, NOON, MAX_AGE, owed)

    assert (released.state, again) == ("due", None)
    assert owed.ids == [1]


@pytest.mark.parametrize(
    ("push", "later"),
    [
        pytest.param(False, timedelta(0), id="it was a baseline"),
        pytest.param(True, timedelta(hours=49), id="it is too old by now"),
    ],
)
async def test_an_approved_story_that_is_old_is_only_found(db, owed, push, later):
    """Nothing old is pushed, not even by approval."""
    await store(db, owed, draft(held=("x",), push=push))

    released = await db.write(stories.release, 1, NOON + later, MAX_AGE, owed)

    assert released.state == "quiet"
    assert owed.ids == []
    assert len(await db.read(stories.latest, 10)) == 1


async def test_a_rejected_story_stays_known_and_unseen(db, owed):
    """It is never shown, and its next appearance is not new."""
    await store(db, owed, draft(held=("x",)))

    rejected = await db.write(stories.reject, 1)
    again = await store(db, owed, draft(held=("x",)))

    assert rejected.state == "rejected"
    assert again.new_entries == 0
    assert await db.read(stories.latest, 10) == ()
    assert await db.write(stories.reject, 1) is None


async def test_a_page_hacked_later_disappears(db, owed):
    """A story whose entry changes into an advert is held at once."""
    await store(db, owed, draft())
    await store(db, owed, draft(entry(html="slot"), held=("gambling_words:slot",)))

    assert await db.read(stories.latest, 10) == ()
    assert [story.id for story in await db.read(held_stories, 10)] == [1]


async def test_review_of_everything_holds_what_would_go_out(db, owed):
    """With review "all" a new story waits; a baseline does not."""
    stored = await store(db, owed, draft(), review_all=True)
    quiet = await store(
        db, owed, draft(entry(guid="2", link="https://a.example/2"), text=FLOOD, push=False), review_all=True
    )

    assert (stored.held, quiet.held) == (1, 0)
    assert [story.reasons for story in await db.read(held_stories, 10)] == [("review",)]


async def test_paging_neither_skips_nor_repeats(db, owed):
    """A story that arrives between two pages does not shift them."""
    drafts = [
        draft(entry(guid=str(n), link=f"https://a.example/{n}", title=f"Berita {n}"), text=f"{FLOOD} Nomor {n}.")
        for n in range(5)
    ]
    await store(db, owed, *drafts)
    first = await db.read(stories.latest, 2)
    await store(db, owed, draft(entry(guid="9", link="https://a.example/9", published=NOON + timedelta(hours=1))))
    last = first[-1]
    second = await db.read(stories.latest, 10, (last.published, last.id))

    assert [story.title for story in (*first, *second)] == [f"Berita {n}" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("banjir", True, id="a word of the text"),
        pytest.param("kebanjiran", True, id="another form of it"),
        pytest.param("BANJIR!!", True, id="capitals and signs"),
        pytest.param("kapan banjir di teluk itu?", True, id="a question needs not all its words"),
        pytest.param("gempa", False, id="a word that is not there"),
        pytest.param("di yang dan", False, id="only little words"),
        pytest.param('" OR 1=1; --', False, id="signs that mean something to databases"),
        pytest.param("title:*", False, id="the index's own language"),
        pytest.param("", False, id="nothing"),
    ],
)
async def test_searching(db, finder, owed, words, found):
    """Whatever a person types gives stories or none, and never an error."""
    await store(db, owed, draft(entry(title="Air naik"), text=FLOOD))

    assert bool(await ids(finder, words)) is found


async def test_a_word_in_the_title_ranks_above_one_in_the_text(db, finder, owed):
    """What a story is about comes first."""
    inside = draft(entry(guid="1", link="https://a.example/1", title="Kegiatan warga"), text=FLOOD)
    about = draft(entry(guid="2", link="https://a.example/2", title="Banjir lagi"), text=WORDS.replace("banjir", "air"))
    await store(db, owed, inside, about)

    assert await ids(finder, "banjir") == [2, 1]
