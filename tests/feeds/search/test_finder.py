"""Stories are found by whatever people type, page by page, as the database stands."""

from datetime import timedelta

import pytest

from feeds.storage import entries, feeds, stories
from tests.fakes.clock import NOON
from tests.feeds.builders import draft, entry, held_stories

MAX_AGE = timedelta(hours=48)
NEWS = (
    (
        "Air naik di Teluk",
        "Banjir merendam dua ratus rumah warga Gelumbang. Petugas mengungsikan mereka ke balai desa.",
    ),
    ("Simulasi bencana", "Pelajar berlatih menghadapi banjir dan gempa di lapangan kabupaten pada Rabu pagi."),
    ("Jalan lintas putus", "Jalan lintas timur putus akibat longsor, kendaraan dialihkan lewat jembatan lama."),
)


async def publish(database, *news, first=1, feed_id=1, held=(), age=timedelta(0)):
    drafts = [
        draft(
            entry(guid=str(n), link=f"https://a.example/{n}", title=title, published=NOON - age),
            text=text,
            held=held,
            published=NOON - age,
        )
        for n, (title, text) in enumerate(news, first)
    ]
    await database.write(entries.store, feed_id, drafts, NOON, lambda *_: None, review_all=False)


@pytest.fixture
async def news(database, finder):
    """A finder of three stories."""
    await database.write(feeds.add, "https://a.example/", "Humas Muara", NOON)
    await publish(database, *NEWS)
    return finder


async def titles(finder, typed, **how):
    return [hit.story.title for hit in (await finder.find(typed, 10, NOON, **how)).hits]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("kebanjiran teluk", "Air naik di Teluk", id="another form of a word"),
        pytest.param("mengungsi", "Air naik di Teluk", id="another affix"),
        pytest.param("longsr", "Jalan lintas putus", id="a letter left out"),
        pytest.param("gelumbnag", "Air naik di Teluk", id="two letters exchanged"),
        pytest.param('"jalan lintas timur"', "Jalan lintas putus", id="a phrase"),
        pytest.param("gelum*", "Air naik di Teluk", id="a beginning"),
        pytest.param("banjir di:gelumbang", "Air naik di Teluk", id="a place"),
        pytest.param("kapan jalan lintas timur akan dibuka?", "Jalan lintas putus", id="not all words are there"),
        pytest.param("longsor dari:humas", "Jalan lintas putus", id="a feed by a part of its name"),
        pytest.param("longsor dari:1", "Jalan lintas putus", id="a feed by its number"),
        pytest.param("(longsor) AND *:* OR title:^9", "Jalan lintas putus", id="signs that mean something to others"),
        pytest.param("longsor " * 500, "Jalan lintas putus", id="four thousand characters"),
    ],
)
async def test_what_is_found_first(news, typed, first):
    """A table of questions."""
    assert (await titles(news, typed))[:1] == [first]


@pytest.mark.parametrize(
    "typed",
    [
        '"timur lintas"',
        "banjir -banjir",
        "longsor dari:kominfo",
        "banjir sejak:2031",
        "yang dan di",
        "🌊",
        '"',
        "-",
        "***",
    ],
)
async def test_what_is_not_there_is_not_found(news, typed):
    """And is never an error."""
    assert await titles(news, typed) == []


async def test_an_exclusion_leaves_the_others(news):
    """The excluded word may stand in the title."""
    assert await titles(news, "banjir -simulasi") == ["Air naik di Teluk"]


async def test_a_held_story_is_found_once_it_is_approved(news, database):
    """The index learns of both."""
    await publish(database, ("Pasar murah", "Pasar murah digelar di alun-alun kota."), first=9, held=("x",))
    before = await titles(news, "pasar murah")
    (waiting,) = await database.read(held_stories, 10)
    await database.write(stories.release, waiting.id, NOON, MAX_AGE, lambda *_: None)

    assert (before, await titles(news, "pasar murah")) == ([], ["Pasar murah"])


async def test_pages_neither_skip_nor_repeat_while_news_arrives(news, database):
    """All pages are cut from the order of the first."""
    await publish(database, *[(f"Panen {n}", f"Panen raya nomor {n} di sawah.") for n in range(7)], first=20)
    seen, after = [], None
    for arriving in range(4):
        page = await news.find("panen", 2, NOON, after)
        seen += [hit.story.title for hit in page.hits]
        after = page.following
        await publish(database, ("Panen baru", f"Panen lagi {arriving}."), first=50 + arriving)

    assert (sorted(seen), after) == ([f"Panen {n}" for n in range(7)], None)


@pytest.mark.parametrize("after", ["x", "5", "5-", "-1-2", "99999-3", "٣-٣", "5-" + "9" * 40])
async def test_a_broken_cursor_is_no_error(news, after):
    """It asks for the beginning, or for nothing."""
    assert len(await titles(news, "banjir", after=after)) in {0, 2}


async def test_of_equals_the_fresher_comes_first(news, database):
    """Age decides where words do not."""
    await publish(database, ("Vaksin lama", "Vaksin tersedia di puskesmas."), first=70, age=timedelta(days=300))
    await publish(database, ("Vaksin kini", "Vaksin tersedia di puskesmas satu."), first=71)
    await publish(database, ("Vaksin dulu", "Vaksin tersedia di puskesmas dua."), first=72, age=timedelta(days=90))

    assert await titles(news, "vaksin") == ["Vaksin kini", "Vaksin dulu", "Vaksin lama"]


async def test_a_crash_between_database_and_index_heals_itself(news, database, tmp_path):
    """Another finder of the same folder takes in what the first had not; made anew it is the same."""
    await titles(news, "banjir")
    await news.close()
    await publish(database, ("Pasar murah", "Pasar murah digelar."), first=9)
    await news.open()

    assert await news.catch_up() == 1
    assert await titles(news, "pasar") == ["Pasar murah"]
    assert await news.rebuild() == 4
    assert await titles(news, "pasar") == ["Pasar murah"]


async def test_a_found_story_shows_the_sentence_that_answers(news):
    """Not the beginning of the text."""
    (hit,) = (await news.find("mengungsikan", 10, NOON)).hits

    assert hit.snippet == "Petugas mengungsikan mereka ke balai desa."
