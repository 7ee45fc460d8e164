"""Tells admins when a feed falls sick, goes silent, recovers or is frozen: each of them once, and nobody else.

At night only what is urgent is told; the rest comes in the morning, in one message.

What is owed is a table; a crash, a network that is down or an admin who has not opened the chat yet loses nothing
(docs/decisions/014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.model import Channel, ChannelName, Language, Message, Sent
from bot.storage import alerts as alerts_table
from bot.storage import chats, team
from bot.storage.alerts import OwedAlert
from bot.texts.doctor import advice
from bot.texts.speech import local_time, texts_in
from feeds.doctor import fault_code
from feeds.model import Clock
from feeds.storage import health
from feeds.storage.database import Database

#: Alerts told in full in one message; of further feeds so many are named. Telegram takes 4096 characters.
IN_FULL = 5
NAMED = 20
#: Characters of a feed's name; by default it is the title that its site gives it.
NAME_LENGTH = 60
#: So many feeds that fall sick at once, and at least half of all, point at our own network.
EVERYWHERE = 4
#: Local hours between which alerts are told; outside of them only urgent ones.
MORNING = 6
NIGHT = 22
#: What could not be told for so long is let go: old health is no news. /feed shows how things are.
TOLD_WITHIN = timedelta(days=3)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AdminAlerts:
    """Finds what admins should hear of, and tells owners and editors of it."""

    database: Database
    channels: Sequence[Channel[Any]]
    #: Native ids of the owners whom the configuration names, by channel; an admin's private chat has the same id.
    #: Owners and editors who were invited are told as well.
    admins: Mapping[ChannelName, frozenset[str]]
    clock: Clock
    timezone: str

    async def tick(self) -> None:
        """Records alerts that are due and tells what is owed; what fails is told at a later tick."""
        channels = {channel.name: channel for channel in self.channels}
        people = await self.database.read(team.recipients, self.admins, "editor")
        recipients = [(channels[name], address) for name, address in people if name in channels]
        if not recipients:
            # Nothing is taken for told: whoever becomes the first admin hears of all that is still so.
            return
        now = self.clock()
        due = await self.database.read(health.alerts_due, now)
        if due:
            named = [(channel.name, address) for channel, address in recipients]
            await self.database.write(alerts_table.record, due, named, now)
            for one in due:
                _log.warning("feed alert", feed=one.feed_id, kind=one.alert.kind, fault=one.alert.fault)
        total = await self.database.read(health.count_active)
        for channel, address in recipients:
            await self._tell(channel, address, total)

    async def _tell(self, channel: Channel[Any], address: str, total: int) -> None:
        now = self.clock()
        owed = await self.database.read(alerts_table.owed, channel.name, address, now - TOLD_WITHIN)
        if not owed or waits_for_morning(owed, now, self.timezone):
            return
        chat = await self.database.read(chats.find, channel.name, address)
        language: Language = chat.language if chat is not None else "id"
        timezone = chat.timezone if chat is not None else self.timezone
        message = alerts_message(owed, language, timezone, total)
        try:
            outcome = await channel.send(address, channel.encode(message))
        except Exception:  # one admin's message must not keep the others from theirs
            _log.exception("alert broke", channel=channel.name)
            return
        if isinstance(outcome, Sent):
            await self.database.write(alerts_table.settle, channel.name, address, owed[-1].id, now)
        else:
            _log.warning("alert not sent", channel=channel.name, kind=outcome.kind, detail=outcome.detail)
            if outcome.kind == "in_doubt":
                await self.database.write(alerts_table.settle, channel.name, address, owed[-1].id, now, in_doubt=True)


def waits_for_morning(owed: Sequence[OwedAlert], now: datetime, timezone: str) -> bool:
    """Whether it is night there and nothing of this is urgent: only a site that looks hijacked wakes anybody. Pure."""
    hour = now.astimezone(ZoneInfo(timezone)).hour
    return not (MORNING <= hour < NIGHT) and all(one.kind != "frozen" for one in owed)


def alerts_message(owed: Sequence[OwedAlert], language: Language, timezone: str, total: int) -> Message:
    """One message about all of them: which feed, since when, what we saw, and what to ask the webmaster. Pure.

    Args:
        owed: At least one alert, oldest first.
        language: The admin's.
        timezone: Whose clock moments are told by.
        total: How many feeds are polled.
    """
    texts = texts_in(language)
    sick = {one.feed_id for one in owed if one.kind == "sick"}
    paragraphs = []
    if len(sick) >= EVERYWHERE and 2 * len(sick) >= total:
        paragraphs.append(texts.alerts_everywhere.format(count=len(sick), total=max(total, len(sick))))
    paragraphs += [_in_words(one, language, timezone) for one in owed[:IN_FULL]]
    others = owed[IN_FULL:]
    if others:
        names = ", ".join(f"{one.feed_id}. {one.name[:NAME_LENGTH]}" for one in others[:NAMED])
        paragraphs.append(texts.alerts_more.format(names=names + (" …" if len(others) > NAMED else "")))
    # Paragraphs and not items: channels cut the small print of an item, and what to ask stands at the end.
    return Message(title=texts.alerts_title, paragraphs=tuple(paragraphs))


def _in_words(one: OwedAlert, language: Language, timezone: str) -> str:
    texts = texts_in(language)
    feed, since = {"id": one.feed_id, "name": one.name[:NAME_LENGTH]}, local_time(one.since, timezone, texts)
    if one.kind == "recovered":
        return texts.alert_recovered.format(since=since, **feed)
    if one.kind == "frozen":
        return texts.alert_frozen.format(since=since, **feed)
    words = advice("silent" if one.kind == "silent" else fault_code(one.fault or "", one.detail), language)
    sentence = texts.alert_silent if one.kind == "silent" else texts.alert_sick
    return sentence.format(since=since, seen=words.seen, matters=words.matters, ask=words.ask, **feed)
