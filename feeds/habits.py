"""What a feed usually does, and what is odd about an entry that does otherwise. Pure.

Who breaks into a site publishes at night, many at once, under a new name, in another tongue. Each of these may be
innocent: they are hints that `feeds.guard` adds up, and only all together enough to hold an entry by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from feeds import guard_words as words
from feeds.guard_signs import is_foreign_script
from feeds.model import Oddity

#: Entries that a habit is read off; with fewer than so many a feed has none.
HABIT_OF, HABIT_OF_AT_LEAST = 100, 20
#: Newsrooms with more names than this welcome new ones all the time.
FEW_AUTHORS = 6
#: Unknown entries published within `BURST_WITHIN` of their neighbour that are a burst, when the feed never had so many.
BURST, BURST_WITHIN = 5, timedelta(minutes=15)
#: Words from which a tongue can be told, and the share of them that common words have at least.
TONGUE_WORDS, TONGUE_SHARE = 12, 0.06
#: Points of each oddity; a burst at an hour at which the feed never published tells more.
UNSEEN_AUTHOR, BURST_BY_DAY, BURST_AT_ODD_HOUR, LANGUAGE_SHIFT = 2, 2, 4, 4

_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Past:
    """An entry that a feed published before and that nobody suspects."""

    author: str | None
    published: datetime
    #: Its title and how its text begins.
    text: str


@dataclass(frozen=True, slots=True)
class Habits:
    """What a feed usually does; nothing is odd for a feed without habits, which is the default."""

    #: Names under which it publishes, in lower case.
    authors: frozenset[str] = frozenset()
    #: Hours of the UTC day at which it has published, and those beside them.
    hours: frozenset[int] = frozenset()
    #: The longest row of entries that were published within `BURST_WITHIN` of one another.
    longest_row: int = 0
    #: Tongues it has published in, see `tongue` and `habits_of`; empty when it has no habits.
    tongues: frozenset[str] = frozenset()


def habits_of(past: Sequence[Past], spoken: frozenset[str] | None = None) -> Habits:
    """Reads habits off what a feed published, in any order.

    Of its tongues those that are `spoken` now are looked for, text after text until all are found; None finds all.
    """
    if len(past) < HABIT_OF_AT_LEAST:
        return Habits()
    named = [one.author.lower() for one in past if one.author]
    hours = {one.published.hour for one in past}
    return Habits(
        authors=frozenset(named) if len(named) >= HABIT_OF_AT_LEAST else frozenset(),
        hours=frozenset((hour + beside) % 24 for hour in hours for beside in (-1, 0, 1)),
        longest_row=max(map(len, _rows([one.published for one in past]))),
        tongues=_tongues(past, spoken),
    )


def _tongues(past: Sequence[Past], spoken: frozenset[str] | None) -> frozenset[str]:
    found: set[str] = set()
    for one in past:
        found.update(filter(None, (tongue(one.text),)))
        if spoken is not None and found and spoken <= found:
            break
    return frozenset(found)


def in_burst(habits: Habits, published: Sequence[datetime | None]) -> frozenset[datetime]:
    """The moments at which unknown entries of one poll came as a burst; what has no date has no moment."""
    if not habits.tongues:
        return frozenset()
    rows = _rows([moment for moment in published if moment is not None])
    bursts = (row for row in rows if len(row) >= max(BURST, habits.longest_row + 1))
    return frozenset(moment for row in bursts for moment in row)


def oddities(
    habits: Habits, *, author: str | None, published: datetime | None, text: str, bursts: frozenset[datetime]
) -> tuple[Oddity, ...]:
    """What is odd about an unknown entry in a feed of these habits.

    Args:
        habits: Of its feed.
        author: As the feed names them.
        published: As the feed says.
        text: Its title and text.
        bursts: See `in_burst`.
    """
    found: list[Oddity] = []
    if author and 0 < len(habits.authors) <= FEW_AUTHORS and author.lower() not in habits.authors:
        found.append(Oddity("unseen_author", UNSEEN_AUTHOR, author[:60]))
    if published in bursts and published is not None:
        points = BURST_BY_DAY if published.hour in habits.hours else BURST_AT_ODD_HOUR
        found.append(Oddity("burst", points))
    if habits.tongues and (spoken := tongue(text)) and spoken not in habits.tongues:
        found.append(Oddity("language_shift", LANGUAGE_SHIFT, spoken))
    return tuple(found)


def tongue(text: str) -> str:
    """The tongue of a text, as far as it matters: "Indonesian", "English", "another", or "" when it is too short.

    Regional languages of Indonesia share words enough to pass for Indonesian, or are "another".
    """
    if is_foreign_script(text):
        return "another"
    spoken = _WORD.findall(text[:2_000].lower())
    if len(spoken) < TONGUE_WORDS:
        return ""
    indonesian = sum(word in words.INDONESIAN for word in spoken)
    english = sum(word in words.ENGLISH for word in spoken)
    if max(indonesian, english) < TONGUE_SHARE * len(spoken):
        return "another"
    return "English" if english > 2 * indonesian else "Indonesian"


def _rows(moments: Sequence[datetime]) -> list[list[datetime]]:
    """Moments in rows of those that lie close to one another."""
    if not moments:
        return []
    ordered = sorted(moments)
    rows = [[ordered[0]]]
    for earlier, later in pairwise(ordered):
        if later - earlier > BURST_WITHIN:
            rows.append([])
        rows[-1].append(later)
    return rows
