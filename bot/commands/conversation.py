"""Answers whatever a person says, on every channel alike, and notes what networks tell about chats."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.commands import admins, citizens, reading, review
from bot.commands.desk import Desk, Request
from bot.commands.registry import Command, is_greeting, understand
from bot.model import Chat, ChatEvent, Incoming, Message
from bot.storage import chats
from bot.texts.speech import texts_in
from feeds.errors import FeedsError

#: Every command there is. Indonesian first, English alias second.
COMMANDS = (
    Command(("mulai", "start", "daftar"), citizens.start, decides=True),
    Command(("berita", "latest", "terbaru"), reading.latest, takes_words=True),
    Command(("cari", "search"), reading.find, takes_words=True),
    Command(("status",), citizens.status),
    Command(("privasi", "privacy"), citizens.privacy),
    Command(("berhenti", "stop", "unsub", "keluar", "unreg"), citizens.stop, decides=True),
    Command(("bantuan", "help"), citizens.help_),
    Command(("feed",), admins.list_feeds, admin=True),
    Command(("feed_tambah",), admins.add_feed, takes_words=True, admin=True),
    Command(("feed_jeda",), admins.pause_feed, takes_words=True, admin=True),
    Command(("feed_lanjut",), admins.resume_feed, takes_words=True, admin=True),
    Command(("feed_hapus",), admins.remove_feed, takes_words=True, admin=True),
    Command(("tinjau",), review.review, takes_words=True, admin=True),
)

_log = structlog.get_logger(__name__)


class Conversation:
    """The one place where what people say is understood."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, incoming: Incoming) -> Sequence[Message]:
        """Answers one line. Never raises: a fault of ours is an apology to the person and a trace in the log."""
        try:
            return await self._answer(incoming)
        except FeedsError as error:
            _log.error("answer failed", channel=incoming.channel, error=str(error))
        except Exception:
            _log.exception("answer broke", channel=incoming.channel)
        return (Message(paragraphs=(texts_in(incoming.language or "id").failed,)),)

    async def notice(self, event: ChatEvent) -> None:
        """Notes what a network tells about a chat. Never raises."""
        now = self._desk.clock()
        try:
            if event.what == "migrated" and event.new_address is not None:
                await self._desk.database.write(chats.move, event.channel, event.address, event.new_address, now)
            elif event.what == "left":
                await self._desk.database.write(chats.left, event.channel, event.address, now)
            else:
                await self._desk.database.write(chats.returned, event.channel, event.address, now)
        except FeedsError as error:
            _log.error("notice failed", channel=event.channel, error=str(error))

    async def _answer(self, incoming: Incoming) -> tuple[Message, ...]:
        chat = await self._desk.database.read(chats.find, incoming.channel, incoming.address)
        is_admin = incoming.sender in self._desk.admins.get(incoming.channel, frozenset())
        understood = understand(incoming.text, COMMANDS, is_admin=is_admin)
        request = self._request(incoming, understood.words, chat, is_admin=is_admin)
        if understood.unknown:
            return (Message(paragraphs=(request.texts.unknown_command,), buttons=(citizens.menu(request.texts),)),)
        if understood.command is None:
            asks_help = not understood.words or is_greeting(understood.words)
            return await (citizens.help_ if asks_help else reading.find)(self._desk, request)
        if understood.command.decides and not incoming.may_decide:
            return (Message(paragraphs=(request.texts.only_group_admins,)),)
        return await understood.command.handler(self._desk, request)

    def _request(self, incoming: Incoming, words: str, chat: Chat | None, *, is_admin: bool) -> Request:
        language = chat.language if chat is not None else incoming.language or "id"
        timezone = chat.timezone if chat is not None else self._desk.timezone
        return Request(incoming, words, chat, texts_in(language), timezone, is_admin)
