"""/siar: an announcement is written, shown as citizens will see it, agreed to, sent and stopped."""

from __future__ import annotations

import re
from datetime import datetime

from bot.commands.desk import Desk, Request, say
from bot.commands.moments import read_moment
from bot.model import Button, Item, Message
from bot.render import story_message
from bot.storage import announcements as table
from bot.storage.announcements import TARGETS, Announcement, Target
from bot.texts.announcing import announcing_in
from bot.texts.speech import local_time
from feeds.model import Story
from feeds.text.sentences import split_sentences

#: Characters of a title and of a whole announcement.
TITLE = 150
LENGTH = 3000
_WORD = re.compile(r"(?P<word>kirim|batal|henti|untuk) (?P<number>\d{1,9})(?: (?P<target>\w+))?")


async def announce(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/siar: what is open. /siar [WHEN] TEXT: a preview and its buttons. The buttons' own words do what they say."""
    if not request.words:
        return await _open(desk, request)
    if asked := _WORD.fullmatch(request.words.lower()):
        number = int(asked["number"])
        match asked["word"]:
            case "kirim":
                return await _agree(desk, request, number)
            case "batal":
                return await _cancel(desk, request, number)
            case "henti":
                return await _stop(desk, request, number)
            case _:
                return await _aim(desk, request, number, asked["target"] or "")
    return await _draft(desk, request)


def parts(text: str) -> tuple[str, str]:
    """The title and the rest of what an admin wrote: the first line, else the first sentence. Pure."""
    first, newline, rest = text.strip().partition("\n")
    if not newline:
        sentences = split_sentences(first)
        if len(sentences) > 1:
            first, rest = sentences[0], " ".join(sentences[1:])
    first, rest = " ".join(first.split()), " ".join(rest.split())
    if len(first) > TITLE:
        cut = first.rfind(" ", 0, TITLE)
        cut = cut if cut > TITLE // 2 else TITLE
        first, rest = first[:cut].rstrip() + "…", f"…{first[cut:].strip()} {rest}".strip()
    return first, rest


async def _draft(desk: Desk, request: Request) -> tuple[Message, ...]:
    words, now, incoming = announcing_in(request.language), desk.clock(), request.incoming
    # Not `request.words`: lines are part of what was written.
    *_, written = incoming.text.split(maxsplit=1)
    moment = read_moment(written, now, request.timezone)
    if not moment.exists or (moment.at is not None and moment.at <= now):
        return say(words.no_such_moment)
    if not moment.rest:
        return say(words.how)
    if len(moment.rest) > LENGTH:
        return say(words.too_long.format(limit=LENGTH, length=len(moment.rest)))
    title, text = parts(moment.rest)
    made = await desk.database.write(
        table.draft,
        title=title,
        text=text,
        at=moment.at,
        who=request.who,
        channel=incoming.channel,
        address=incoming.address,
        language=request.language,
        timezone=request.timezone,
        now=now,
    )
    return _preview(desk, request, made, now), await _ask(desk, request, made)


def _preview(desk: Desk, request: Request, made: Announcement, now: datetime) -> Message:
    """Exactly what citizens will read."""
    summary = (made.text,) if made.text else ()
    story = Story(made.id, made.title, summary, None, desk.service_name, made.at or now, "due")
    shown = story_message(story, request.texts, request.timezone)
    return Message(shown.title, shown.paragraphs, shown.items, shown.footer, shown.buttons)


async def _ask(desk: Desk, request: Request, made: Announcement) -> Message:
    words = announcing_in(request.language)
    count = await desk.database.read(table.recipients, made.target)
    when = words.at_once if made.at is None else local_time(made.at, request.timezone, request.texts)
    lines = [words.to_whom.format(target=words.targets[made.target.word], count=count), words.when.format(when=when)]
    if 0 < desk.two_admins_over < count:
        lines.append(words.needs_two.format(limit=desk.two_admins_over))
    reached = [(one, await desk.database.read(table.recipients, one)) for one in TARGETS if one != made.target]
    others = [one for one, chats in reached if chats]
    aims = tuple(Button(words.targets[one.word], say=f"siar untuk {made.id} {one.word}") for one in others)
    decide = (
        Button(words.button_send, say=f"siar kirim {made.id}"),
        Button(words.button_cancel, say=f"siar batal {made.id}"),
    )
    buttons = (decide, aims) if aims else (decide,)
    title = words.ask_title.format(number=made.id)
    return Message(title=title, paragraphs=tuple(lines), buttons=buttons, in_place=True)


async def _aim(desk: Desk, request: Request, number: int, word: str) -> tuple[Message, ...]:
    words, target = announcing_in(request.language), Target.named(word)
    if target is None or not await desk.database.write(table.aim, number, target):
        return say(words.not_open.format(number=number))
    made = await desk.database.read(table.get, number)
    return say(words.not_open.format(number=number)) if made is None else (await _ask(desk, request, made),)


async def _agree(desk: Desk, request: Request, number: int) -> tuple[Message, ...]:
    words, now = announcing_in(request.language), desk.clock()
    agreed = await desk.database.write(table.agree, number, request.who, now, desk.two_admins_over)
    if agreed is None:
        return say(words.not_open.format(number=number))
    if agreed.state == "asking":
        send = Button(words.button_send, say=f"siar kirim {number}")
        stop = Button(words.button_cancel, say=f"siar batal {number}")
        await desk.broadcast()
        return (
            Message(paragraphs=(words.second_needed.format(number=number),), buttons=((send, stop),), in_place=True),
        )
    if agreed.at is not None and agreed.at > now:
        cancel = Button(words.button_cancel, say=f"siar batal {number}")
        when = local_time(agreed.at, request.timezone, request.texts)
        sentence = words.planned.format(number=number, when=when)
        return (Message(paragraphs=(sentence,), buttons=((cancel,),), in_place=True),)
    await desk.broadcast()
    return (Message(paragraphs=(words.going_out.format(number=number),), in_place=True),)


async def _cancel(desk: Desk, request: Request, number: int) -> tuple[Message, ...]:
    words = announcing_in(request.language)
    done = await desk.database.write(table.cancel, number, request.who, desk.clock())
    sentence = words.cancelled if done else words.not_open
    return (Message(paragraphs=(sentence.format(number=number),), in_place=True),)


async def _stop(desk: Desk, request: Request, number: int) -> tuple[Message, ...]:
    words = announcing_in(request.language)
    count = await desk.database.write(table.stop, number, request.who, desk.clock())
    if count is None:
        return say(words.not_going_out.format(number=number))
    await desk.broadcast()
    return say(words.stopped.format(number=number, count=count))


async def _open(desk: Desk, request: Request) -> tuple[Message, ...]:
    words = announcing_in(request.language)
    found = await desk.database.read(table.in_state, "draft", "asking", "planned", "sending")
    if not found:
        return say(words.how)
    shown = found[-10:]
    items = tuple(Item(f"{one.id}. {one.title}", words.states[one.state]) for one in shown)
    return (Message(title=words.open_title, items=items, buttons=tuple(_choice(one, request) for one in shown)),)


def _choice(one: Announcement, request: Request) -> tuple[Button, ...]:
    words = announcing_in(request.language)
    if one.state == "sending":
        return (Button(f"{words.button_stop} {one.id}", say=f"siar henti {one.id}"),)
    cancel = Button(f"{words.button_cancel} {one.id}", say=f"siar batal {one.id}")
    if one.state == "planned":
        return (cancel,)
    return Button(f"{words.button_send} {one.id}", say=f"siar kirim {one.id}"), cancel
