"""The busiest second of a broadcast, ours beside python-telegram-bot's AIORateLimiter, and how long an answer waits.

Both send as fast as they are let, to a channel that answers at once; on the machine's own clock, so one run takes
about half a minute. Ours is the whole sender on a SQLite outbox with 10,000 queued; meanwhile answers ask for their
turn. Targets: at most the limit in every second (AIORateLimiter: 62 of 30 when measured first); an answer behind
10,000 broadcasts goes out in under 100 ms (p99).

AIORateLimiter is installed into ~/.cache/kentongan-bench.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.outbox import CACHE, fill, moment, publish
from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import TELEGRAM_GAPS, Pacer
from bot.delivery.sender import Sender, slots_for
from bot.logs import set_up_logging
from bot.model import Message, Outcome, Sent
from bot.storage import owing
from feeds.storage.database import Database

LIMIT = 30
SECONDS = 8.0
LIMITER = """
import asyncio, json, sys, time
from telegram.ext import AIORateLimiter
limit, seconds = int(sys.argv[1]), float(sys.argv[2])
async def main():
    limiter = AIORateLimiter(overall_max_rate=limit, overall_time_period=1)
    await limiter.initialize()
    times = []
    async def sent(*args, **kwargs):
        times.append(time.monotonic())
        return True
    async def send(chat):
        await limiter.process_request(sent, (), {}, "sendMessage", {"chat_id": chat}, None)
    sends = [asyncio.create_task(send(chat)) for chat in range(1, int(limit * seconds) + 1)]
    await asyncio.sleep(seconds)
    print(json.dumps(times))
    [send.cancel() for send in sends]
asyncio.run(main())
"""


class Instant:
    """A `Channel[Message]` that takes everything at once and remembers when."""

    name = "telegram"

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self.times: list[float] = []

    def encode(self, message: Message) -> Message:
        """As it is."""
        return message

    async def send(self, _address: str, _encoded: Message, *, tracker: str = "") -> Outcome:  # noqa: ARG002
        """Takes it."""
        self.times.append(time.monotonic())
        return Sent("1")


def busiest(times: Sequence[float]) -> int:
    """Most sends in any second."""
    return max((bisect_left(times, start + 1.0) - index for index, start in enumerate(times)), default=0)


async def ours(rate: float, path: str) -> tuple[list[float], list[float]]:
    """When sends happened, answers among them, and how long answers waited."""
    database = Database(f"sqlite:///{path}")
    await database.open()
    await fill(database, 10_000)
    await database.write(owing.owe, [await database.write(publish)], moment())
    channel, pacer = Instant(), Pacer(rate, TELEGRAM_GAPS)
    pace = AnswerPace(pacer, asyncio.get_running_loop().time, asyncio.sleep)
    sender = Sender(channel, database, pacer, moment, random.random, slots=slots_for(rate))
    running = asyncio.create_task(sender.run())
    waits: list[float] = []

    async def ask(number: int) -> None:
        start = time.monotonic()
        await pace(str(1_000_000 + number), "private")
        channel.times.append(time.monotonic())
        waits.append(time.monotonic() - start)

    rng, end, asked = random.Random(1), time.monotonic() + SECONDS, []
    while time.monotonic() < end:
        # As many people as a tenth of the rate serves, at any moment.
        await asyncio.sleep(rng.expovariate(rate * 0.1))
        asked.append(asyncio.create_task(ask(len(asked))))
    await asyncio.gather(*asked)
    sender.stop()
    await running
    await database.close()
    return sorted(channel.times), sorted(waits)


def main() -> None:
    """Measures and prints."""
    set_up_logging("error")
    print(f"{'':44}{'limit':>7}{'busiest second':>16}{'a second':>10}{'answers p50 ms':>16}{'p99 ms':>9}")
    python = CACHE / "senders" / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", CACHE / "senders"], check=True, capture_output=True)
        install = [python, "-m", "pip", "install", "-q", "python-telegram-bot[rate-limiter]==22.8"]
        subprocess.run(install, check=True, capture_output=True)
        for limit in (LIMIT, 1000):
            command = [python, "-c", LIMITER, str(limit), str(SECONDS)]
            times = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(f"{'AIORateLimiter':44}{limit:7}{busiest(times):16}{len(times) / SECONDS:10.1f}", flush=True)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"without AIORateLimiter, which can't be installed: {error}", file=sys.stderr)
    for limit in (25, LIMIT, 1000):
        with tempfile.TemporaryDirectory() as folder:
            times, waits = asyncio.run(ours(limit, f"{folder}/pace.db"))
        p50, p99 = (waits[int(len(waits) * share)] * 1e3 for share in (0.5, 0.99))
        name = "ours, 10,000 queued, answers meanwhile"
        print(f"{name:44}{limit:7}{busiest(times):16}{len(times) / SECONDS:10.1f}{p50:16.2f}{p99:9.2f}", flush=True)


if __name__ == "__main__":
    main()
