"""`kentongan feeds import, export`: lists of feeds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from bot.app.news import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json
from bot.config import Config
from bot.storage import audit
from feeds.opml import NotOpml, OpmlFeed, OpmlList, read_opml, write_opml
from feeds.storage import feeds as feeds_table
from feeds.storage.bulk import Placed
from feeds.web.guard import AddressGuard


def import_file(path: Path, file: Path, *, as_json: bool) -> None:
    """Adds the feeds of a list; exits 1 when some were refused, 2 when the file is no list."""
    config = read_config(path)
    try:
        listed = read_opml(file.read_bytes(), AddressGuard(config.feeds.allow_private_hosts))
    except OSError as error:
        fail(f"{file} can't be read: {error.strerror}.", code=2)
    if isinstance(listed, NotOpml):
        fail(f"{file} can't be imported. {listed.reason}", code=2)
    placed = finish(_add(config, listed))
    if as_json:
        show_json(_as_json(listed, placed))
    else:
        added = sum(one.added for one in placed)
        show(
            f"{added} added, {len(placed) - added} already there, {listed.repeated} repeated, "
            f"{len(listed.refused)} refused."
        )
        for feed in listed.refused:
            show(f"  line {feed.line}: {feed.url or 'no address'}: {feed.reason}")
    if listed.refused:
        raise SystemExit(1)


async def _add(config: Config, listed: OpmlList) -> tuple[Placed, ...]:
    async with open_news(config) as news:
        feeds = [(feed.url, feed.name) for feed in listed.feeds]
        # A quarter of the longest interval: soon, and not all at once.
        return await news.database.write(
            audit.add_feeds, feeds, utc_now(), config.feeds.max_interval / 4, audit.COMMAND_LINE
        )


def _as_json(listed: OpmlList, placed: tuple[Placed, ...]) -> dict[str, object]:
    feeds = [(one.added, {"id": one.id, **asdict(feed)}) for one, feed in zip(placed, listed.feeds, strict=True)]
    return {
        "added": [feed for added, feed in feeds if added],
        "already_there": [feed for added, feed in feeds if not added],
        "repeated": listed.repeated,
        "refused": [asdict(feed) for feed in listed.refused],
    }


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
