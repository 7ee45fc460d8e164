"""How often a visitor may speak."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.limiter import Limiter

NO_WAIT = timedelta(0)


@pytest.mark.parametrize(
    ("pauses", "waits"),
    [
        pytest.param([0] * 5, [0] * 5, id="burst"),
        pytest.param([0] * 7, [0] * 5 + [3, 3], id="beyond-the-burst-nothing-is-counted"),
        pytest.param([0] * 5 + [3, 0], [0] * 6 + [3], id="one-every-three-seconds"),
        pytest.param([0] * 5 + [1], [0] * 5 + [2], id="too-early"),
        pytest.param([0] * 5 + [15] + [0] * 5, [0] * 10 + [3], id="full-again-after-fifteen-seconds"),
        pytest.param([3] * 50, [0] * 50, id="steady"),
        pytest.param([0] * 5 + [-3600], [0] * 6, id="clock-set-back"),
    ],
)
def test_twenty_a_minute_and_five_at_once(clock, pauses, waits):
    """Twenty a minute with a burst of five; the pauses are seconds before each word."""
    limiter = Limiter(per_minute=20, burst=5, clock=clock)
    waited = []
    for pause in pauses:
        clock.forward(seconds=pause)
        waited.append(limiter.take("a").total_seconds())

    assert waited == waits


def test_each_key_for_itself(clock):
    """One visitor's haste costs another nothing."""
    limiter = Limiter(per_minute=1, burst=1, clock=clock)

    assert [limiter.take(key) for key in "aab"] == [NO_WAIT, timedelta(minutes=1), NO_WAIT]


def test_memory_is_bounded(clock):
    """Beyond its capacity it forgets whoever was quiet for longest."""
    limiter = Limiter(per_minute=1, burst=2, clock=clock, capacity=2)
    for key in ("busy", "quiet", "busy", "new"):
        limiter.take(key)

    assert len(limiter) == 2
    assert limiter.take("busy") > NO_WAIT


@given(st.lists(st.integers(0, 10), max_size=60))
def test_never_more_than_the_burst_and_the_rate(pauses):
    """Whatever the rhythm, no stretch of time holds more than the burst and what the rate gives back."""
    now = [0]
    start = timedelta(0)
    limiter = Limiter(per_minute=20, burst=5, clock=lambda: _moment(now[0]))
    allowed = []
    for pause in pauses:
        now[0] += pause
        if limiter.take("a") == start:
            allowed.append(now[0])

    assert all(
        last - first + 1 <= 5 + (allowed[last] - allowed[first]) / 3
        for first in range(len(allowed))
        for last in range(first, len(allowed))
    )


def _moment(seconds):
    from datetime import UTC, datetime

    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
