"""Who may decide for a group: its administrators, as Telegram knows them; remembered for a minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from telegram import ChatMember
from telegram.error import TelegramError

from feeds.model import Clock

#: How long an answer is believed. One who lost the rights may decide that long.
MEMORY: Final = timedelta(seconds=60)
#: Answers kept; above it the old ones are let go.
CAPACITY: Final = 1000

_DECIDERS: Final = frozenset({ChatMember.ADMINISTRATOR, ChatMember.OWNER})

_log = structlog.get_logger(__name__)


class Rights:
    """Asks Telegram, by `ask(chat, user)`, and remembers."""

    def __init__(self, ask: Callable[[int, int], Awaitable[ChatMember]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[datetime, bool]] = {}

    async def may_decide(self, chat: int, user: int) -> bool:
        """Whether `user` is an administrator of `chat`. False when Telegram doesn't say, which isn't remembered."""
        now = self._clock()
        known = self._known.get((chat, user))
        if known is not None and now < known[0]:
            return known[1]
        try:
            member = await self._ask(chat, user)
        except TelegramError as error:
            _log.warning("rights unknown", chat=chat, error=str(error))
            return False
        decides = member.status in _DECIDERS
        if len(self._known) >= CAPACITY:
            self._known = {key: value for key, value in self._known.items() if now < value[0]}
        if len(self._known) < CAPACITY:
            self._known[chat, user] = (now + MEMORY, decides)
        return decides
