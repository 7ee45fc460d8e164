"""/log: what the admins did, newest first, page by page."""

from __future__ import annotations

import re

from bot.commands.desk import Desk, Request, say
from bot.model import Button, Item, Message
from bot.storage import audit
from bot.storage.audit import Act
from bot.texts.desk import act_in_words, desk_in
from bot.texts.speech import local_time

#: Acts on a page.
PAGE = 15
_BEFORE = re.compile(r"\d{1,18}")


async def log(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/log: the newest acts; /log N: those before act N."""
    words = desk_in(request.language)
    before = int(request.words) if _BEFORE.fullmatch(request.words) else None
    acts = await desk.database.read(audit.page, PAGE + 1, before)
    if not acts:
        return say(words.log_none)
    shown = acts[:PAGE]
    older = (Button(words.button_older, say=f"log {shown[-1].id}"),) if len(acts) > PAGE else ()
    items = tuple(_item(act, request) for act in shown)
    return (Message(title=words.log_title, items=items, buttons=(older,) if older else (), in_place=True),)


def _item(act: Act, request: Request) -> Item:
    done = act_in_words(act.act, act.target, act.detail, desk_in(request.language))
    return Item(done, f"{act.who} · {local_time(act.at, request.timezone, request.texts)}")
