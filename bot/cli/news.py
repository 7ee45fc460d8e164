"""`kentongan poll, search, stats, migrate`: the news without chat."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.app.news import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json, show_table
from bot.config import Config
from bot.pictures import draw
from bot.report import gather, picture_of
from bot.storage import chats, deliveries
from bot.texts.english import ENGLISH
from bot.texts.speech import fault_in_words, local_time
from feeds.search.finder import Hit
from feeds.storage import feeds as feeds_table
from feeds.storage import stories
from feeds.update import Outcome


def poll(path: Path, feed_id: int | None, *, as_json: bool) -> None:
    """Polls now and says what came of it; exits 1 when a feed failed."""
    outcomes = finish(_poll(read_config(path), feed_id))
    if feed_id is not None and not outcomes:
        fail(f"There is no feed {feed_id}; kentongan feeds list shows the numbers.", code=1)
    if as_json:
        show_json([_as_json(outcome) for outcome in outcomes])
    elif not outcomes:
        show("There are no feeds yet: kentongan feeds add URL")
    else:
        for outcome in outcomes:
            show(f"{outcome.feed.id}. {outcome.feed.name}: {_in_words(outcome)}")
    if any(outcome.fault for outcome in outcomes):
        raise SystemExit(1)


async def _poll(config: Config, feed_id: int | None) -> tuple[Outcome, ...]:
    async with open_news(config) as news:
        return await news.poller.poll_now(feed_id)


def _in_words(outcome: Outcome) -> str:
    if outcome.fault is not None:
        return f"failed. {fault_in_words(outcome.fault, ENGLISH)} ({outcome.detail})"
    if outcome.entries is None:
        return "nothing new"
    stored = outcome.stored
    return (
        f"{outcome.entries} entries, {stored.new_entries} new, {stored.changed} changed, {stored.joined} merged, "
        f"{stored.held} held, {stored.due} to be sent"
    )


def _as_json(outcome: Outcome) -> dict[str, object]:
    stored = outcome.stored
    return {
        "feed": outcome.feed.id,
        "entries": outcome.entries,
        "new": stored.new_entries,
        "changed": stored.changed,
        "merged": stored.joined,
        "held": stored.held,
        "due": stored.due,
        "fault": outcome.fault,
        "detail": outcome.detail,
    }


def search(path: Path, words: str, limit: int, *, as_json: bool) -> None:
    """Searches and prints the best stories."""
    config = read_config(path)
    found = finish(_search(config, words, limit))
    if as_json:
        show_json(
            [
                {
                    "story": hit.story.id,
                    "title": hit.story.title,
                    "summary": " ".join(hit.story.summary),
                    "link": hit.story.link,
                    "published": hit.story.published.isoformat(),
                    "feed": hit.story.source,
                }
                for hit in found
            ]
        )
    elif not found:
        show("No story matches.")
    else:
        for hit in found:
            story = hit.story
            show(f"{story.title}\n  {story.source} · {local_time(story.published, config.news.timezone, ENGLISH)}")
            show(f"  {hit.snippet or ' '.join(story.summary)}\n  {story.link or ''}\n")


async def _search(config: Config, words: str, limit: int) -> tuple[Hit, ...]:
    async with open_news(config) as news:
        return (await news.finder.find(words, limit, datetime.now(UTC))).hits


def rebuild_search(path: Path, *, as_json: bool) -> None:
    """Makes the search index anew from the database."""
    count = finish(_rebuild_search(read_config(path)))
    if as_json:
        show_json({"stories": count})
    else:
        show(f"The search index was made anew of {count} stories.")


async def _rebuild_search(config: Config) -> int:
    async with open_news(config) as news:
        return await news.finder.rebuild()


def stats(path: Path, png: Path | None, *, as_json: bool) -> None:
    """Prints figures, and draws them into a file when one is named; exits 1 when that fails."""
    config = read_config(path)
    figures = finish(_stats(config))
    if png is not None:
        picture = finish(_picture(config))
        if picture is None:
            fail("The picture could not be drawn; the log above says why.", code=1)
        try:
            png.write_bytes(picture)
        except OSError as error:
            fail(f"{png} can't be written: {error.strerror}.", code=1)
    if as_json:
        show_json(figures)
    else:
        show_table(
            ("WHAT", "COUNT"),
            [(f"{group} {name}", str(count)) for group, counts in figures.items() for name, count in counts.items()],
        )


async def _stats(config: Config) -> dict[str, dict[str, int]]:
    async with open_news(config) as news:
        feeds = await news.database.read(feeds_table.list_all)
        return {
            "feeds": {
                "all": len(feeds),
                "failing": sum(feed.fault is not None for feed in feeds),
                "paused": sum(feed.state == "paused" for feed in feeds),
            },
            "stories": await news.database.read(stories.counts),
            "chats": await news.database.read(chats.count_active),
            "deliveries": await news.database.read(deliveries.counts),
        }


async def _picture(config: Config) -> bytes | None:
    async with open_news(config) as news:
        report = await gather(news.database, utc_now(), config.news.timezone)
    return await draw(picture_of(report, config.service.name, "en"))


def migrate(path: Path) -> None:
    """Opening is migrating."""
    config = read_config(path)
    finish(_stats(config))
    show("The database has the newest schema.")
