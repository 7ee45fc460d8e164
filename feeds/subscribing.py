"""Asks hubs to tell us of news; renews what runs out, tries again what failed. The answers come to the callback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from feeds import websub
from feeds.feed_model import Declared
from feeds.model import Clock, FetchFailed
from feeds.storage import websub as websub_table
from feeds.storage.database import Database
from feeds.web.fetch import Fetcher
from feeds.websub import Subscription

#: Requests of one pass: with two seconds between two at one hub it ends before the next one begins.
AT_ONCE = 100

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Keeps our subscriptions alive, pass by pass."""

    database: Database
    fetcher: Fetcher
    clock: Clock
    #: Random numbers in [0, 1), for jitter.
    draw: Callable[[], float]
    #: Makes an unguessable string of 32 random bytes or more, of the letters A-Z a-z 0-9 _ and -.
    make_secret: Callable[[], str]
    #: Address that hubs call, without the token: "https://news.example/websub/".
    callback: str

    async def tick(self) -> int:
        """Asks for every subscription that is missing, lapsed or up for renewal; gives how many were asked for.

        Raises `StorageError` only when the database fails; hubs that fail are noted and tried again.
        """
        wanting = await self.database.read(websub_table.wanting, self.clock(), AT_ONCE)
        await asyncio.gather(*(self._ask(*one) for one in wanting))
        return len(wanting)

    async def _ask(self, feed_id: int, what: Declared, subscription: Subscription | None) -> None:
        now = self.clock()
        if subscription is None:
            subscription = websub.begin(feed_id, what, self.make_secret(), self.make_secret(), now)
        asked = websub.asking(subscription, now, self.draw())
        await self.database.write(websub_table.save, asked)
        form = websub.request_form(asked, self.callback + asked.token)
        answer = await self.fetcher.post_form(asked.hub, form)
        if isinstance(answer, FetchFailed):
            after = websub.refused(asked, self.clock(), answer.retry_after, self.draw())
            await self.database.write(websub_table.refuse, asked, after)
            _log.warning("hub refused", feed=feed_id, hub=asked.hub, fault=answer.fault, detail=answer.detail)
        else:
            _log.info("hub asked", feed=feed_id, hub=asked.hub, status=answer)
