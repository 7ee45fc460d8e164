"""How fast we send, on a clock that tests own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import BURST, NO_GAPS, SOON, TELEGRAM_GAPS, Pacer


def simulate(pacer, seconds, step=0.001):
    """Sends as fast as the pacer allows; gives the times of the sends."""
    sent, now = [], 0.0
    while now < seconds:
        for _ in range(pacer.allowed(now)):
            pacer.take(now, str(len(sent)), "private")
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
    pacer.take(100.0, "7", kind)

    assert pacer.free_at("7") == 100.0 + gap


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
            pacer.take(now, "1", "private")
        assert pacer.allowed(now + pacer.wait(now) + 1e-6) >= 1


@given(
    st.sampled_from([5.0, 25.0, 30.0]),
    st.lists(st.tuples(st.booleans(), st.floats(0, 0.2), st.integers(1, 9)), max_size=200),
)
def test_answers_and_broadcasts_share_the_rate(rate, events):
    """Whoever sends as soon as it may: no second holds more than the rate, no group's minute more than twenty."""
    pacer, now, sent = Pacer(rate, TELEGRAM_GAPS), 0.0, []
    for is_answer, pause, chat in events:
        now += pause
        address, kind = (f"-{chat}", "group") if chat < 3 else (str(chat), "private")
        if is_answer and pacer.answer_wait(now, address, kind) <= 0:
            pacer.take_answer(now, address, kind)
            sent.append((now, address))
        elif not is_answer and pacer.allowed(now) and pacer.free_at(address) <= now:
            pacer.take(now, address, kind)
            sent.append((now, address))

    assert not sent or busiest_second([time for time, _ in sent]) <= rate
    for group in ("-1", "-2"):
        times = [time for time, address in sent if address == group]
        assert all(later - time >= 60 for time, later in zip(times, times[20:], strict=False))


def test_an_answer_hardly_waits_for_a_broadcast():
    """However fast broadcasts go, a fifth of the rate is left; after a burst at most one spacing is waited for."""
    pacer, now = Pacer(25.0, NO_GAPS), 0.0
    waits = []
    for step in range(1000):
        now += 0.01
        for _ in range(pacer.allowed(now)):
            pacer.take(now, str(step), "private")
        if step % 25 == 24:
            waits.append(pacer.answer_wait(now, "1", "private"))
            pacer.take_answer(now, "1", "private")

    assert max(waits) <= 0.05


def test_broadcasts_step_back_while_an_answer_waits():
    """What room there is, is kept for it."""
    pacer = Pacer(25.0, NO_GAPS)
    pacer.waiting = 25

    assert pacer.allowed(100.0) == 0


@pytest.mark.parametrize(
    ("meanwhile", "wait"),
    [
        pytest.param(lambda _pacer: None, 0.0, id="nothing came in between"),
        pytest.param(lambda pacer: pacer.take_answer(100.0, "1", "private"), 1.0, id="its chat was answered"),
        pytest.param(lambda pacer: pacer.take_answer(100.0, "2", "private"), 0.0, id="another chat was answered"),
        pytest.param(lambda pacer: pacer.hold(160.0), 60.0, id="the network said wait"),
        pytest.param(lambda pacer: setattr(pacer, "waiting", 25), SOON, id="answers wait for all the room"),
    ],
)
def test_what_was_claimed_is_sent_only_if_it_still_may_go(meanwhile, wait):
    """Between asking and taking, others may have been faster."""
    pacer = Pacer(25.0, TELEGRAM_GAPS)
    assert pacer.allowed(100.0) > 0

    meanwhile(pacer)

    assert pacer.still(100.0, "1") == pytest.approx(wait)


def test_topics_of_a_forum_are_one_chat():
    """Twenty a minute count for the group, not for each of its topics."""
    pacer = Pacer(25.0, TELEGRAM_GAPS)
    pacer.take(100.0, "-5:7", "group")

    assert pacer.free_at("-5:8") == 103.0
