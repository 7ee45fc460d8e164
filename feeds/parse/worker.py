"""The worker process: reads requests from standard input, answers on standard output, until the input ends.

It may be killed at any time; what it keeps between two requests can be asked anew. It limits its own memory before
it reads the first byte, and takes no secrets with it: the service starts it with an empty environment.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO
from zoneinfo import ZoneInfo

from feeds.model import FeedData, NotAFeed, Sitemaps
from feeds.parse import wire, wire_documents
from feeds.parse.documents import read_document
from feeds.parse.page import read_page
from feeds.parse.page_text import read_page_text
from feeds.parse.shelf import Shelf, read_article

#: Address space of the worker in bytes; the hostile feeds we know stay far below, and the next one is stopped here.
MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Serves until standard input closes."""
    _limit_memory()
    read, write = sys.stdin.buffer, sys.stdout.buffer
    shelf = Shelf()
    # Ready: everything is imported, so what follows is measured by the documents alone.
    write.write(wire.frame(b""))
    write.flush()
    while (payload := _next(read)) is not None:
        write.write(wire.frame(_answer(payload, shelf)))
        write.flush()


def _answer(payload: bytes, shelf: Shelf) -> bytes:
    fields, body = wire.read_request(payload)
    match fields["kind"]:
        case "skim":
            return wire_documents.document_answer(_skim(fields, body, shelf), skimmed=True)
        case "read":
            if body:
                _skim(fields, body, shelf)
            if fields["document"] not in shelf:
                return wire.FORGOTTEN
            return wire.articles_answer(shelf.read(fields["document"], map(int, fields["indices"].split())))
        case "articles":
            return wire.articles_answer([read_article(html, title) for html, title in json.loads(body)])
        case "text":
            page = read_page_text(body, fields["url"], ZoneInfo(fields["zone"]), title=fields["title"])
            return wire_documents.text_answer(page)
        case "document":
            return wire_documents.document_answer(_read_document(fields, body))
        case _:
            return wire_documents.page_answer(read_page(body, fields["url"]))


def _skim(fields: dict[str, str], body: bytes, shelf: Shelf) -> FeedData | Sitemaps | NotAFeed:
    result = _read_document(fields, body)
    if isinstance(result, FeedData):
        shelf.put(fields["document"], result)
    return result


def _read_document(fields: dict[str, str], body: bytes) -> FeedData | Sitemaps | NotAFeed:
    try:
        return read_document(body, fields["url"], ZoneInfo(fields["zone"]))
    except (MemoryError, RecursionError) as error:
        return NotAFeed("too_big", type(error).__name__)
    except Exception as error:
        return NotAFeed("crashed", f"{type(error).__name__}: {error}"[:200])


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
