"""Text as shown and as compared: what is invisible goes, what is seen stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.normalise import fold, plain_line, plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Jembatan \t baru\n dibuka\u00a0pagi ini ", "Jembatan baru dibuka pagi ini", id="white space"),
        pytest.param("War\u00adga ber\u200bkum\u2060pul\ufeff", "Warga berkumpul", id="soft hyphen and zero width"),
        pytest.param("Harga \u202ebaru\u202c \u2067naik\u2069", "Harga baru naik", id="direction marks"),
        pytest.param("Nomor\x00 ant\x1brian\x7f 5\x9b", "Nomor antrian 5", id="control characters"),
        pytest.param("Cafe\u0301", "Café", id="NFC"),
        pytest.param(
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            id="family emoji",
        ),
        pytest.param(
            "\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3",
            "\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3",
            id="heart, keycap",
        ),
        pytest.param("sl\u200dot ga\ufe0fcor", "slot gacor", id="joiner and variation selector between letters"),
        pytest.param("Pas\U000e0061\U000e0062ar", "Pasar", id="tag characters"),
        pytest.param("Ikon \ue001\U000f0001 lokasi \ud800", "Ikon lokasi", id="icon font and lone surrogate"),
        pytest.param("\u3164\u115f\u2800", "", id="fillers that look empty"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_plain_line_is_what_a_reader_sees(text, expected):
    """`plain_line` removes what nobody sees and leaves one line with single spaces."""
    assert plain_line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("satu\r\ndua\rtiga\u2028empat\x85lima", "satu\ndua\ntiga\nempat\nlima", id="every line end"),
        pytest.param("  satu  \n   \n\n \ndua ", "satu\n\ndua", id="at most one blank line"),
        pytest.param("\n\nsatu\n\n", "satu", id="none at the ends"),
        pytest.param("sa\u200btu\nd\u00adua", "satu\ndua", id="invisible characters go here too"),
    ],
)
def test_plain_text_keeps_its_lines(text, expected):
    """`plain_text` is `plain_line` for each line."""
    assert plain_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Bupati Resmikan PASAR, (Senin 12/3)!", "bupati resmikan pasar senin 12 3", id="case and marks"),
        pytest.param("Jum'at jum’at JUMAT", "jumat jumat jumat", id="apostrophes inside words"),
        pytest.param("'kutipan' Al-Qur'an", "kutipan al quran", id="quotes around words"),
        pytest.param("𝐬𝐥𝐨𝐭 ｇａｃｏｒ７７ ﬁnal", "slot gacor77 final", id="fancy letters"),
        pytest.param(
            "s\u0336l\u0336o\u0336t g\u200ba\u200bc\u200bor", "slot gacor", id="struck through, cut by zero widths"
        ),
        pytest.param("Straße É", "strasse é", id="casefold, accents stay"),
        pytest.param("—…“”", "", id="marks alone"),
    ],
)
def test_folding_makes_two_writings_the_same(text, expected):
    """`fold` keeps lower-case letters and digits and single spaces."""
    assert fold(text) == expected


@given(st.text())
@example("\u200d\U0001f468\u200d\u200d\U0001f469")
@example("a\u0345\u0301")
def test_a_plain_line_stays_as_it_is(text):
    """Cleaning a line twice changes nothing."""
    line = plain_line(text)
    assert plain_line(line) == line


@given(st.text())
def test_a_plain_line_is_one_line_without_controls(text):
    """No control character and no line end is left, whatever comes in."""
    line = plain_line(text)
    assert [char for char in line if unicodedata.category(char) in {"Cc", "Cs", "Co", "Zl", "Zp"}] == []


@given(st.text())
def test_plain_text_stays_as_it_is(text):
    """Cleaning a text twice changes nothing."""
    plain = plain_text(text)
    assert plain_text(plain) == plain


@given(st.text())
@example("İI\u0307ŉ")
def test_a_folded_text_has_only_letters_digits_and_spaces(text):
    """Nothing but words and single spaces between them comes out."""
    folded = fold(text)
    assert (" ".join(folded.split()), all(char.isalnum() or char == " " for char in folded)) == (folded, True)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_folding_a_shown_line_is_folding_the_text(text):
    """What is compared does not depend on whether the text was made plain before."""
    assert fold(plain_line(text)) == fold(text)


def test_a_tower_of_accents_is_cut():
    """A million combining marks on one letter, hours of sorting, become thirty."""
    tower = "a" + "\u0316\u0301" * 500_000
    assert len(unicodedata.normalize("NFD", plain_line(tower))) == 31
