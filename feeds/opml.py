"""Lists of feeds as other programs write and read them: OPML 2.0 (http://opml.org/spec2.opml). Pure.

A list may come from anywhere, so it is read like hostile input: no document type (entities live there), bounded in
size, depth and count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.identity import canonical_link
from feeds.text.normalise import plain_line

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64
MAX_FEEDS = 5_000


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed in a list. `name` is "" when the list gives none."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a list holds: its feeds without repeats, in order, and addresses that are none."""

    feeds: tuple[OpmlFeed, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotOpml:
    """The bytes are no such list; `reason` is a sentence."""

    reason: str


class _RefusedError(Exception):
    """Something that no honest list holds."""


class _Reader:
    """Collects outlines with an address, at any depth; folders are only passed through."""

    def __init__(self) -> None:
        self.feeds: dict[str, OpmlFeed] = {}
        self.refused: list[str] = []
        self.is_opml = False
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _RefusedError(f"The list is nested deeper than {MAX_DEPTH} levels.")
        self.is_opml = self.is_opml or name.lower() == "opml"
        if name.lower() == "outline":
            self._outline({key.lower(): value for key, value in attributes.items()})

    def end(self, _name: str) -> None:
        self._depth -= 1

    def refuse_doctype(self, *_: object) -> None:
        raise _RefusedError("The list has a document type declaration, which no honest list needs.")

    def _outline(self, attributes: dict[str, str]) -> None:
        url = attributes.get("xmlurl", "").strip()
        if not url:
            return
        if not _is_address(url):
            self.refused.append(url[:200])
            return
        name = plain_line(attributes.get("title") or attributes.get("text") or "")[:200]
        self.feeds.setdefault(canonical_link(url), OpmlFeed(url, name))
        if len(self.feeds) > MAX_FEEDS:
            raise _RefusedError(f"The list has more than {MAX_FEEDS} feeds; split it.")


def read_opml(data: bytes) -> OpmlList | NotOpml:
    """Reads a list; one that is broken, too big or hostile gives a sentence instead. Never raises."""
    if len(data) > MAX_BYTES:
        return NotOpml(f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB.")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    try:
        # Blank lines before the prolog are common and harmless; expat would refuse them.
        parser.Parse(data.lstrip(b" \r\n\t"), True)  # noqa: FBT003 - their signature
    except _RefusedError as refused:
        return NotOpml(str(refused))
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        return NotOpml("The file is not well-formed XML" + (f" (line {line})." if line else "."))
    if not reader.is_opml:
        return NotOpml("The file is XML, but no OPML list.")
    return OpmlList(tuple(reader.feeds.values()), tuple(reader.refused))


def write_opml(feeds: Iterable[OpmlFeed], now: datetime) -> bytes:
    """A list that other programs read, in UTF-8."""
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(feed.name or feed.url)} title={quoteattr(feed.name or feed.url)} '
        f"xmlUrl={quoteattr(feed.url)}/>\n"
        for feed in feeds
    )
    head = f"<title>Kentongan</title><dateCreated>{format_datetime(now)}</dateCreated>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head>{head}</head>\n  <body>\n'
        f"{outlines}  </body>\n</opml>\n"
    ).encode()


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= 2_000 and parts.port != 0
    except ValueError:
        return False
