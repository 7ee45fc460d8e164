"""A person's data: /dataku hands it out, /hapusdata erases it after one question, /batal leaves things as they are."""

from __future__ import annotations

import json

from bot.commands import menus
from bot.commands.citizens import menu
from bot.commands.desk import Desk, Request, say
from bot.model import Attachment, Button, Message
from bot.storage import personal
from bot.texts.personal import personal_in


async def my_data(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/dataku: everything that we hold about the chat, as one JSON document."""
    words = personal_in(request.language)
    if request.chat is None:
        return say(words.data_none)
    held = await desk.database.read(personal.export, request.chat.id)
    document = json.dumps(held, ensure_ascii=False, indent=2).encode()
    return (
        Message(paragraphs=(words.data_sent,), attachment=Attachment(words.data_name, "application/json", document)),
    )


async def forget(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/hapusdata: asks. What its button says, /hapusdata ya: erases, at once and for good."""
    words = personal_in(request.language)
    if request.chat is None:
        return say(words.data_none)
    if request.words.lower() not in {"ya", "yes"}:
        row = (Button(words.forget_yes, say="hapusdata ya"), Button(words.forget_no, say="batal"))
        return (Message(paragraphs=(words.forget_ask,), buttons=(row,)),)
    await desk.database.write(personal.erase, menus.chat_id(request), desk.clock(), desk.consent_key())
    await desk.database.empty_log()
    return (Message(paragraphs=(words.forgotten,), in_place=True),)


async def cancel(_desk: Desk, request: Request) -> tuple[Message, ...]:
    """/batal: nothing is under way between two messages, so there is only that to say."""
    words = personal_in(request.language)
    return (Message(paragraphs=(words.nothing_cancelled,), buttons=(menu(request.texts),), in_place=True),)
