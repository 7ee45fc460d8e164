"""Where drafts belong: a known entry, a known story, a new story."""

from datetime import timedelta

import pytest

from feeds.placing import JOIN_WINDOW, Candidate, Match, Placement, join_retold, place
from feeds.similar import read_telling
from tests.fakes.clock import NOON
from tests.feeds.builders import WORDS, draft, entry

OTHER = WORDS.replace("Jembatan", "Tanggul").replace("retak", "jebol").replace("Senin", "Kamis")


def match(feed_id=2, *, is_open=True, published=NOON, first_seen=NOON):
    return Match(entry_id=10, feed_id=feed_id, story_id=20, open=is_open, published=published, first_seen=first_seen)


def matches(one, found):
    return {key: [found] for key in one.story_keys}


def test_an_unknown_draft_starts_a_story():
    """What nobody had before is a new story."""
    (placement,) = place(1, [draft()], {}, NOON)

    assert placement.starts_story


def test_a_known_key_of_the_same_feed_is_an_update():
    """Guid or link known in this feed: the stored entry is replaced."""
    one = draft()

    (placement,) = place(1, [one], {one.keys[0]: [match(feed_id=1)]}, NOON)

    assert placement.replaces == 10


@pytest.mark.parametrize(
    ("found", "joins"),
    [
        pytest.param(match(), True, id="fresh and open"),
        pytest.param(match(is_open=False), False, id="held or rejected"),
        pytest.param(match(first_seen=NOON - JOIN_WINDOW - timedelta(seconds=1)), False, id="last year's words"),
    ],
)
def test_the_same_words_in_another_feed_join_its_story(found, joins):
    """A republished press release joins, within a window, a story that anybody may read."""
    one = draft()

    (placement,) = place(1, [one], matches(one, found), NOON)

    assert (placement.joins == 20) is joins
    assert placement.starts_story is not joins


@pytest.mark.parametrize(
    ("published", "same"),
    [
        pytest.param(NOON - timedelta(hours=1), True, id="the guid was rewritten"),
        pytest.param(NOON - timedelta(days=365), False, id="the same greeting a year later"),
    ],
)
def test_the_same_words_in_the_same_feed(published, same):
    """Equal text and date in one feed is the same entry; a year apart it is a new one."""
    one = draft()
    found = match(feed_id=1, published=published, first_seen=published)

    (placement,) = place(1, [one], matches(one, found), NOON)

    assert (placement.replaces == 10) is same


def test_two_drafts_of_one_poll_with_the_same_words_are_one_story():
    """The second joins the first, which is not stored yet."""
    first = draft(entry(guid="1", link="https://a.example/1"))
    other = draft(entry(guid="2", link="https://a.example/2"), text=OTHER)
    second = draft(entry(guid="3", link="https://a.example/3"))

    placements = place(1, [first, other, second], {}, NOON)

    assert [placement.starts_story for placement in placements] == [True, True, False]
    assert placements[2].follows == 0


def test_a_held_draft_joins_nothing_and_leads_nothing():
    """An injected post neither hides in a clean story nor drags one down."""
    bad = draft(entry(guid="1", link="https://a.example/1"), held=("gambling_words:slot",))
    good = draft(entry(guid="2", link="https://a.example/2"))

    placements = place(1, [bad, good], {}, NOON)
    joined = place(1, [bad], matches(bad, match()), NOON)

    assert [placement.starts_story for placement in placements] == [True, True]
    assert joined[0].starts_story


COPY = f"{WORDS} Petugas berjaga siang dan malam."


def retold(*placements, stored=None, earlier=None):
    candidate = Candidate(20, (read_telling("Jembatan ditutup", WORDS, NOON),))
    return join_retold(placements, dict.fromkeys(stored or (), (candidate,)), earlier or {})


def test_what_follows_a_draft_that_joins_goes_with_it():
    """Two drafts of the same words, the first of which tells a stored story again."""
    first, second = retold(Placement(draft(text=COPY)), Placement(draft(text=COPY), follows=0), stored=[0])

    assert (first.joins, second.joins, second.follows) == (20, 20, None)


def test_a_draft_may_tell_an_earlier_draft_again():
    """Both are new: the later one follows, and so does what is the same as both."""
    placements = [Placement(draft(text=WORDS)), Placement(draft(text=OTHER)), Placement(draft(text=COPY))]
    earlier = {0: (), 1: (), 2: (0, 1)}

    assert [one.follows for one in retold(*placements, earlier=earlier)] == [None, None, 0]


def test_a_held_draft_tells_nothing_again():
    """However alike it is."""
    (placement,) = retold(Placement(draft(text=COPY, held=("x",))), stored=[0])

    assert placement.starts_story
