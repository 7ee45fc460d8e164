"""Marks of texts, and the index that finds texts by them."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.marks import MAX_FOUND, RARE, SLOTS, MarkIndex, alike_earlier, marks_of, pack

_CHANCE = random.Random(7)
_VOCABULARY = ["".join(_CHANCE.choices("abcdefghijklmnop", k=_CHANCE.randint(3, 9))) for _ in range(3000)]


def prose(number, words=170):
    return " ".join(random.Random(number).choices(_VOCABULARY, k=words))


def index_of(texts):
    index = MarkIndex()
    for number, text in enumerate(texts, 1):
        index.add_packed([number], [pack(marks_of(text))])
    return index


@given(st.text(max_size=300))
def test_marks_are_few_and_always_the_same(text):
    """Whatever the text is: at most twelve numbers of 4 bytes, the same each time."""
    marks = marks_of(text)

    assert len(marks) <= SLOTS
    assert len(pack(marks)) == 4 * len(marks)
    assert marks.tolist() == marks_of(text).tolist()


@given(st.integers(3, 40))
def test_writing_does_not_matter(words):
    """Case, punctuation and white space leave no mark."""
    text = prose(words, words)

    assert marks_of(text).tolist() == marks_of(f"  “{text.upper().replace(' ', ',  ')}”.").tolist()


@pytest.mark.parametrize("text", ["", "satu", "satu dua", "… —"])
def test_less_than_three_words_have_no_marks(text):
    """There is no run of three words to hash."""
    assert len(marks_of(text)) == 0


def test_a_run_of_words_leaves_the_same_mark_wherever_it_stands():
    """The hash of a run depends on its words, not on its place."""
    assert marks_of("alfa beta gama").tolist()[0] in {
        mark for n in range(200) for mark in marks_of(f"{prose(n, 3)} alfa beta gama").tolist()
    }


def test_copies_are_found_among_many():
    """Trimmed, with a new beginning, and with an end of its own: found first, and nothing unlike is."""
    texts = [prose(number) for number in range(2000)]
    index = index_of(texts)
    words = texts[700].split()
    copies = [" ".join(words[:90]), prose(1, 30) + " " + " ".join(words[30:]), texts[700] + " " + prose(2, 40)]

    assert [index.find(marks_of(copy))[:1] for copy in copies] == [[701]] * 3
    assert [index.find(marks_of(prose(number))) for number in range(5000, 5020)] == [[]] * 20


def test_an_index_filled_at_once_is_as_one_filled_bit_by_bit():
    """A restart reads the stored marks and finds the same."""
    texts = [prose(number % 300, 60 + number % 7) for number in range(1500)]
    packed = [pack(marks_of(text)) for text in texts]
    again = MarkIndex()
    again.add_packed(range(1, 1501), packed)
    index = index_of(texts)

    assert [index.find(marks_of(text)) for text in texts[:300]] == [again.find(marks_of(text)) for text in texts[:300]]


def test_a_phrase_of_the_trade_does_not_flood_a_lookup():
    """Many texts with the same words: the newest few are given."""
    index = index_of([prose(1)] * 500)

    assert index.find(marks_of(prose(1))) == list(range(500, 500 - MAX_FOUND, -1))


@pytest.mark.parametrize(
    ("having", "found"), [pytest.param(RARE, True, id="rare"), pytest.param(RARE + 1, False, id="common")]
)
def test_one_common_mark_is_not_enough(having, found):
    """One mark in common counts when few texts have it."""
    index = MarkIndex()
    index.add(np.arange(1, having + 1, dtype=np.uint64), np.full(having, 77, np.uint64))

    assert bool(index.find(np.array([5, 77], np.uint64))) is found


def test_memory_is_eight_bytes_a_mark():
    """Less than 100 bytes an entry."""
    assert index_of([prose(number) for number in range(50)]).nbytes <= 50 * SLOTS * 8


def test_texts_of_one_document_find_the_earlier_ones():
    """A feed that brings two copies at once."""
    marks = {3: marks_of(prose(1)), 4: marks_of(prose(2)), 7: marks_of(prose(1) + " tambahan"), 9: marks_of("")}

    assert alike_earlier(marks) == {3: (), 4: (), 7: (3,), 9: ()}
