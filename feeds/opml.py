"""Lists of feeds as files: OPML in and out (https://opml.org/spec2.opml). Pure: bytes in, feeds or a sentence out.

Every feed reader exports this format and each spells it a little differently, so reading is generous: any nesting,
any case, any version, duplicates. It is not generous to traps: a document that has a document type, or that is larger,
deeper or longer than any real list, is refused before it costs anything.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from feeds.identity import canonical_link
from feeds.text.hosts import host_of
from feeds.text.normalise import plain_line
from feeds.web.guard import AddressGuard, Refusal

#: 5,000 feeds take about one million bytes.
MAX_BYTES = 5 * 1024 * 1024
#: Folders inside folders; readers show three or four.
MAX_DEPTH = 64
#: Outlines with an address, repeated ones included.
MAX_FEEDS = 5_000
#: Elements of any kind, folders and rubbish included.
MAX_ELEMENTS = 50_000
_LONGEST_NAME = 200

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: Charsets of one byte a letter: a table each, and nothing else can happen while they are read.
_ONE_BYTE = re.compile(r"iso8859-\d{1,2}|cp125\d|koi8-[ru]")
_FEED_ROOTS = {"rss": "RSS", "feed": "Atom", "rdf:rdf": "RSS"}
_FEED_SCHEME = re.compile(r"feed:(?=https?://)", re.IGNORECASE)
_FEED_SCHEME_ALONE = re.compile(r"feed://", re.IGNORECASE)
_PASSWORD = re.compile(r"https?://[^/?#]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed of a list."""

    #: Absolute http(s) address that the address guard lets through.
    url: str
    #: One plain line, never empty: title, else text, else the host.
    name: str
    #: Line of the file, from 1; 0 in a list that is being written.
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RefusedFeed:
    """An outline that asks for a feed we would never poll; `reason` is a sentence without its full stop."""

    url: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a list holds, in document order. May be empty."""

    feeds: tuple[OpmlFeed, ...]
    refused: tuple[RefusedFeed, ...] = ()
    #: Outlines left out because an earlier one has the same address.
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class NotOpml:
    """The bytes are no list that we would read; `reason` is an English sentence for whoever chose the file."""

    reason: str


def read_opml(data: bytes, guard: AddressGuard | None = None) -> OpmlList | NotOpml:
    """Reads a list of feeds.

    Two spellings of one address (scheme, "www.", trackers, closing slash) are one feed; the first one stands. Nothing
    is looked up or contacted. Refuses as a whole what is no XML, no OPML, has a document type (where entities live), or
    goes beyond `MAX_BYTES`, `MAX_DEPTH`, `MAX_FEEDS` or `MAX_ELEMENTS`; a document that is broken in the middle is
    refused as a whole too, because half a list looks like a whole one.

    Args:
        data: The file as it is; UTF-8, UTF-16 or a charset of one byte a letter.
        guard: Says which addresses may be asked; one without private hosts by default.
    """
    if len(data) > MAX_BYTES:
        return NotOpml(f"The file has {len(data)} bytes; a list of feeds is read up to {MAX_BYTES}.")
    if not data.strip():
        return NotOpml("The file is empty.")
    reading = _Reading()
    try:
        reading.parse(data)
    except _RefusedError as error:
        return NotOpml(str(error))
    except expat.ExpatError as error:
        return NotOpml(
            f"The file is not well-formed XML: {expat.errors.messages[error.code]}, line {error.lineno}. "
            "Export it once more; it may have been cut off."
        )
    except (ValueError, LookupError):
        return NotOpml("The file is in a charset that can't be read; save it as UTF-8.")
    return _sort_out(reading.found, guard or AddressGuard())


def write_opml(feeds: Iterable[OpmlFeed], now: datetime, title: str = "Kentongan") -> bytes:
    """Writes OPML 2.0 in UTF-8 that `read_opml` and every feed reader understands, in the order given."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head>",
        f"    <title>{escape(plain_line(title))}</title>",
        f"    <dateCreated>{format_datetime(now.astimezone(UTC), usegmt=True)}</dateCreated>",
        "  </head>",
        "  <body>",
    ]
    for feed in feeds:
        name = quoteattr(_name(feed.name, feed.url))
        lines.append(f'    <outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}/>')
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


class _RefusedError(Exception):
    """Leaves expat's callbacks, where nothing but an exception can. Its text is a sentence."""


class _Reading:
    """Expat's callbacks: counts, and collects what the outlines say, with lower-case attribute names."""

    def __init__(self) -> None:
        self.found: list[tuple[int, dict[str, str]]] = []
        self._depth = 0
        self._elements = 0
        self._feeds = 0
        self._parser: expat.XMLParserType

    def parse(self, data: bytes) -> None:
        # Expat never opens an external entity or DTD unless it is given a handler for them.
        self._parser = expat.ParserCreate(_charset(data))
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data.lstrip(b" \t\r\n"), True)  # noqa: FBT003 - their signature

    def _doctype(self, *_declaration: object) -> None:
        raise _RefusedError("The file has a document type declaration, which no honest list of feeds needs.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        name = name.lower()
        if self._elements == 1 and name != "opml":
            raise _RefusedError(_wrong_root(name))
        if self._depth > MAX_DEPTH:
            raise _RefusedError(f"The file is nested deeper than {MAX_DEPTH} folders.")
        if self._elements > MAX_ELEMENTS:
            raise _RefusedError(f"The file has more than {MAX_ELEMENTS} elements.")
        if name == "outline":
            self._outline({key.lower(): attributes[key] for key in attributes})

    def _outline(self, attributes: dict[str, str]) -> None:
        self._feeds += "xmlurl" in attributes
        if self._feeds > MAX_FEEDS:
            raise _RefusedError(f"The file lists more than {MAX_FEEDS} feeds; split it.")
        self.found.append((self._parser.CurrentLineNumber, attributes))

    def _end(self, _name: str) -> None:
        self._depth -= 1


def _charset(data: bytes) -> str | None:
    """What to read the bytes as: UTF-8 whenever they are that, whatever they declare; None leaves it to the document.

    The names go to expat, which knows UTF-8 and UTF-16 and asks Python for a table of 256 letters for all others.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")):
        return None
    try:
        data.decode()
        return "UTF-8"
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:2_000])
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else ""
    except LookupError:
        name = ""
    # Latin-1 on the web is Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
    return name if _ONE_BYTE.fullmatch(name) and name != "iso8859-1" else "cp1252"


def _wrong_root(name: str) -> str:
    if kind := _FEED_ROOTS.get(name):
        return f"The file is one feed ({kind}) and not a list of feeds; add its address with: kentongan feeds add URL"
    if name == "html":
        return "The file is a web page and not a list of feeds (OPML)."
    return f"The file is no list of feeds: it begins with <{plain_line(name)[:40]}> and not with <opml>."


def _sort_out(found: Iterable[tuple[int, Mapping[str, str]]], guard: AddressGuard) -> OpmlList:
    feeds: dict[str, OpmlFeed] = {}
    refused = []
    repeated = 0
    for line, outline in found:
        written = outline.get("xmlurl", "").strip()
        if not written:
            # A folder, unless it says that it is a feed.
            if outline.get("type", "").strip().lower() in {"rss", "atom"}:
                refused.append(RefusedFeed("", "the outline has no xmlUrl", line))
            continue
        url = _FEED_SCHEME_ALONE.sub("http://", _FEED_SCHEME.sub("", written, count=1), count=1)
        if reason := _why_not(url, guard):
            refused.append(
                RefusedFeed(_PASSWORD.sub("https://...@", plain_line(written)[:_LONGEST_NAME]), reason, line)
            )
            continue
        name = _name(outline.get("title", ""), _name(outline.get("text", ""), url))
        if feeds.setdefault(canonical_link(url), feed := OpmlFeed(url, name, line)) is not feed:
            repeated += 1
    return OpmlList(tuple(feeds.values()), tuple(refused), repeated)


def _why_not(url: str, guard: AddressGuard) -> str | None:
    if _PASSWORD.match(url):
        return "the address carries a user name or password, which would be shown and never sent"
    target = guard.target(url)
    return target.detail if isinstance(target, Refusal) else None


def _name(name: str, instead: str) -> str:
    name = plain_line(name)[:_LONGEST_NAME].strip()
    return name or host_of(instead) or instead
