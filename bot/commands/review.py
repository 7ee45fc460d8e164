"""Held stories: what waits for an admin's eye, and the admin's word on it."""

from __future__ import annotations

import re

from bot.commands.desk import Desk, Request, say
from bot.commands.registry import may
from bot.model import Button, Message
from bot.render import story_message
from bot.storage import audit
from bot.storage.audit import Note
from bot.texts.desk import act_in_words, desk_in
from bot.texts.speech import local_time, reasons_in_words
from feeds.storage import stories

_WORD = re.compile(r"(?P<word>terima|tolak|lewati|approve|reject|skip) (?P<story>\d{1,12})")


async def review(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Without words: the first held story and its buttons. With a word and a number: approves, rejects, skips."""
    if not request.words:
        return await _show(desk, request)
    asked = _WORD.fullmatch(request.words.lower())
    if asked is None:
        return say(request.texts.review_how)
    if asked["word"] in {"lewati", "skip"}:
        return await _show(desk, request, int(asked["story"]))
    if asked["word"] in {"terima", "approve"}:
        return await _approve(desk, request, int(asked["story"]))
    return await _reject(desk, request, int(asked["story"]))


async def _show(desk: Desk, request: Request, after: int = 0) -> tuple[Message, ...]:
    """One story: what it says, why it is held, and what can be done about it."""
    texts, words = request.texts, desk_in(request.language)
    held = await desk.database.read(stories.next_held, after)
    if held is None:
        return (Message(paragraphs=(texts.review_none,), in_place=True),)
    story = held.story
    shown = story_message(story, texts, request.timezone)
    reasons = texts.review_reasons.format(reasons=reasons_in_words(story.reasons, texts))
    choice = (
        Button(texts.button_approve, say=f"tinjau terima {story.id}"),
        Button(texts.button_reject, say=f"tinjau tolak {story.id}"),
        *((Button(texts.read_more, url=story.link),) if story.link else ()),
    )
    ways = [Button(words.button_skip, say=f"tinjau lewati {story.id}")] if held.total > 1 else []
    if may(request.role, "editor"):
        label, word = (words.button_thaw, "feed_cair") if held.frozen else (words.button_freeze, "feed_beku")
        ways.append(Button(label, say=f"{word} {held.feed_id}"))
    position = words.position.format(place=held.place, total=held.total)
    return (
        Message(
            title=f"{position} · {story.id}. {story.title}",
            paragraphs=(*shown.paragraphs, reasons),
            footer=shown.footer,
            buttons=(choice, tuple(ways)) if ways else (choice,),
            in_place=True,
        ),
    )


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
