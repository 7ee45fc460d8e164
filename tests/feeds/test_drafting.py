"""Drafts: summary, verdict, date and whether they may be pushed."""

from datetime import timedelta

import pytest

from feeds.decide import Candidate
from feeds.drafting import EditorialRules, draft
from feeds.model import Article, CachingInfo, FeedForUpdate
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
