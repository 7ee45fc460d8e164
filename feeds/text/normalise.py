"""Text as it may be shown and as it is compared. Pure, linear in the length of the text, free of any library.

Feeds carry characters that no reader sees: zero-width spaces that cut a gambling word in two, direction
marks that turn a line around, control characters that a chat network refuses, soft hyphens of a word
processor. `plain_line` and `plain_text` take them out before anything is stored; `fold` is for comparing.

What counts as invisible: the format characters (category Cf) of Unicode 15 but for the Arabic number signs,
which are seen, and the joiner inside an emoji; the Hangul and Khmer fillers and the blank Braille cell, which
are letters by category and empty to the eye; variation selectors after anything but an emoji; unpaired
surrogates and the private use areas (icon fonts). Telegram strips only a part of them, so the rest would arrive
(TDLib, td/telegram/misc.cpp, clean_input_string).
"""

from __future__ import annotations

import re
import unicodedata

#: What may stand on either side of a zero width joiner that draws one emoji out of several.
_EMOJI = "\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff"

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are no white space
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags: invisible letters that can smuggle a second text
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # surrogates, private use
    "]+"
)
#: A joiner or a variation selector that shapes no emoji.
_SHAPELESS = re.compile(f"\u200d+(?:(?<![{_EMOJI}]\u200d)|(?![{_EMOJI}]))|[\ufe00-\ufe0f](?<![{_EMOJI}0-9#*].)")

#: Everything that ends a line somewhere: NEL and the separators of Unicode beside the usual ones.
_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")

#: A run that may hold more combining marks than UAX #15 (stream-safe text) allows for one letter.
_LONG_RUN = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MARKS_FOR_ONE_LETTER = 30

#: Combining marks of the general blocks: strike-throughs and accents that NFKC could not melt into a letter.
_LOOSE_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
#: The mark comes first, although it could follow its lookbehind: tried at every letter, that is three times slower.
_APOSTROPHE = re.compile(r"['’‘ʼʻ`´′](?<=\w.)(?=\w)")
_WORD = re.compile(r"[^\W_]+")

#: Nearly all Indonesian text: ASCII without controls, and the punctuation of word processors, which no form of
#: Unicode turns into letters. No apostrophes: they may join two halves of a word.
_COMMON = re.compile("[\t-\r\x20-&(-_a-~\u00a0\u2010-\u2015\u201c-\u201f\u2022\u2026]*")
_LETTERS_AND_DIGITS = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)) + b" " * 128


def plain_line(text: str) -> str:
    """The text on one line, as a reader sees it: NFC, nothing invisible, single spaces, none at the ends."""
    return " ".join(_visible(text).split())


def plain_text(text: str) -> str:
    """Like `plain_line` but keeps line breaks (all as LF); never more than one blank line in a row."""
    lines = (" ".join(line.split()) for line in _LINE_END.split(_visible(text)))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """The text reduced to what makes two writings the same: lower-case letters and digits, single spaces.

    NFKC and casefold, so that fancy letters (𝐬𝐥𝐨𝐭), full-width digits and ligatures lose their disguise. Accents
    that Unicode has a letter for stay; loose combining marks go. An apostrophe inside a word goes without
    leaving a gap ("Jum'at" is "jumat"); all other punctuation is a space.
    """
    if _COMMON.fullmatch(text):
        return " ".join(text.encode("ascii", "replace").translate(_LETTERS_AND_DIGITS).decode("ascii").split())
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _calm(_INVISIBLE.sub("", text).replace("\u200d", "")))
        text = _INVISIBLE.sub("", _LOOSE_MARKS.sub("", text)).replace("\u200d", "")
        text = _APOSTROPHE.sub("", text)
        text = _LOOSE_MARKS.sub("", unicodedata.normalize("NFKC", text.casefold()))
    else:
        text = _APOSTROPHE.sub("", _INVISIBLE.sub("", text)).casefold()
    return " ".join(_WORD.findall(text))


def _visible(text: str) -> str:
    text = _SHAPELESS.sub("", _INVISIBLE.sub("", text))
    return text if text.isascii() else unicodedata.normalize("NFC", _calm(text))


def _calm(text: str) -> str:
    """Cut a tower of combining marks to 30: Python sorts them in quadratic time, 1 MiB of them for hours."""
    return _LONG_RUN.sub(_lower_tower, text)


def _lower_tower(run: re.Match[str]) -> str:
    kept: list[str] = []
    height = 0
    for char in run.group():
        height = height + 1 if unicodedata.combining(char) else 0
        if height <= _MARKS_FOR_ONE_LETTER:
            kept.append(char)
    return "".join(kept)
