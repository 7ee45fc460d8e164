"""Lets answers out in time: at once while the rate has room, before every broadcast when it has none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.pacing import Pacer
from bot.model import ChatKind


class AnswerPace:
    """Called before each answer of a channel; comes back when it may go. Shares the sender's pacer."""

    def __init__(self, pacer: Pacer, time: Callable[[], float], sleep: Callable[[float], Awaitable[Any]]) -> None:
        self._pacer = pacer
        self._time = time
        self._sleep = sleep

    async def __call__(self, address: str, kind: ChatKind) -> None:
        """Waits for the turn of one answer and counts it."""
        pacer = self._pacer
        while (wait := pacer.answer_wait(self._time(), address, kind)) > 0:
            # Broadcasts step back for as long as somebody waits.
            pacer.waiting += 1
            try:
                await self._sleep(wait)
            finally:
                pacer.waiting -= 1
        pacer.take_answer(self._time(), address, kind)
