"""`kentongan run`: the service, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from bot.app.service import Service
from bot.cli.console import fail, finish, read_config
from bot.config import Config


def run(path: Path, log_level: str) -> None:
    """Runs the service."""
    if log_level not in {"debug", "info", "warning"}:
        fail("--log-level takes debug, info or warning.", code=2)
    finish(_run(read_config(path)), log_level)


async def _run(config: Config) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await Service(config).run(stop)
