"""`kentongan demo`: the show on one machine."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import asdict

from bot.cli.console import finish, show, show_json
from bot.demo.show import show as run_show
from bot.demo.show import show_once


def demo(*, once: bool, port: int, as_json: bool) -> None:
    """Runs the show, or one pass of it with a report."""
    if not once:
        finish(_until_stopped(port), "error")
        return
    report = asdict(finish(show_once(), "error"))
    if as_json:
        show_json(report)
    else:
        show("One pass over the sample sites:")
        for name, count in report.items():
            show(f"  {name:<10}{count:>4}")


async def _until_stopped(port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await run_show(port, stop, lambda line: print(line, flush=True))  # noqa: T201 - the command line's voice
