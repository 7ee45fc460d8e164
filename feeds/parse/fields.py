"""What a stranger's JSON, sitemap or page calls a text or an address, made safe to hand on. Pure, never raises."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from feeds.text.normalise import plain_line

#: Characters of an address, of any other text but content, and of content (as much as `parse.article` reads).
LONGEST_ADDRESS, LONGEST_TEXT, LONGEST_CONTENT = 2_000, 20_000, 1 << 20

#: WordPress escapes ampersands in a guid; nothing else may be resolved, or "&copy=1" would become a sign.
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
#: What no database or pipe can carry, lone surrogates among it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def text(value: object, longest: int = LONGEST_TEXT) -> str | None:
    """A text without what can't be written down, cut; None for anything that is none."""
    return _UNWRITABLE.sub("", value[:longest]) if isinstance(value, str) else None


def content(value: object) -> str:
    """An entry's content as HTML; "" for anything that is no text."""
    return text(value, LONGEST_CONTENT) or ""


def identifier(value: object) -> str | None:
    """A guid as RSS would have it: ampersands unescaped, numbers as text; None when there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    # A number too long to be written out is refused by Python when JSON is read; none comes this far.
    return _AMPERSAND.sub("&", text(str(value), LONGEST_ADDRESS) or "").strip() or None


def title(value: object) -> str:
    """A page's title as plain text on one line."""
    return plain_line(html.unescape(text(value) or ""))[:500]


def address(value: object, base: str) -> str | None:
    """An absolute http(s) address, or None for anything that we could not ask."""
    written = text(value)
    if not written or not written.strip() or len(written) > LONGEST_ADDRESS:
        return None
    try:
        absolute = urljoin(base, written.strip())
        parts = urlsplit(absolute)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return absolute if usable and len(absolute) <= LONGEST_ADDRESS else None
