"""How fast we send, on a clock that tests own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import BURST, NO_GAPS, TELEGRAM_GAPS, Pacer


def simulate(pacer, seconds, step=0.001):
    """Sends as fast as the pacer allows; gives the times of the sends."""
    sent, now = [], 0.0
    while now < seconds:
        for _ in range(pacer.allowed(now)):
            pacer.take(now, len(sent), "private")
            sent.append(now)
        now += max(step, pacer.wait(now))
    return sent


def busiest_second(times):
    return max(sum(start <= time < start + 1.0 for time in times) for start in times)


@pytest.mark.parametrize("rate", [5.0, 25.0, 30.0, 1000.0])
def test_no_second_holds_more_than_the_rate(rate):
    """In every window of one second there are at most as many sends as the network allows."""
    sent = simulate(Pacer(rate, NO_GAPS), 5.0, step=0.0001)

    assert busiest_second(sent) <= rate


def test_the_broadcast_share_is_used():
    """Four fifths of the rate are really sent; the rest is for answers."""
    sent = simulate(Pacer(25.0, NO_GAPS), 10.0)

    assert 0.95 * 200 <= len(sent) <= 205


def test_a_pause_does_not_add_up():
    """After a quiet hour at most one burst goes out at once."""
    pacer = Pacer(25.0, NO_GAPS)

    assert pacer.allowed(3600.0) == BURST


@pytest.mark.parametrize(
    ("kind", "gap"), [("private", 1.0), ("group", 3.0), ("broadcast", 3.0)], ids=["person", "group", "channel"]
)
def test_a_chat_rests_after_a_message(kind, gap):
    """One message a second to a person, twenty a minute to a group."""
    pacer = Pacer(25.0, TELEGRAM_GAPS)
    pacer.take(100.0, 7, kind)

    assert pacer.resting(100.0 + gap - 0.01) == [7]
    assert pacer.resting(100.0 + gap) == []


def test_nothing_goes_out_while_the_channel_is_held():
    """A wait that the network asked for is kept to the end, and then no burst makes up for it."""
    pacer = Pacer(25.0, NO_GAPS)
    pacer.hold(60.0)

    assert pacer.allowed(59.9) == 0
    assert pacer.wait(0.0) == pytest.approx(60.0)
    assert pacer.allowed(60.0) == 1


@given(st.floats(1, 1000), st.lists(st.floats(0, 2), max_size=60))
def test_waiting_as_told_always_frees_a_send(rate, pauses):
    """After `wait` seconds there is always room for one."""
    pacer, now = Pacer(rate, NO_GAPS), 0.0
    for pause in pauses:
        now += pause
        if pacer.allowed(now):
            pacer.take(now, 1, "private")
        assert pacer.allowed(now + pacer.wait(now) + 1e-6) >= 1
