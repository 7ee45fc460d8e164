"""The worker process: reads requests from standard input, answers on standard output, until the input ends.

It may be killed at any time; it holds nothing. It limits its own memory before it reads the first byte, and takes
no secrets with it: the service starts it with an empty environment.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO
from zoneinfo import ZoneInfo

from feeds.model import NotAFeed
from feeds.parse import wire
from feeds.parse.article import read_html
from feeds.parse.feed import parse_feed

#: Address space of the worker in bytes; the hostile feeds we know stay far below, and the next one is stopped here.
MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Serves until standard input closes."""
    _limit_memory()
    read, write = sys.stdin.buffer, sys.stdout.buffer
    # Ready: everything is imported, so what follows is measured by the documents alone.
    write.write(wire.frame(b""))
    write.flush()
    while (payload := _next(read)) is not None:
        write.write(wire.frame(_answer(payload)))
        write.flush()


def _answer(payload: bytes) -> bytes:
    fields, body = wire.read_request(payload)
    if fields["kind"] == "feed":
        try:
            result = parse_feed(body, fields["url"], ZoneInfo(fields["zone"]))
        except (MemoryError, RecursionError) as error:
            result = NotAFeed("too_big", type(error).__name__)
        except Exception as error:
            result = NotAFeed("crashed", f"{type(error).__name__}: {error}"[:200])
        return wire.feed_answer(result)
    return wire.articles_answer([read_html(html, title) for html, title in json.loads(body)])


def _next(stream: BinaryIO) -> bytes | None:
    head = stream.read(4)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        # macOS refuses RLIMIT_AS; the time limit and the size limits of the fetch still hold.
        return


if __name__ == "__main__":
    main()
