"""Owing one story to 1,000 to 1,000,000 chats: seconds, CPU time a delivery, memory; and claims out of that outbox.

One INSERT ... SELECT in a process of its own for each size. "Floor" is the CPU time of the same into a table with one
index and no foreign keys. Targets: a million in 2 s on SQLite and 15 s on PostgreSQL, under 50 MB more memory, the
cost a delivery within 20 % over all sizes. `--url postgresql://...` names an empty database to use as well; it is
emptied before each size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from bench.outbox import fill, moment, publish
from bot.model import Settlement
from bot.storage import deliveries, owing
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate

SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: Rounds of a sender whose cost is measured, of this many deliveries each.
ROUNDS, ROOM = 100, 50


def cpu() -> float:
    """Seconds of CPU of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident() -> float:
    """Megabytes that are or were resident at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare(connection: sa.Connection) -> float:
    """Seconds of CPU of the least that an outbox can be: no foreign keys, one index beside its key."""
    connection.exec_driver_sql(
        "CREATE TABLE bare (id INTEGER PRIMARY KEY, item INT, chat INT, status TEXT, next_at INT, UNIQUE (item, chat))"
        if connection.dialect.name == "sqlite"
        else "CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item BIGINT, chat BIGINT,"
        " status TEXT, next_at BIGINT, UNIQUE (item, chat))"
    )
    connection.exec_driver_sql("CREATE INDEX bare_due ON bare (next_at) WHERE status = 'queued'")
    start = cpu()
    connection.exec_driver_sql(
        "INSERT INTO bare (item, chat, status, next_at) SELECT 1, id, 'queued', 1 FROM chats WHERE state = 'active'"
    )
    return cpu() - start


def have_had(connection: sa.Connection) -> None:
    """Everything that was owed was sent."""
    connection.exec_driver_sql("UPDATE deliveries SET state = 'sent', settled_at = next_at, message_id = '1'")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


def empty(connection: sa.Connection) -> None:
    """Throws away what an earlier size left on PostgreSQL."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


async def measure(url: str, chats: int) -> None:
    """Prints what one size costs."""
    database = Database(url)
    await database.open()
    await database.write(empty)
    await database.write(migrate, FEEDS)
    await fill(database, chats)
    # An earlier story, which everybody has had; it also warms up statements, files and the allocator.
    await database.write(owing.owe, [await database.write(publish)], moment())
    await database.write(have_had)
    story = await database.write(publish)
    before, used, start = resident(), cpu(), time.perf_counter()
    await database.write(owing.owe, [story], moment())
    owed, wall, memory = cpu() - used, time.perf_counter() - start, resident() - before
    floor = await database.write(bare)
    used, count, claims = cpu(), 0, ()
    for _ in range(min(ROUNDS, chats // ROOM)):
        done = [Settlement(one, "sent", message_id="1") for one in claims]
        claims = await database.write(deliveries.turn, "telegram", moment(), done, ROOM)
        count += len(claims)
    print(json.dumps({"wall": wall, "cpu": owed, "memory": memory, "round": (cpu() - used) / count, "floor": floor}))
    await database.close()


def main() -> None:
    """Prints a table for each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="an empty PostgreSQL database")
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--one", nargs=2, metavar=("URL", "CHATS"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        asyncio.run(measure(args.one[0], int(args.one[1])))
        return
    for kind in ["sqlite", *(["postgresql"] if args.url else [])]:
        columns = (
            f"{'chats':>10}{'s':>9}{'us each':>9}{'us of CPU':>11}{'floor':>9}{'MB more':>9}{'claim+settle us':>17}"
        )
        print(f"{kind:12}{columns}")
        for chats in (size for size in SIZES if size <= args.most):
            with tempfile.TemporaryDirectory() as folder:
                url = args.url if kind == "postgresql" else f"sqlite:///{folder}/fan.db"
                command = [sys.executable, __file__, "--one", url, str(chats)]
                got = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            each, least = got["cpu"] / chats * 1e6, got["floor"] / chats * 1e6
            print(
                f"{'':12}{chats:10,}{got['wall']:9.2f}{got['wall'] / chats * 1e6:9.2f}{each:11.2f}{least:9.2f}"
                f"{got['memory']:9.1f}{got['round'] * 1e6:17.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
