"""What the benches of delivery share: a fast Bot API in a process of its own, and an outbox full of deliveries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from bot.channels.telegram.channel import TelegramChannel
from bot.storage.migrations import BOT
from bot.storage.schema import chats
from feeds.storage import feeds
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate
from feeds.storage.schema import stories

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kentongan-bench"
TOKEN = "123456789:BENCHbenchBENCHbenchBENCHbench"  # noqa: S105 - nobody's
SUMMARY = (
    "Bupati membuka pasar murah di alun-alun pada Senin pagi. Beras dijual Rp11.000 per kilogram, gula Rp14.000. "
    "Pasar berlangsung sampai Jumat di lima kecamatan."
)


@dataclass(frozen=True, slots=True)
class FastApi:
    """The server: its address, and how many messages arrived for each chat."""

    url: str
    counts: Path

    def arrived(self) -> bytes:
        """A byte for each chat's number."""
        return self.counts.read_bytes()


@contextmanager
def fast_api(folder: Path, latency: float, most_chats: int = 2_000_000) -> Iterator[FastApi]:
    """Compiles and runs the server; `latency` in milliseconds."""
    CACHE.mkdir(parents=True, exist_ok=True)
    program = CACHE / "bot_api"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "bot_api.c"], check=True)
    counts = folder / f"arrived-{latency:g}"
    with subprocess.Popen([program, str(latency), counts, str(most_chats)], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield FastApi(f"http://127.0.0.1:{int(server.stdout.readline())}", counts)
        finally:
            server.kill()


def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)


async def fill(database: Database, count: int) -> None:
    """Migrates, and adds `count` chats with the addresses 1 to `count`, all subscribed."""
    await database.write(migrate, FEEDS, BOT)
    await database.write(feeds.add, "https://a.example/feed/", "Kab A", moment())
    await database.write(_add_chats, count)


def _add_chats(connection: sa.Connection, count: int) -> None:
    now = moment()
    row = {"channel": "telegram", "kind": "private", "state": "active", "language": "id", "timezone": "Asia/Jakarta"}
    row |= {"created_at": now, "changed_at": now, "consented_at": now, "subscribed_at": now}
    for start in range(1, count + 1, 10_000):
        rows: list[dict[str, Any]] = [{"address": str(n)} | row for n in range(start, min(start + 10_000, count + 1))]
        connection.execute(sa.insert(chats), rows)


def publish(connection: sa.Connection) -> int:
    """Adds a story that is due now, without owing it; gives its number."""
    now = moment()
    row = {"feed_id": 1, "state": "due", "push": True, "title": "Pasar murah dibuka", "summary": SUMMARY}
    row |= {"link": "https://contoh.go.id/berita/1", "published_at": now, "created_at": now, "due_at": now}
    return int(connection.execute(sa.insert(stories).returning(stories.c.id), row).scalar_one())


async def never(*_args: object) -> Any:
    """Nobody is heard in a bench."""
    return ()


async def open_channel(url: str, pool_size: int) -> TelegramChannel:
    """A channel that sends; it does not receive."""
    channel = TelegramChannel(token=TOKEN, api_url=url, answer=never, notice=never, clock=moment, pool_size=pool_size)
    await channel._request.initialize()  # noqa: SLF001 - `start` would ask who we are and begin to receive
    return channel
