"""Reading and searching: /berita, /cari, and any plain text."""

from __future__ import annotations

import re

from bot.commands.citizens import menu
from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.render import story_item
from feeds.model import Story
from feeds.storage import search, stories
from feeds.storage.database import Database

#: Stories on one page: what a small screen shows.
PAGE = 5
#: Nobody reads further; each page costs the database more.
LAST_PAGE = 20
#: How a button asks for the next page: "cari banjir hal 2", "berita setelah 120".
_SEARCH_PAGE = re.compile(r"(?P<words>.+?) (?:hal|page) (?P<page>\d{1,3})")
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


async def find(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Searches titles and texts; gives the best first."""
    texts = request.texts
    asked = _SEARCH_PAGE.fullmatch(request.words)
    words, number = (asked["words"], int(asked["page"])) if asked else (request.words, 1)
    words = words[:200]
    if not words:
        return say(texts.search_how)
    number = min(max(number, 1), LAST_PAGE)
    found = await _search(desk.database, words, PAGE + 1, (number - 1) * PAGE)
    if not found:
        return (Message(paragraphs=(texts.search_nothing.format(words=words),), buttons=(menu(texts),)),)
    more = len(found) > PAGE and number < LAST_PAGE
    following = f"cari {words} hal {number + 1}" if more else None
    return (_list(texts.search_title.format(words=words), found[:PAGE], following, request),)


async def _search(database: Database, words: str, limit: int, offset: int) -> tuple[Story, ...]:
    ids = await database.read(search.find, words, limit, offset)
    found = await database.read(stories.get, ids)
    return tuple(found[story_id] for story_id in ids)


def _list(title: str, shown: tuple[Story, ...], following: str | None, request: Request) -> Message:
    buttons: tuple[tuple[Button, ...], ...] = ()
    # A network's button carries at most 64 bytes; a longer search is paged by typing it.
    if following is not None and len(following.encode()) <= 64:
        buttons = ((Button(request.texts.page_next, say=following),),)
    items = tuple(story_item(story, request.texts, request.timezone) for story in shown)
    return Message(title=title, items=items, buttons=buttons)
