"""Held stories: what waits for an admin's eye, and the admin's word on it."""

from __future__ import annotations

import re

from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.render import story_message
from bot.texts.speech import reasons_in_words
from feeds.storage import stories

#: Held stories shown at once; a hacked site may bring hundreds.
SHOWN = 5
_WORD = re.compile(r"(?P<word>terima|tolak|approve|reject) (?P<story>\d{1,12})")


async def review(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Without words: shows what is held, with reasons and buttons. With a word and a number: approves or rejects."""
    if not request.words:
        return await _show(desk, request)
    asked = _WORD.fullmatch(request.words.lower())
    if asked is None:
        return say(request.texts.review_how)
    if asked["word"] in {"terima", "approve"}:
        return await _approve(desk, request, int(asked["story"]))
    return await _reject(desk, request, int(asked["story"]))


async def _show(desk: Desk, request: Request) -> tuple[Message, ...]:
    texts = request.texts
    held = await desk.database.read(stories.held, SHOWN)
    if not held:
        return say(texts.review_none)
    messages = []
    for story in held:
        shown = story_message(story, texts, request.timezone)
        reasons = texts.review_reasons.format(reasons=reasons_in_words(story.reasons, texts))
        choice = (
            Button(texts.button_approve, say=f"tinjau terima {story.id}"),
            Button(texts.button_reject, say=f"tinjau tolak {story.id}"),
        )
        messages.append(
            Message(
                title=f"{story.id}. {story.title}",
                paragraphs=(*shown.paragraphs, reasons),
                footer=shown.footer,
                buttons=(choice,),
            )
        )
    return tuple(messages)


async def _approve(desk: Desk, request: Request, story_id: int) -> tuple[Message, ...]:
    texts = request.texts
    story = await desk.database.write(stories.release, story_id, desk.clock(), desk.max_age, desk.on_due)
    if story is None:
        return say(texts.review_unknown.format(id=story_id))
    desk.wake()
    sentence = texts.approved if story.state == "due" else texts.approved_quiet
    return say(sentence.format(title=story.title))


async def _reject(desk: Desk, request: Request, story_id: int) -> tuple[Message, ...]:
    story = await desk.database.write(stories.reject, story_id)
    if story is None:
        return say(request.texts.review_unknown.format(id=story_id))
    return say(request.texts.rejected.format(title=story.title))
