"""What is to be drawn, and having it drawn by a short process (`bot.painter`)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict, dataclass

import structlog

#: Seconds that a picture may take; the first one also looks through the fonts of the machine.
PATIENCE = 60.0
#: All that the process is told of its surroundings: where it may keep its list of fonts, and nothing secret.
_ENVIRONMENT = ("HOME", "PATH", "TMPDIR", "TEMP", "SYSTEMROOT", "XDG_CACHE_HOME", "MPLCONFIGDIR", "PYTHONPATH")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures, one a day; None where nothing is known."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the same days."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of words and a number, the greatest first."""

    title: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that stands on a picture, in one language."""

    title: str
    subtitle: str
    #: The days' names, oldest first.
    days: tuple[str, ...]
    #: One line.
    subscribers: Chart
    #: Two: sent and failed.
    deliveries: Chart
    #: Two: the median and the 95th percentile.
    delays: Chart
    #: Five: healthy, degraded, sick, silent, paused.
    feeds: Chart
    top: Ranking


async def draw(picture: Picture) -> bytes | None:
    """The picture as PNG; None when it could not be drawn, which the log tells of."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.painter"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            png, complaint = await process.communicate(json.dumps(asdict(picture)).encode())
    except TimeoutError:
        _log.error("picture took too long", seconds=PATIENCE)
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        _log.error("picture broke", status=process.returncode, complaint=complaint.decode(errors="replace")[-500:])
        return None
    return png
