"""/tautkan and /lepas: one person's chats on two networks, and which of them gets the news."""

from __future__ import annotations

import secrets

from bot.commands.desk import Desk, Request, say
from bot.linking import make_code, read_code, shown
from bot.model import Message
from bot.storage import links
from bot.texts.costs import costs_in


async def join(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Without words: shows a code. With a code: joins, and news comes here. "sini": news comes here."""
    words, chat, now = costs_in(request.language), request.chat, desk.clock()
    if request.incoming.kind != "private":
        return say(words.link_private)
    if chat is None or chat.state not in {"active", "silent"}:
        return say(words.link_refused["not_active"])
    if request.words.lower() in {"sini", "here"}:
        chosen = await desk.database.write(links.choose, chat.id, now)
        return say(words.link_here if chosen else words.link_none)
    if not request.words:
        code = make_code(secrets.choice)
        await desk.database.write(links.offer, chat, code, now)
        return say(words.link_code.format(code=shown(code)), title=words.link_title)
    typed = read_code(request.words)
    refused = "unknown" if typed is None else await desk.database.write(links.join, typed, chat, now)
    if refused is not None:
        return say(words.link_refused[refused])
    other = await desk.database.read(links.other, chat.id)
    name = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": "web"}[other[0]] if other else ""
    return say(words.linked.format(other=name))


async def part(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Parts two joined chats: each gets news again, from now on."""
    words, chat = costs_in(request.language), request.chat
    parted = chat is not None and await desk.database.write(links.part, chat.id, desk.clock())
    return say(words.link_parted if parted else words.link_none)
