"""Whether two texts tell the same story, a follow-up of it, or something else. Pure.

Outlets republish a press release trimmed, re-titled, under a new lead or with a footer: send it once. They also
write the next day's news and paste the old text under it: send that. So the later text is asked how much of it had
been told, the pair how alike they begin, each between 0 and 1, and a weighted mean decides:

- *told* (3 parts): the share of the later text's pairs of neighbouring words that the earlier text has;
- *title* (2 parts) and *head* (2 parts): how alike the titles are, and the titles with the first words (cosines);
- *known* (2 parts): the share of the later one's title and first words that stand anywhere in the earlier one.

Pasted background fills the lower part of a text; what is new stands at its top, so three of the four look there.
Two more say yes whatever the mean: a later text of which nearly all had been told, however it begins, and an earlier
text that is the beginning of the later one, cut short by its feed.

Words are stems without function words (`feeds.text.stems`). Guards say no whatever the mean: numbers that disagree,
which is how a form is filled in for another event, a text too short to tell, and more time between than the window.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, TypeVar

from feeds.text.stems import search_terms

#: Alike and further apart than this is another event: forms are filled in again every month.
WINDOW = timedelta(days=7)
#: From this mean on it is the same story; .62 to .66 do about as well (docs/decisions/018).
SAME = 0.64
#: From this mean on it is of the same event, or about what came of it.
RELATED = 0.4
#: Words of the text that are its head, beside the title: compared as a whole, and looked up one by one.
HEAD_WORDS, TOP_WORDS = 60, 40
#: Of so large a share told, a text has nothing to add; follow-ups with pasted background reach .83.
REPEATED = 0.9
#: An excerpt stands in so much of the longer text, counted from the top in lengths of the excerpt.
EXCERPT_REACH = 1.25
#: With fewer words than this, a text can't show that it is the same as another.
MIN_WORDS = 20
#: Words of a text that are compared; what stands below them is appendix.
MAX_WORDS = 3_000
#: From so many numbers on, a later text whose numbers are nearly all others is a form filled in again.
MIN_NUMBERS, OTHER_NUMBERS = 3, 0.8

T = TypeVar("T")

Kinship = Literal["same", "follow_up", "other"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Telling:
    """A text as it is compared."""

    published: datetime
    title: Mapping[str, int]
    head: Mapping[str, int]
    #: The title and the first words, each once.
    top: frozenset[str]
    vocabulary: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    #: All words of the text, in order.
    words: tuple[str, ...]
    numbers: frozenset[str]
    title_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is said of two texts, and why."""

    kinship: Kinship
    #: The weighted mean of the four below, 0 to 1 like them; the module says what they are.
    likeness: float
    told: float
    title: float
    head: float
    known: float
    #: The guard that said no: "window", "short", "numbers", "title_numbers"; empty when the mean decided.
    guard: str = ""


def read_telling(title: str, text: str, published: datetime) -> Telling:
    """Prepares a text, without markup and boilerplate, to be compared: about 0.2 ms for 300 words."""
    heading = search_terms(title)
    words = search_terms(text)[:MAX_WORDS]
    return Telling(
        published=published,
        title=Counter(heading),
        head=Counter(heading + words[:HEAD_WORDS]),
        top=frozenset(heading + words[:TOP_WORDS]),
        vocabulary=frozenset(heading + words),
        pairs=frozenset(pairwise(words)),
        words=tuple(words),
        numbers=_numbers(text),
        title_numbers=_numbers(title),
    )


def compare(one: Telling, other: Telling) -> Comparison:
    """Compares two texts; the order of the two does not matter.

    The later one is asked for news. Of two that were published in the same moment each is asked, and the one that
    has more of its own answers.
    """
    earlier, later = sorted((one, other), key=lambda telling: telling.published)
    told, known = _told(earlier, later)
    if earlier.published == later.published:
        told, known = min((told, known), _told(later, earlier))
    title, head = _cosine(one.title, other.title), _cosine(one.head, other.head)
    likeness = (3 * told + 2 * title + 2 * head + 2 * known) / 9
    guard = _guard(earlier, later)
    if guard != "window" and (likeness >= SAME or told >= REPEATED or _is_excerpt(earlier, later)):
        kinship: Kinship = "follow_up" if guard else "same"
    else:
        kinship = "other" if guard == "window" or likeness < RELATED else "follow_up"
    return Comparison(kinship, likeness, told, title, head, known, guard)


def _is_excerpt(earlier: Telling, later: Telling) -> bool:
    if len(later.words) <= len(earlier.words):
        return False
    top = later.words[: int(EXCERPT_REACH * len(earlier.words))]
    return _share(earlier.pairs, frozenset(pairwise(top))) >= REPEATED


def most_alike(telling: Telling, stories: Mapping[int, Sequence[Telling]]) -> int | None:
    """The story that `telling` tells again, None when it tells none; of several the one that it is most like.

    It must be the same as every text of that story: copies of copies would else lead from one day's news to the next.
    """
    same: dict[int, float] = {}
    for story, told in stories.items():
        comparisons = [compare(one, telling) for one in told]
        if comparisons and all(comparison.kinship == "same" for comparison in comparisons):
            same[story] = max(comparison.likeness for comparison in comparisons)
    return max(same, key=lambda story: same[story], default=None)


def _told(earlier: Telling, later: Telling) -> tuple[float, float]:
    return _share(later.pairs, earlier.pairs), _share(later.top, earlier.vocabulary)


def _guard(earlier: Telling, later: Telling) -> str:
    if later.published - earlier.published > WINDOW:
        return "window"
    if min(len(earlier.words), len(later.words)) < MIN_WORDS:
        return "short"
    if earlier.title_numbers and later.title_numbers and earlier.title_numbers.isdisjoint(later.title_numbers):
        return "title_numbers"
    new_numbers = len(later.numbers - earlier.numbers)
    if len(later.numbers) >= MIN_NUMBERS and new_numbers >= OTHER_NUMBERS * len(later.numbers):
        return "numbers"
    return ""


def _share(part: frozenset[T], whole: frozenset[T]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Between bags of words, where the tenth "bupati" counts for less than the first."""
    first, second = _weights(one), _weights(other)
    length = math.sqrt(_square(first.values()) * _square(second.values()))
    return min(1.0, sum(weight * second.get(word, 0.0) for word, weight in first.items()) / length) if length else 0.0


def _weights(words: Mapping[str, int]) -> dict[str, float]:
    return {word: 1 + math.log(count) for word, count in words.items()}


def _square(weights: Iterable[float]) -> float:
    return sum(weight * weight for weight in weights)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))
