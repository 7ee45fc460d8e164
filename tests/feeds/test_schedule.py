"""When a feed is polled next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.schedule import LONGEST_BACKOFF, Intervals, after_failure, after_success
from tests.fakes.clock import NOON

QUARTER, TWO_HOURS = timedelta(minutes=15), timedelta(hours=2)
INTERVALS = Intervals(QUARTER, TWO_HOURS)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        pytest.param(None, QUARTER, id="nothing asked"),
        pytest.param(timedelta(seconds=30), QUARTER, id="asked for less than the shortest"),
        pytest.param(timedelta(minutes=40), timedelta(minutes=40), id="asked for something between"),
        pytest.param(timedelta(days=1), TWO_HOURS, id="asked for more than the longest"),
    ],
)
def test_after_a_success(asked, wait):
    """What the server asks for is obeyed within the operator's bounds."""
    assert after_success(NOON, INTERVALS, asked, 0.0) == NOON + wait


@pytest.mark.parametrize(
    ("failures", "retry_after", "wait"),
    [
        pytest.param(1, None, timedelta(minutes=5), id="first"),
        pytest.param(2, None, timedelta(minutes=10), id="second"),
        pytest.param(5, None, timedelta(minutes=80), id="fifth"),
        pytest.param(9, None, timedelta(minutes=1280), id="ninth"),
        pytest.param(10, None, LONGEST_BACKOFF, id="a day at most"),
        pytest.param(100_000, None, LONGEST_BACKOFF, id="after years"),
        pytest.param(1, 3600.0, timedelta(hours=1), id="Retry-After is longer"),
        pytest.param(5, 10.0, timedelta(minutes=80), id="Retry-After is shorter"),
        pytest.param(1, 1e12, LONGEST_BACKOFF, id="Retry-After beyond reason"),
    ],
)
def test_after_a_failure(failures, retry_after, wait):
    """Backoff doubles to a day and never gives up; a draw of 1 gives the longest wait."""
    assert after_failure(NOON, failures, retry_after, 1.0) == NOON + wait


@given(st.integers(1, 10**6), st.none() | st.floats(0, 1e15), st.floats(0, 1, exclude_max=True))
def test_the_next_poll_is_later_and_within_a_day(failures, retry_after, draw):
    """Whatever happens, a feed in trouble is neither hammered nor dropped."""
    wait = after_failure(NOON, failures, retry_after, draw) - NOON

    assert timedelta(minutes=2) <= wait <= LONGEST_BACKOFF
