"""Which of the found come first. Pure: traces and scores in, an order out.

The index finds by words alone. A question of several words is then judged by reading the first of what was found:

- how much of the question a text has at all, and how closely together;
- whether what is asked for (a time, a number, a name) stands near the question's words;
- whether they stand early in the text, and whether its little words ("selama", "per") are there too.

The weights are whole numbers near those that a listwise logistic regression gave on a prototype's signs
(docs/decisions/017; `bench/bench_search.py` prints the outcome).
The best few are kept; behind them comes what resembles them: texts of
the same event, which say the same in other words.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.search.terms import MARKS, answer_kind, is_frame, is_function_word, is_question
from feeds.text.stems import stem

#: What each sign is worth, see `_signs`; the score by words alone is at most 1.
_WEIGHTS = {"words": 4.0, "covered": 2.0, "answer": 5.0, "close": 1.0, "early": 1.0, "little": 4.0}
#: In a question, the worth of a word that only names the kind of answer.
FRAME = 0.3
#: Words of distance at which nearness is worth half, for the answer and for the question's own words.
_NEAR_ANSWER = 6
_NEAR_WORDS = 8
#: Words from the beginning at which "early" is worth half.
_EARLY = 30
#: Of what was found, so many are read.
READ = 40
#: Places of the question's words that are looked at in one text.
_MOST_PLACES = 24
#: By the bit of the kind of answer asked for: the marks of words that could be one.
_ANSWERS = {1: re.compile("[1357]"), 2: re.compile("[2367]"), 4: re.compile("[4567]")}
#: How many lead; what follows is ordered by likeness to them as well.
_LEADERS = 4
_LIKENESS = 2.0
#: A story of today is worth this much more than one of long ago; half of it is lost in a month.
_FRESH = 0.3
_FRESH_HALF = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One found story, as far as ranking knows it."""

    story: int
    #: By words alone (BM25).
    score: float
    published: datetime
    #: See `terms.trace`; "" when it is not read.
    trace: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    #: The question's stems, and what each is worth of the whole.
    stems: Mapping[str, float]
    little: frozenset[str]
    mark: int
    #: How many words the question has, each time counted.
    length: int


@dataclass(frozen=True, slots=True)
class _Text:
    #: A trace, read: stems in order, a mark for each (a digit), and the stems without order.
    stems: list[str]
    marks: str
    distinct: frozenset[str]

    def places(self, root: str) -> list[int]:
        """Where a stem stands that the text has."""
        found = [self.stems.index(root)]
        while len(found) < _MOST_PLACES:
            try:
                found.append(self.stems.index(root, found[-1] + 1))
            except ValueError:
                break
        return found


def freshness(published: datetime, now: datetime) -> float:
    """The factor by which age raises a score: 1.3 now, 1.15 after a month, near 1 for what is old."""
    age = max(now - published, timedelta(0))
    return 1 + _FRESH * math.exp2(-(age / _FRESH_HALF))


def by_freshness(found: Sequence[Candidate], now: datetime) -> list[int]:
    """Stories by their scores and age; of equals the later stored."""
    return [
        one.story for one in sorted(found, key=lambda one: (-one.score * freshness(one.published, now), -one.story))
    ]


def by_reading(
    found: Sequence[Candidate], words: tuple[str, ...], rarity: Callable[[str], float], now: datetime
) -> list[int]:
    """Stories by how well their traces answer the question `words` (folded); `rarity` is a stem's weight."""
    asked = _asked(words, rarity)
    if not asked.stems or not found:
        return by_freshness(found, now)
    best = max(one.score for one in found) or 1.0
    texts = [_read(one.trace) for one in found]
    judged = []
    for index, (one, text) in enumerate(zip(found, texts, strict=True)):
        signs = {"words": one.score / best} | _signs(text, asked)
        worth = sum(_WEIGHTS[name] * value for name, value in signs.items()) * freshness(one.published, now)
        judged.append((worth, index))
    judged.sort(key=lambda pair: (-pair[0], -found[pair[1]].story))
    leaders = [index for _, index in judged[:_LEADERS]]
    likeness = _likeness(leaders, found, texts, rarity)
    followers = sorted(
        (index for _, index in judged[_LEADERS:]),
        key=lambda index: (
            -(found[index].score / best + _LIKENESS * likeness(index)) * freshness(found[index].published, now),
            -found[index].story,
        ),
    )
    return [found[index].story for index in (*leaders, *followers)]


def _asked(words: tuple[str, ...], rarity: Callable[[str], float]) -> _Asked:
    asks = is_question(words)
    worth: dict[str, float] = {}
    for word in words:
        if not is_function_word(word):
            root = stem(word)
            worth[root] = max(worth.get(root, 0.0), rarity(root) * (FRAME if asks and is_frame(word) else 1.0))
    whole = sum(worth.values()) or 1.0
    little = frozenset(stem(word) for word in words if is_function_word(word)) - worth.keys()
    return _Asked({root: value / whole for root, value in worth.items()}, little, MARKS[answer_kind(words)], len(words))


def _read(trace: str) -> _Text:
    tokens = trace.split()
    stems = [token[1:] for token in tokens]
    return _Text(stems, "".join([token[0] for token in tokens]), frozenset(stems))


def _signs(text: _Text, asked: _Asked) -> dict[str, float]:
    """What a text shows of the question, each from 0 to 1."""
    places = {root: text.places(root) for root in asked.stems if root in text.distinct}
    answers = [
        match.start()
        for match in _ANSWERS[asked.mark].finditer(text.marks)
        if text.stems[match.start()] not in asked.stems and text.stems[match.start()] not in asked.little
    ]
    own = sorted(index for positions in places.values() for index in positions)[:_MOST_PLACES]
    return {
        "covered": sum(asked.stems[root] for root in places),
        "early": sum(asked.stems[root] / (1 + positions[0] / _EARLY) for root, positions in places.items()),
        "little": len(asked.little & text.distinct) / asked.length,
        "answer": max((_near(index, places, asked, _NEAR_ANSWER) for index in _beside(answers, own)), default=0.0),
        "close": max((_near(index, places, asked, _NEAR_WORDS) for index in own), default=0.0),
    }


def _near(place: int, places: Mapping[str, list[int]], asked: _Asked, half: int) -> float:
    """How much of the question stands around a place; what is `half` words away counts half."""
    return sum(
        asked.stems[root] / (1 + min(abs(place - position) for position in positions) / half)
        for root, positions in places.items()
    )


def _beside(answers: Sequence[int], own: Sequence[int]) -> set[int]:
    """The places of `answers` that come just before or after one of `own`; no other can be the nearest."""
    found: set[int] = set()
    for place in own:
        index = bisect(answers, place)
        found.update(answers[max(0, index - 1) : index + 1])
    return found


def _likeness(
    leaders: Sequence[int], found: Sequence[Candidate], texts: Sequence[_Text], rarity: Callable[[str], float]
) -> Callable[[int], float]:
    """How alike a text and the leaders are: how much the rare stems weigh that they share, leaders by their scores.

    Lengths are taken to grow as the root of the number of stems, as if all were equally rare: their true ones took
    half of a search and changed nothing in what was found.
    """
    total = sum(found[index].score for index in leaders) or 1.0
    common: dict[str, float] = defaultdict(float)
    for index in leaders:
        worth = {root: rarity(root) for root in texts[index].distinct}
        length = math.sqrt(sum(one * one for one in worth.values())) or 1.0
        share = found[index].score / total / length
        for root, one in worth.items():
            common[root] += share * one * one
    usual = math.sqrt(sum(rarity(root) ** 2 for root in common) / len(common)) if common else 1.0

    def likeness(index: int) -> float:
        own = texts[index].distinct
        return sum(common[root] for root in own & common.keys()) / (math.sqrt(len(own)) * usual or 1.0)

    return likeness
