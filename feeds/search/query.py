"""What a person asks for: words, "phrases", -exclusions, `sejak:` `sampai:` `di:` `dari:`. Pure.

    banjir "jalan lintas" -simulasi di:gelumbang sejak:2026-01 dari:humas

Whatever somebody writes is a question, never an error: signs without a meaning here are spaces, a filter that can't
be read is searched as words. Each filter has an English alias (since, until, in, from) for the English-speaking.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feeds.text.normalise import fold

#: Characters that are read; nobody types more, and what pastes more is answered by its beginning.
MAX_CHARACTERS = 400
#: Words, and phrases or filters of one kind, that are looked for.
MAX_WORDS = 32
MAX_PARTS = 4

_PART = re.compile(
    r'(?P<minus>(?<!\S)[-\u2013\u2212])?(?:(?P<name>\w+):(?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))'
)
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'))
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NAMES = {
    "sejak": "since",
    "since": "since",
    "sampai": "until",
    "hingga": "until",
    "until": "until",
    "di": "place",
    "in": "place",
    "dari": "feed",
    "umpan": "feed",
    "from": "feed",
}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. All words are folded (lower-case letters and digits)."""

    #: In the order in which they were written, function words included: ranking can use them.
    words: Words = ()
    #: Beginnings of words, written with a star: "gelumb*"; three letters at least.
    prefixes: Words = ()
    phrases: tuple[Words, ...] = ()
    excluded: tuple[Words, ...] = ()
    #: Published at or after, and before.
    since: datetime | None = None
    until: datetime | None = None
    places: tuple[Words, ...] = ()
    #: Parts of feeds' names, or their numbers.
    feeds: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; a filter alone is something."""
        return not (self.words or self.prefixes or self.phrases or self.is_filtered)

    @property
    def is_filtered(self) -> bool:
        """Whether time, place or feed narrow it."""
        return bool(self.since or self.until or self.places or self.feeds)


def read_question(text: str, zone: ZoneInfo) -> Question:
    """Reads what a person typed; days begin and end in `zone`. Never fails."""
    words: list[str] = []
    prefixes: list[str] = []
    phrases: list[Words] = []
    excluded: list[Words] = []
    places: list[Words] = []
    feeds: list[str] = []
    moments: dict[str, datetime] = {}
    for part in _PART.finditer(text[:MAX_CHARACTERS].translate(_QUOTES)):
        quoted = part["quoted"] is not None
        said = part["quoted"] if quoted else part["plain"]
        folded = tuple(fold(said).split())
        name = _NAMES.get(fold(part["name"] or ""))
        moment = _moment(name, said, zone) if name in {"since", "until"} else None
        if part["minus"] and folded:
            excluded.append(folded)
        elif name is not None and moment is not None:
            moments[name] = moment
        elif name == "place" and folded:
            places.append(folded)
        elif name == "feed" and folded:
            feeds.append(" ".join(folded))
        elif not quoted and said.endswith("*") and len(folded) == 1 and len(folded[0]) >= 3:
            prefixes.append(folded[0])
        elif quoted and len(folded) > 1:
            phrases.append(folded)
        else:
            words += [*fold(part["name"] or "").split(), *folded]
    return Question(
        words=tuple(words[:MAX_WORDS]),
        prefixes=tuple(prefixes[:MAX_PARTS]),
        phrases=tuple(phrase[:MAX_WORDS] for phrase in phrases[:MAX_PARTS]),
        excluded=tuple(phrase[:MAX_WORDS] for phrase in excluded[:MAX_PARTS]),
        since=moments.get("since"),
        until=moments.get("until"),
        places=tuple(place[:MAX_WORDS] for place in places[:MAX_PARTS]),
        feeds=tuple(feeds[:MAX_PARTS]),
    )


def _moment(name: str | None, written: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of the day, month or year since which, or the end of that until which; None when it is no date."""
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    if year is None or not 1970 <= year <= 2200 or not 1 <= (month or 1) <= 12:
        return None
    if not 1 <= (day or 1) <= calendar.monthrange(year, month or 1)[1]:
        return None
    first = date(year, month or 1, day or 1)
    if name == "until":
        last_month = month or 12
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
        first = last + timedelta(days=1)
    return datetime.combine(first, time(), zone).astimezone(UTC)
