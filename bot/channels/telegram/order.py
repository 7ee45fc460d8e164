"""In which order updates are worked on: those of one chat one after another, those of many chats at once.

The library's own processors know only "one at a time", where one slow search keeps everybody waiting, and "many at
once", where the second message of a person may overtake the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

#: Chats worked for at once.
AT_ONCE: Final = 32
#: Messages of one chat that may wait; one who sends faster than we answer loses the rest.
LINE_LIMIT: Final = 20
#: Updates in memory, waiting or worked on.
UPDATE_LIMIT: Final = 10_000

_log = structlog.get_logger(__name__)


@dataclass(slots=True, weakref_slot=True)
class _Line:
    """The updates of one chat that are waiting or worked on."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0
    #: The words of the last update taken, when they were ones to keep.
    kept: str | None = None


class ChatOrder(BaseUpdateProcessor):
    """Keeps the order within a chat. A chat that waits for itself takes no place from the others."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        line_limit: int = LINE_LIMIT,
        keeps: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        """`keeps` says which words find a place in a line that is full: nobody loses a STOP by what they said before.

        The same words straight after each other find one place, so that such a line stays short as well.
        """
        super().__init__(UPDATE_LIMIT)
        self._keeps = keeps
        self._places = asyncio.Semaphore(at_once)
        self._line_limit = line_limit
        self._lines: WeakValueDictionary[int, _Line] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Works on one update when its turn has come."""
        chat = update.effective_chat if isinstance(update, Update) else None
        key = 0 if chat is None else chat.id
        line = self._lines.setdefault(key, _Line())
        text = _said(update) if isinstance(update, Update) else ""
        kept = text if self._keeps(text) else None
        if line.length >= self._line_limit and (kept is None or kept == line.kept):
            _log.warning("message dropped, too many waiting", chat=key)
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        line.length, line.kept = line.length + 1, kept
        try:
            async with line.turn, self._places:
                await coroutine
        finally:
            line.length -= 1

    async def abandon(self) -> None:
        """Ends what is still worked on, at a stop that has waited long enough."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _said(update: Update) -> str:
    """The words of a message or of a pressed button."""
    if update.callback_query is not None:
        return update.callback_query.data or ""
    message = update.effective_message
    return "" if message is None else message.text or ""
