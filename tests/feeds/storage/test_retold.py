"""A story that is told again: joined in the transaction of the news, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from feeds.marks import MarkIndex
from feeds.model import Outlet
from feeds.similar import WINDOW
from feeds.storage import entries, feeds, stories
from feeds.storage.schema import entry_marks
from tests.fakes.clock import NOON
from tests.feeds.builders import WORDS, draft, entry, held_stories

RELEASE = (
    f"{WORDS} Petugas memasang rambu di simpang pasar dan berjaga selama dua puluh empat jam. Bupati meminta warga "
    "tidak menyeberang dengan rakit karena arus masih deras, dan menyiapkan dua perahu bagi anak sekolah."
)
TRIMMED = f"{WORDS} Petugas memasang rambu di simpang pasar dan berjaga selama dua puluh empat jam."
NEWS = (
    "Polisi menahan sopir truk yang menerobos palang penutupan pada malam hari dan menyebabkan dua sepeda motor warga "
    "tercebur ke sungai. Korban dirawat di puskesmas, sedangkan pemilik truk berjanji mengganti seluruh kerugian."
)


@pytest.fixture
async def db(database):
    """A database with three feeds."""
    for number, name in enumerate(("Kab A", "Kab B", "Kab C"), 1):
        assert (await database.write(feeds.add, f"https://{number}.example/", name, NOON))[0] == number
    return database


def told(feed_id, text, title="Jembatan Kali Bening Ditutup", number=1, **other):
    """A draft of a feed's own: no guid, link or words in common with another feed's."""
    data = entry(guid=f"{feed_id}-{number}", link=f"https://{feed_id}.example/{number}", title=title)
    return draft(data, feed_id=feed_id, text=text, **other)


async def store(db, feed_id, *drafts, now=NOON, nearby=None, owed=None):
    def on_due(_connection, story_ids, _now):
        if owed is not None:
            owed.extend(story_ids)

    return await db.write(entries.store, feed_id, drafts, now, on_due, review_all=False, nearby=nearby)


async def outlets(db):
    """Titles of the stories and who carries them, oldest first."""
    latest = sorted(await db.read(stories.latest, 10), key=lambda story: story.id)
    return [[outlet.feed for outlet in story.outlets] for story in latest]


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        pytest.param({"text": TRIMMED}, [["Kab A", "Kab B"]], id="trimmed"),
        pytest.param(
            {"text": RELEASE + " Demikian siaran pers ini.", "title": "Palang Dipasang"},
            [["Kab A", "Kab B"]],
            id="re-titled, a footer",
        ),
        pytest.param(
            {"text": f"{NEWS} {WORDS}", "title": "Sopir Truk Ditahan"}, [["Kab A"], ["Kab B"]], id="new facts"
        ),
        pytest.param(
            {"text": TRIMMED, "published": NOON - WINDOW - timedelta(hours=1)}, [["Kab A"], ["Kab B"]], id="old"
        ),
    ],
)
async def test_another_outlet(db, again, expected):
    """What tells a story again joins it and owes nothing; what brings news is a story of its own."""
    owed = []
    await store(db, 1, told(1, RELEASE), owed=owed)
    await store(db, 2, told(2, **again), owed=owed, now=NOON + timedelta(minutes=5))

    assert await outlets(db) == expected
    assert len(owed) == len(expected)


async def test_a_story_names_its_outlets_with_their_links(db):
    """What a message names and links to."""
    await store(db, 1, told(1, RELEASE))
    await store(db, 2, told(2, TRIMMED))
    (story,) = await db.read(stories.latest, 10)

    assert story.outlets == (Outlet("Kab A", "https://1.example/1"), Outlet("Kab B", "https://2.example/1"))


async def test_what_is_held_joins_nothing_and_is_not_joined(db):
    """An injected copy neither hides in a clean story nor drags the next one into its hold."""
    await store(db, 1, told(1, RELEASE, held=("gambling_words:slot gacor",)))
    await store(db, 2, told(2, TRIMMED))
    stored = await store(db, 3, told(3, RELEASE + " Salam.", held=("gambling_words:slot gacor",)))

    assert (stored.held, stored.new_stories) == (1, 1)
    assert await outlets(db) == [["Kab B"]]
    assert len(await db.read(held_stories, 10)) == 2


async def test_copies_in_one_document_are_one_story(db):
    """A site that posts its own release twice."""
    stored = await store(db, 1, told(1, RELEASE), told(1, NEWS, "Sopir Ditahan", 2), told(1, TRIMMED, number=3))

    assert (stored.new_entries, stored.new_stories, stored.due) == (3, 2, 2)


async def test_a_copy_must_be_like_every_entry_of_a_story(db):
    """Copies of copies do not lead from one text to one that has little in common with the first."""
    words = f"{RELEASE} {NEWS}".split()
    titles = ("Jembatan Ditutup", "Palang Jembatan Dipasang", "Perahu Disiapkan")
    for feed_id, title in enumerate(titles, 1):
        start = 8 * (feed_id - 1)
        await store(db, feed_id, told(feed_id, " ".join(words[start : start + 60]), title))

    assert await outlets(db) == [["Kab A", "Kab B"], ["Kab C"]]


async def test_a_restart_finds_what_the_running_service_found(db):
    """An index that is kept and one made from the stored marks give the same."""
    kept = MarkIndex()
    await store(db, 1, told(1, RELEASE), nearby=kept)
    await store(db, 2, told(2, NEWS, "Sopir Ditahan"), nearby=kept)
    joined = [
        (await store(db, 3, told(3, f"{TRIMMED} Selesai {number}.", number=number), nearby=nearby)).joined
        for number, nearby in enumerate((kept, MarkIndex(), kept))
    ]

    assert joined == [1, 1, 1]


async def test_an_index_is_made_anew_once_a_day(db):
    """What has left the window leaves the memory."""
    kept = MarkIndex()
    await store(db, 1, told(1, RELEASE), nearby=kept)
    await store(db, 1, told(1, NEWS, "Sopir Ditahan", 2), nearby=kept)
    before = kept.nbytes
    await store(db, 2, told(2, NEWS + " Salam."), nearby=kept, now=NOON + WINDOW + timedelta(hours=1))

    assert (before > 0, kept.nbytes) == (True, 0)


async def test_marks_leave_when_they_are_older_than_the_window(db):
    """The table holds the window and no more, and a number is never given twice."""
    await store(db, 1, told(1, RELEASE))
    await store(db, 1, told(1, NEWS, "Sopir Ditahan", 2), now=NOON + WINDOW + timedelta(hours=1))
    rows = await db.read(
        lambda connection: connection.execute(sa.select(entry_marks.c.id, entry_marks.c.entry_id)).all()
    )

    assert [tuple(row) for row in rows] == [(2, 2)]


async def test_a_changed_entry_is_found_by_its_new_words(db):
    """A placeholder that becomes the release."""
    await store(db, 1, told(1, NEWS))
    await store(db, 1, told(1, RELEASE))
    await store(db, 2, told(2, TRIMMED))

    assert await outlets(db) == [["Kab A", "Kab B"]]
