"""When a feed is polled next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.schedule import (
    LONGEST_BACKOFF,
    Intervals,
    Rhythm,
    after_failure,
    after_success,
    is_gone_for_good,
    usual_gap,
    wants_refresh,
)
from tests.fakes.clock import NOON

MINUTE, QUARTER, HOUR, DAY = (timedelta(minutes=n) for n in (1, 15, 60, 1440))
INTERVALS = Intervals(QUARTER, 2 * HOUR)


@pytest.mark.parametrize(
    ("rhythm", "wait"),
    [
        pytest.param(Rhythm(), QUARTER, id="nothing known"),
        pytest.param(Rhythm(asked=timedelta(seconds=30)), QUARTER, id="asked for less than the shortest"),
        pytest.param(Rhythm(asked=40 * MINUTE), 40 * MINUTE, id="asked for something between"),
        pytest.param(Rhythm(asked=DAY), 2 * HOUR, id="asked for more than the longest"),
        pytest.param(Rhythm(fresh_for=40 * MINUTE), 40 * MINUTE, id="fresh for something between"),
        pytest.param(Rhythm(fresh_for=20 * MINUTE, asked=40 * MINUTE), 40 * MINUTE, id="the longer of two wishes"),
        pytest.param(Rhythm(fresh_for=timedelta(0)), QUARTER, id="never fresh"),
        pytest.param(Rhythm(usual_gap=2 * HOUR, newest=NOON), HOUR / 2, id="a quarter of the usual gap"),
        pytest.param(Rhythm(usual_gap=10 * MINUTE, newest=NOON), QUARTER, id="a busy feed"),
        pytest.param(Rhythm(usual_gap=DAY, newest=NOON), 2 * HOUR, id="a daily feed"),
        pytest.param(Rhythm(usual_gap=HOUR, newest=NOON - 6 * HOUR), 1.5 * HOUR, id="quieter than its habit"),
        pytest.param(Rhythm(usual_gap=HOUR, newest=NOON + HOUR), QUARTER, id="dated into the future"),
        pytest.param(Rhythm(conditional=False), HOUR, id="no validators"),
        pytest.param(Rhythm(conditional=False, asked=90 * MINUTE), 1.5 * HOUR, id="no validators and a longer wish"),
    ],
)
def test_after_a_success(rhythm, wait):
    """Habit, wishes and cost are weighed within the operator's bounds."""
    assert after_success(NOON, INTERVALS, rhythm, 0.0) == NOON + wait


def test_without_validators_the_operators_longest_still_holds():
    """An operator who wants every half hour at most gets that."""
    assert after_success(NOON, Intervals(QUARTER, HOUR / 2), Rhythm(conditional=False), 0.0) == NOON + HOUR / 2


@given(
    st.floats(0, 1, exclude_max=True),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.none() | st.datetimes(NOON.replace(tzinfo=None) - timedelta(days=4000), NOON.replace(tzinfo=None)),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.booleans(),
)
def test_a_healthy_feed_is_polled_within_the_bounds(draw, gap, newest, asked, conditional):
    """Never sooner than the shortest, never later than the longest and its spread."""
    newest = None if newest is None else newest.replace(tzinfo=NOON.tzinfo)
    rhythm = Rhythm(gap, newest, asked, asked, conditional)

    wait = after_success(NOON, INTERVALS, rhythm, draw) - NOON

    assert QUARTER <= wait <= 2 * HOUR * 1.1


@pytest.mark.parametrize(
    ("hours", "gap"),
    [
        pytest.param((), None, id="no entry"),
        pytest.param((0, 2), None, id="two say nothing yet"),
        pytest.param((0, 2, 4), 2, id="every two hours"),
        pytest.param((4, 0, 2), 2, id="in any order"),
        pytest.param((0, 24, 48, 72, 72 + 14 * 24), 24, id="a holiday does not slow a daily feed"),
        pytest.param((0, 0, 0), 0, id="all at once"),
    ],
)
def test_the_usual_gap(hours, gap):
    """The median time between publications."""
    found = usual_gap([NOON - timedelta(hours=hour) for hour in hours])

    assert found == (None if gap is None else timedelta(hours=gap))


@pytest.mark.parametrize(
    ("last_whole", "wanted"),
    [(None, True), (NOON - timedelta(days=7), True), (NOON - timedelta(days=7) + MINUTE, False)],
    ids=["never", "a week ago", "less than a week ago"],
)
def test_once_a_week_a_feed_is_asked_for_whole(last_whole, wanted):
    """It heals a server that is stuck at "not modified"."""
    assert wants_refresh(NOON, last_whole) is wanted


@pytest.mark.parametrize(
    ("polls", "since", "gone"),
    [(3, DAY, True), (2, DAY, False), (9, DAY - MINUTE, False)],
    ids=["three times over a day", "twice", "often within a day"],
)
def test_gone_for_good(polls, since, gone):
    """One 410 is a mistake; three over a day are meant."""
    assert is_gone_for_good(NOON, polls, NOON - since) is gone


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
    assert after_failure(NOON, Intervals(MINUTE, 2 * HOUR), failures, retry_after, 1.0) == NOON + wait


@given(st.integers(1, 10**6), st.none() | st.floats(0, 1e15), st.floats(0, 1, exclude_max=True))
def test_the_next_poll_is_later_and_within_a_day(failures, retry_after, draw):
    """Whatever happens, a feed in trouble is neither hammered nor dropped."""
    wait = after_failure(NOON, INTERVALS, failures, retry_after, draw) - NOON

    assert QUARTER <= wait <= LONGEST_BACKOFF
