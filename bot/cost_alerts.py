"""Tells admins what concerns WhatsApp's cost and templates: each of them once, on the channels where they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.model import Channel, ChannelName, Language, Message, Sent
from bot.storage import chats, notices
from bot.storage.notices import Notice
from bot.texts.costs import costs_in, rupiah
from feeds.model import Clock
from feeds.storage.database import Database

#: Notices in one message.
AT_ONCE = 10
#: What could not be told for so long is let go: /biaya shows how things are.
TOLD_WITHIN = timedelta(days=3)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CostAlerts:
    """Tells what is owed; what fails is told at a later tick."""

    database: Database
    channels: Sequence[Channel[Any]]
    #: Native ids by channel; an admin's private chat has the same id.
    admins: Mapping[ChannelName, frozenset[str]]
    clock: Clock

    async def tick(self) -> None:
        """Looks once. Raises `StorageError` when the database fails; nothing is lost by that."""
        for channel in self.channels:
            for address in sorted(self.admins.get(channel.name, ())):
                await self._tell(channel, address)

    async def _tell(self, channel: Channel[Any], address: str) -> None:
        now = self.clock()
        owed = (await self.database.read(notices.owed, channel.name, address, now - TOLD_WITHIN))[:AT_ONCE]
        if not owed:
            return
        chat = await self.database.read(chats.find, channel.name, address)
        message = notices_message(owed, chat.language if chat is not None else "id")
        try:
            outcome = await channel.send(address, channel.encode(message))
        except Exception:  # one admin's message must not keep the others from theirs
            _log.exception("notice broke", channel=channel.name)
            return
        ids = tuple(one.id for one in owed)
        if isinstance(outcome, Sent):
            await self.database.write(notices.settle, channel.name, address, ids, now)
            return
        _log.warning("notice not sent", channel=channel.name, kind=outcome.kind, detail=outcome.detail)
        if outcome.kind == "in_doubt":
            in_doubt = (channel.name, address, ids, now)
            await self.database.write(lambda connection: notices.settle(connection, *in_doubt, in_doubt=True))


def notices_message(owed: Sequence[Notice], language: Language) -> Message:
    """All of them in one message. Pure."""
    words = costs_in(language)
    paragraphs = []
    for one in owed:
        facts = one.detail.split("/", 3)
        if one.code in {"cap_day", "cap_month"}:
            facts = [rupiah(int(amount), language) for amount in facts]
        paragraphs.append(" ".join(words.notices[one.code].format(*facts).split()))
    return Message(title=words.notices_title, paragraphs=tuple(paragraphs))
