"""How much a stretch of words sounds like advertising that intruders slip in: a small linear model. Pure.

The word lists of `feeds.guard_words` know the vocabulary that is known; this knows how such texts speak: to a buyer,
of easy money, quick payment, secrecy. A word tells by itself and by the runs of four letters in it; each of these is
hashed to one of `BUCKETS` weights. The logit of a stretch is the sum over its words divided by the root of their
number, plus a bias: anybody can add it up by hand, and `telling` names the words that weighed most.

The weights are learned by `bench/learn_wording.py` from texts written for the project and from posts of regencies.
"""

from __future__ import annotations

import math
from base64 import b85decode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from zlib import crc32

from feeds.wording_weights import BIAS, SCALE, WEIGHTS

#: How many weights there are; features share one when their hashes do.
BUCKETS = 4096
#: Words in a stretch, and how far one stretch begins behind the other.
STRETCH, STEP = 30, 10
#: A shorter text is judged as if it had so many words: a few words prove little.
FEWEST = 12

#: What is hashed before a run of letters, so that it is no word.
_RUN = crc32(b"~")
_FIGURES = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Sound:
    """The stretch of a text that sounds most like advertising."""

    #: Log odds by the model; below 0 it sounds like news.
    logit: float
    #: Where it begins, counted in words.
    place: int
    #: The words that weighed most in it, up to three.
    telling: tuple[str, ...] = ()


def features(word: str) -> list[int]:
    """The buckets that a word speaks through; every figure counts as the same one."""
    edged = f"<{word.translate(_FIGURES)}>".encode()
    runs = [crc32(edged[start : start + 4], _RUN) % BUCKETS for start in range(max(1, len(edged) - 3))]
    return [crc32(edged) % BUCKETS, *runs]


def listen(words: Sequence[str]) -> Sound:
    """Finds the stretch of `words` (lower case, disguises undone) that sounds most like advertising."""
    if not words:
        return Sound(-math.inf, 0)
    weights = list(map(_weight, words))
    sums = [0.0, *accumulate(weights)]
    best, place, size = -math.inf, 0, 0
    for start in range(0, max(1, len(words) - STRETCH + STEP), STEP):
        count = min(STRETCH, len(words) - start)
        logit = BIAS + (sums[start + count] - sums[start]) / math.sqrt(max(count, FEWEST))
        if logit > best:
            best, place, size = logit, start, count
    heavy = sorted(range(place, place + size), key=lambda one: -weights[one])[:3]
    return Sound(best, place, tuple(words[one] for one in sorted(heavy) if weights[one] > 0))


@cache
def _weights() -> tuple[float, ...]:
    return tuple((byte - 128) * SCALE for byte in b85decode("".join(WEIGHTS.split())))


@lru_cache(maxsize=32_768)
def _weight(word: str) -> float:
    return sum(map(_weights().__getitem__, features(word)))
