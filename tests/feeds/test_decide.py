"""New, changed or unchanged; and what may be pushed."""

from dataclasses import replace
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


def numbered(count, *, hours=0, title="Berita {}", prefix="a"):
    published = None if hours is None else NOON - timedelta(hours=hours)
    return [
        entry(guid=f"{prefix}{n}", link=f"https://a.example/{prefix}{n}", title=title.format(n), published=published)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("before", "new", "flood"),
    [
        pytest.param(10, 0, False, id="nothing new"),
        pytest.param(5, 5, False, id="half is new"),
        pytest.param(4, 6, True, id="more than half is new"),
        pytest.param(0, 1, False, id="a feed of one entry"),
        pytest.param(0, 3, False, id="three entries say nothing"),
        pytest.param(0, 4, True, id="all four are new"),
        pytest.param(80, 19, False, id="nineteen of many"),
        pytest.param(80, 20, True, id="twenty of many"),
    ],
)
def test_what_is_a_flood(before, new, flood):
    """So much unknown at once that it needs a second look."""
    old = numbered(before)
    found = decide.sort_entries(1, document(*old, *numbered(new, prefix="b")), known(*old))

    assert decide.is_flood(found) is flood


LAST_POLL = NOON - timedelta(hours=1)


@pytest.mark.parametrize(
    ("new", "recognised", "suspicious"),
    [
        pytest.param(numbered(10, prefix="b"), 10, 0, id="rewritten guids and links, the same titles"),
        pytest.param(numbered(10, prefix="b", title="Lain {}", hours=500), 0, 10, id="old ones that nobody has seen"),
        pytest.param(numbered(10, prefix="b", title="Lain {}", hours=None), 0, 10, id="undated ones"),
        pytest.param(numbered(10, prefix="b", title="Lain {}"), 0, 0, id="ten fresh ones: a busy site"),
    ],
)
def test_a_flood_is_stemmed(new, recognised, suspicious):
    """By headline first; what stays unknown is suspicious unless it is dated after the last good poll."""
    old = numbered(10)
    headlines = {identity.headline_key(1, one): KnownEntry(number, number, b"") for number, one in enumerate(old, 1)}
    found = decide.sort_entries(1, document(*new), known(*old))

    stemmed = decide.stem_flood(1, found, headlines, LAST_POLL)

    assert sum(one.replaces is not None for one in stemmed.candidates) == recognised
    assert sum(one.suspicion == "flood" for one in stemmed.candidates) == suspicious


def test_a_foreign_domain_makes_only_the_unknown_suspicious():
    """What we know already stays what it is."""
    old, new = numbered(1), numbered(2, prefix="b")
    changed = [replace(one, title="Ralat") for one in old]
    found = decide.sort_entries(1, document(*changed, *new), known(*old))

    suspected = decide.suspect_all(found, "foreign_redirect")

    assert sorted(one.suspicion for one in suspected.candidates) == ["", "foreign_redirect", "foreign_redirect"]


def test_a_document_of_titles_changes_nothing_that_is_known():
    """What is unknown stays a candidate; what is known counts as unchanged, whatever the document says of it."""
    old, new = entry(guid="1", link=None), entry(guid="2", link=None)
    found = decide.sort_entries(1, document(replace(old, html=""), new), known(old))

    left = decide.leave_known(found)

    assert [one.data for one in left.candidates] == [new]
    assert (found.unchanged, left.unchanged, left.knows_any) == (0, 1, True)


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
