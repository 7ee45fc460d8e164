"""Answers whatever a person says, on every channel alike, and notes what networks tell about chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.commands import (
    about_story,
    adding,
    admins,
    announcing,
    catching_up,
    choosing,
    citizens,
    costs,
    entering,
    joining,
    journal,
    leaving,
    newsdesk,
    reading,
    review,
    settings,
    team,
)
from bot.commands.desk import Desk, Request
from bot.commands.haste import Haste
from bot.commands.registry import Command, Understood, is_greeting, may, understand
from bot.invites import read_invitation
from bot.model import ChannelName, Chat, ChatEvent, Incoming, Language, Message
from bot.storage import chats
from bot.storage import team as team_table
from bot.texts.personal import personal_in
from bot.texts.speech import texts_in
from feeds.errors import FeedsError

#: Every command there is.
COMMANDS = (
    Command(("mulai", "daftar"), citizens.start, ("start",), takes_words=True, decides=True),
    Command(("berita", "terbaru"), reading.latest, ("latest",), takes_words=True),
    Command(("cari",), reading.find, ("search",), takes_words=True),
    Command(("baca",), reading.read, ("read",), takes_words=True),
    Command(("status",), citizens.status),
    Command(("privasi",), citizens.privacy, ("privacy",)),
    Command(("berhenti", "keluar", "unsub", "unreg"), citizens.stop, ("stop",), decides=True, leaves=True),
    Command(("bantuan",), citizens.help_, ("help",)),
    Command(("topik",), choosing.topics, ("topics",), takes_words=True, decides=True),
    Command(("ikuti",), choosing.follow, ("follow",), takes_words=True, decides=True),
    Command(("kecuali",), choosing.without, ("except",), takes_words=True, decides=True),
    Command(("kabari",), choosing.alert, ("alert",), takes_words=True, decides=True),
    Command(("pengaturan",), settings.settings, ("settings",), takes_words=True, decides=True),
    Command(("terlewat",), catching_up.missed, ("missed",), takes_words=True, numbered=True),
    Command(("cek",), catching_up.check, ("check",), takes_words=True),
    Command(("dataku",), leaving.my_data, ("mydata",), decides=True),
    Command(("hapusdata",), leaving.forget, ("forget",), takes_words=True, decides=True, leaves=True),
    Command(("batal",), leaving.cancel, ("cancel",)),
    Command(("lebih",), about_story.more, ("more",), takes_words=True, numbered=True, decides=True),
    Command(("kurang",), about_story.less, ("less",), takes_words=True, numbered=True, decides=True),
    Command(("sebab",), about_story.why, takes_words=True, numbered=True),
    Command(("lapor",), about_story.report, ("report",), takes_words=True, numbered=True),
    Command(("darurat",), costs.urgent, ("urgent",), decides=True),
    Command(("tautkan",), joining.join, ("link",), takes_words=True, decides=True),
    Command(("lepas",), joining.part, ("unlink",), decides=True),
    Command(("undang",), team.accept, ("invited",), takes_words=True),
    Command(("admin",), team.admin, takes_words=True, least="owner"),
    Command(("log",), journal.log, takes_words=True, least="owner"),
    Command(("feed",), admins.list_feeds, takes_words=True, least="editor"),
    Command(("feed_nama",), admins.rename_feed, takes_words=True, least="editor"),
    Command(("feed_pulih",), admins.restore_feed, takes_words=True, least="editor"),
    Command(("opml",), adding.send_list, least="editor"),
    Command(("feed_tambah",), adding.add_feed, takes_words=True, least="editor"),
    Command(("feed_jeda",), admins.pause_feed, takes_words=True, least="editor"),
    Command(("feed_lanjut",), admins.resume_feed, takes_words=True, least="editor"),
    Command(("feed_beku",), admins.freeze_feed, takes_words=True, least="editor"),
    Command(("feed_cair",), admins.thaw_feed, takes_words=True, least="editor"),
    Command(("feed_hapus",), admins.remove_feed, takes_words=True, least="editor"),
    Command(("feed_periksa",), admins.examine_feed, takes_words=True, least="editor"),
    Command(("ruang",), entering.newsroom, ("newsroom",), least="reviewer"),
    Command(("tinjau",), review.review, takes_words=True, least="reviewer"),
    Command(("siar",), announcing.announce, ("announce",), takes_words=True, least="editor"),
    Command(("ralat",), newsdesk.correct, ("correct",), takes_words=True, least="editor"),
    Command(("tarik",), newsdesk.recall, ("recall",), takes_words=True, least="editor"),
    Command(("statistik",), newsdesk.statistics, ("stats",), takes_words=True, least="editor"),
    Command(("mengapa",), newsdesk.why, ("why",), takes_words=True, least="editor"),
    Command(("biaya",), costs.costs, ("costs",), takes_words=True, least="editor"),
    Command(("kirim_ulang",), newsdesk.resend, ("resend",), takes_words=True, least="editor"),
)

_log = structlog.get_logger(__name__)


def is_leaving(text: str) -> bool:
    """Whether a line is how a person leaves us or has all that we hold erased."""
    # Those commands are everybody's: no role is needed to understand them.
    command = understand(text, COMMANDS, role=None).command
    return command is not None and command.leaves


class Conversation:
    """The one place where what people say is understood."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._haste = Haste()
        #: Of its own, so that no chatter before it can use up what leaving needs.
        self._leaving = Haste()

    async def answer(self, incoming: Incoming) -> Sequence[Message]:
        """Answers one line. Never raises: a fault of ours is an apology to the person and a trace in the log.

        Who asks faster than anybody reads is told so once and then not answered until it is slower: the others must
        not wait for it. Admins are no exception. Leaving is one: it is always carried out, only not said again and
        again.
        """
        leaves = is_leaving(incoming.text)
        haste = self._leaving if leaves else self._haste
        judged = haste.judge(incoming.channel, incoming.sender, self._desk.clock())
        if judged == "answer":
            return await self._carefully(incoming)
        if leaves:
            await self._carefully(incoming)
        return (Message(paragraphs=(personal_in(incoming.language or "id").slower,)),) if judged == "warn" else ()

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

    async def may_send_files(self, channel: ChannelName, sender: str) -> bool:
        """Whether documents of this person are taken: lists of feeds, from those who run feeds. Never raises."""
        if sender in self._desk.admins.get(channel, frozenset()):
            return True
        try:
            return may(await self._desk.database.read(team_table.role_of, channel, sender), "editor")
        except FeedsError as error:
            _log.error("role unknown", channel=channel, error=str(error))
            return False

    async def _answer(self, incoming: Incoming) -> tuple[Message, ...]:
        said_at = (incoming.channel, incoming.address, incoming.sender)
        chat, role = await self._desk.database.read(team_table.meet, *said_at)
        role = self._desk.role(incoming.channel, incoming.sender, role)
        if chat is not None and chat.state in {"blocked", "paused"} and incoming.kind == "private":
            # Whoever writes to us has let us back in, even if the network's own word of it got lost.
            await self._desk.database.write(chats.returned, incoming.channel, incoming.address, self._desk.clock())
            chat = await self._desk.database.read(chats.find, incoming.channel, incoming.address)
        understood = understand(incoming.text, COMMANDS, role=role)
        language = _language(chat, understood, incoming)
        timezone = chat.timezone if chat is not None else self._desk.timezone
        request = Request(incoming, understood.words, chat, language, timezone, role)
        if incoming.attachment is not None and may(role, "editor"):
            return await adding.take_list(self._desk, request, incoming.attachment)
        if understood.unknown:
            return (Message(paragraphs=(request.texts.unknown_command,), buttons=(citizens.menu(request.texts),)),)
        if understood.command is None:
            asks_help = not understood.words or is_greeting(understood.words)
            return await (citizens.help_ if asks_help else reading.find)(self._desk, request)
        if understood.command.handler is citizens.start and not self._is_yes(incoming.text, understood.words):
            whole = replace(request, words=" ".join(incoming.text.split()).removeprefix("/"))
            return await reading.find(self._desk, whole)
        if understood.command.decides and not incoming.may_decide:
            return (Message(paragraphs=(request.texts.only_group_admins,)),)
        handler = understood.command.handler
        if handler is citizens.start and understood.words.startswith(team.INVITED):
            # A link can say nothing but /start with one word behind it.
            handler = team.accept
        return await handler(self._desk, request)

    async def _carefully(self, incoming: Incoming) -> Sequence[Message]:
        try:
            return await self._answer(incoming)
        except FeedsError as error:
            _log.error("answer failed", channel=incoming.channel, error=str(error))
        except Exception:
            _log.exception("answer broke", channel=incoming.channel)
        return (Message(paragraphs=(texts_in(incoming.language or "id").failed,)),)

    def _is_yes(self, text: str, words: str) -> bool:
        """Whether MULAI was meant as one: "mulai kapan sekolah libur" is a question, what has a slash never is."""
        return text.lstrip().startswith("/") or not words or read_invitation(words, self._desk.topics) is not None


def _language(chat: Chat | None, understood: Understood, incoming: Incoming) -> Language:
    """A chat's own language; else that of an Indonesian word that was used; else that of the person's app."""
    if chat is not None:
        return chat.language
    if understood.language == "id":
        return "id"
    return incoming.language or "id"
