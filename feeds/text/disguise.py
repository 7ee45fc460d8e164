"""Text as people read it, and what was done to it so that machines read something else. Pure, linear in time.

Advertisers who break into a site write "𝐒𝐋𝐎𝐓", "ѕlоt" (two letters are Cyrillic), "s l o t" or "slot" with invisible
characters inside: the eye sees the word, a word list does not. `reveal` gives both, the plain words and each disguise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

#: Letters of other scripts that look like Latin ones (a working subset of the confusables of Unicode TS 39).
_TWINS = MappingProxyType(
    {
        **dict(zip("аеорсхуіјѕһԁ", "aeopcxyijshd", strict=True)),
        **dict(zip("АЕОРСХУІЈЅНКМТВ", "AEOPCXYIJSHKMTB", strict=True)),
        **dict(zip("αοικρτυχν", "aoikptuxv", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("ցհոօսզ", "ghnouq", strict=True)),
    }
)
#: Letters that only resemble in a word that is Latin otherwise ("sраd я").
_COUSINS = MappingProxyType({**_TWINS, **dict(zip("кмнтвяиԛԝпгωγβηε", "kmhtbrnqwnrwybne", strict=True))})
#: What NFKC (Unicode TR 15) leaves alone although it is drawn as a letter or a digit, or as a letter with a stroke.
_DRAWN = MappingProxyType(
    {
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)),
        **{chr(start + i): chr(97 + i) for start in (0x1F150, 0x1F170, 0x1F1E6) for i in range(26)},
        **{chr(start + i): str(i + 1) for start in (0x2776, 0x2780, 0x278A) for i in range(9)},
    }
)
_STROKES = str.maketrans("ıđøłŧħ", "idolth")

_FANCY_CLASS = (
    r"\U0001D400-\U0001D7FF\u2460-\u2468\u249C-\u24E9\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\U0001F110-\U0001F189"
    r"\U0001F1E6-\U0001F1FF\u1D00-\u1D22\uA730\uA731\u01EB\u0299\u0262\u026A\u029C\u029F\u0274\u0280\u028F"
    r"\u2776-\u277E\u2780-\u2792"
)
_FANCY = re.compile(f"[{_FANCY_CLASS}]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]")
_TOKEN = re.compile(rf"(?:[^\W_]|[{_FANCY_CLASS}])+")
#: Code points that print nothing; the soft hyphen is among them, though honest editors use it too.
_NOTHING = (
    r"\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff"
    r"\U000e0000-\U000e0fff"
)
_HOLLOW = re.compile(rf"(?<![^\W_])[^\W_]++(?:[{_NOTHING}]++[^\W_]++)+")
_NOTHINGS = re.compile(f"[{_NOTHING}]")
_STRUCK = re.compile(r"(?:[^\W\d_][\u0300-\u0338\u20d0-\u20f0]++){3,}")
#: Four or more single letters or digits, one gap apart: "S L O T", "g.a.c.o.r", "8-8".
#: The second pattern is the middle of the first: it finds in a moment that a text has none.
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-_*|/][^\W_]){3,40}(?![^\W_])")
_APART = re.compile(r"(?:[ .\-_*|/][^\W_]){2}[ .\-_*|/]")

#: ASCII and what typographers add to it; a text of these alone hides nothing behind its characters.
_HONEST = re.compile(r"[\x00-\x7f\u00a0-\u00ac\u00ae-\u00bf\u2010-\u2015\u2018-\u201f\u2022\u2026\u202f]*")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+")

#: How sure a disguise is one: 1 may be decoration or chance, 2 is unusual, 3 can only be meant to deceive.
Certainty = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Disguise:
    """A word whose characters are not what they seem."""

    #: What a person reads, lower case.
    word: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Revealed:
    """A text without its disguises."""

    #: Lower case, compatibility forms and marks resolved, disguised words spelled plainly.
    plain: str
    disguises: tuple[Disguise, ...] = ()


def reveal(text: str) -> Revealed:
    """Spells every disguised word plainly and tells which they were.

    Honest Unicode is no disguise: marks on letters, superscripts, ligatures, one circled digit as a bullet, whole
    words of another script. A line in bold mathematical letters is reported with certainty 1 a word, because humas
    officers paste such lines from social media.
    """
    found: list[Disguise] = []
    if not is_honest(text):
        text = _fill(text, found)
        text = _unmark(_spell(text, found))
    text = text.lower()
    if _APART.search(text):
        text = _SPACED.sub(lambda run: _join(run[0], found), text)
    return Revealed(text, tuple(found))


def is_honest(text: str) -> bool:
    """True when a text has no characters but ASCII and common punctuation, as nearly all Indonesian text."""
    return text.isascii() or _HONEST.fullmatch(text) is not None


def _fill(text: str, found: list[Disguise]) -> str:
    """Takes out what prints nothing."""
    for hollow in _HOLLOW.finditer(text) if _NOTHINGS.search(text) else ():
        word = _NOTHINGS.sub("", hollow[0])
        if "\u00ad" not in hollow[0]:
            found.append(Disguise(word.lower(), 2))
    found.extend(
        Disguise(_unmark(struck[0]).lower(), 2) for struck in (_STRUCK.finditer(text) if _MARKS.search(text) else ())
    )
    return _NOTHINGS.sub("", text)


def _unmark(text: str) -> str:
    # NFKD takes letters and their marks apart, and resolves ligatures, squares and the like.
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_STROKES)))


def _join(run: str, found: list[Disguise]) -> str:
    word = run[::2]
    if word.isdigit():
        return run
    if all(one.word != word for one in found):
        found.append(Disguise(word, 1))
    return word


def _spell(text: str, found: list[Disguise]) -> str:
    """Replaces fancy letters and lookalikes, one character for one, in every word that has some."""
    if not _FANCY.search(text) and not _FOREIGN.search(text):
        return text
    tokens = [(token.start(), token[0]) for token in _TOKEN.finditer(text)]
    chars = list(text)
    for run in _runs(tokens):
        words = []
        for start, token in run:
            word = "".join(map(_latin, token)) if _FANCY.search(token) or _mixed(token) else _twin(token)
            chars[start : start + len(token)] = word
            words.append(word)
        found.extend(_judge(run, words))
    return "".join(chars)


def _runs(tokens: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Neighbouring words that are disguised, together; single characters around them belong to the run."""
    run: list[tuple[int, str]] = []
    odd = False
    for start, token in tokens:
        strange = _FANCY.search(token) is not None or _FOREIGN.search(token) is not None
        if strange or len(token) == 1:
            run.append((start, token))
            odd = odd or strange
            continue
        if odd:
            yield run
        run, odd = [], False
    if odd:
        yield run


def _judge(run: list[tuple[int, str]], words: list[str]) -> Iterator[Disguise]:
    """How sure is it that this run of words was disguised to deceive?"""
    if sum(len(token) == 1 for _, token in run) >= 4 and any(_FANCY.search(token) for _, token in run):
        yield Disguise("".join(words).lower(), 3)
        return
    decorated = len(run) >= 3
    for (_, token), word in zip(run, words, strict=True):
        letters = [char for char in token if not char.isdigit()]
        if word == token or len(word) < 3 or not any(char.isalpha() for char in word):
            continue
        styles = {_style(char) for char in token}
        figures = sum(char.isdigit() for char in word) > 1 or word[-2:].lower() == "4d"
        if _mixed(token) or (len(styles - {"figure"}) > 1 and letters) or (figures and not decorated):
            yield Disguise(word.lower(), 3)
        elif _FANCY.search(token):
            yield Disguise(word.lower(), 1 if decorated else 2)


def _mixed(token: str) -> bool:
    """Latin and lookalike letters in one word. Two letters are a unit or a formula (μg), no word."""
    return len(token) > 3 and _FOREIGN.search(token) is not None and any(char in _ASCII for char in token)


_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _style(char: str) -> str:
    """The alphabet that a character is drawn in."""
    code = ord(char)
    if char.isdigit() or 0x1D7CE <= code <= 0x1D7FF or char in "❶❷❸❹❺❻❼❽❾①②③④⑤⑥⑦⑧⑨":
        return "figure"
    if 0x1D400 <= code < 0x1D7CE:
        return f"math {(code - 0x1D400) // 52}"
    if code < 0x250:
        return "plain"
    return "small" if char in _DRAWN and code < 0x10000 else f"block {code >> 8}"


def _latin(char: str) -> str:
    plain = _DRAWN.get(char) or _COUSINS.get(char)
    if plain:
        return plain
    plain = unicodedata.normalize("NFKC", char).strip("()")
    return plain if len(plain) == 1 else char


def _twin(token: str) -> str:
    """A word that is written in twins of Latin letters only may be Latin to the eye: "ТОТО"."""
    if _FOREIGN.search(token) and all(char in _TWINS or char.isdigit() for char in token):
        return "".join(_TWINS.get(char, char) for char in token)
    return token
