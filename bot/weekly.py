"""The weekly report: on Monday at seven, to owners and editors, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.model import Channel, ChannelName, Failed, Language, Message
from bot.report import gather, report_messages
from bot.storage import chats, team, weekly
from feeds.model import Clock
from feeds.storage.database import Database

#: How often it is looked whether it is time.
EVERY = timedelta(minutes=10)
#: By the clock of the service's zone.
HOUR = time(7)
#: A service that was down then sends it late; later than this it is no report of that week any more.
LATE = timedelta(days=1)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """Sends the report to each admin who runs the service; a restart repeats nothing."""

    database: Database
    channels: Sequence[Channel[Any]]
    #: Native ids of the owners whom the configuration names, by channel.
    admins: Mapping[ChannelName, frozenset[str]]
    clock: Clock
    timezone: str
    service_name: str

    async def tick(self) -> None:
        """Looks whether it is time, and for whom; what fails is tried at the next tick."""
        now = self.clock()
        week = week_of(now, self.timezone)
        if week is None:
            return
        told = await self.database.read(weekly.told, week)
        people = await self.database.read(team.recipients, self.admins, "editor")
        named = {channel.name: channel for channel in self.channels}
        waiting = [one for one in people if one not in told and one[0] in named]
        if not waiting:
            return
        report = await gather(self.database, now, self.timezone)
        made: dict[Language, tuple[Message, ...]] = {}
        for channel, address in waiting:
            chat = await self.database.read(chats.find, channel, address)
            language: Language = chat.language if chat is not None else "id"
            if language not in made:
                made[language] = await report_messages(report, self.service_name, language, weekly=True)
            if await self._send(named[channel], address, made[language]):
                await self.database.write(weekly.note, week, channel, address, now)

    async def _send(self, channel: Channel[Any], address: str, messages: Sequence[Message]) -> bool:
        """Whether the report has arrived, or may have: it is not worth sending twice."""
        for message in messages:
            try:
                outcome = await channel.send(address, channel.encode(message))
            except Exception:  # one admin's report must not keep the others from theirs
                _log.exception("weekly report broke", channel=channel.name)
                return False
            if isinstance(outcome, Failed):
                _log.warning("weekly report not sent", channel=channel.name, kind=outcome.kind, detail=outcome.detail)
                # After the first message the rest is lost rather than the first repeated.
                return outcome.kind == "in_doubt" or message is not messages[0]
        return True


def week_of(now: datetime, timezone: str) -> date | None:
    """The Monday whose report is to be sent now, None when it is not the time. Pure."""
    local = now.astimezone(ZoneInfo(timezone))
    monday = local.date() - timedelta(days=local.weekday())
    start = datetime.combine(monday, HOUR, local.tzinfo)
    return monday if start <= local < start + LATE else None
