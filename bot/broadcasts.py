"""Sends announcements when their time has come, and shows their progress in one message until the report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from bot.model import Button, Change, Channel, ChannelName, ChatKind, Language, Message, Sent
from bot.storage import announcements, chats, proof, team
from bot.storage.announcements import Announcement, Publish
from bot.storage.proof import StoryProof
from bot.texts.announcing import announcing_in
from feeds.model import Clock
from feeds.storage.database import Database

#: How often it looks; progress is edited no oftener.
EVERY = timedelta(seconds=3)
#: Deliveries that are not at their end.
_WAITING = ("queued", "sending", "digest")

#: Comes back when a message may go to a chat.
Pace = Callable[[str, ChatKind], Awaitable[None]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """Announcements, from their moment to their report."""

    database: Database
    channels: Sequence[Channel[Any]]
    clock: Clock
    publish: Publish
    #: Called when something is owed.
    wake: Callable[[], None]
    #: Native ids of the owners whom the configuration names, by channel.
    admins: Mapping[ChannelName, frozenset[str]] = field(default_factory=dict)
    #: What waits until a message may go, by channel: progress and questions keep the pace of all that goes out.
    paces: Mapping[ChannelName, Pace] = field(default_factory=dict)

    async def tick(self) -> None:
        """Sends what is due and brings progress up to date. Raises `StorageError`; nothing is lost by that."""
        if await self.database.read(announcements.in_state, "planned"):
            sent = await self.database.write(announcements.send_due, self.clock(), self.publish)
            if sent:
                _log.info("announcements go out", numbers=[one.id for one in sent])
                self.wake()
        for one in await self.database.read(announcements.to_ask_about):
            await self._ask_others(one)
        for one in await self.database.read(announcements.in_state, "sending"):
            known = await self._known(one)
            if known is None:
                continue
            await self._show(one, progress_message(one, known))
            if not _waiting(known):
                await self.database.write(announcements.finish, one.id)
        for one in await self.database.read(announcements.still_shown):
            known = await self._known(one)
            if known is not None:
                await self._show(one, progress_message(one, known))
            await self.database.write(announcements.shown, one.id, None)

    async def _known(self, one: Announcement) -> StoryProof | None:
        return None if one.story_id is None else await self.database.read(proof.story_proof, one.story_id)

    async def _show(self, one: Announcement, message: Message) -> None:
        outcome = await self._deliver(one.channel, one.address, message, one.message_id)
        if one.message_id is None and isinstance(outcome, Sent):
            await self.database.write(announcements.shown, one.id, outcome.message_id)

    async def _ask_others(self, one: Announcement) -> None:
        """Asks every other admin who may say the second yes; who can't be reached still finds it with /siar."""
        count = await self.database.read(announcements.recipients, one.target)
        for channel, address in await self.database.read(team.recipients, self.admins, "editor"):
            if f"{channel}:{address}" != one.agreed_by:
                chat = await self.database.read(chats.find, channel, address)
                language: Language = chat.language if chat is not None else "id"
                await self._deliver(channel, address, question(one, count, language), None)
        await self.database.write(announcements.asked, one.id, self.clock())

    async def _deliver(
        self, name: ChannelName, address: str, message: Message, message_id: str | None
    ) -> Change | None:
        channel = next((channel for channel in self.channels if channel.name == name), None)
        if channel is None:
            return None
        try:
            if name in self.paces:
                chat = await self.database.read(chats.find, name, address)
                await self.paces[name](address, "private" if chat is None else chat.kind)
            encoded = channel.encode(message)
            if message_id is not None:
                return await channel.edit(address, message_id, encoded)
            return await channel.send(address, encoded)
        except Exception:  # this is an ornament: what goes out goes on
            _log.exception("progress broke", channel=name)
            return None


def question(one: Announcement, count: int, language: Language) -> Message:
    """What another admin is asked: the announcement whole, who wants it sent to how many, and the two answers. Pure."""
    words = announcing_in(language)
    lines = (one.title, *((one.text,) if one.text else ()), words.asked.format(who=one.agreed_by, count=count))
    buttons = (
        Button(words.button_send, say=f"siar kirim {one.id}"),
        Button(words.button_cancel, say=f"siar batal {one.id}"),
    )
    return Message(title=words.asked_title.format(number=one.id), paragraphs=lines, buttons=(buttons,))


def progress_message(one: Announcement, known: StoryProof) -> Message:
    """How far an announcement is: figures and a button to stop it, or the report when nothing waits. Pure."""
    words = announcing_in(one.language)
    waiting = _waiting(known)
    failed = known.intended - known.sent - waiting
    counts = words.progress.format(sent=known.sent, total=known.intended, waiting=waiting, failed=failed)
    title = words.progress_title if waiting else words.report_title
    if one.state == "stopped":
        title = words.stopped_title
    stop = ((Button(words.button_stop, say=f"siar henti {one.id}"),),) if waiting and one.state == "sending" else ()
    return Message(title=title.format(number=one.id), paragraphs=(one.title, counts), buttons=stop)


def _waiting(known: StoryProof) -> int:
    return sum(known.states.get(state, 0) for state in _WAITING)
