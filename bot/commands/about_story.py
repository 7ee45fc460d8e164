"""The small actions under a story: more like this, less like this, why did I get this, report a mistake."""

from __future__ import annotations

import structlog

from bot.choices import UNWANTED, WANTED, Choice
from bot.commands import menus
from bot.commands.choosing import add_and_say
from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.storage import reports, subscriptions, team
from bot.texts.choosing import choosing_in, in_words
from bot.texts.personal import personal_in
from feeds.model import Story
from feeds.storage import stories
from feeds.storage.outlets import outlets

_log = structlog.get_logger(__name__)


async def more(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Chooses what the story is about; takes back that it was not wanted."""
    refusal = menus.needs_start(request)
    story = await _story(desk, request)
    if refusal is not None or story is None:
        return refusal or say(personal_in(request.language).story_gone)
    topic = _topic(desk, story)
    if topic is None:
        return say(personal_in(request.language).no_topic)
    await menus.write(desk, request, subscriptions.remove, "without_topic", topic)
    return (await add_and_say(desk, request, Choice("topic", topic)),)


async def less(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Takes back what made the story wanted, else excludes what it is about."""
    refusal = menus.needs_start(request)
    story = await _story(desk, request)
    if refusal is not None or story is None:
        return refusal or say(personal_in(request.language).story_gone)
    chosen = await menus.chosen(desk, request)
    fitting = await desk.database.write(subscriptions.matched, menus.chat_id(request), story.id)
    topics = [one for one in fitting if one.kind == "topic"]
    if topics and len(chosen.of(*WANTED)) > 1:
        words, known = choosing_in(request.language), await desk.database.read(outlets)
        await menus.write(desk, request, subscriptions.remove, topics[0].kind, topics[0].value)
        name = in_words(topics[0], request.language, known.names)
        row = (
            Button(words.button_undo, say=f"ikuti ya topik {topics[0].value}"),
            Button(words.button_choices, say="ikuti utama"),
        )
        return (Message(paragraphs=(words.unfollowed.format(choice=name),), buttons=(row,)),)
    topic = _topic(desk, story)
    if topic is None:
        return say(personal_in(request.language).no_topic)
    return (await add_and_say(desk, request, Choice("without_topic", topic)),)


async def why(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Says which choice a story fits, or that everything is sent."""
    refusal = menus.needs_start(request)
    story = await _story(desk, request)
    words = personal_in(request.language)
    if refusal is not None or story is None:
        return refusal or say(words.story_gone)
    chosen = await menus.chosen(desk, request)
    fitting = await desk.database.write(subscriptions.matched, menus.chat_id(request), story.id)
    known = await desk.database.read(outlets)

    def named(choices: list[Choice]) -> str:
        return ", ".join(in_words(one, request.language, known.names) for one in choices)

    refused = [one for one in fitting if one.kind in UNWANTED]
    wanted = [one for one in fitting if one.kind in WANTED]
    if refused:
        lines = [words.why_refused.format(choices=named(refused))]
    elif wanted:
        lines = [words.why_chosen.format(choices=named(wanted))]
    else:
        lines = [words.why_all if chosen.takes_all else words.why_no_choice]
    preferences = chosen.preferences
    if story.labels.urgent and preferences.urgent_allowed and (preferences.quiet or preferences.mode != "instant"):
        lines.append(words.why_urgent)
    row = (
        Button(choosing_in(request.language).button_choices, say="ikuti utama"),
        Button(choosing_in(request.language).button_settings, say="pengaturan utama"),
    )
    return (Message(paragraphs=tuple(lines), buttons=(row,)),)


async def report(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Tells the admins, once for each story, that a reader finds it wrong."""
    story = await _story(desk, request)
    words = personal_in(request.language)
    if story is None:
        return say(words.story_gone)
    admins = await desk.database.read(team.recipients, desk.admins, "editor")
    new = await desk.database.write(reports.record, story.id, admins, desk.clock())
    _log.warning("story reported", story=story.id, admins=new)
    return say(words.reported)


async def _story(desk: Desk, request: Request) -> Story | None:
    number = int(request.words) if request.words.isdecimal() and len(request.words) <= 12 else 0
    story = (await desk.database.read(stories.get, [number])).get(number)
    return story if story is not None and story.state in {"quiet", "due"} else None


def _topic(desk: Desk, story: Story) -> str | None:
    """What the story is about most, of the topics that can be chosen."""
    return next((topic for topic in story.labels.topics if topic in desk.topics), None)
