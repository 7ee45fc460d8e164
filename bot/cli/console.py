"""How commands talk: answers on standard output, everything else on standard error, and what exit codes mean.

0 well, 1 a fault was found, 2 wrong usage or configuration.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from bot.config import Config, load_config
from bot.errors import BotError, ConfigError
from bot.logs import hide, redact, set_up_logging
from feeds.errors import FeedsError, StorageUnavailableError

T = TypeVar("T")


def read_config(path: Path) -> Config:
    """The configuration, or a list of its faults on standard error and exit 2."""
    try:
        config = load_config(path)
    except ConfigError as error:
        lines = "\n".join(f"  - {fault}" for fault in error.faults)
        fail(f"The configuration {path} can't be used:\n{lines}", code=2)
    hide(config.secrets())
    return config


def finish(work: Coroutine[Any, Any, T], log_level: str = "warning") -> T:
    """Runs a command's work to its end. Expected trouble becomes one sentence and an exit code, never a traceback."""
    set_up_logging(log_level)
    try:
        return asyncio.run(work)
    except StorageUnavailableError as error:
        fail(str(error), code=2)
    except (BotError, FeedsError) as error:
        fail(str(error), code=1)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def fail(sentence: str, *, code: int) -> NoReturn:
    """Says what is wrong on standard error and exits."""
    print(redact(sentence), file=sys.stderr)  # noqa: T201 - the command line's voice
    raise SystemExit(code)


def show(text: str = "") -> None:
    """Prints a line of the answer."""
    print(text)  # noqa: T201 - the command line's voice


def show_json(document: object) -> None:
    """Prints the answer as one JSON document."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    show()


def show_table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Prints rows under heads, columns wide enough for what is in them."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    for row in (heads, *rows):
        show("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
