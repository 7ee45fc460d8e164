"""Whether an article tells of danger or outage that is there now. Pure.

Drills, commemorations, prevention and relief speak of the same dangers, so three things must come together in the
title and the first words: a danger, that it happens, and that it does so now; and nothing may say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from feeds.classify.rules import Danger, Phrases, Rules, forms

_OPENING = 60
_CHARACTERS_READ = 700
#: Words between a danger and its happening at most.
_BREATH = 8
_NOT = frozenset({"belum", "tidak", "tak", "bukan", "tanpa"})
#: A day in the text, "(25/9)" or "(25/09/2019)", this near to the day of publication is now.
_FRESH = timedelta(days=1)
_HOUR = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)(?: dini hari| pagi| siang| sore| petang| malam)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\(\s*(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}|\d{2}))?\s*\)")


def is_urgent(title: str, text: str, rules: Rules, published: date | None = None) -> bool:
    """Whether it can't wait.

    Args:
        title: May be empty.
        text: Only its beginning is read.
        rules: The words.
        published: The local day of publication, if known.
    """
    lists = rules.urgency
    opening = text[:_CHARACTERS_READ]
    heading = forms(title)
    words = heading + forms(opening)[:_OPENING]
    if any(_said(lists.never, words)):
        return False
    told = any(_meet(danger, heading) for danger in lists.dangers)
    aftermath = lists.aftermath.among(heading)
    if told and not aftermath:
        return True
    if not told and aftermath:
        return False
    if not told and not any(_meet(danger, words) for danger in lists.dangers):
        return False
    return lists.now.among(words) or _is_fresh(opening, published)


def _meet(danger: Danger, words: list[str]) -> bool:
    """Whether a danger and its happening stand in one breath, and are not one and the same word."""
    happening = [place for place, _, _ in danger.happening.find(words)]
    return any(0 < abs(place - other) <= _BREATH for place, _, _ in danger.words.find(words) for other in happening)


def _said(phrases: Phrases, words: list[str]) -> Iterator[bool]:
    """Yields for each phrase that stands there and is not denied: "belum bisa dilalui" is not "bisa dilalui"."""
    for place, _, _ in phrases.find(words):
        if place == 0 or words[place - 1] not in _NOT:
            yield True


def _is_fresh(opening: str, published: date | None) -> bool:
    """Whether the text dates the event to the hour, or on the day of publication or the day before."""
    if _HOUR.search(opening):
        return True
    if published is None:
        return False
    for match in _DAY.finditer(opening):
        try:
            day = date(published.year, int(match[2]), int(match[1]))
        except ValueError:
            continue
        if timedelta(0) <= published - day <= _FRESH:
            return True
    return False
