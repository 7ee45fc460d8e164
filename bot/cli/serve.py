"""`kentongan run`: the service, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import cast, get_args

from bot.app.post import Role
from bot.app.service import Service
from bot.cli.console import fail, finish, read_config
from bot.config import Config


def run(path: Path, role: str, log_level: str) -> None:
    """Runs the service, or the part of it that `role` names."""
    if role not in get_args(Role):
        fail(f"--role takes {', '.join(get_args(Role)[:-1])} or {get_args(Role)[-1]}.", code=2)
    if log_level not in {"debug", "info", "warning"}:
        fail("--log-level takes debug, info or warning.", code=2)
    finish(_run(read_config(path), cast("Role", role)), log_level)


async def _run(config: Config, role: Role) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await Service(config, role=role).run(stop)
