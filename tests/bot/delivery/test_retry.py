"""What becomes of a delivery after a send."""

from datetime import timedelta

import pytest

from bot.delivery import retry
from bot.model import Claim, Failed, Sent, Settlement
from tests.fakes.clock import NOON


def claim(attempts=1, doubts=0):
    return Claim(7, 3, 5, "telegram", "42", "private", "id", "Asia/Jakarta", attempts, doubts, NOON)


def test_a_message_that_was_taken_is_sent():
    """The network's name for the message is kept: corrections need it."""
    settled = retry.settle(claim(), Sent("99"), NOON, 0.5)

    assert settled == Settlement(claim(), "sent", message_id="99", attempts=1)


@pytest.mark.parametrize(
    ("failed", "before", "state", "chat_state", "wait"),
    [
        pytest.param(Failed("gone", "blocked"), claim(), "failed", "blocked", None, id="the chat blocked us"),
        pytest.param(Failed("no_rights", "no rights"), claim(), "failed", "paused", None, id="no right to write"),
        pytest.param(Failed("bad_message", "too long"), claim(), "rejected", None, None, id="our own fault"),
        pytest.param(
            Failed("slow_down", "429", retry_after=timedelta(seconds=17)),
            claim(),
            "queued",
            None,
            timedelta(seconds=17),
            id="too fast, with a time",
        ),
        pytest.param(Failed("channel_down", "401"), claim(), "queued", None, retry.CHANNEL_WAIT, id="channel down"),
        pytest.param(Failed("not_sent", "refused"), claim(1), "queued", None, timedelta(seconds=5), id="first try"),
        pytest.param(Failed("not_sent", "refused"), claim(4), "queued", None, timedelta(seconds=40), id="fourth try"),
        pytest.param(Failed("not_sent", "refused"), claim(14), "queued", None, retry.LONGEST_WAIT, id="many tries"),
        pytest.param(Failed("not_sent", "refused"), claim(15), "failed", None, None, id="tries used up"),
        pytest.param(Failed("in_doubt", "timeout"), claim(), "queued", None, retry.DOUBT_WAIT, id="first doubt"),
        pytest.param(Failed("in_doubt", "timeout"), claim(2, 1), "in_doubt", None, None, id="second doubt is parked"),
    ],
)
def test_a_failed_send(failed, before, state, chat_state, wait):
    """Each fault has its consequence for the delivery and for its chat."""
    settled = retry.settle(before, failed, NOON, 1.0)

    assert (settled.state, settled.chat_state) == (state, chat_state)
    assert settled.next_at == (None if wait is None else NOON + wait)


def test_a_migrated_group_is_sent_to_again_at_its_new_address():
    """The delivery goes on, at once, under the new address."""
    settled = retry.settle(claim(), Failed("migrated", "upgraded", new_address="-100"), NOON, 0.0)

    assert (settled.state, settled.next_at, settled.new_address) == ("queued", NOON, "-100")


@pytest.mark.parametrize("kind", ["slow_down", "channel_down"])
def test_a_fault_of_the_channel_costs_no_attempt(kind):
    """A chat is not given up on because the whole channel was slow."""
    assert retry.settle(claim(attempts=3), Failed(kind, "x"), NOON, 0.0).attempts == 2


@pytest.mark.parametrize(
    ("outcome", "rest"),
    [
        pytest.param(Sent("1"), None, id="sent"),
        pytest.param(Failed("gone", "x"), None, id="one chat's trouble"),
        pytest.param(Failed("slow_down", "x", retry_after=timedelta(hours=2)), timedelta(hours=2), id="told how long"),
        pytest.param(Failed("slow_down", "x"), retry.FIRST_WAIT, id="not told how long"),
        pytest.param(Failed("channel_down", "x"), retry.CHANNEL_WAIT, id="channel down"),
    ],
)
def test_only_a_fault_of_the_channel_makes_it_rest(outcome, rest):
    """One chat's trouble never holds up the others."""
    assert retry.rest(outcome) == rest
