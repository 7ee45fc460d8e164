"""Kills PostgreSQL with SIGKILL while a broadcast goes out, and copies a SQLite database into it.

The server is a cluster of our own in a temporary folder. Each kill hits the postmaster and all its children; it is
started again at once. Targets: no acknowledged row lost (what the sender had settled is settled after the restart),
nothing sent to nobody, and a settlement within 5 s of the server being back.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
import sqlalchemy as sa

from bench.outbox import fast_api, fill, moment, open_channel, publish
from bot.app.news import prepare
from bot.delivery.pacing import TELEGRAM_GAPS, Pacer
from bot.delivery.sender import SLOTS, Sender
from bot.logs import set_up_logging
from bot.storage import deliveries, owing, transfer
from feeds.storage.database import Database

RATE = 200.0
LATENCY = 15


class Cluster:
    """A PostgreSQL server that may be killed."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.bin = programs[-1] if programs else Path(shutil.which("initdb") or "initdb").parent
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync")
        self.server: subprocess.Popen[bytes] | None = None

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self.bin / program, *map(str, arguments)], check=True, user=self.user, stdout=subprocess.DEVNULL
        )

    def start(self) -> None:
        """Starts and waits until it takes connections."""
        self.server = subprocess.Popen(
            [
                self.bin / "postgres",
                "-D",
                self.data,
                "-p",
                str(self.port),
                "-c",
                "unix_socket_directories=",
                "-h",
                "127.0.0.1",
            ],
            user=self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Like a power cut of the database alone."""
        assert self.server is not None  # noqa: S101 - it was started
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.server.pid)], check=False, capture_output=True, text=True
        ).stdout.split()
        for pid in [self.server.pid, *map(int, children)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.server.wait()


class Witness:
    """Notes which deliveries were acknowledged as settled."""

    def __init__(self, database: Database) -> None:
        self.acknowledged: set[int] = set()
        self.last = 0.0
        real = database.write

        async def write(work, *args, **kwargs):
            result = await real(work, *args, **kwargs)
            if work is deliveries.turn:
                sent = {one.claim.id for one in args[2] if one.state == "sent"}
                if sent:
                    self.acknowledged |= sent
                    self.last = time.perf_counter()
            return result

        database.write = write  # type: ignore[method-assign]


def sent_ids(connection: sa.Connection) -> set[int]:
    return set(connection.scalars(sa.text("SELECT id FROM deliveries WHERE state = 'sent'")))


async def killed(cluster: Cluster, kills: int, rng: random.Random, folder: Path) -> None:
    """A broadcast through all the kills."""
    database = Database(cluster.url)
    await database.open()
    chats = kills * 400
    await fill(database, chats)
    await database.write(owing.owe, [await database.write(publish)], moment())
    witness = Witness(database)
    backs: list[float] = []
    lost = 0
    with fast_api(folder, LATENCY, chats + 1) as api:
        channel = await open_channel(api.url, SLOTS + 8)
        sender = Sender(channel, database, Pacer(RATE, TELEGRAM_GAPS), moment, random.random, slots=SLOTS)
        running = asyncio.create_task(sender.run())
        for _ in range(kills):
            await asyncio.sleep(rng.uniform(0.3, 1.2))
            before = set(witness.acknowledged)
            await asyncio.to_thread(cluster.kill)
            await asyncio.to_thread(cluster.start)
            back = time.perf_counter()
            while witness.last < back:  # noqa: ASYNC110 - the sender's writes are watched from outside
                await asyncio.sleep(0.01)
            backs.append(witness.last - back)
            lost += len(before - await database.read(sent_ids))
        sender.stop()
        await running
        await database.write(deliveries.recover, moment())
        drain = Sender(channel, database, Pacer(5_000, TELEGRAM_GAPS), moment, random.random, slots=64)
        await drain.drain()
        copies = Counter(api.arrived()[1:])
        await channel.stop()
    states = await database.read(deliveries.counts)
    await database.close()
    print(f"{kills} x SIGKILL of PostgreSQL, {chats:,} messages, {SLOTS} in flight at most, {RATE:g}/s")
    print(f"  acknowledged and lost  {lost}")
    print(f"  chats that got nothing {copies[0]:,}")
    print(f"  doubled                {copies[2]:,} ({copies[2] / kills:.2f} a kill)")
    print(f"  more than two copies   {sum(count for number, count in copies.items() if number > 2):,}")
    print(f"  states                 {states}")
    print(
        f"  back at work after     {max(backs):.2f} s at most, {sorted(backs)[len(backs) // 2]:.2f} s as a rule",
        flush=True,
    )


async def copied(cluster: Cluster, rows: int, folder: Path) -> None:
    """A SQLite database of so many chats and as many deliveries."""
    with psycopg.connect(cluster.url, autocommit=True) as server:
        server.execute("CREATE DATABASE copied")
    old, new = Database(f"sqlite:///{folder}/old.db"), Database(cluster.url.removesuffix("postgres") + "copied")
    await old.open()
    await new.open()
    await fill(old, rows)
    await old.write(owing.owe, [await old.write(publish)], moment())
    await prepare(new)
    start, cpu = time.perf_counter(), time.process_time()
    counts = await new.write_from(old, transfer.copy_all)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    total = sum(counts.values())
    print(f"copied {total:,} rows in {seconds:.1f} s: {total / seconds:,.0f} a s, {cpu / total * 1e6:.1f} us CPU a row")
    await old.close()
    await new.close()


def main() -> None:
    """Starts the cluster, kills, copies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=200_000, help="chats in the database that is copied")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    set_up_logging("critical" if args.kills else "error")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "cluster").mkdir()
        cluster = Cluster(folder / "cluster")
        cluster.start()
        try:
            if args.kills:
                asyncio.run(killed(cluster, args.kills, random.Random(args.seed), folder))
            if args.rows:
                asyncio.run(copied(cluster, args.rows, folder))
        finally:
            cluster.kill()


if __name__ == "__main__":
    main()
