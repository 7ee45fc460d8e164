"""Tells admins that a reader finds a story wrong: each admin once for each story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from bot.model import Channel, ChannelName, Failed, Language
from bot.render import story_message
from bot.storage import chats, reports, team
from bot.texts.personal import personal_in
from bot.texts.speech import texts_in
from feeds.model import Clock
from feeds.storage import stories
from feeds.storage.database import Database

#: What could not be told for so long is let go.
TOLD_WITHIN = timedelta(days=3)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderReports:
    """Passes readers' reports on, on the channels where admins are named."""

    database: Database
    channels: Sequence[Channel[Any]]
    #: Native ids by channel; an admin's private chat has the same id.
    admins: Mapping[ChannelName, frozenset[str]]
    clock: Clock
    timezone: str

    async def tick(self) -> None:
        """Tells what is owed; what surely was not sent is told at a later tick."""
        channels = {channel.name: channel for channel in self.channels}
        for name, address in await self.database.read(team.recipients, self.admins, "editor"):
            if name in channels:
                await self._tell(channels[name], address)

    async def _tell(self, channel: Channel[Any], address: str) -> None:
        now = self.clock()
        owed = await self.database.read(reports.owed, channel.name, address, now - TOLD_WITHIN)
        if not owed:
            return
        chat = await self.database.read(chats.find, channel.name, address)
        language: Language = chat.language if chat is not None else "id"
        timezone = chat.timezone if chat is not None else self.timezone
        words = personal_in(language)
        found = await self.database.read(stories.get, owed)
        for story_id in owed:
            told = story_message(found[story_id], texts_in(language), timezone)
            lines = (told.title, words.report_told.format(id=story_id))
            message = replace(told, title=words.report_title, paragraphs=lines, story_id=None)
            try:
                outcome = await channel.send(address, channel.encode(message))
            except Exception:  # one admin's message must not keep the others from theirs
                _log.exception("report broke", channel=channel.name)
                return
            if isinstance(outcome, Failed) and outcome.kind != "in_doubt":
                _log.warning("report not sent", channel=channel.name, kind=outcome.kind, detail=outcome.detail)
                return
            await self.database.write(reports.settle, channel.name, address, story_id, now)
