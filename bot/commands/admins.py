"""Running the feeds by chat: list, add, pause, resume, remove."""

from __future__ import annotations

import re
from typing import Literal

from bot.commands.desk import Desk, Request, say
from bot.model import Item, Message
from bot.storage import audit
from bot.storage.audit import Note
from bot.texts.catalogue import Texts
from bot.texts.doctor import advice
from bot.texts.speech import fault_in_words, local_time
from feeds.doctor import Diagnosis, examine
from feeds.feed_model import FeedInfo
from feeds.storage import feeds as feeds_table
from feeds.storage import freezing
from feeds.trial import NotFound, try_feed, with_scheme

#: How the log calls a change of state.
_ACTS = {"active": "feed_resumed", "paused": "feed_paused", "removed": "feed_removed"}
_NUMBER = re.compile(r"\d{1,9}")


async def list_feeds(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Every feed with its number and health at a glance."""
    texts = request.texts
    feeds = await desk.database.read(feeds_table.list_all)
    if not feeds:
        return say(texts.feeds_none)
    items = tuple(Item(f"{feed.id}. {feed.name}", _health(feed, texts, request.timezone), feed.url) for feed in feeds)
    return (Message(title=texts.feeds_title, items=items),)


async def add_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Tries an address and adds it as a feed when it is one; nothing old is sent."""
    texts = request.texts
    if not request.words:
        return say(texts.feed_add_how)
    address, _, name = request.words.partition(" ")
    there = {feed.url: feed for feed in await desk.database.read(feeds_table.list_all)}
    if (same := there.get(with_scheme(address))) is not None:
        return say(texts.feed_already.format(id=same.id, name=same.name))
    trial = await try_feed(address, desk.fetcher, desk.parser)
    if isinstance(trial, NotFound):
        return say(texts.feed_not_added.format(fault=fault_in_words(trial.fault, texts)))
    if (same := there.get(trial.url)) is not None:  # found at a site's address, and here already
        return say(texts.feed_already.format(id=same.id, name=same.name))
    name = name or trial.title or trial.url
    now = desk.clock()
    note = Note(now, request.who, "feed_added", trial.url, name)
    await desk.database.write(audit.noted(note, feeds_table.add), trial.url, name, now)
    # Its baseline comes with the next tick; the person need not wait for it.
    await desk.poller.tick()
    return say(texts.feed_added.format(name=name, entries=trial.entries))


async def pause_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Stops polling a feed until it is resumed."""
    return await _change(desk, request, "/feed_jeda", "paused", request.texts.feed_was_paused)


async def resume_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Polls a paused feed again, at once."""
    return await _change(desk, request, "/feed_lanjut", "active", request.texts.feed_resumed)


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
    return say(texts.feed_thawed.format(name=thawed.name, released=thawed.released))


async def remove_feed(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Removes a feed; what it published stays searchable, and adding it again sends nothing twice."""
    return await _change(desk, request, "/feed_hapus", "removed", request.texts.feed_removed)


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
    desk: Desk, request: Request, command: str, state: Literal["active", "paused", "removed"], done: str
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
    return say(done.format(name=name, id=feed_id))


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
