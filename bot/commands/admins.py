"""Running the feeds by chat: list, pause, resume, thaw, rename, remove and undo, examine; a page for each feed."""

from __future__ import annotations

import re
from typing import Literal

from bot.commands import menus
from bot.commands.adding import NAME
from bot.commands.desk import Desk, Request, say
from bot.model import Button, Item, Message
from bot.storage import audit
from bot.storage.audit import Note
from bot.texts.catalogue import Texts
from bot.texts.desk import desk_in
from bot.texts.doctor import advice
from bot.texts.running import running_in
from bot.texts.speech import fault_in_words, local_time
from feeds.doctor import Diagnosis, examine
from feeds.feed_model import FeedInfo
from feeds.storage import feeds as feeds_table
from feeds.storage import freezing
from feeds.text.normalise import plain_line

#: How the log calls a change of state.
_ACTS = {"active": "feed_resumed", "paused": "feed_paused"}
#: Before the number of a page of the list.
_PAGE = "hal"
_NUMBER = re.compile(r"\d{1,9}")


async def list_feeds(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/feed: feeds with their number and health at a glance, a page at a time. /feed N: one of them, with buttons."""
    texts, words = request.texts, running_in(request.language)
    feeds = await desk.database.read(feeds_table.list_all)
    if _NUMBER.fullmatch(request.words):
        return await _page(desk, request, int(request.words))
    if not feeds:
        return say(texts.feeds_none)
    wanted = request.words.removeprefix(_PAGE).strip()
    page = menus.page_of(len(feeds), wanted)
    shown = feeds[page * menus.PAGE : (page + 1) * menus.PAGE]
    items = tuple(Item(f"{feed.id}. {feed.name}", _health(feed, texts, request.timezone), feed.url) for feed in shown)
    numbers = menus.rows_of((Button(str(feed.id), say=f"feed {feed.id}") for feed in shown), 4)
    ways = menus.ways(len(feeds), wanted, f"feed {_PAGE}", request)
    buttons = (*numbers, ways) if ways else numbers
    return (
        Message(title=texts.feeds_title, paragraphs=(words.page_how,), items=items, buttons=buttons, in_place=True),
    )


async def _page(desk: Desk, request: Request, feed_id: int, *said: str) -> tuple[Message, ...]:
    """One feed with all that can be done to it, after what was said."""
    texts, words = request.texts, running_in(request.language)
    feeds = {feed.id: feed for feed in await desk.database.read(feeds_table.list_all)}
    feed = feeds.get(feed_id)
    if feed is None:
        return say(texts.feed_unknown.format(id=feed_id))
    turn = (words.button_resume, "feed_lanjut") if feed.state == "paused" else (words.button_pause, "feed_jeda")
    acts = [turn, (words.button_examine, "feed_periksa"), (words.button_rename, "feed_nama")]
    if feed.frozen is not None:
        acts.append((words.button_thaw, "feed_cair"))
    else:
        acts.append((words.button_freeze, "feed_beku"))
    acts.append((words.button_remove, "feed_hapus"))
    buttons = menus.rows_of(Button(label, say=f"{word} {feed_id}") for label, word in acts)
    return (
        Message(
            title=f"{feed.id}. {feed.name}",
            paragraphs=(*said, _health(feed, texts, request.timezone), words.address.format(url=feed.url)),
            buttons=(*buttons, (Button(words.button_all, say="feed"),)),
            in_place=True,
        ),
    )


async def rename_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/feed_nama N NAME: what citizens read as the source from now on."""
    texts, words = request.texts, running_in(request.language)
    number, _, name = request.words.partition(" ")
    if not _NUMBER.fullmatch(number):
        return say(texts.feed_which.format(command="/feed_nama"))
    feed_id, name = int(number), plain_line(name)
    if not name:
        return say(words.rename_how.format(id=feed_id))
    if len(name) > NAME:
        return say(words.name_too_long.format(limit=NAME))
    note = Note(desk.clock(), request.who, "feed_renamed", f"feed {feed_id}", name)
    old = await desk.database.write(audit.noted(note, feeds_table.rename), feed_id, name)
    if old is None:
        return say(texts.feed_unknown.format(id=feed_id))
    return await _page(desk, request, feed_id, words.renamed.format(old=old, name=name))


async def pause_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Stops polling a feed until it is resumed."""
    return await _change(desk, request, "/feed_jeda", "paused", request.texts.feed_was_paused)


async def resume_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Polls a paused feed again, at once."""
    return await _change(desk, request, "/feed_lanjut", "active", request.texts.feed_resumed)


async def freeze_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/feed_beku N: everything new from this feed is held until it is thawed."""
    texts, words = request.texts, desk_in(request.language)
    if not _NUMBER.fullmatch(request.words):
        return say(texts.feed_which.format(command="/feed_beku"))
    feed_id, now = int(request.words), desk.clock()
    note = Note(now, request.who, "feed_frozen", f"feed {feed_id}")
    done = await desk.database.write(audit.noted(note, freezing.freeze_by_hand), feed_id, now)
    if done is None:
        return say(texts.feed_unknown.format(id=feed_id))
    feeds = {feed.id: feed.name for feed in await desk.database.read(feeds_table.list_all)}
    sentence = words.frozen_now if done else words.frozen_already
    return await _page(desk, request, feed_id, sentence.format(name=feeds.get(feed_id, "")))


async def thaw_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Says that a frozen feed is clean again: what only the frost had held goes out, the rest waits in the review."""
    texts = request.texts
    if not _NUMBER.fullmatch(request.words):
        return say(texts.feed_which.format(command="/feed_cair"))
    feed_id = int(request.words)
    now = desk.clock()
    note = Note(now, request.who, "feed_thawed", f"feed {feed_id}")
    thawed = await desk.database.write(audit.noted(note, freezing.thaw), feed_id, now, desk.max_age, desk.on_due)
    if thawed is None:
        return say(texts.feed_unknown.format(id=feed_id))
    if not thawed.was_frozen:
        return say(texts.feed_not_frozen.format(name=thawed.name))
    desk.wake()
    return await _page(desk, request, feed_id, texts.feed_thawed.format(name=thawed.name, released=thawed.released))


async def remove_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Removes a feed; what it published stays searchable, and for some days that can be undone."""
    texts, words = request.texts, running_in(request.language)
    if not _NUMBER.fullmatch(request.words):
        return say(texts.feed_which.format(command="/feed_hapus"))
    feed_id, now = int(request.words), desk.clock()
    note = Note(now, request.who, "feed_removed", f"feed {feed_id}")
    name = await desk.database.write(audit.noted(note, feeds_table.set_state), feed_id, "removed", now)
    if name is None:
        return say(texts.feed_unknown.format(id=feed_id))
    lines = (texts.feed_removed.format(name=name), words.undo_until.format(days=feeds_table.UNDO.days, id=feed_id))
    undo = (Button(words.button_undo, say=f"feed_pulih {feed_id}"), Button(words.button_all, say="feed"))
    return (Message(paragraphs=lines, buttons=(undo,), in_place=True),)


async def restore_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/feed_pulih N: undoes a removal; the feed goes on where it was."""
    texts, words = request.texts, running_in(request.language)
    if not _NUMBER.fullmatch(request.words):
        return say(texts.feed_which.format(command="/feed_pulih"))
    feed_id, now = int(request.words), desk.clock()
    note = Note(now, request.who, "feed_restored", f"feed {feed_id}")
    name = await desk.database.write(audit.noted(note, feeds_table.restore), feed_id, now)
    if name is None:
        return say(words.nothing_to_undo.format(id=feed_id))
    return await _page(desk, request, feed_id, words.restored.format(name=name))


async def examine_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Examines a feed by its number, or any address: what is wrong, why it matters, what to ask the webmaster."""
    texts = request.texts
    if not request.words:
        return say(texts.examine_how)
    address = name = request.words
    if _NUMBER.fullmatch(request.words):
        feeds = {feed.id: feed for feed in await desk.database.read(feeds_table.list_all)}
        feed = feeds.get(int(request.words))
        if feed is None:
            return say(texts.feed_unknown.format(id=request.words))
        address, name = feed.url, feed.name
    found = await examine(address, desk.fetcher, desk.parser, desk.clock)
    lines = []
    if found.entries:
        newest = local_time(found.newest, request.timezone, texts) if found.newest else "?"
        lines.append(texts.examine_counts.format(entries=found.entries, newest=newest))
    for finding in found.findings:
        words = advice(finding.code, request.language)
        mark = texts.examine_marks[finding.severity]
        lines.append(texts.examine_finding.format(mark=mark, seen=words.seen, matters=words.matters))
    if not found.findings:
        lines.append(texts.examine_well)
    return *say(*lines, title=texts.examine_title.format(name=name)), *_letter(found, request)


def _letter(found: Diagnosis, request: Request) -> tuple[Message, ...]:
    """What to ask the webmaster, as a message by itself that an admin forwards as it is; none when all is well."""
    texts = request.texts
    lines: list[str] = []
    for finding in found.findings:
        if finding.severity != "note":
            words = advice(finding.code, request.language)
            detail = f" ({finding.detail})" if finding.detail else ""
            lines.append(f"{len(lines) + 1}. {words.seen}{detail} {words.ask}")
    if not lines:
        return ()
    return say(texts.letter_greeting.format(url=found.url), *lines, texts.letter_thanks, title=texts.letter_title)


async def _change(
    desk: Desk, request: Request, command: str, state: Literal["active", "paused"], done: str
) -> tuple[Message, ...]:
    texts = request.texts
    if not _NUMBER.fullmatch(request.words):
        return say(texts.feed_which.format(command=command))
    feed_id = int(request.words)
    now = desk.clock()
    note = Note(now, request.who, _ACTS[state], f"feed {feed_id}")
    name = await desk.database.write(audit.noted(note, feeds_table.set_state), feed_id, state, now)
    if name is None:
        return say(texts.feed_unknown.format(id=feed_id))
    return await _page(desk, request, feed_id, done.format(name=name, id=feed_id))


def _health(feed: FeedInfo, texts: Texts, timezone: str) -> str:
    if feed.state == "active" and feed.last_polled is None:
        return texts.feed_never
    parts = [_state(feed, texts, timezone)]
    if feed.last_polled is not None:
        polled = local_time(feed.last_polled, timezone, texts)
        parts.append(texts.feed_counts.format(entries=feed.entries, polled=polled))
    if feed.frozen is not None:
        parts.append(texts.feed_frozen.format(since=local_time(feed.frozen, timezone, texts), id=feed.id))
    if feed.held:
        parts.append(texts.feed_held.format(held=feed.held))
    return " · ".join(parts)


def _state(feed: FeedInfo, texts: Texts, timezone: str) -> str:
    """The sign that is seen at a glance, and what it means."""
    if feed.state == "paused":
        return texts.feed_paused
    since = local_time(feed.health_since, timezone, texts) if feed.health_since is not None else "?"
    if feed.health == "silent":
        return texts.feed_silent.format(since=since)
    if feed.fault is not None:
        sentence = texts.feed_sick if feed.health == "sick" else texts.feed_failing
        return sentence.format(since=since, failures=feed.failures, fault=fault_in_words(feed.fault, texts))
    return texts.feed_mended.format(id=feed.id) if feed.health == "degraded" else texts.feed_healthy
