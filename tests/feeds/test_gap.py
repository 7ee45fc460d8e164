"""Which older pages are asked for, and when enough was read back."""

from datetime import timedelta

import pytest

from feeds import gap
from feeds.model import FeedData
from tests.fakes.clock import NOON
from tests.feeds.builders import entry

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://kab.example/feed/", "https://kab.example/feed/?paged=3", id="pretty"),
        pytest.param("https://kab.example/?feed=rss2", "https://kab.example/?feed=rss2&paged=3", id="plain"),
        pytest.param("https://kab.example/feed/?paged=2", "https://kab.example/feed/?paged=3", id="from another page"),
        pytest.param("https://kab.example/wp-json/wp/v2/posts?per_page=20", "https://kab.example/wp-json/wp/v2/posts?per_page=20&page=3", id="posts"),
    ],
)  # fmt: skip
def test_the_address_of_a_page(url, expected):
    """As WordPress numbers them."""
    assert gap.page_address(url, 3) == expected


@pytest.mark.parametrize(
    ("ages", "since", "expected"),
    [
        pytest.param([1, 2], HOUR, False, id="newer than the last poll"),
        pytest.param([5, 9], HOUR, False, id="its newest is within the grace"),
        pytest.param([8, 9], HOUR, True, id="all older: a rewritten feed"),
        pytest.param([5, 900], HOUR, False, id="one is pinned or backdated"),
        pytest.param([None, None], HOUR, False, id="undated"),
        pytest.param([None, 9], HOUR, True, id="some undated"),
        pytest.param([9], None, False, id="never polled well"),
    ],
)
def test_whether_a_page_is_past_the_last_poll(ages, since, expected):
    """Only by its newest date, with six hours of grace for clocks and drafts."""
    dates = [None if age is None else NOON - age * HOUR for age in ages]
    page = FeedData("", None, tuple(entry(published=date) for date in dates))

    assert gap.is_past(page, since and NOON - since) is expected
