"""`kentongan migrate --from`: from SQLite to PostgreSQL."""

from __future__ import annotations

import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app.news import prepare
from bot.cli.console import fail, finish, read_config, show, show_json
from bot.config import Config
from bot.errors import AlreadyRunningError, StartError
from bot.storage import transfer
from bot.storage.migrations import BOT
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, is_current


def migrate_from(path: Path, source: str, *, as_json: bool) -> None:
    """Copies a SQLite database into the configured one; exits 1 when that one is not empty, 2 when it is no such."""
    config = read_config(path)
    scheme, _, rest = source.partition("://")
    file = Path(rest.partition("?")[0].removeprefix("/"))
    if scheme != "sqlite" or not file.is_file():
        fail(f"There is no SQLite database at {source}; write sqlite:///kentongan.db.", code=2)
    if config.database.url.startswith("sqlite"):
        fail("[database] url must name the new PostgreSQL database: postgresql://user@host/name.", code=2)
    start = time.perf_counter()
    copied = finish(_copy(config, source))
    seconds = time.perf_counter() - start
    rows = sum(copied.values())
    if as_json:
        show_json({"rows": rows, "seconds": round(seconds, 3), "tables": copied})
    else:
        show(
            f"{rows:,} rows of {len(copied)} tables copied and counted in {seconds:.1f} s ({rows / seconds:,.0f} a s)."
        )


async def _copy(config: Config, source: str) -> dict[str, int]:
    async with AsyncExitStack() as stack:
        old, new = Database(source), Database(config.database.url)
        for database in (old, new):
            await database.open()
            stack.push_async_callback(database.close)
        if not await old.read(is_current, FEEDS, BOT):
            raise StartError("The old database has an older schema; run `kentongan migrate` with its configuration.")
        alone = old.alone()
        if not await alone.take():
            raise AlreadyRunningError(f"A Kentongan runs on {old.shown_url}; stop it first, else news would be lost.")
        stack.push_async_callback(alone.give_back)
        await prepare(new)
        refusal = await new.read(transfer.why_not)
        if refusal is not None:
            raise StartError(refusal)
        return await new.write_from(old, transfer.copy_all, _tell)


def _tell(table: str, rows: int) -> None:
    print(f"  {table}: {rows:,}", file=sys.stderr)  # noqa: T201 - the command line's voice
