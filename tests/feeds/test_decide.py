"""New, changed or unchanged; and what may be pushed."""

from datetime import timedelta

import pytest

from feeds import decide, identity
from feeds.decide import KnownEntry
from feeds.model import FeedData
from tests.fakes.clock import NOON
from tests.feeds.builders import entry


def document(*entries):
    return FeedData(title="Kab", link=None, entries=entries)


def known(*entries, feed_id=1):
    return {
        key: KnownEntry(number, number, identity.raw_hash(one))
        for number, one in enumerate(entries, 1)
        for key in identity.feed_keys(feed_id, one)
    }


def test_everything_is_new_in_an_unknown_feed():
    """Oldest first, so that messages go out in the order of the news."""
    newer = entry(guid="2", link="https://a.example/2", title="Baru", published=NOON)
    older = entry(guid="1", link="https://a.example/1", title="Lama", published=NOON - timedelta(hours=1))

    found = decide.sort_entries(1, document(newer, older), {})

    assert [one.data.title for one in found.candidates] == ["Lama", "Baru"]
    assert [one.replaces for one in found.candidates] == [None, None]


def test_a_document_without_dates_keeps_its_order_reversed():
    """Feeds list the newest first; without dates that is all we know."""
    newer = entry(guid="2", link="https://a.example/2", title="Baru", published=None)
    older = entry(guid="1", link="https://a.example/1", title="Lama", published=None)

    found = decide.sort_entries(1, document(newer, older), {})

    assert [one.data.title for one in found.candidates] == ["Lama", "Baru"]


def test_a_known_entry_is_unchanged():
    """The same entry again needs no reading."""
    one = entry()

    found = decide.sort_entries(1, document(one), known(one))

    assert found.candidates == ()
    assert found.unchanged == 1


def test_a_changed_title_is_a_change_of_the_known_entry():
    """A corrected entry replaces what we have and is not new."""
    before, after = entry(title="Salah"), entry(title="Benar")

    found = decide.sort_entries(1, document(after), known(before))

    assert [one.replaces for one in found.candidates] == [1]


def test_a_changed_date_alone_is_no_change():
    """Some feeds print the clock in every entry."""
    before, after = entry(published=NOON), entry(published=NOON + timedelta(hours=1))

    assert decide.sort_entries(1, document(after), known(before)).unchanged == 1


@pytest.mark.parametrize(
    ("first_poll", "age", "pushed"),
    [
        pytest.param(False, timedelta(hours=1), True, id="fresh"),
        pytest.param(False, timedelta(hours=48), True, id="just in time"),
        pytest.param(False, timedelta(hours=48, seconds=1), False, id="too old"),
        pytest.param(True, timedelta(0), False, id="the baseline of a new feed"),
    ],
)
def test_nothing_old_is_pushed(first_poll, age, pushed):
    """Neither a new feed's entries nor old news go out."""
    verdict = decide.may_push(first_poll=first_poll, published=NOON - age, now=NOON, max_age=timedelta(hours=48))

    assert verdict is pushed
