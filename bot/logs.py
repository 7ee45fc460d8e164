"""Logging: one line an event on standard error, with secrets and phone numbers blotted out, whatever logs them."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final

import structlog

from bot.redaction import Redactor

#: One for the process, as logging itself is: what is secret once is secret in every line.
_redactor: Final = Redactor()


def redact(text: str) -> str:
    """The text with whatever is secret, or looks like it, blotted out."""
    return _redactor(text)


def hide(secrets: Iterable[str]) -> None:
    """These values appear in no line from now on."""
    _redactor.hide(secrets)


def _redact_line(_logger: object, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's signature
    return redact(str(line))


class _RedactingFormatter(logging.Formatter):
    """For the libraries that log through the standard library; tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _show_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python itself would print of an exception that nobody caught."""
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))


def set_up_logging(level: str = "info") -> None:
    """Sets up logging for the whole process; only the command line calls it."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
            _redact_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactingFormatter("timestamp=%(asctime)s level=%(levelname)s event=%(message)r"))
    # Libraries speak only when something is wrong; at "info" some print addresses with tokens in them.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)  # noqa: FBT003 - their signature
    sys.excepthook = _show_uncaught
