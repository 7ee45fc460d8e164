"""`kentongan backup, restore`: the whole database in one file, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from bot.app.copies import put_back
from bot.app.news import utc_now
from bot.backups import name_of
from bot.cli.console import finish, read_config, show, show_json
from bot.cli.progress import progress
from feeds.storage import copying

T = TypeVar("T")

#: Seconds between two looks at how far a copy has grown.
_LOOK = 0.2


def backup(path: Path, destination: Path, *, as_json: bool) -> None:
    """Copies the database; exits 1 with a sentence when that can't be."""
    url = read_config(path).database.url
    target = destination / name_of(utc_now(), copying.suffix(url)) if destination.is_dir() else destination
    grown = copying.partial_copy(target)
    finish(_shown("Copying the database", copying.copy_out(url, target), grown, copying.size(url)))
    if as_json:
        show_json({"file": str(target), "bytes": target.stat().st_size})
    else:
        show(f"{target}: {target.stat().st_size / 1e6:.1f} MB. It holds what people entrusted to us; keep it as safe.")


def restore(path: Path, source: Path, *, as_json: bool) -> None:
    """Puts a backup back and says what was marked so that it is not sent again; exits 1 when it can't be."""
    config = read_config(path)
    done = finish(_shown("Putting the backup back", put_back(config, source, utc_now), source, None))
    if as_json:
        show_json({"marked": asdict(done.reconciled), "aside": None if done.aside is None else str(done.aside)})
        return
    marked = done.reconciled
    show(f"{source} is the database now.")
    if done.aside is not None:
        show(f"The one before it is in {done.aside}; remove it when you are sure.")
    show(f"{marked.deliveries} deliveries that were open may have gone out since: they are in doubt and stay unsent.")
    show(f"{marked.errands} corrections, recalls and digests likewise; /ralat N and /tarik N do one again.")
    show(f"{marked.announcements} announcements that waited are cancelled.")
    show(f"{marked.feeds} feeds begin anew: what they published until their next poll can be found and is not sent.")
    show("People who said stop or asked to be erased since the backup are in it as they were: do that again.")


async def _shown(what: str, work: Coroutine[Any, Any, T], growing: Path, total: int | None) -> T:
    """Shows how far a file has grown while the work goes on."""
    task = asyncio.ensure_future(work)
    with progress(what, total) as advance:
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK)
            advance(0 if total is None else _bytes(growing))
    return task.result()


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
