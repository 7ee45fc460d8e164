"""Paragraphs of an article without what the site around it left in them. Pure; the rules are `boilerplate`'s tables.

When in doubt a line stays: a citizen can skip a leftover line, but not read a lost one. Only lines of at most 300
characters are dropped whole, so that a paragraph which merely opens like a pointer or a credit is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from feeds.text.boilerplate import CREDITS, HEADINGS, LINES, PARTS, TAILS
from feeds.text.dateline import without_dateline
from feeds.text.normalise import fold, plain_text

_LONGEST_LINE = 300


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LINE, _HEADING, _TAIL = _any_of(LINES), _any_of(HEADINGS), _any_of(TAILS)
_PARTS = tuple((hint, re.compile(pattern), instead) for hint, pattern, instead in PARTS)
_CREDIT_BRACKET = re.compile(
    rf"(?<=[.!?”\"’'])\s*\([^()]{{0,60}}\b(?:{CREDITS})\b[^()]{{0,80}}\)[\s.*]*$", re.IGNORECASE
)
#: "(Robby)", "(ad/hm)", "(Danang - Diskominfo)" after the full stop of the last paragraph.
_SIGNATURE = re.compile(
    r"(?:(?<=[.!?”\"’'])\s*\([^()\d]{1,60}\)|\s*\([^()\d]{1,30}/[^()\d]{1,30}\)|\s\*{1,3}|\s-{2,})[\s.*]*$"
)
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’')\]]*$|[\"”)]$")
_NEW_LINE = re.compile(r"[-–—•*·]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_TITLE_WORDS = range(4, 26)


def clean_paragraphs(paragraphs: Iterable[str], title: str) -> tuple[str, ...]:
    """The paragraphs that a person would read aloud, each on one line, in their order.

    Args:
        paragraphs: text without markup. A line break inside one is soft: it parts two paragraphs only where the
            line before ends a sentence or the line after opens an item of a list.
        title: the title of the entry; a first paragraph that only repeats it goes. May be empty.

    Returns:
        Non-empty lines. () when nothing but boilerplate was there. Cleaning what is clean changes nothing but an
        opening that still looks like a title or a dateline.
    """
    kept = list(_without_boilerplate(paragraphs))
    while kept and repeats_title(kept[0], title):
        del kept[0]
    _drop_signatures(kept)
    if kept:
        kept[0] = without_dateline(kept[0], " ".join([title, *kept[1:]]))
        kept = kept if kept[0] else kept[1:]
    return tuple(kept)


def introduces_links(line: str) -> bool:
    """Whether the line is the heading of a list of other stories or of a comment form ("Baca juga:")."""
    return len(line) <= _LONGEST_LINE and _HEADING.match(line) is not None


def _without_boilerplate(paragraphs: Iterable[str]) -> Iterator[str]:
    """Lines joined to paragraphs, boilerplate left out."""
    in_links = False
    for paragraph in paragraphs:
        lines: list[str] = []
        for raw in plain_text(paragraph).split("\n"):
            line = _without_parts(raw)
            if introduces_links(line):
                in_links = True
            elif not is_boilerplate(line) and not (in_links and _is_like_a_title(line)):
                in_links = in_links and not line
                lines.append(line)
        yield from _joined(lines)


def _without_parts(line: str) -> str:
    for hint, pattern, instead in _PARTS:
        if hint in line:
            line = pattern.sub(instead, line)
    return line.strip()


def is_boilerplate(line: str) -> bool:
    """Whether the whole line is a pointer, a marker, a credit or another thing of the tables above."""
    return len(line) <= _LONGEST_LINE and _LINE.match(line) is not None


def _is_like_a_title(line: str) -> bool:
    words = line.split()
    if len(words) not in _TITLE_WORDS or _ENDS_SENTENCE.search(line):
        return False
    return sum(not word[0].islower() for word in words) * 2 > len(words)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs out of softly broken lines."""
    gathered: list[str] = []
    for line in lines:
        if gathered and (not line or _ENDS_SENTENCE.search(gathered[-1]) or _NEW_LINE.match(line)):
            yield " ".join(" ".join(gathered).split())
            gathered = []
        if line:
            gathered.append(_CREDIT_BRACKET.sub("", line))
    if gathered:
        yield " ".join(" ".join(gathered).split())


def _drop_signatures(kept: list[str]) -> None:
    while kept and len(kept[-1]) <= _LONGEST_LINE and _TAIL.match(kept[-1]):
        del kept[-1]
    if kept:
        kept[-1] = _SIGNATURE.sub("", kept[-1])


def repeats_title(text: str, title: str) -> bool:
    """Whether a paragraph or sentence says no more than the title: the same words, or nearly all of them."""
    theirs = _words_of_title(title)
    if not theirs or text.count(" ") > 2 * len(theirs) + 20:
        return False
    ours = fold(text).split()
    if len(ours) > len(theirs) + 3:
        return False
    common = len(set(ours) & set(theirs))
    return common >= 0.8 * len(set(ours)) and common >= 0.5 * len(set(theirs))


@lru_cache(maxsize=64)
def _words_of_title(title: str) -> tuple[str, ...]:
    """Every sentence of an article is held against its title."""
    return tuple(fold(title).split())
