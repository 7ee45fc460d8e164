"""Receiving by long polling: asks for updates for ever, hands each on, and says what is wrong when it can't.

Not the library's `Updater`, for three reasons found in its source (22.8): its pause after an error, up to 30 s, can't
be interrupted, so a stop waits for it; one update that it can't read makes it fetch the same batch for ever; and it
has no word for "a second copy of this bot is running".
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TimedOut

#: Seconds the server may hold a poll open; it allows 50 at most.
HOLD: Final = 30
#: Longest pause between polls that fail.
LONGEST_PAUSE: Final = 30.0
#: Failures in a row after which the line is called broken; one is an everyday thing.
PATIENCE: Final = 2

Fetch = Callable[[int, int], Awaitable[list[dict[str, Any]]]]
Accept = Callable[[dict[str, Any]], object]
Sleep = Callable[[float], Awaitable[None]]

_log = structlog.get_logger(__name__)


class Poller:
    """Fetches by `fetch(offset, hold)`, hands every update to `accept`, which must not raise."""

    def __init__(self, fetch: Fetch, accept: Accept, sleep: Sleep) -> None:
        self._fetch = fetch
        self._accept = accept
        self._sleep = sleep
        #: The first update that the server may still send; all before it are confirmed by asking for it.
        self._offset = 0
        self._failures = 0
        #: What is wrong, for people; None when polls succeed.
        self.trouble: str | None = None

    async def run(self) -> None:
        """Polls until cancelled."""
        while True:
            try:
                updates = await self._fetch(self._offset, HOLD)
            # Not only TelegramError: whatever the server invents, the next poll may be better.
            except Exception as error:
                await self._sleep(self._failed(error))
                continue
            if self.trouble is not None:
                _log.info("updates arrive again")
            self._failures, self.trouble = 0, None
            if updates:
                # Counted first: an update that nobody can read must not come back for ever. The last batch counts,
                # not the highest number ever seen: after a quiet week Telegram begins anew at any number.
                self._offset = max(update["update_id"] for update in updates) + 1
            for update in updates:
                self._accept(update)

    async def confirm(self) -> None:
        """Tells the server what was received, so that the next start doesn't receive it again."""
        if self._offset:
            await self._fetch(self._offset, 0)

    def _failed(self, error: Exception) -> float:
        """Takes note of a failed poll and gives the pause before the next."""
        self._failures += 1
        before, self.trouble = self.trouble, self._named(error)
        if self.trouble != before:
            _log.warning("updates do not arrive", reason=self.trouble, error=repr(error))
        return pause(error, self._failures)

    def _named(self, error: Exception) -> str | None:
        match error:
            case Conflict():
                return f"Another program receives this bot's updates; stop the other copy, or its webhook ({error})."
            case InvalidToken():
                return (
                    f"Telegram refuses the token ({error}); copy the present one from @BotFather into [telegram] token."
                )
            case RetryAfter():
                return f"Telegram asks us to wait before receiving ({error})."
            case _ if self._failures >= PATIENCE:
                return f"Updates can't be fetched from Telegram ({error})."
            case _:
                return self.trouble


def pause(error: Exception, failures: int) -> float:
    """Seconds before the next poll after `failures` in a row: 1, 2, 4 ... 30; none after a first slow answer."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    if isinstance(error, TimedOut) and failures == 1:
        return 0.0
    return min(LONGEST_PAUSE, 2.0 ** min(failures - 1, 10))
