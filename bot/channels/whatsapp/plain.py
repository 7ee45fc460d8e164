"""Plain text on its way to WhatsApp: how long it counts as, cut at a word, and never taken for markup. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

ELLIPSIS: Final = "…"
#: Characters of an address that is shown or opened; longer ones are left out.
URL_LIMIT: Final = 2000

#: WhatsApp marks up what stands between two of these and knows no way to escape them; in their place stand signs that
#: look the same to a reader. https://faq.whatsapp.com/539178204879377
_LOOKALIKES: Final = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}
_TOKEN: Final = re.compile(r"\S+")
_QUOTE: Final = re.compile(r"(?m)^>(?= )")
_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)


def length(text: str) -> int:
    """Counts UTF-16 units, the larger of the two ways to count: Meta does not say which it uses."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """At most `limit` units, ended at a word with an ellipsis; a word longer than half of that is broken."""
    if length(text) <= limit:
        return text
    room, end = limit - 1, 0
    for character in text:
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            break
        end += 1
    head = text[:end]
    if not text[end].isspace():
        at = max(head.rfind(" "), head.rfind("\n"))
        head = head[:at] if at >= end // 2 and at > 0 else head.rstrip("\u200d\ufe0f")
    return head.rstrip(" \n,;:–—-") + ELLIPSIS


def unmarked(text: str) -> str:
    """The text with nothing in it that WhatsApp would take for markup; addresses stay as they are."""
    lines = (_unmarked_line(line) for line in text.split("\n"))
    return _QUOTE.sub("›", "\n".join(lines))


def _unmarked_line(line: str) -> str:
    # One sign alone marks nothing up.
    signs = [sign for sign in _LOOKALIKES if line.count(sign) > 1]
    return _TOKEN.sub(lambda token: _unmarked_word(token[0], signs), line) if signs else line


def _unmarked_word(word: str, signs: list[str]) -> str:
    if _ADDRESS.search(word):
        return word
    for sign in signs:
        word = word.replace(sign, _LOOKALIKES[sign])
    return word


def safe_url(url: str | None) -> str | None:
    """The address when it is one of the web that a reader may open, else None."""
    if url is None or len(url) > URL_LIMIT or any(not " " < character < "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
