"""A few bytes by which a text finds the texts that share its wording. Pure.

A text's marks are min-hashes of its runs of three words: the runs are hashed, the hashes fall into `SLOTS` slots, and
of each slot the least is kept (one-permutation hashing: Li, Owen, Zhang, "One permutation hashing", NIPS 2012). Two
texts of whose runs a share J is common have about J * SLOTS marks in common, so a pair that shares a fifth is found
nine times in ten, and texts that share two marks by chance are rare. What is found is compared as a whole afterwards.

An index keeps 8 bytes a mark: mark and id in one number, in a few sorted runs, each at least twice as long as the
next, as log-structured merge trees do. 96 bytes an entry, no pointers, and a lookup is a binary search a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
import numpy.typing as npt

#: Marks of a text, at most; 4 bytes each where they are stored.
SLOTS = 12
#: Texts that share less than this are not looked at: a mark counts one, a rare one, that so few texts have, counts two.
MIN_SHARED, RARE = 2, 16
#: Texts that a lookup gives, at most, those with the most marks in common first.
MAX_FOUND = 12
#: A mark that more texts have is a phrase of the trade; only the newest of them count.
MAX_FOR_ONE_MARK = 64
#: Bytes of a text that are read; far above any news.
_MAX_BYTES = 30_000
#: Postings up to which the newest run takes in what is added.
_RUN = 4_096

Hashes = npt.NDArray[np.uint64]

_SPACE = 0x20
_PRIME = 0x100000001B3
_UNPRIME = pow(_PRIME, -1, 1 << 64)
_ODD, _ODDER = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_SLOT_BEGINS = np.array([(slot << 64) // SLOTS for slot in range(SLOTS)], np.uint64)


def marks_of(text: str) -> Hashes:
    """The marks of a text, none when it has fewer than three words. About 30 µs for 170 words.

    Words are what stands between anything but ASCII letters and digits, so straight and curly quotes are alike. The
    hash of a run of words is a difference of two prefix sums, so no word is ever handled by itself.
    """
    letters = _plain_letters()[np.frombuffer(text.encode("utf-8", "ignore")[:_MAX_BYTES], np.uint8)]
    kept = letters != _SPACE
    kept[1:] |= kept[:-1]  # and the first space after each word
    letters = letters[kept]
    if len(letters) and letters[-1] == _SPACE:
        letters = letters[:-1]
    spaces = np.flatnonzero(letters == _SPACE)
    if len(spaces) < 2:
        return np.zeros(0, np.uint64)
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * _powers(_PRIME)[: len(letters)], out=sums[1:])
    starts = np.concatenate(([0], spaces[:-2] + 1))
    ends = np.concatenate((spaces[2:], [len(letters)]))
    return _least_of_each_slot((sums[ends] - sums[starts]) * _powers(_UNPRIME)[starts])


@lru_cache(maxsize=1)
def _plain_letters() -> npt.NDArray[np.uint8]:
    """For each byte what it counts as: a small letter, a digit or a space."""
    table = np.full(256, _SPACE, np.uint8)
    for letter in (ascii_lowercase + digits).encode():
        table[letter] = letter
    for letter in ascii_uppercase.encode():
        table[letter] = letter | 0x20
    return table


@lru_cache(maxsize=2)
def _powers(base: int) -> Hashes:
    factors = np.full(_MAX_BYTES, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _least_of_each_slot(hashes: Hashes) -> Hashes:
    # A multiplication carries low bits upwards, the shift high bits down: then both choose slot and mark.
    hashes *= _ODD
    hashes ^= hashes >> np.uint64(32)
    hashes *= _ODDER
    hashes.sort()
    firsts = hashes.searchsorted(_SLOT_BEGINS).tolist()
    # An empty slot begins where the next one does, the last ones where the hashes end.
    return hashes[[first for first in dict.fromkeys(firsts) if first < len(hashes)]] & _LOW


class MarkIndex:
    """Which entries share marks, kept in memory and made again from the stored marks. Ids are below 2^32."""

    def __init__(self) -> None:
        #: The last row of the stored marks that it has; see `feeds.storage.marks`.
        self.last_row = 0
        #: When it was begun; None while it is empty.
        self.begun: datetime | None = None
        #: When the stored marks were last swept of what is too old; None when they never were.
        self.swept: datetime | None = None
        self._runs: list[Hashes] = []

    def begin(self, now: datetime) -> None:
        """Forgets everything, to be filled anew: what is old leaves the memory this way."""
        self.last_row, self.begun, self._runs = 0, now, []

    def add(self, ids: Hashes, marks: Hashes) -> None:
        """Adds marks, with an id for each. Old marks of an entry that changed stay, and lead to it as well."""
        run = np.sort((marks << np.uint64(32)) | ids)
        while self._runs and len(self._runs[-1]) < max(2 * len(run), _RUN):
            # Two sorted halves: a stable sort merges them in one pass.
            run = np.sort(np.concatenate((self._runs.pop(), run)), kind="stable")
        self._runs.append(run)

    def add_packed(self, ids: Sequence[int], packed: Sequence[bytes]) -> None:
        """Adds the marks of many entries, as `pack` gave them."""
        counts = [len(marks) // 4 for marks in packed]
        marks = np.frombuffer(b"".join(packed), "<u4").astype(np.uint64)
        self.add(np.repeat(np.array(ids, np.uint64), counts), marks)

    def find(self, marks: Hashes, *, rare: int = RARE, limit: int = MAX_FOUND) -> list[int]:
        """Ids of entries that share enough of these marks, the most alike first, the newest of equals.

        Who looks only once may ask for more with `rare`, up to `MAX_FOR_ONE_MARK`, and `limit`.
        """
        having: list[list[int]] = [[] for _ in marks]
        for run in self._runs:
            begins = run.searchsorted(marks << np.uint64(32))
            ends = run.searchsorted((marks << np.uint64(32)) | _LOW, side="right")
            for mark, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
                if begin < end:
                    having[mark] += (run[max(begin, end - MAX_FOR_ONE_MARK) : end] & _LOW).tolist()
        shared: Counter[int] = Counter()
        for ids in having:
            shared.update(ids)
            if len(ids) <= rare:
                shared.update(ids)
        alike = [(count, entry_id) for entry_id, count in shared.items() if count >= MIN_SHARED]
        return [entry_id for _, entry_id in sorted(alike, reverse=True)[:limit]]

    @property
    def nbytes(self) -> int:
        """Bytes of the sorted runs."""
        return sum(run.nbytes for run in self._runs)


def alike_earlier(marks: Mapping[int, Hashes]) -> dict[int, tuple[int, ...]]:
    """Of texts of one document, by number: to each the earlier ones that share a mark with it."""
    having: dict[int, list[int]] = {}
    alike = {}
    for number, own in marks.items():
        alike[number] = tuple({other for mark in own.tolist() for other in having.get(mark, ())})
        for mark in own.tolist():
            having.setdefault(mark, []).append(number)
    return alike


def pack(marks: Hashes) -> bytes:
    """As they are stored: 4 bytes each, little-endian."""
    return marks.astype("<u4").tobytes()
