"""Logging: one line an event on standard error, with secrets blotted out, whatever logs them."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

#: Bot tokens, Meta's access tokens, and passwords in addresses.
_SECRETS = re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{20,}|\bEAA[A-Za-z0-9]{20,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")


def redact(text: str) -> str:
    """The text with whatever looks like a secret blotted out."""
    return _SECRETS.sub("***", text)


def _redact_line(_logger: object, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's signature
    return redact(str(line))


class _RedactingFormatter(logging.Formatter):
    """For the libraries that log through the standard library."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


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
