"""The newsroom's word on what was sent: correct, recall, prove, explain, and send to those who missed it."""

from __future__ import annotations

import re

from bot.commands.announcing import parts
from bot.commands.desk import Desk, Request, say
from bot.explain import errands_in_words, proof_in_words, why_in_words
from bot.model import Message
from bot.reason import reason_of
from bot.report import gather, report_messages
from bot.storage import audit, errands, proof
from bot.storage.audit import Note
from bot.texts.newsdesk import newsdesk_in
from feeds.storage import local, revisions

_NUMBER = re.compile(r"\d{1,9}")
_PAIR = re.compile(r"(?P<story>\d{1,9}) (?:(?P<channel>telegram|whatsapp|web):)?(?P<address>\S+)")


async def correct(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/ralat N: sends the correction of a story now, again to those who could not be reached; says the counts.

    /ralat N TEXT puts other words in the place of an announcement's first.
    """
    words = newsdesk_in(request.language)
    number, _, text = request.words.partition(" ")
    story_id = int(number) if _NUMBER.fullmatch(number) else None
    if story_id is None:
        return say(words.which_story.format(command="/ralat"))
    now = desk.clock()
    if text:
        said = Note(now, request.who, "corrected", f"story {story_id}", text)
        title, rest = parts(text)
        if not await desk.database.write(audit.noted(said, local.revise), story_id, title, rest, now):
            return say(words.not_ours.format(id=story_id))
    pending = await desk.database.read(revisions.pending, now, story_id)
    # An admin's word goes for what nobody would otherwise call a correction: a comma can be one.
    note = Note(now, request.who, "corrected", f"story {story_id}")
    count = await desk.database.write(audit.noted(note, errands.correct), pending, (), now)
    count += await desk.database.write(errands.correct_again, story_id, now)
    desk.forget(frozenset({story_id}))
    desk.wake()
    known = await desk.database.read(proof.story_proof, story_id)
    if known is None:
        return say(words.no_story.format(id=story_id))
    sentence = words.corrected_now if count else words.never_corrected
    return say(sentence.format(id=story_id, count=count), *errands_in_words(known, request.language))


async def recall(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/tarik N: takes a story back everywhere; says from how many."""
    words = newsdesk_in(request.language)
    story_id = _story(request)
    if story_id is None:
        return say(words.which_story.format(command="/tarik"))
    now = desk.clock()
    note = Note(now, request.who, "recalled", f"story {story_id}")
    title = await desk.database.write(audit.noted(note, errands.recall), story_id, now)
    if title is None:
        return say(words.no_story.format(id=story_id))
    desk.wake()
    known = await desk.database.read(proof.story_proof, story_id)
    counts = () if known is None else errands_in_words(known, request.language)
    return say(words.recalled.format(title=title), *counts)


async def statistics(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/statistik N: how one story was delivered. Without a number: the service in figures, as picture and table."""
    words = newsdesk_in(request.language)
    story_id = _story(request)
    if story_id is None:
        report = await gather(desk.database, desk.clock(), desk.timezone)
        return await report_messages(report, desk.service_name, request.language, weekly=False)
    known = await desk.database.read(proof.story_proof, story_id)
    if known is None:
        return say(words.no_story.format(id=story_id))
    title = words.proof_title.format(id=story_id, title=known.title)
    return say(*proof_in_words(known, request.language), title=title)


async def why(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/mengapa N CHAT: why that chat got that story, or did not."""
    asked = _PAIR.fullmatch(request.words.strip())
    if asked is None:
        return say(newsdesk_in(request.language).why_how)
    story_id = int(asked["story"])
    facts = await desk.database.read(proof.pair_facts, story_id, asked["channel"], asked["address"])
    return say(why_in_words(reason_of(facts), story_id, request.language, request.timezone))


async def resend(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/kirim_ulang N: sends a story to those who were meant to get it and did not."""
    words = newsdesk_in(request.language)
    story_id = _story(request)
    if story_id is None:
        return say(words.which_story.format(command="/kirim_ulang"))
    now = desk.clock()
    note = Note(now, request.who, "resent", f"story {story_id}")
    done = await desk.database.write(audit.noted(note, proof.resend), story_id, now, desk.max_age)
    desk.wake()
    if done.refused is not None:
        sentence = {"no_story": words.no_story, "not_out": words.not_out, "too_old": words.too_old}[done.refused]
    else:
        sentence = words.resent if done.count else words.resent_none
    return say(sentence.format(id=story_id, count=done.count))


def _story(request: Request) -> int | None:
    return int(request.words) if _NUMBER.fullmatch(request.words) else None
