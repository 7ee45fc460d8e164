"""Which entries of a document are byte for byte what they were at the last poll: those need no parser. Pure, linear.

A feed shows its newest ten to fifty entries, and between two polls one is new. What was read once and has not changed
by a byte would be read the same again; so the document is cut at its entries, and only the unfamiliar ones go on, in
a document that has the same head and tail. Whatever is not cut with certainty is not cut.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

#: Bytes of a mark; they are compared with those of the same feed only.
MARK = 8
#: A document with more is read whole.
MAX_ENTRIES = 200

_ENDS = (b"</item>", b"</entry>")
_STARTS = {b"</item>": re.compile(rb"<item[\s>]"), b"</entry>": re.compile(rb"<entry[\s>]")}


@dataclass(frozen=True, slots=True)
class Sifted:
    """A document cut at its entries."""

    #: A mark for each entry, of `MARK` bytes each, in one string: what to remember.
    marks: bytes
    #: The document without its familiar entries.
    rest: bytes
    #: How many entries were familiar, and how many are in `rest`.
    familiar: int
    unfamiliar: int


def sift(body: bytes, known: bytes) -> Sifted | None:
    """Takes out what is familiar.

    Args:
        body: An RSS or Atom document as it came.
        known: The marks of the same feed's last document, b"" when there are none.

    Returns:
        None when the document can't be cut: no entries, too many, or anything but white space between them.
    """
    end = next((end for end in _ENDS if end in body), None)
    if end is None:
        return None
    *parts, tail = body.split(end)
    start = _STARTS[end]
    if len(parts) > MAX_ENTRIES or start.search(tail):
        return None
    familiar = {known[place : place + MARK] for place in range(0, len(known), MARK)}
    marks, kept, head = [], [], b""
    for number, part in enumerate(parts):
        begin = start.search(part)
        if begin is None or start.search(part, begin.end()):
            return None
        if number == 0:
            head = part[: begin.start()]
        elif part[: begin.start()].strip():
            return None
        entry = part[begin.start() :]
        mark = hashlib.sha256(entry).digest()[:MARK]
        marks.append(mark)
        if mark not in familiar:
            kept.append(entry + end)
    rest = b"".join((head, *kept, tail))
    return Sifted(b"".join(marks), rest, len(parts) - len(kept), len(kept))
