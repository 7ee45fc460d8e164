"""Labels are kept with their story, on both databases, and follow its entry when that changes."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa

from feeds.model import NO_LABELS, EventCard, Labels, Place
from feeds.storage import entries, feeds, stories
from feeds.storage.schema import story_places
from tests.fakes.clock import NOON
from tests.feeds.builders import draft

GELUMBANG = Place("16.03.06", "Gelumbang", "district")
VILLAGE = Place("16.03.06.1001", "Gelumbang", "village")
REGENCY = Place("16.03", "Kabupaten Muara Enim", "regency")
CARD = EventCard(date(2026, 9, 26), time(8, 30), "Lapangan Merdeka", date(2026, 9, 20))


async def stored(database, *labels):
    """The labels of the one story after storing a draft with each in turn."""
    await database.write(feeds.add, "https://a.example/feed/", "Kab A", NOON)
    for one in labels:
        made = replace(draft(), labels=one)
        await database.write(entries.store, 1, [made], NOON, lambda *_: None, review_all=False)
    (story,) = await database.read(stories.latest, 10)
    return story.labels


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(NO_LABELS, id="none"),
        pytest.param(Labels((VILLAGE, GELUMBANG, REGENCY), ("bencana", "layanan"), urgent=True, event=CARD), id="all"),
        pytest.param(Labels(event=EventCard(deadline=date(2026, 9, 20))), id="a deadline alone"),
        pytest.param(Labels(event=EventCard(day=date(2026, 9, 20), time=time(0, 0))), id="midnight"),
    ],
)
async def test_labels_come_back_as_they_went(database, labels):
    """Places in the text's order, the card without losses."""
    assert await stored(database, labels) == labels


async def test_an_update_replaces_the_labels(database):
    """A changed entry is labelled anew; nothing of the old stays."""
    new = Labels((REGENCY,), ("budaya",))

    assert await stored(database, Labels((VILLAGE, GELUMBANG), ("bencana",), urgent=True, event=CARD), new) == new


async def test_a_place_finds_what_lies_in_it(database):
    """A regency's code begins the codes of all its kecamatan and villages."""
    await stored(database, Labels((VILLAGE,)))
    inside = sa.select(sa.func.count()).where(story_places.c.code.startswith("16.03."))

    assert await database.read(lambda connection: connection.scalar(inside)) == 1


async def test_the_configuration_names_a_feeds_regency(database):
    """It can be named, changed and taken back."""
    url = "https://a.example/feed/"
    await database.write(feeds.add, url, "Kab A", NOON)
    seen = []
    for code in ("16.03", None):
        await database.write(feeds.set_regencies, {url: code, "https://unknown.example/": "33.07"})
        seen.extend(feed.regency for feed in await database.read(feeds.pollable))

    assert seen == ["16.03", None]
