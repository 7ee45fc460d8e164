"""What a backup and a restore of 500 MB take, beside a plain copy of the file (`shutil.copyfile` and fsync).

Targets: 60 s to restore; a backup every minute costs less than a tenth of the time. Prints ratios; `--megabytes 50`
for a quick look.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from bot.app.copies import put_back
from bot.app.news import utc_now
from bot.config import Config
from bot.storage.migrations import BOT
from bot.storage.schema import web_messages
from feeds.storage.copying import copy_out
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate


async def fill(url: str, megabytes: int) -> None:
    """A database of about this size."""
    database = Database(url)
    await database.open()
    await database.write(migrate, FEEDS, BOT)
    for block in range(megabytes):
        row = {"address": f"a{block}", "payload": "kabar " * 166, "created_at": utc_now()}
        await database.write(lambda c, row=row: c.execute(sa.insert(web_messages), [row] * 1_000))
    await database.close()


async def main(megabytes: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, copy = folder / "k.db", folder / "copy.db"
        await fill(f"sqlite:///{file}", megabytes)
        began = time.perf_counter()
        shutil.copyfile(file, folder / "plain")
        descriptor = os.open(folder / "plain", os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        plain = time.perf_counter() - began
        began, cpu = time.perf_counter(), time.process_time()
        await copy_out(f"sqlite:///{file}", copy)
        backup, backup_cpu = time.perf_counter() - began, time.process_time() - cpu
        config = Config(database={"url": f"sqlite:///{file}", "search": f"{folder}/search"})
        began, cpu = time.perf_counter(), time.process_time()
        await put_back(config, copy, utc_now)
        restore, restore_cpu = time.perf_counter() - began, time.process_time() - cpu
        size = copy.stat().st_size / 1e6
        print(f"{size:.0f} MB; plain copy {plain:.2f} s")
        print(f"backup  {backup:.2f} s ({backup / plain:.1f} plain copies), CPU {backup_cpu:.2f} s")
        print(f"restore {restore:.2f} s ({restore / plain:.1f} plain copies), CPU {restore_cpu:.2f} s; target 60 s")


parser = argparse.ArgumentParser()
parser.add_argument("--megabytes", type=int, default=500)
asyncio.run(main(parser.parse_args().megabytes))
