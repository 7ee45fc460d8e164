"""Sends announcements when their time has come, and shows their progress in one message until the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.model import Button, Channel, Message, Sent
from bot.storage import announcements, proof
from bot.storage.announcements import Announcement, Publish
from bot.storage.proof import StoryProof
from bot.texts.announcing import announcing_in
from feeds.model import Clock
from feeds.storage.database import Database

#: How often it looks; progress is edited no oftener.
EVERY = timedelta(seconds=3)
#: Deliveries that are not at their end.
_WAITING = ("queued", "sending", "digest")

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

    async def tick(self) -> None:
        """Sends what is due and brings progress up to date. Raises `StorageError`; nothing is lost by that."""
        if await self.database.read(announcements.in_state, "planned"):
            sent = await self.database.write(announcements.send_due, self.clock(), self.publish)
            if sent:
                _log.info("announcements go out", numbers=[one.id for one in sent])
                self.wake()
        for one in await self.database.read(announcements.in_state, "sending"):
            if one.story_id is None:
                continue
            known = await self.database.read(proof.story_proof, one.story_id)
            if known is None:
                continue
            await self._show(one, known)
            if not _waiting(known):
                await self.database.write(announcements.finish, one.id)

    async def _show(self, one: Announcement, known: StoryProof) -> None:
        channel = next((channel for channel in self.channels if channel.name == one.channel), None)
        if channel is None:
            return
        try:
            encoded = channel.encode(progress_message(one, known))
            if one.message_id is not None:
                await channel.edit(one.address, one.message_id, encoded)
                return
            outcome = await channel.send(one.address, encoded)
        except Exception:  # progress is an ornament: what goes out goes on
            _log.exception("progress broke", announcement=one.id)
            return
        if isinstance(outcome, Sent):
            await self.database.write(announcements.shown, one.id, outcome.message_id)


def progress_message(one: Announcement, known: StoryProof) -> Message:
    """How far an announcement is: figures and a button to stop it, or the report when nothing waits. Pure."""
    words = announcing_in(one.language)
    waiting = _waiting(known)
    failed = known.intended - known.sent - waiting
    counts = words.progress.format(sent=known.sent, total=known.intended, waiting=waiting, failed=failed)
    title = words.progress_title if waiting else words.report_title
    stop = ((Button(words.button_stop, say=f"siar henti {one.id}"),),) if waiting else ()
    return Message(title=title.format(number=one.id), paragraphs=(one.title, counts), buttons=stop)


def _waiting(known: StoryProof) -> int:
    return sum(known.states.get(state, 0) for state in _WAITING)
