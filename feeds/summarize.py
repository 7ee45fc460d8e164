"""The summary of an article: its own sentences, whole, in their own order. Pure and extractive.

Nothing is written here, only chosen, so a summary can't hold a number, a name or a date that the article lacks.
Every way to pick one to three usable sentences that fit the limit is scored by a small linear model (`Weights`),
and the best is taken. The model looks at the whole pick rather than at each sentence alone, because what makes a
summary good (it covers the title, it does not say things twice) belongs to the pick. Measured by
`bench/bench_summaries.py`: 2 ms of CPU an article.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from feeds.model import Article
from feeds.text.clean import repeats_title
from feeds.text.normalise import fold
from feeds.text.sentences import split_sentences
from feeds.text.stems import search_terms
from feeds.text.usable import connects, cut, is_news, is_report, leans, points

#: A report says what happened early; what follows is background. Bounds the work on hostile input too.
_SENTENCES_READ = 60
_CHARACTERS_READ = 30_000
#: Sentences that may be combined, the best ones by themselves: 16 give at most 696 picks.
_POOL = 16

_PURPOSE = frozenset(("bertujuan", "tujuan", "diharapkan", "guna", "agar", "demi", "sehingga"))
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a pick is worth, in points of ROUGE-1 F (0 to 1).

    Learned by ridge regression on the captured detik set, `bench/bench_summaries.py --fit`; the last three are
    set by hand for readers: a summary should open with the news, not with "Namun", and say more than one thing. They
    cost 0.2 points.
    """

    #: Share of the limit that is used, and its square.
    length: float = 0.137
    length_squared: float = -0.063
    #: Distinct terms, in twenties.
    terms: float = -0.018
    #: Terms that the article uses three times or more, in tens.
    topic: float = 0.057
    #: Share of the title's terms that the pick has.
    title: float = 0.088
    #: Share of the article's repeated terms that the pick has.
    repeated: float = 0.146
    #: Sum over the sentences of the share of the title's terms.
    titles: float = 0.042
    #: Numbers, at most three of a sentence counted, in threes.
    numbers: float = -0.025
    #: Sentences that tell a purpose or a hope.
    purpose: float = 0.008
    #: Sentences between the first and the last of the pick, in twenties.
    span: float = 0.002
    #: Sentences that open a paragraph.
    opens_paragraph: float = 0.004
    #: Mean of ln(1 + position).
    late: float = -0.012
    #: The pick has three sentences.
    three: float = -0.009
    #: It opens with the article's first usable sentence.
    lead: float = 0.04
    #: It opens with a connective.
    connective: float = -0.03
    #: It is a single sentence.
    single: float = -0.05

    @property
    def factors(self) -> tuple[float, ...]:
        """All of them, in the order of a pick's features."""
        return tuple(getattr(self, name) for name in self.__slots__)


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class _Sentence:
    position: int
    text: str
    terms: int  # a bit for each distinct term of the article
    title_share: float
    numbers: int
    purpose: bool
    opens_paragraph: bool
    late: float
    leans: bool
    #: A bit for each term of what it points back at, None when it does not.
    points: int | None
    connects: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """Some sentences of an article that fit the limit, and their features in the order of `Weights`."""

    group: tuple[_Sentence, ...]
    features: tuple[float, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Their texts, in the order of the article."""
        return tuple(sentence.text for sentence in self.group)

    def score(self, weights: Sequence[float]) -> float:
        """The linear model's opinion; higher is better."""
        return math.fsum(map(mul, weights, self.features))


@dataclass(frozen=True, slots=True)
class _Terms:
    """The article's vocabulary as bit sets, so that a pick is judged by counting bits."""

    title: int
    title_size: int
    twice: int
    twice_size: int
    thrice: int


def summarize(article: Article, title: str, *, sentences: int = 3, limit: int = 330) -> tuple[str, ...]:
    """At most `sentences` sentences of the article, at most `limit` characters when joined by single spaces.

    Sentences are whole and as written, in the order of the article. Left out are quotations, questions, fragments,
    remains of bylines and advertisements, and what only repeats the title. When no sentence fits, the first is cut
    at a clause or a word and ends in "…"; nothing else ever does. () for an article without text.

    Raises:
        ValueError: `sentences` is below 1 or `limit` below 20.
    """
    if sentences < 1 or limit < 20:
        raise ValueError(f"a summary needs a sentence and 20 characters, not {sentences} and {limit}")
    factors = WEIGHTS.factors
    best = max(
        _groups(article, title, sentences, limit, _POOL, factors),
        key=lambda found: math.fsum(map(mul, factors, found[1])),
        default=None,
    )
    if best is not None:
        return tuple(sentence.text for sentence in best[0])
    first = next((text for text, _ in _read(article) if not repeats_title(text, title)), "")
    return (cut(first, limit),) if first else ()


def picks(
    article: Article, title: str, *, sentences: int = 3, limit: int = 330, pool: int = _POOL, weights: Weights = WEIGHTS
) -> list[Pick]:
    """Every way to choose one to `sentences` usable sentences that fit `limit`, of the `pool` best by themselves.

    Empty when no sentence is usable and short enough.
    """
    found = _groups(article, title, sentences, limit, pool, weights.factors)
    return [Pick(group, features) for group, features in found]


def _groups(
    article: Article, title: str, sentences: int, limit: int, pool: int, factors: Sequence[float]
) -> list[tuple[tuple[_Sentence, ...], tuple[float, ...]]]:
    """What `picks` says, as bare tuples: hundreds are made of an article and one is kept."""
    usable, terms = _prepare(article, title, limit)
    if not usable:
        return []
    lead = usable[0].position
    singles = [_features((one,), len(one.text), one.terms, terms, limit, lead) for one in usable]
    worth = [math.fsum(map(mul, factors, features)) for features in singles]
    ranked = sorted(range(len(usable)), key=lambda index: -worth[index])
    best = [usable[index] for index in sorted(ranked[:pool])]
    chosen = [
        (group, _features(group, characters, said, terms, limit, lead))
        for index, one in enumerate(best)
        if _may_follow(one, -1, 0)
        for group, characters, said in _grow((one,), len(one.text), one.terms, best[index + 1 :], sentences, limit)
    ]
    return chosen or [((one,), features) for one, features in zip(usable, singles, strict=True)]


def _read(article: Article) -> list[tuple[str, bool]]:
    """The first sentences of the article, and whether each opens a paragraph."""
    found: list[tuple[str, bool]] = []
    budget = _CHARACTERS_READ
    for paragraph in article.paragraphs:
        found.extend((text, index == 0) for index, text in enumerate(split_sentences(paragraph[:budget])))
        budget -= len(paragraph)
        if budget <= 0 or len(found) >= _SENTENCES_READ:
            break
    return found[:_SENTENCES_READ]


def _prepare(article: Article, title: str, limit: int) -> tuple[list[_Sentence], _Terms]:
    """The sentences that may be chosen, and the vocabulary of all that were read."""
    read = _read(article)
    words = [_terms_of(text) for text, _ in read]
    uses = Counter(word for sentence in words for word in sentence)
    bits = {word: 1 << index for index, word in enumerate(uses)}
    title_words = set(_terms_of(title))
    twice = _union(bits[word] for word, count in uses.items() if count >= 2)
    terms = _Terms(
        title=_union(bits[word] for word in title_words if word in bits),
        title_size=max(1, len(title_words)),
        twice=twice,
        twice_size=max(1, twice.bit_count()),
        thrice=_union(bits[word] for word, count in uses.items() if count >= 3),
    )
    fitting = [index for index in _first_of_each(read) if len(read[index][0]) <= limit]
    reports = [index for index in fitting if is_report(read[index][0]) and is_news(read[index][0], title)]
    usable = reports or [index for index in fitting if is_news(read[index][0], title)]
    chosen = [
        _sentence(index, read[index][0], _union(map(bits.__getitem__, words[index])), terms, bits, opens=read[index][1])
        for index in usable
    ]
    return chosen, terms


def _pointed(text: str, vocabulary: Mapping[str, int]) -> int | None:
    pointing = points(text)
    return _union(vocabulary.get(word, 0) for word in _terms_of(pointing)) if pointing else None


def _sentence(
    position: int, text: str, bits: int, terms: _Terms, vocabulary: Mapping[str, int], *, opens: bool
) -> _Sentence:
    return _Sentence(
        position=position,
        text=text,
        terms=bits,
        title_share=(bits & terms.title).bit_count() / terms.title_size,
        numbers=min(3, len(_NUMBER.findall(text))),
        purpose=not _PURPOSE.isdisjoint(fold(text).split()),
        opens_paragraph=opens,
        late=math.log1p(position),
        leans=position > 0 and leans(text),
        points=_pointed(text, vocabulary) if position > 0 else None,
        connects=connects(text),
    )


def _terms_of(text: str) -> list[str]:
    return [term for term in search_terms(text) if len(term) > 2 or term.isdigit()]


def _union(bits: Iterable[int]) -> int:
    united = 0
    for bit in bits:
        united |= bit
    return united


def _first_of_each(read: Iterable[tuple[str, bool]]) -> Iterator[int]:
    """The places of the sentences, without later repetitions of the same one."""
    seen: set[str] = set()
    for index, (text, _) in enumerate(read):
        key = text.lower()
        if key not in seen:
            seen.add(key)
            yield index


def _grow(
    group: tuple[_Sentence, ...], characters: int, said: int, later: Sequence[_Sentence], sentences: int, limit: int
) -> Iterator[tuple[tuple[_Sentence, ...], int, int]]:
    """The group, and every way to go on with later sentences within the limits, where each has what it needs.

    With each its characters and the bits of its terms.
    """
    yield group, characters, said
    if len(group) < sentences:
        before = group[-1].position
        for index, one in enumerate(later):
            longer = characters + 1 + len(one.text)
            if longer <= limit and _may_follow(one, before, said):
                yield from _grow((*group, one), longer, said | one.terms, later[index + 1 :], sentences, limit)


def _may_follow(one: _Sentence, before: int, said: int) -> bool:
    """Whether a sentence that leans on the one before it has it, and one that points has what it points at."""
    return one.position - 1 == before or not (one.leans or (one.points is not None and not one.points & said))


def _features(
    group: tuple[_Sentence, ...], characters: int, said: int, terms: _Terms, limit: int, lead: int
) -> tuple[float, ...]:
    """In the order of `Weights`."""
    size = len(group)
    titles = late = 0.0
    numbers = purpose = openings = 0
    for sentence in group:
        titles += sentence.title_share
        late += sentence.late
        numbers += sentence.numbers
        purpose += sentence.purpose
        openings += sentence.opens_paragraph
    used = characters / limit
    return (
        used,
        used * used,
        said.bit_count() / 20,
        (said & terms.thrice).bit_count() / 10,
        (said & terms.title).bit_count() / terms.title_size,
        (said & terms.twice).bit_count() / terms.twice_size,
        titles,
        numbers / 3,
        float(purpose),
        (group[-1].position - group[0].position) / 20,
        float(openings),
        late / size,
        float(size == 3),
        float(group[0].position == lead),
        float(group[0].connects),
        float(size == 1),
    )
