"""The turn of an answer, on a clock that the test owns."""

from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import TELEGRAM_GAPS, Pacer


class Time:
    """Moves when somebody sleeps."""

    def __init__(self, pacer):
        self.now = 100.0
        self.pacer = pacer
        self.waiting = []

    async def sleep(self, seconds):
        self.waiting.append(self.pacer.waiting)
        self.now += seconds


async def test_an_answer_waits_for_room_in_the_second():
    """The rate holds for answers, too; broadcasts know that somebody waits."""
    pacer = Pacer(5.0, TELEGRAM_GAPS)
    time = Time(pacer)
    pace = AnswerPace(pacer, lambda: time.now, time.sleep)

    for person in range(5):
        await pace(str(person), "private")
    at_once = time.now
    await pace("6", "private")

    assert (at_once, time.now) == (100.0, 101.0)
    assert (time.waiting, pacer.waiting) == ([1], 0)


async def test_a_group_gets_twenty_a_minute():
    """The twenty-first answer waits; another group's does not."""
    pacer = Pacer(1000.0, TELEGRAM_GAPS)
    time = Time(pacer)
    pace = AnswerPace(pacer, lambda: time.now, time.sleep)

    for _ in range(20):
        await pace("-1", "group")
    await pace("-2", "group")
    at_once = time.now
    await pace("-1", "group")

    assert (at_once, time.now) == (100.0, 160.0)
