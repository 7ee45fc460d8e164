"""Everything that an entry says and where it points, seen or hidden: what the hijack guard is shown. Pure, linear."""

from __future__ import annotations

import html
import re

#: Characters of words that the guard is shown; it reads no further either.
MOST_WORDS = 30_000
#: Links looked at by the guard; injected ones stand at the front or are many.
MOST_LINKS = 50
#: Characters of markup that are looked through for them, as many as `parse.article` reads.
_MOST_MARKUP = 1 << 20

_HREF = re.compile(r"""\shref\s*=\s*["']([^"'<>\s]{1,500})["']""", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>")


def all_words(markup: str) -> str:
    """All words of an entry, also those that no reader would see: injected adverts hide in invisible elements."""
    return html.unescape(_TAG.sub(" ", markup[:_MOST_MARKUP]))[:MOST_WORDS]


def all_links(markup: str) -> tuple[str, ...]:
    """The addresses that an entry links to, as written, the first ones."""
    found = (match[1] for match in _HREF.finditer(markup, 0, _MOST_MARKUP))
    return tuple(html.unescape(link) for link, _ in zip(found, range(MOST_LINKS), strict=False))
