"""Drafts: summary, verdict, date and whether they may be pushed."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from feeds.decide import Candidate
from feeds.drafting import EditorialRules, draft
from feeds.feed_model import FeedForUpdate
from feeds.model import Article, CachingInfo, EventCard
from feeds.parse.shown import all_links, all_words
from tests.fakes.clock import NOON
from tests.feeds.builders import WORDS, entry

RULES = EditorialRules(max_age=timedelta(hours=48))
FEED = FeedForUpdate(1, "https://a.example/feed/", "Kab A", CachingInfo(), None, first_poll=False, failures=0)


def drafted(data=None, text=WORDS, feed=FEED):
    candidate = Candidate(data or entry(), (b"k" * 16,), b"r" * 16, None)
    article = Article((text,), all_words(candidate.data.html), all_links(candidate.data.html))
    return draft(candidate, article, feed, rules=RULES, shared=frozenset(), now=NOON)


def test_an_ordinary_entry():
    """Summarised, passed, dated as written, pushed."""
    made = drafted()

    assert made.summary == (WORDS,)
    assert (made.verdict.held, made.push, made.published) == (False, True, NOON)


@pytest.mark.parametrize(
    ("published", "shown", "pushed"),
    [
        pytest.param(NOON - timedelta(hours=1), NOON - timedelta(hours=1), True, id="an hour ago"),
        pytest.param(None, NOON, True, id="no date is now"),
        pytest.param(NOON + timedelta(hours=7), NOON, True, id="a date in the future is now"),
        pytest.param(NOON - timedelta(days=3), NOON - timedelta(days=3), False, id="too old to be pushed"),
    ],
)
def test_dates(published, shown, pushed):
    """Nothing is dated into the future, and nothing old is pushed."""
    made = drafted(entry(published=published))

    assert (made.published, made.push) == (shown, pushed)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Situs slot gacor maxwin, bonus new member 100%, deposit pulsa.</p>", id="in sight"),
        pytest.param(
            '<p>Rapat kerja.</p><div style="display:none">situs slot gacor, rtp live, togel</div>', id="hidden"
        ),
        pytest.param('<p>Rapat kerja.</p><a href="https://slot-gacor88.example/">baca</a>', id="in a link"),
    ],
)
def test_an_injected_advert_is_held_wherever_it_hides(html):
    """The guard is shown all words and links, also those that a reader would not see."""
    made = drafted(entry(html=html), text="Rapat kerja.")

    assert made.verdict.held


def test_an_entry_without_text_is_its_title():
    """No summary is made up."""
    assert drafted(entry(html=""), text="").summary == ()


@pytest.mark.parametrize(
    ("feed", "codes"),
    [
        pytest.param(replace(FEED, regency="16.03"), ["16.03.06"], id="as configured"),
        pytest.param(replace(FEED, name="Kabupaten Muara Enim"), ["16.03.06"], id="by its name"),
        pytest.param(replace(FEED, url="https://muaraenimkab.go.id/feed/"), ["16.03.06"], id="by its host"),
        pytest.param(FEED, [], id="unknown"),
    ],
)
def test_places_are_found_in_the_feeds_own_regency(feed, codes):
    """Gelumbang unmarked is a kecamatan only at home."""
    made = drafted(text="Warga Gelumbang memanen karet.", feed=feed)

    assert [place.code for place in made.labels.places] == codes


def test_an_event_has_the_days_of_the_feeds_zone():
    """Published at 18.00 UTC it is the next day in Indonesia: what was announced for then is today."""
    evening = NOON.replace(hour=18)
    day = (evening + timedelta(days=1)).date()
    text = f"Pawai akan digelar malam nanti ({day.day}/{day.month}) pukul 19.30 WIB."
    made = drafted(entry(published=evening), text=text)

    assert made.labels.event == EventCard(day=day, time=time(19, 30))
