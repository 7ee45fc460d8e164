"""Polling goes on whatever happens, and says what is wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.polling import HOLD, Poller, pause


class Line:
    """Polls that end as scripted, and then hang as a quiet line does."""

    def __init__(self, *script):
        self.script = list(script)
        self.asked = []
        self.accepted = []
        self.slept = []
        #: What the poller said was wrong at each of its sleeps.
        self.troubles = []
        self.quiet = asyncio.Event()
        self.poller = Poller(self.fetch, self.accepted.append, self.sleep)

    async def fetch(self, offset, hold):
        self.asked.append((offset, hold))
        if not self.script:
            self.quiet.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return [{"update_id": number} for number in step]

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.troubles.append(self.poller.trouble)

    async def run(self):
        """Polls until the script is over."""
        task = asyncio.create_task(self.poller.run())
        await self.quiet.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return self


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


async def test_updates_are_confirmed_by_the_next_poll():
    """Each poll asks for what comes after the last update, whatever their order."""
    line = await Line([7, 8], [], [10, 9]).run()
    assert line.asked == [(0, HOLD), (9, HOLD), (9, HOLD), (11, HOLD)]
    assert line.accepted == [{"update_id": number} for number in (7, 8, 10, 9)]
    assert line.slept == []


async def test_numbers_that_begin_anew():
    """After a week without updates Telegram may go on with a lower number."""
    line = await Line([900], [5, 6]).run()
    assert [offset for offset, _ in line.asked] == [0, 901, 7]


async def test_line_that_breaks_and_heals():
    """One failure is nothing; after two people are told, until it works again."""
    line = await Line(NetworkError("a"), NetworkError("b"), NetworkError("c"), [7]).run()
    assert line.slept == [1.0, 2.0, 4.0]
    assert line.troubles == [
        None,
        "Updates can't be fetched from Telegram (b).",
        "Updates can't be fetched from Telegram (c).",
    ]
    assert line.poller.trouble is None
    assert line.accepted == [{"update_id": 7}]


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        pytest.param(lambda: Conflict("Conflict: terminated"), "stop the other copy", id="two copies"),
        pytest.param(lambda: InvalidToken("Unauthorized"), "@BotFather", id="token revoked"),
        pytest.param(lambda: RetryAfter(9), "asks us to wait", id="too fast"),
    ],
)
async def test_what_needs_a_person_is_said_at_once(fails, words):
    """Some failures do not go away by themselves."""
    line = await Line(fails(), []).run()
    assert words in line.troubles[0]
    assert line.poller.trouble is None


async def test_confirm():
    """At a stop the server is told what was received, without waiting; not when nothing was."""
    line = await Line([7]).run()
    line.script = [[]]
    await line.poller.confirm()
    assert line.asked[-1] == (8, 0)
    untouched = Line()
    await untouched.poller.confirm()
    assert untouched.asked == []


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        pytest.param(NetworkError("x"), 1, 1, id="first"),
        pytest.param(NetworkError("x"), 4, 8, id="fourth"),
        pytest.param(NetworkError("x"), 5000, 30, id="at last"),
        pytest.param(TimedOut(), 1, 0, id="slow once"),
        pytest.param(TimedOut(), 2, 2, id="slow twice"),
        pytest.param(Conflict("x"), 3, 4, id="conflict"),
        pytest.param(BadRequest("x"), 1, 1, id="refused"),
        pytest.param(TelegramError("x"), 1, 1, id="anything"),
    ],
)
def test_pause(error, failures, seconds):
    """The pause doubles up to half a minute."""
    assert pause(error, failures) == seconds


def test_pause_that_the_server_asks_for():
    """Telegram's own wish comes first."""
    assert pause(RetryAfter(timedelta(seconds=90)), 1) == 90
