"""Answers whatever a person says, on every channel alike, and notes what networks tell about chats."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.commands import admins, citizens, newsdesk, reading, review
from bot.commands.desk import Desk, Request
from bot.commands.registry import Command, Understood, is_greeting, understand
from bot.model import Chat, ChatEvent, Incoming, Language, Message
from bot.storage import chats
from bot.texts.speech import texts_in
from feeds.errors import FeedsError

#: Every command there is.
COMMANDS = (
    Command(("mulai", "daftar"), citizens.start, ("start",), decides=True),
    Command(("berita", "terbaru"), reading.latest, ("latest",), takes_words=True),
    Command(("cari",), reading.find, ("search",), takes_words=True),
    Command(("baca",), reading.read, ("read",), takes_words=True),
    Command(("status",), citizens.status),
    Command(("privasi",), citizens.privacy, ("privacy",)),
    Command(("berhenti", "keluar", "unsub", "unreg"), citizens.stop, ("stop",), decides=True),
    Command(("bantuan",), citizens.help_, ("help",)),
    Command(("feed",), admins.list_feeds, admin=True),
    Command(("feed_tambah",), admins.add_feed, takes_words=True, admin=True),
    Command(("feed_jeda",), admins.pause_feed, takes_words=True, admin=True),
    Command(("feed_lanjut",), admins.resume_feed, takes_words=True, admin=True),
    Command(("feed_cair",), admins.thaw_feed, takes_words=True, admin=True),
    Command(("feed_hapus",), admins.remove_feed, takes_words=True, admin=True),
    Command(("feed_periksa",), admins.examine_feed, takes_words=True, admin=True),
    Command(("tinjau",), review.review, takes_words=True, admin=True),
    Command(("ralat",), newsdesk.correct, ("correct",), takes_words=True, admin=True),
    Command(("tarik",), newsdesk.recall, ("recall",), takes_words=True, admin=True),
    Command(("statistik",), newsdesk.statistics, ("stats",), takes_words=True, admin=True),
    Command(("mengapa",), newsdesk.why, ("why",), takes_words=True, admin=True),
    Command(("kirim_ulang",), newsdesk.resend, ("resend",), takes_words=True, admin=True),
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
            elif event.what == "stopped":
                await self._desk.database.write(chats.stopped, event.channel, event.address, now)
            else:
                await self._desk.database.write(chats.returned, event.channel, event.address, now)
        except FeedsError as error:
            _log.error("notice failed", channel=event.channel, error=str(error))

    async def _answer(self, incoming: Incoming) -> tuple[Message, ...]:
        chat = await self._desk.database.read(chats.find, incoming.channel, incoming.address)
        if chat is not None and chat.state in {"blocked", "paused"} and incoming.kind == "private":
            # Whoever writes to us has let us back in, even if the network's own word of it got lost.
            await self._desk.database.write(chats.returned, incoming.channel, incoming.address, self._desk.clock())
            chat = await self._desk.database.read(chats.find, incoming.channel, incoming.address)
        is_admin = incoming.sender in self._desk.admins.get(incoming.channel, frozenset())
        understood = understand(incoming.text, COMMANDS, is_admin=is_admin)
        language = _language(chat, understood, incoming)
        timezone = chat.timezone if chat is not None else self._desk.timezone
        request = Request(incoming, understood.words, chat, language, timezone, is_admin)
        if understood.unknown:
            return (Message(paragraphs=(request.texts.unknown_command,), buttons=(citizens.menu(request.texts),)),)
        if understood.command is None:
            asks_help = not understood.words or is_greeting(understood.words)
            return await (citizens.help_ if asks_help else reading.find)(self._desk, request)
        if understood.command.decides and not incoming.may_decide:
            return (Message(paragraphs=(request.texts.only_group_admins,)),)
        return await understood.command.handler(self._desk, request)


def _language(chat: Chat | None, understood: Understood, incoming: Incoming) -> Language:
    """A chat's own language; else that of an Indonesian word that was used; else that of the person's app."""
    if chat is not None:
        return chat.language
    if understood.language == "id":
        return "id"
    return incoming.language or "id"
