"""New feeds by chat: an address or a list is looked at first, shown, and added after a yes. Lists also go out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.commands.desk import Desk, Request, say
from bot.model import Attachment, Button, Item, Message
from bot.render import story_message
from bot.storage import proposals
from bot.texts.running import running_in
from bot.texts.speech import fault_in_words
from feeds.model import Story
from feeds.opml import NotOpml, OpmlFeed, read_opml, write_opml
from feeds.preview import preview
from feeds.storage import feeds as feeds_table
from feeds.text.normalise import plain_line
from feeds.trial import NotFound, try_feed, with_scheme
from feeds.web.guard import AddressGuard

#: Characters of a feed's name.
NAME = 100
#: Feeds of a list that are named before it is added.
NAMED = 15
#: The first polls of a long list are spread over so long.
SPREAD = timedelta(minutes=30)
#: A question is open so long.
ASKED_FOR = timedelta(days=1)
_DECISION = re.compile(r"(?P<word>ya|batal) (?P<number>\d{1,18})")


async def add_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/feed_tambah ADDRESS [NAME]: shows what it would bring and asks; the buttons' own words decide."""
    texts = request.texts
    if not request.words:
        return say(texts.feed_add_how)
    if asked := _DECISION.fullmatch(request.words.lower()):
        return await _decide(desk, request, int(asked["number"]), yes=asked["word"] == "ya")
    address, _, name = request.words.partition(" ")
    there = {feed.url: feed for feed in await desk.database.read(feeds_table.list_all)}
    if (same := there.get(with_scheme(address))) is not None:
        return say(texts.feed_already.format(id=same.id, name=same.name))
    trial = await try_feed(address, desk.fetcher, desk.parser)
    if isinstance(trial, NotFound):
        return say(texts.feed_not_added.format(fault=fault_in_words(trial.fault, texts)))
    if (same := there.get(trial.url)) is not None:  # found at a site's address, and here already
        return say(texts.feed_already.format(id=same.id, name=same.name))
    name = (plain_line(name or trial.title) or trial.url)[:NAME]
    now = desk.clock()
    shown = await preview(trial.url, name, desk.fetcher, desk.parser, now)
    number = await desk.database.write(proposals.make, [(trial.url, name)], request.who, now)
    return *(_as_citizens_see_it(story, request) for story in shown), _ask(request, number, trial.url, name, shown)


async def take_list(desk: Desk, request: Request, file: Attachment) -> tuple[Message, ...]:
    """An OPML list that an admin sent: says what is in it and asks. A file that is none gets a sentence."""
    words = running_in(request.language)
    if not file.content:
        return say(words.too_large)
    listed = read_opml(file.content, AddressGuard(desk.private_hosts))
    if isinstance(listed, NotOpml):
        return say(words.not_a_list.format(name=file.name[:NAME]))
    if not listed.feeds:
        return say(words.nothing_in_it)
    wanted = [(feed.url, feed.name) for feed in listed.feeds]
    number = await desk.database.write(proposals.make, wanted, request.who, desk.clock())
    items = tuple(Item(feed.name, feed.url) for feed in listed.feeds[:NAMED])
    return (
        Message(
            title=words.import_title.format(count=len(wanted)),
            paragraphs=(words.import_ask.format(refused=len(listed.refused)),),
            items=items,
            footer=f"+ {len(wanted) - NAMED}" if len(wanted) > NAMED else "",
            buttons=(_choice(request, number),),
        ),
    )


async def send_list(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/opml: all feeds as a file that any feed reader takes, and that can be sent back here."""
    words = running_in(request.language)
    feeds = await desk.database.read(feeds_table.list_all)
    if not feeds:
        return say(words.list_none)
    content = write_opml([OpmlFeed(feed.url, feed.name) for feed in feeds], desk.clock())
    file = Attachment(words.list_name, "text/x-opml", content)
    return (Message(paragraphs=(words.list_sent.format(count=len(feeds)),), attachment=file),)


async def _decide(desk: Desk, request: Request, number: int, *, yes: bool) -> tuple[Message, ...]:
    words = running_in(request.language)
    if not yes:
        dropped = await desk.database.write(proposals.drop, number)
        return (Message(paragraphs=(words.not_added if dropped else words.decided,), in_place=True),)
    placed = await desk.database.write(proposals.accept, number, request.who, desk.clock(), SPREAD)
    if placed is None:
        return (Message(paragraphs=(words.decided,), in_place=True),)
    # Its baseline comes with the next tick; the person need not wait for it.
    await desk.poller.tick()
    added = [(name, one.id) for name, one in placed if one.added]
    if len(placed) == 1 and added:
        ((name, feed_id),) = added
        button = Button(words.button_all, say="feed")
        sentence = words.added.format(name=name)
        return (
            Message(
                paragraphs=(sentence,), buttons=((Button(name[:30], say=f"feed {feed_id}"), button),), in_place=True
            ),
        )
    sentence = words.imported.format(added=len(added), there=len(placed) - len(added))
    return (Message(paragraphs=(sentence,), buttons=((Button(words.button_all, say="feed"),),), in_place=True),)


def _as_citizens_see_it(story: Story, request: Request) -> Message:
    told = story_message(story, request.texts, request.timezone)
    link = ((Button(request.texts.read_more, url=story.link),),) if story.link else ()
    return Message(title=told.title, paragraphs=told.paragraphs, footer=told.footer, buttons=link)


def _ask(request: Request, number: int, url: str, name: str, shown: Sequence[Story]) -> Message:
    words = running_in(request.language)
    return Message(
        title=words.ask_title.format(name=name),
        paragraphs=(words.address.format(url=url), words.ask if shown else words.ask_no_preview),
        buttons=(_choice(request, number),),
    )


def _choice(request: Request, number: int) -> tuple[Button, ...]:
    words = running_in(request.language)
    return (
        Button(words.button_yes, say=f"feed_tambah ya {number}"),
        Button(words.button_no, say=f"feed_tambah batal {number}"),
    )
