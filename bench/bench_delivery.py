"""CPU time of a delivery: our whole durable path beside what clients spend on the bare `sendMessage`.

Ours is claim -> encode -> HTTP -> settle over a SQLite file (synchronous=FULL), with pacing, per-chat order and error
handling on; the others are only asked to send and have no outbox. Naive is what a bot has that keeps a row for each
message with the async ORM and sends with stock python-telegram-bot. The server is a C program on loopback
(bench/bot_api.c), so that it hides nothing; it answers at once, or after 50 ms. Every contender is a process of its
own, and what counts is its CPU time, all threads, without its start.

Targets: at most 190 microseconds a delivery, at most a twentieth of naive, 1,000/s at 50 ms on a quarter of a core.
Peers are installed into ~/.cache/kentongan-bench.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.outbox import CACHE, fast_api, fill, moment, open_channel, publish
from bot.delivery.pacing import TELEGRAM_GAPS, Pacer
from bot.delivery.sender import Sender
from bot.logs import set_up_logging
from bot.storage import deliveries, owing
from feeds.storage.database import Database

PEERS = ("python-telegram-bot==22.8", "pyTelegramBotAPI==4.37.0", "aiohttp", "sqlalchemy[asyncio]", "aiosqlite")
PEER = """
import asyncio, json, resource, sys, time
kind, url, count, flying, path = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
TOKEN = "123456789:BENCHbenchBENCHbenchBENCHbench"
TEXT = "<b>Pasar murah dibuka</b>\\n\\n" + "Bupati membuka pasar murah di alun-alun pada Senin pagi. " * 5

async def ptb():
    from telegram import Bot, LinkPreviewOptions
    from telegram.request import HTTPXRequest
    bot = Bot(TOKEN, base_url=url + "/bot", request=HTTPXRequest(connection_pool_size=flying + 8, pool_timeout=60))
    await bot._request[1].initialize()
    quiet = LinkPreviewOptions(is_disabled=True)
    async def send(chat):
        return await bot.send_message(chat, TEXT, parse_mode="HTML", link_preview_options=quiet)
    return send

async def telebot():
    from telebot import apihelper, asyncio_helper
    from telebot.async_telebot import AsyncTeleBot
    asyncio_helper.API_URL = url + "/bot{0}/{1}"
    asyncio_helper.REQUEST_LIMIT = flying + 8
    bot = AsyncTeleBot(TOKEN)
    async def send(chat):
        return await bot.send_message(chat, TEXT, parse_mode="HTML", disable_web_page_preview=True)
    return send

async def naive():
    from sqlalchemy import select
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    class Base(DeclarativeBase): pass
    class Delivery(Base):
        __tablename__ = "deliveries"
        id: Mapped[int] = mapped_column(primary_key=True)
        state: Mapped[str] = mapped_column(default="queued")
        message_id: Mapped[int | None]
    engine = create_async_engine("sqlite+aiosqlite:///" + path)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with sessions.begin() as session:
        session.add_all([Delivery(id=n) for n in range(1, count + 1)])
    bare, turn = await ptb(), asyncio.Lock()
    async def send(chat):
        async with turn, sessions.begin() as session:
            (await session.scalars(select(Delivery).where(Delivery.id == chat))).one().state = "sending"
        message = await bare(chat)
        async with turn, sessions.begin() as session:
            row = (await session.scalars(select(Delivery).where(Delivery.id == chat))).one()
            row.state, row.message_id = "sent", message.message_id
    return send

async def main():
    send = await {"ptb": ptb, "telebot": telebot, "naive": naive}[kind]()
    for _ in range(20):
        await send(1)
    chats = iter(range(1, count + 1))
    async def work():
        for chat in chats:
            await send(chat)
    used, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(flying)))
    now = resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(json.dumps({"count": count, "cpu": cpu, "wall": time.perf_counter() - start}), flush=True)
    import os
    os._exit(0)
asyncio.run(main())
"""


def cpu() -> float:
    """Seconds of CPU this process has used, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def ours(url: str, count: int, slots: int, rate: float, path: str) -> None:
    """Fills an outbox, sends it, prints what that cost."""
    set_up_logging("info")
    database = Database(f"sqlite:///{path}")
    await database.open()
    await fill(database, count)
    channel = await open_channel(url, slots + 8)
    sender = Sender(channel, database, Pacer(rate, TELEGRAM_GAPS), moment, random.random, slots=slots)
    await sender.drain()
    story = await database.write(publish)
    await database.write(owing.owe, [story], moment())
    used, start = cpu(), time.perf_counter()
    await sender.drain()
    used, wall = cpu() - used, time.perf_counter() - start
    counted = await database.read(deliveries.counts)
    print(json.dumps({"count": counted.get("sent", 0), "cpu": used, "wall": wall}))
    await channel.stop()
    await database.close()


def peers() -> str | None:
    """The Python that has the peers; None when they can't be had."""
    python = CACHE / "senders" / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", CACHE / "senders"], check=True, capture_output=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEERS], check=True, capture_output=True)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"without the peers, which can't be installed: {error}", file=sys.stderr)
        return None
    return str(python)


def run(command: list[str]) -> dict[str, float]:
    """What a contender printed last."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Runs every contender and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="deliveries of ours; peers send a fraction of it")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--ours", nargs=5, metavar=("URL", "COUNT", "SLOTS", "RATE", "PATH"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.ours:
        url, count, slots, rate, path = args.ours
        asyncio.run(ours(url, int(count), int(slots), float(rate), path))
        return
    python = None if args.alone else peers()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        at_once = stack.enter_context(fast_api(Path(folder), 0)).url
        slow = stack.enter_context(fast_api(Path(folder), 50)).url
        count, few = args.count, max(args.count // 10, 100)
        rows: list[tuple[str, list[str]]] = []

        def add(name: str, url: str, slots: int, rate: float) -> None:
            path = f"{folder}/{len(rows)}.db"
            command = [sys.executable, __file__, "--ours", url, str(count), str(slots), str(rate), path]
            rows.append((name, command))

        def add_peer(name: str, kind: str, url: str, sends: int, flying: int) -> None:
            if python is not None:
                path = f"{folder}/{len(rows)}.db"
                rows.append((name, [python, "-c", PEER, kind, url, str(sends), str(flying), path]))

        add("ours, whole path, 64 slots", at_once, 64, 20_000)
        add_peer("pyTelegramBotAPI, bare, 32 in flight", "telebot", at_once, count // 2, 32)
        add_peer("python-telegram-bot, bare, 8 in flight", "ptb", at_once, few, 8)
        add_peer("python-telegram-bot, bare, 32 in flight", "ptb", at_once, few, 32)
        add_peer("naive: async ORM + python-telegram-bot, 8", "naive", at_once, few, 8)
        add("ours, whole path, 50 ms, paced at 1,000/s", slow, 250, 1250)
        add_peer("pyTelegramBotAPI, bare, 50 ms, 64 in flight", "telebot", slow, few, 64)
        add_peer("python-telegram-bot, bare, 50 ms, 16 in flight", "ptb", slow, few, 16)
        add_peer("python-telegram-bot, bare, 50 ms, 64 in flight", "ptb", slow, few // 2, 64)
        first: float | None = None
        print(f"{'':48}{'messages':>9}{'us of CPU each':>16}{'ratio':>8}{'per second':>12}{'of a core':>11}")
        for name, command in rows:
            got = run(command)
            each = got["cpu"] / got["count"] * 1e6
            first = first or each
            print(
                f"{name:48}{got['count']:9,.0f}{each:16.1f}{each / first:8.2f}{got['count'] / got['wall']:12,.0f}"
                f"{got['cpu'] / got['wall']:11.0%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
