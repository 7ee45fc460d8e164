"""What a person missed while away, and whether a link is one of ours."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from bot.commands import menus
from bot.commands.desk import Desk, Request, say
from bot.model import Button, Message
from bot.render import story_item
from bot.storage import subscriptions
from bot.texts.personal import personal_in
from bot.texts.speech import local_time
from feeds.storage import stories
from feeds.storage.outlets import outlets, story_of
from feeds.text.hosts import host_of, registrable

#: Stories shown to somebody who was away: neither nothing nor a flood.
SHOWN = 5
#: However long somebody was away, older news is no news.
LONGEST = timedelta(days=7)
_LINK = re.compile(r"(?:https?://)?[^\s/]+\.[^\s/]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
#: Characters of a link; longer ones are no address that somebody was sent to read.
_LONGEST_LINK = 2_000


async def missed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/terlewat: the most important stories since the person last asked. /terlewat 7: of the last seven days."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    words, now, chat_id = personal_in(request.language), desk.clock(), menus.chat_id(request)
    since = await desk.database.read(subscriptions.caught_up, chat_id)
    if since is None or now - since > LONGEST or request.words == "7":
        since = now - LONGEST
    ids = await desk.database.write(subscriptions.missed, chat_id, since, SHOWN)
    found = await desk.database.read(stories.get, ids)
    await desk.database.write(subscriptions.catch_up, chat_id, now)
    shown_since = local_time(since, request.timezone, request.texts)
    label, word = request.texts.button_news
    row = (Button(words.missed_more, say="terlewat 7"), Button(label, say=word))
    if not ids:
        return (Message(paragraphs=(words.missed_none.format(since=shown_since),), buttons=(row,)),)
    items = tuple(story_item(found[each], request.texts, request.timezone) for each in ids)
    return (Message(title=words.missed_title.format(since=shown_since), items=items, buttons=(row,)),)


async def check(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/cek LINK: from a source of ours and known, from a source of ours, or not ours."""
    words = personal_in(request.language)
    link = next(iter(request.words.split()), "")
    if not _LINK.fullmatch(link[:_LONGEST_LINK]):
        return say(words.check_how)
    if "//" not in link:
        link = f"https://{link}"
    known = await desk.database.read(outlets)
    host = host_of(link)
    try:
        ascii_host = host.encode("idna").decode()
    except UnicodeError:
        ascii_host = host
    # Whoever writes "kabupaten.example@elsewhere" leads elsewhere; a host of other letters is shown as it is sent.
    feed_id = known.hosts.get(registrable(ascii_host)) if "@" not in urlsplit(link).netloc else None
    linked = await desk.database.read(story_of, link) if feed_id is not None else None
    if feed_id is None:
        return say(words.check_not_ours.format(host=ascii_host))
    if linked is None:
        return say(words.check_source.format(source=known.names[feed_id]))
    if linked.state not in {"quiet", "due"}:
        return say(words.check_held)
    story = (await desk.database.read(stories.get, [linked.story_id]))[linked.story_id]
    source = known.names.get(linked.feed_id, story.source)
    when = local_time(story.published, request.timezone, request.texts)
    return (
        Message(
            title=story.title,
            paragraphs=(words.check_ours.format(source=source, when=when),),
            buttons=((Button(request.texts.read_more, url=story.link),),) if story.link else (),
        ),
    )
