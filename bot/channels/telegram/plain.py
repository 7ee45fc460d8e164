"""Plain text on its way to Telegram: what can't be seen is taken out, what is too long is cut at a word. Pure.

Knows nothing of markup. Lengths are Unicode code points, which is how Telegram counts (`utf8_length` in tdlib), and
what `len` gives; not UTF-16 units.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "…"

#: Pictures that a joiner or a variation selector may follow: arrows to dingbats, and the emoji planes.
_PICTURES: Final = "\u2190-\u2bff\U0001f000-\U0001faff"

_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

#: Unicode's Default_Ignorable_Code_Point, controls, private use, surrogates and noncharacters: what a reader can't
#: see but a forger can use (bidi overrides, zero-width letters). The three combining marks are those that
#: Telegram itself removes (tdlib, `clean_input_string`); variation selectors and the joiner are dealt with below.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u030a\u0333\u033f\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

#: A joiner outside a joined emoji and a variation selector after anything but a picture or a keycap are unseen too.
_STRAY: Final = re.compile(
    f"(?<![{_PICTURES}])(?<![{_PICTURES}]\ufe0f)\u200d|\u200d(?![{_PICTURES}])|(?<![{_PICTURES}0-9#*©®])[\ufe0e\ufe0f]"
)

#: Blanks of every width, the braille blank and the object replacement included (tdlib, `strip_empty_characters`).
_BLANKS: Final = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\ufffc]+")

#: The longest visible character we keep whole: a family of four with skin tones has eleven code points.
_LONGEST_CHARACTER: Final = 16

_MANY_LINES: Final = re.compile("\n{3,}")


def clean(text: str) -> str:
    """Gives `text` as a person sees it: no control, bidi or zero-width characters, blanks and empty lines single.

    Keeps the ends of lines and at most one empty line in a row. Is "" when nothing can be seen.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text))
    # Once more, because what was unseen may have stood between a letter and its accent.
    text = unicodedata.normalize("NFC", _STRAY.sub("", text))
    lines = "\n".join(line.strip(" ") for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", lines).strip("\n")


def one_line(text: str) -> str:
    """Gives `text` cleaned, on a single line."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int) -> str:
    """Gives `text` in at most `limit` code points, ended by "…" after a whole word when something was cut.

    A word longer than half the limit is cut inside, but never inside an emoji or an accented letter. Gives "" when
    the limit leaves no room for a letter and the ellipsis.
    """
    if len(text) <= limit:
        return text
    end = limit - len(ELLIPSIS)
    if end < 1:
        return ""
    if not text[end].isspace():
        word = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
        if word > end // 2:
            end = word
        else:
            shortest = max(1, end - _LONGEST_CHARACTER)
            end = next((at for at in range(end, shortest - 1, -1) if not _inside(text, at)), end)
    kept = text[:end].rstrip(" \n,;:–—-")
    return kept + ELLIPSIS if kept else ""


def _inside(text: str, at: int) -> bool:
    """Whether `at` lies within one visible character: a rough form of Unicode's grapheme rules (UAX 29)."""
    before, after = text[at - 1], text[at]
    if _is_flag_half(before) and _is_flag_half(after):
        halves = next((n for n in range(at) if not _is_flag_half(text[at - 1 - n])), at)
        return halves % 2 == 1
    return before == "\u200d" or after == "\u200d" or unicodedata.category(after) in {"Mn", "Mc", "Me", "Sk"}


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
