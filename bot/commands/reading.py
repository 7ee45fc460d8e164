"""Reading and searching: /berita, /cari, and any plain text."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.choices import choice_of_words
from bot.commands.citizens import menu
from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.render import story_item, story_message
from bot.texts.choosing import choosing_in
from feeds.model import Story
from feeds.search.query import MAX_CHARACTERS
from feeds.storage import stories

#: Stories on one page: what a small screen shows.
PAGE = 5
#: How a button asks for the next page: "cari banjir hal 5-417" (after five, of the order that was 417's; typed by
#: hand a page number does), "berita setelah 120".
_SEARCH_PAGE = re.compile(r"(?P<words>.+?) (?:hal|page) (?:(?P<after>\d{1,3}-\d{1,18})|(?P<page>\d{1,2}))")
_NUMBER = re.compile(r"[0-9]{1,12}")
_AFTER = re.compile(r"(?:setelah|after) (?P<story>\d{1,12})")


async def latest(desk: Desk, request: Request) -> tuple[Message, ...]:
    """The newest stories, a page at a time; the next page begins after the last story seen, whatever arrives."""
    texts = request.texts
    before = None
    if (asked := _AFTER.fullmatch(request.words)) is not None:
        seen = (await desk.database.read(stories.get, [int(asked["story"])])).get(int(asked["story"]))
        before = None if seen is None else (seen.published, seen.id)
    page = await desk.database.read(stories.latest, PAGE + 1, before)
    if not page:
        return say(texts.no_news_yet)
    shown = page[:PAGE]
    following = f"{texts.button_news[1]} setelah {shown[-1].id}" if len(page) > PAGE else None
    return (_list(texts.button_news[0], shown, following, request),)


async def read(desk: Desk, request: Request) -> tuple[Message, ...]:
    """One story whole, as a row of a list asks for it: "baca 120". Anything else is searched for."""
    if not _NUMBER.fullmatch(request.words):
        line = " ".join(request.incoming.text.split()).removeprefix("/")
        return await find(desk, replace(request, words=line))
    story = await desk.database.read(stories.readable, int(request.words))
    if story is None:
        return say(request.texts.search_nothing.format(words=request.words))
    return (story_message(story, request.texts, request.timezone),)


async def find(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Searches titles and texts; gives the best first."""
    texts = request.texts
    asked = _SEARCH_PAGE.fullmatch(request.words)
    words = (asked["words"] if asked else request.words)[:MAX_CHARACTERS]
    if not words:
        return say(texts.search_how)
    after = None
    if asked is not None:
        after = asked["after"] or f"{max(int(asked['page']) - 1, 0) * PAGE}-0"
    page = await desk.finder.find(words, PAGE, desk.clock(), after)
    if not page.hits:
        return (Message(paragraphs=(texts.search_nothing.format(words=words),), buttons=(menu(texts),)),)
    following = None if page.following is None else f"cari {words} hal {page.following}"
    found = tuple(hit.story for hit in page.hits)
    message = _list(texts.search_title.format(words=words), found, following, request)
    alert = f"kabari {words}"
    # Where there are filters ("kec:", "sebelum:") the words alone would promise too much.
    if choice_of_words("word", words) is None or ":" in words or len(alert.encode()) > 64:
        return (message,)
    button = Button(choosing_in(request.language).button_alert, say=alert)
    return (replace(message, buttons=(*message.buttons, (button,))),)


def _list(title: str, shown: tuple[Story, ...], following: str | None, request: Request) -> Message:
    buttons: tuple[tuple[Button, ...], ...] = ()
    # A network's button carries at most 64 bytes; a longer search is paged by typing it.
    if following is not None and len(following.encode()) <= 64:
        buttons = ((Button(request.texts.page_next, say=following),),)
    items = tuple(story_item(story, request.texts, request.timezone) for story in shown)
    return Message(title=title, items=items, buttons=buttons)
