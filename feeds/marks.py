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
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from feeds.text.normalise import fold

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
#: Postings that are gathered before they become a sorted run.
_RUN = 24_576

Hashes = npt.NDArray[np.uint64]

_PRIME = 0x100000001B3
_ODD, _ODDER = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_SLOT_BEGINS = np.array([(slot << 64) // SLOTS for slot in range(SLOTS)], np.uint64)


class Marker:
    """Makes marks. Holds 0.5 MB of powers, so one is made and kept."""

    def __init__(self) -> None:
        self._powers = _powers(_PRIME, _MAX_BYTES)
        self._inverses = _powers(pow(_PRIME, -1, 1 << 64), _MAX_BYTES)

    def marks(self, text: str) -> Hashes:
        """The marks of a text, none when it has fewer than three words. About 45 µs for 170 words.

        The hash of a run is a difference of two prefix sums, so no word is ever handled by itself.
        """
        letters = np.frombuffer(fold(text).encode()[:_MAX_BYTES], np.uint8)
        spaces = np.flatnonzero(letters == ord(" "))
        if len(spaces) < 2:
            return np.zeros(0, np.uint64)
        sums = np.zeros(len(letters) + 1, np.uint64)
        np.cumsum(letters * self._powers[: len(letters)], out=sums[1:])
        starts = np.concatenate(([0], spaces[:-2] + 1))
        ends = np.concatenate((spaces[2:], [len(letters)]))
        return _least_of_each_slot((sums[ends] - sums[starts]) * self._inverses[starts])


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
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
        self._runs: list[Hashes] = []
        self._fresh: dict[int, list[int]] = {}
        self._gathered = 0

    def add(self, entry_id: int, marks: Hashes) -> None:
        """Adds an entry. One that changed is added again; its old marks stay and lead to it as well."""
        for mark in marks.tolist():
            self._fresh.setdefault(mark, []).append(entry_id)
        self._gathered += len(marks)
        if self._gathered >= _RUN:
            postings = [mark << 32 | one for mark, ids in self._fresh.items() for one in ids]
            self._fresh, self._gathered = {}, 0
            self._push(np.sort(np.array(postings, np.uint64)))

    def add_many(self, entry_ids: Hashes, marks: Hashes) -> None:
        """Adds postings all at once: an id for each mark."""
        if len(marks):
            self._push(np.sort((marks << np.uint64(32)) | entry_ids))

    def find(self, marks: Hashes) -> list[int]:
        """Ids of entries that share enough of these marks, the most alike first, the newest of equals."""
        having: list[list[int]] = [self._fresh.get(mark, [])[-MAX_FOR_ONE_MARK:] for mark in marks.tolist()]
        for run in self._runs:
            begins = run.searchsorted(marks << np.uint64(32))
            ends = run.searchsorted((marks << np.uint64(32)) | _LOW, side="right")
            for ids, begin, end in zip(having, begins.tolist(), ends.tolist(), strict=True):
                if begin < end:
                    ids += (run[max(begin, end - MAX_FOR_ONE_MARK) : end] & _LOW).tolist()
        shared: Counter[int] = Counter()
        for ids in having:
            shared.update(ids)
            if len(ids) <= RARE:
                shared.update(ids)
        alike = [(count, entry_id) for entry_id, count in shared.items() if count >= MIN_SHARED]
        return [entry_id for _, entry_id in sorted(alike, reverse=True)[:MAX_FOUND]]

    @property
    def nbytes(self) -> int:
        """Bytes of the sorted runs."""
        return sum(run.nbytes for run in self._runs)

    def _push(self, run: Hashes) -> None:
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            # Two sorted halves: a stable sort merges them in one pass.
            run = np.sort(np.concatenate((self._runs.pop(), run)), kind="stable")
        self._runs.append(run)


def shared_marks(one: Hashes, other: Hashes) -> int:
    """How many marks two texts have in common."""
    return len(np.intersect1d(one, other, assume_unique=True))


def pack(marks: Hashes) -> bytes:
    """As they are stored: 4 bytes each, little-endian."""
    return marks.astype("<u4").tobytes()


def unpack(stored: Sequence[bytes]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """The marks of many entries one after the other, and how many each has."""
    counts = np.array([len(blob) // 4 for blob in stored], np.int64)
    return np.frombuffer(b"".join(stored), "<u4").astype(np.uint64), counts
