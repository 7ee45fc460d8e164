"""Tells a WebSub hub that our own feed has news, so that it is pushed to whoever follows it.

WebSub leaves open how a publisher tells its hub (https://www.w3.org/TR/websub/, section 7); every hub that is in use
takes the form that is sent here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from feeds.model import FetchFailed
from feeds.storage import changes
from feeds.storage.database import Database
from feeds.web.fetch import Fetcher

#: How often it looks for news, and the least time between two calls of the hub.
EVERY: Final = timedelta(minutes=1)
#: Looks that are let go by after failures at most: an hour.
_LONGEST: Final = 60

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class HubNotice:
    """Calls the hub when stories changed since the last call. A hub that fails is left alone for longer each time."""

    database: Database
    fetcher: Fetcher
    hub: str
    #: The addresses of our feeds, as they name themselves.
    topics: tuple[str, ...]
    #: The newest change that the hub was told of; a start tells it once.
    _told: int = field(default=0, init=False)
    _failures: int = field(default=0, init=False)
    _skip: int = field(default=0, init=False)

    async def tick(self) -> None:
        """Raises `StorageError` only when the database fails; a hub that fails is told later."""
        if self._skip:
            self._skip -= 1
            return
        newest = await self.database.read(changes.last_seq)
        if newest <= self._told:
            return
        for topic in self.topics:
            answer = await self.fetcher.post_form(self.hub, {"hub.mode": "publish", "hub.url": topic})
            if isinstance(answer, FetchFailed):
                self._failures += 1
                self._skip = min(_LONGEST, 2**self._failures)
                _log.warning("hub not told", hub=self.hub, topic=topic, fault=answer.fault, detail=answer.detail)
                return
        self._told, self._failures = newest, 0
        _log.info("hub told", hub=self.hub, change=newest)
