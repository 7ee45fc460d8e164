"""Held stories: what waits for an admin's eye, and the admin's word on it."""

from __future__ import annotations

import re

from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.render import story_message
from bot.storage import audit
from bot.storage.audit import Note
from bot.texts.desk import act_in_words, desk_in
from bot.texts.speech import local_time, reasons_in_words
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
            *((Button(texts.read_more, url=story.link),) if story.link else ()),
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
    now = desk.clock()
    note = Note(now, request.who, "approved", f"story {story_id}")
    story = await desk.database.write(audit.noted(note, stories.release), story_id, now, desk.max_age, desk.on_due)
    if story is None:
        return await _decided(desk, request, story_id)
    desk.wake()
    sentence = texts.approved if story.state == "due" else texts.approved_quiet
    return _done(request, sentence.format(title=story.title))


async def _reject(desk: Desk, request: Request, story_id: int) -> tuple[Message, ...]:
    note = Note(desk.clock(), request.who, "rejected", f"story {story_id}")
    story = await desk.database.write(audit.noted(note, stories.reject), story_id)
    if story is None:
        return await _decided(desk, request, story_id)
    return _done(request, request.texts.rejected.format(title=story.title))


async def _decided(desk: Desk, request: Request, story_id: int) -> tuple[Message, ...]:
    """Somebody was quicker: who, and what was decided; or there is no such story."""
    act = await desk.database.read(audit.last, f"story {story_id}", ("approved", "rejected"))
    if act is None:
        return say(request.texts.review_unknown.format(id=story_id))
    words = desk_in(request.language)
    done = act_in_words(act.act, act.target, act.detail, words)
    at = local_time(act.at, request.timezone, request.texts)
    return _done(request, words.decided.format(who=act.who, done=done, at=at))


def _done(request: Request, sentence: str) -> tuple[Message, ...]:
    """In the place of the buttons, with the way to the next."""
    return (
        Message(
            paragraphs=(sentence,),
            buttons=((Button(desk_in(request.language).button_next, say="tinjau"),),),
            in_place=True,
        ),
    )
