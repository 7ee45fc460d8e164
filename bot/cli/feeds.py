"""`kentongan feeds ...`: running feeds without chat."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

from bot.app.news import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json, show_table
from bot.config import Config, terms_of
from bot.storage import audit, backlog
from bot.storage.audit import Note
from bot.texts.doctor import advice
from bot.texts.english import ENGLISH
from bot.texts.speech import fault_in_words, local_time
from feeds.doctor import Diagnosis, Finding, examine
from feeds.feed_model import FeedInfo
from feeds.storage import feeds as feeds_table
from feeds.storage.freezing import Thawed
from feeds.storage.freezing import thaw as thaw_feed
from feeds.trial import NotFound, try_feed


def add(path: Path, url: str, name: str, *, as_json: bool) -> None:
    """Tries an address, adds it, and takes its baseline."""
    finish(_add(read_config(path), url, name, as_json=as_json))


async def _add(config: Config, url: str, name: str, *, as_json: bool) -> None:
    async with open_news(config) as news:
        trial = await try_feed(url, news.fetcher, news.parser)
        if isinstance(trial, NotFound):
            fail(f"{url} was not added. {fault_in_words(trial.fault, ENGLISH)} ({trial.detail})", code=1)
        name = name or trial.title or trial.url
        feed_id, is_new = await news.database.write(audit.add_feed, trial.url, name, utc_now(), audit.COMMAND_LINE)
        if not is_new:
            fail(f"That feed is there already, with the number {feed_id}.", code=1)
        await news.poller.poll_now(feed_id)
    if as_json:
        show_json({"id": feed_id, "url": trial.url, "name": name, "entries": trial.entries})
    else:
        show(f"Added feed {feed_id}: {name} ({trial.entries} entries, none of which is sent).")


def list_all(path: Path, *, as_json: bool) -> None:
    """Lists the feeds."""
    config = read_config(path)
    feeds = finish(_list(config))
    if as_json:
        show_json([asdict(feed) for feed in feeds])
    elif not feeds:
        show("There are no feeds yet: kentongan feeds add URL")
    else:
        show_table(("ID", "NAME", "STATE", "ENTRIES", "HELD", "POLLED", "URL"), [_row(feed, config) for feed in feeds])


async def _list(config: Config) -> tuple[FeedInfo, ...]:
    async with open_news(config) as news:
        return await news.database.read(feeds_table.list_all)


def _row(feed: FeedInfo, config: Config) -> tuple[str, ...]:
    state: str = feed.health if feed.state == "active" else feed.state
    if feed.frozen is not None:
        state = f"frozen, {state}"
    if feed.fault is not None:
        state = f"{state}: {feed.fault} x{feed.failures}"
    polled = local_time(feed.last_polled, config.news.timezone, ENGLISH) if feed.last_polled else "never"
    return str(feed.id), feed.name[:40], state, str(feed.entries), str(feed.held), polled, feed.url


def remove(path: Path, feed_id: int, *, as_json: bool) -> None:
    """Removes a feed."""
    name = finish(_remove(read_config(path), feed_id))
    if name is None:
        fail(f"There is no feed {feed_id}; kentongan feeds list shows the numbers.", code=1)
    if as_json:
        show_json({"id": feed_id, "name": name})
    else:
        show(f"Removed feed {feed_id}: {name}. What it published can still be searched.")


async def _remove(config: Config, feed_id: int) -> str | None:
    async with open_news(config) as news:
        now = utc_now()
        note = Note(now, audit.COMMAND_LINE, "feed_removed", f"feed {feed_id}")
        return await news.database.write(audit.noted(note, feeds_table.set_state), feed_id, "removed", now)


def thaw(path: Path, feed_id: int, *, as_json: bool) -> None:
    """Thaws a frozen feed; exits 1 when there is none with that number, and does nothing to one that is not frozen."""
    thawed = finish(_thaw(read_config(path), feed_id))
    if thawed is None:
        fail(f"There is no feed {feed_id}; kentongan feeds list shows the numbers.", code=1)
    if as_json:
        show_json({"id": feed_id, **asdict(thawed)})
    elif thawed.was_frozen:
        show(
            f"Thawed feed {feed_id}: {thawed.name}. Released {thawed.released} stories; the suspicious ones stay held."
        )
    else:
        show(f"Feed {feed_id} is not frozen: {thawed.name}.")


async def _thaw(config: Config, feed_id: int) -> Thawed | None:
    async with open_news(config) as news:
        owe = partial(backlog.owe, daily_limit=config.news.daily_limit, terms=terms_of(config))
        now = utc_now()
        note = Note(now, audit.COMMAND_LINE, "feed_thawed", f"feed {feed_id}")
        return await news.database.write(audit.noted(note, thaw_feed), feed_id, now, config.news.max_age, owe)


def doctor(path: Path, url: str, *, as_json: bool) -> None:
    """Examines a feed; exits 1 when it can't be used."""
    found = finish(_examine(read_config(path), url))
    if as_json:
        show_json(asdict(found) | {"findings": [_finding(one) for one in found.findings]})
    else:
        show(f"{found.url}: {found.title or 'no feed'}, {found.entries} entries")
        for one in found.findings:
            words = advice(one.code, "en")
            detail = f" ({one.detail})" if one.detail else ""
            show(f"\n{one.severity.upper()} {one.code}: {words.seen}{detail}")
            show(f"  Why it matters: {words.matters}\n  Ask the webmaster: {words.ask}")
        if not found.findings:
            show("Nothing is wrong.")
    if found.is_broken:
        raise SystemExit(1)


async def _examine(config: Config, url: str) -> Diagnosis:
    async with open_news(config) as news:
        return await examine(url, news.fetcher, news.parser, utc_now)


def _finding(one: Finding) -> dict[str, str]:
    words = advice(one.code, "en")
    indonesian = advice(one.code, "id")
    return asdict(one) | {"seen": words.seen, "matters": words.matters, "ask": words.ask, "ask_id": indonesian.ask}
