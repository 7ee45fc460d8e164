"""What becomes of an errand."""

from datetime import timedelta

import pytest

from bot.delivery import errand_rules
from bot.model import Errand, Failed, Sent, Unchangeable
from tests.fakes.clock import NOON


def errand(kind="correction", way="edit", *, attempts=1, doubts=0, message_id="7", active=True):
    return Errand(
        id=1,
        kind=kind,
        way=way,
        chat_id=2,
        address="2",
        chat_kind="private",
        chat_active=active,
        language="id",
        timezone="Asia/Jakarta",
        attempts=attempts,
        doubts=doubts,
        story_id=3,
        message_id=message_id,
    )


OLD = Unchangeable("message can't be deleted")


@pytest.mark.parametrize(
    ("one", "change", "state", "way", "wait"),
    [
        pytest.param(errand(), Sent("7"), "done", "edit", None, id="edited"),
        pytest.param(errand(), OLD, "unreachable", "edit", None, id="a correction that can't be edited is counted"),
        pytest.param(errand("recall", "delete"), Sent("7"), "done", "delete", None, id="deleted"),
        pytest.param(errand("recall", "delete"), OLD, "queued", "edit", 0, id="too old to be deleted is edited"),
        pytest.param(errand("recall", "edit"), OLD, "queued", "tell", 0, id="what can't be edited is told"),
        pytest.param(errand("recall", "tell"), Sent("8"), "done", "tell", None, id="told"),
        pytest.param(errand("digest", "tell"), OLD, "unreachable", "tell", None, id="an empty digest"),
        pytest.param(errand(), Failed("gone", "x"), "unreachable", "edit", None, id="gone"),
        pytest.param(errand(), Failed("migrated", "x"), "unreachable", "edit", None, id="the message stayed behind"),
        pytest.param(errand(), Failed("not_sent", "x"), "queued", "edit", 2.5, id="tried again"),
        pytest.param(
            errand(attempts=4), Failed("in_doubt", "x"), "queued", "edit", 20, id="edits are repeated in doubt"
        ),
        pytest.param(errand(attempts=10), Failed("not_sent", "x"), "unreachable", "edit", None, id="given up"),
        pytest.param(
            errand("recall", "tell"), Failed("in_doubt", "x"), "queued", "tell", 30, id="in doubt it is told once more"
        ),
        pytest.param(
            errand("recall", "tell", doubts=1), Failed("in_doubt", "x"), "unreachable", "tell", None, id="never twice"
        ),
        pytest.param(
            errand(),
            Failed("slow_down", "x", retry_after=timedelta(seconds=40)),
            "queued",
            "edit",
            40,
            id="after the network's own wait",
        ),
        pytest.param(errand(), Failed("channel_down", "x"), "queued", "edit", 60, id="the channel rests"),
    ],
)
def test_what_becomes_of_it(one, change, state, way, wait):
    """State, way and wait."""
    settled = errand_rules.settle(one, change, NOON, 0.0)

    shown = None if settled.next_at is None else (settled.next_at - NOON).total_seconds()
    assert (settled.state, settled.way, shown) == (state, way, wait)


@pytest.mark.parametrize("kind", ["slow_down", "channel_down"])
def test_what_is_not_its_fault_costs_no_attempt(kind):
    """A network that rests gives nobody up."""
    assert errand_rules.settle(errand(attempts=10), Failed(kind, "x"), NOON, 0.5).attempts == 9


@pytest.mark.parametrize(
    ("one", "hopeless"),
    [
        pytest.param(errand(), False, id="a message to edit"),
        pytest.param(errand(message_id=None), True, id="no message to edit"),
        pytest.param(errand(active=False), False, id="messages of a stopped chat may be changed"),
        pytest.param(errand("recall", "tell", active=False), True, id="a stopped chat is told nothing"),
        pytest.param(errand("recall", "tell", message_id=None), False, id="telling needs no message"),
    ],
)
def test_when_the_network_need_not_be_asked(one, hopeless):
    """Nothing to change, or nobody who may be told."""
    assert (errand_rules.hopeless(one) is not None) is hopeless
