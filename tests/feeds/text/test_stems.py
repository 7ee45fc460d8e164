"""Search terms: folded, without function words, stemmed, in order."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.stems import search_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Banjir kebanjiran membanjiri BANJIR!", ["banjir"] * 4, id="forms of one word"),
        pytest.param("pelayanan dan pembangunan", ["layan", "bangun"], id="affixes off, conjunction out"),
        pytest.param("apa itu yang di dari", [], id="function words alone"),
        pytest.param(
            "jalan putus di Gelumbang, jalan!", ["jalan", "putus", "gelumbang", "jalan"], id="order and repetitions"
        ),
        pytest.param("vaksin 2024 gratis", ["vaksin", "2024", "gratis"], id="numbers stay"),
        pytest.param("Jum'at Jumat", ["jumat", "jumat"], id="apostrophe"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_search_terms(text, expected):
    """A text becomes the stems of what it is about."""
    assert search_terms(text) == expected


@given(st.text())
def test_terms_are_single_words(text):
    """Whatever comes in, every term is one folded word, fit for an index that splits at spaces."""
    assert [term for term in search_terms(text) if not term or term.split() != [term]] == []


@given(st.lists(st.sampled_from(["banjir", "jalan", "Bupati", "pelayanan", "dan", "2024"])))
def test_terms_of_a_whole_are_those_of_its_parts(words):
    """A query finds what a document holds, because both are read word by word."""
    assert search_terms(" ".join(words)) == [term for word in words for term in search_terms(word)]


def test_the_stemmer_is_made_at_first_use():
    """Importing the module makes no stemmer: a command that never searches does not pay for one."""
    program = "from feeds.text import stems; before = stems._stemmer.cache_info().currsize; stems.search_terms('banjir'); print(before, stems._stemmer.cache_info().currsize)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "1"]


@pytest.mark.captured
def test_affixed_words_share_a_stem_with_their_lemma(shared_data):
    """On the gold lemmas a word and its lemma meet in at least three of four cases, though the stem is no lemma."""
    rows = [
        line.split("\t")
        for line in (shared_data / "stems" / "ud_gsd_lemma.tsv").read_text(encoding="utf-8").split("\n")[1:]
        if line
    ]
    pairs = [(search_terms(word), search_terms(lemma)) for word, lemma, _ in rows]
    told = [(one, two) for one, two in pairs if one and two]
    assert sum(one == two for one, two in told) / len(told) >= 0.75
