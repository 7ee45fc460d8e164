"""`kentongan feeds import, export`: lists of feeds."""

from __future__ import annotations

from pathlib import Path

from bot.app import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json
from bot.config import Config
from feeds.opml import NotOpml, OpmlFeed, OpmlList, read_opml, write_opml
from feeds.storage import feeds as feeds_table


def import_file(path: Path, file: Path, *, as_json: bool) -> None:
    """Adds the feeds of a list; exits 1 when some were refused, 2 when the file is no list."""
    config = read_config(path)
    try:
        listed = read_opml(file.read_bytes())
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}.", code=2)
    if isinstance(listed, NotOpml):
        fail(f"{file} can't be imported. {listed.reason}", code=2)
    results = finish(_add(config, listed))
    added = [url for url, is_new in results if is_new]
    there = [url for url, is_new in results if not is_new]
    if as_json:
        show_json({"added": added, "already_there": there, "refused": list(listed.refused)})
    else:
        show(f"{len(added)} added, {len(there)} already there, {len(listed.refused)} refused.")
        for url in listed.refused:
            show(f"  refused, no web address: {url}")
    if listed.refused:
        raise SystemExit(1)


async def _add(config: Config, listed: OpmlList) -> tuple[tuple[str, bool], ...]:
    async with open_news(config) as news:
        feeds = [(feed.url, feed.name) for feed in listed.feeds]
        # A quarter of the longest interval: soon, and not all at once.
        return await news.database.write(feeds_table.add_many, feeds, utc_now(), config.feeds.max_interval / 4)


def export(path: Path, output: Path | None) -> None:
    """Writes the feeds as a list."""
    text = write_opml(finish(_feeds(read_config(path))), utc_now())
    if output is None:
        show(text.decode().rstrip("\n"))
        return
    try:
        output.write_bytes(text)
    except OSError as error:
        fail(f"{output} can't be written: {error.strerror}.", code=1)


async def _feeds(config: Config) -> list[OpmlFeed]:
    async with open_news(config) as news:
        return [OpmlFeed(feed.url, feed.name) for feed in await news.database.read(feeds_table.list_all)]
