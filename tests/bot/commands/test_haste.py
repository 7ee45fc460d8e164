"""How fast one person may ask."""

from datetime import timedelta

from bot.commands.haste import Haste
from tests.fakes.clock import NOON


def test_a_thousand_at_once():
    """The first twenty are answered, one is told, the rest is dropped; others are answered all the while."""
    haste = Haste()
    judged = [haste.judge("telegram", "1", NOON) for _ in range(1000)]

    assert (judged.count("answer"), judged.count("warn"), judged.count("drop")) == (20, 1, 979)
    assert haste.judge("telegram", "2", NOON) == "answer"
    assert haste.judge("web", "1", NOON) == "answer"


def test_slowing_down_helps():
    """A second later one more is answered, and whoever goes on hurrying is told again."""
    haste = Haste(at_once=2)
    for _ in range(5):
        haste.judge("telegram", "1", NOON)
    later = NOON + timedelta(seconds=1)

    assert [haste.judge("telegram", "1", later) for _ in range(3)] == ["answer", "warn", "drop"]


def test_a_clock_that_goes_back():
    """Nobody gains or loses by it."""
    haste = Haste(at_once=2)
    haste.judge("telegram", "1", NOON)

    assert haste.judge("telegram", "1", NOON - timedelta(hours=1)) == "answer"
