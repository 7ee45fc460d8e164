"""Invisible characters go, words are cut whole."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.plain import ELLIPSIS, clean, cut, one_line

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1ee\U0001f1e9"
HEART = "\u2764\ufe0f"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("Bupati buka pasar", "Bupati buka pasar", id="plain"),
        pytest.param("  a \t b\u00a0\u2003c  ", "a b c", id="blanks of all widths"),
        pytest.param("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", id="line ends of all kinds"),
        pytest.param("\n\na\n\n\n\n \nb\n", "a\n\nb", id="many empty lines"),
        pytest.param("pas\u200bar\u2060mu\ufeffrah\u00ad", "pasarmurah", id="zero width"),
        pytest.param("moc\u202etob\u202c.id\u2066x\u2069", "moctob.idx", id="bidi"),
        pytest.param("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef", id="control"),
        pytest.param("a\ud800b\udfffc\ue000d\ufffee", "abcde", id="surrogates, private use, noncharacters"),
        pytest.param("\U000e0061\U000e007fa", "a", id="tags"),
        pytest.param(
            f"{FAMILY} {HEART} 1\ufe0f\u20e3", f"{FAMILY} {HEART} 1\ufe0f\u20e3", id="emoji keep their joiners"
        ),
        pytest.param("a\u200db \u200d\U0001f467 x\ufe0f", "ab \U0001f467 x", id="joiners elsewhere go"),
        pytest.param("\u2800\ufe0f\u3164\u200b\u3000\ufffc", "", id="nothing to see"),
        pytest.param("e\u0301 A\u030a", "é Å", id="accents are composed"),
        pytest.param("x\u0333y\u033f", "xy", id="lines through letters, which Telegram removes"),
        pytest.param("سعر 5 < 6", "سعر 5 < 6", id="right to left letters stay"),
    ],
)
def test_clean(text, seen):
    """A person sees what was meant, and nothing hides."""
    assert clean(text) == seen


def test_one_line():
    """Lines are joined by a blank."""
    assert one_line("a\n\n b\u2029c") == "a b c"


@given(st.text())
@example("\u2800\ufe0f")
@example("a\ufe0f\u200d\U0001f525")
@example("a\u200b\u0301")
def test_cleaning_twice_changes_nothing(text):
    """Nothing is left over that a second look would remove."""
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Lu", "So"])))
def test_what_is_left_can_be_seen(text):
    """Of controls only the ends of lines are left, of blanks only the plain ones."""
    left = clean(text).replace("\n", "").replace(" ", "")
    assert not {unicodedata.category(each) for each in left} & {"Cc", "Cs", "Co", "Zs", "Zl", "Zp"}
    assert set(left).isdisjoint("\u200b\u200e\u200f\u202e\u2066\ufeff")


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        pytest.param("pasar murah dibuka", 18, "pasar murah dibuka", id="fits exactly"),
        pytest.param("pasar murah dibuka", 17, "pasar murah…", id="before the word"),
        pytest.param("pasar murah, dibuka", 13, "pasar murah…", id="no comma before the ellipsis"),
        pytest.param("pasar murah dibuka", 12, "pasar murah…", id="after the word, where a blank follows"),
        pytest.param("satu\ndua tiga empat", 10, "satu\ndua…", id="line ends part words too"),
        pytest.param("x" * 300, 100, "x" * 99 + "…", id="a word longer than the room"),
        pytest.param("a " + "x" * 300, 100, "a " + "x" * 97 + "…", id="a long word late in the text"),
        pytest.param(FAMILY * 3, 8, FAMILY + "…", id="no family is parted"),
        pytest.param("ab\U0001f44d\U0001f3fec", 4, "ab…", id="no thumb loses its colour"),
        pytest.param("ab" + HEART, 3, "ab…", id="just before an emoji"),
        pytest.param(FLAG * 2, 3, FLAG + "…", id="between two flags"),
        pytest.param("a" + FLAG * 2, 3, "a…", id="no flag is halved"),
        pytest.param("abc", 1, "", id="no room for a letter"),
        pytest.param("abc", 0, "", id="no room"),
        pytest.param("abc", -5, "", id="less than no room"),
        pytest.param("", 0, "", id="nothing"),
    ],
)
def test_cut(text, limit, kept):
    """Text ends after a whole word, or at least after a whole character."""
    assert cut(text, limit) == kept


@given(st.text(), st.integers(-3, 60))
def test_cut_text_fits_and_is_a_beginning(text, limit):
    """Never longer than asked, and nothing but the beginning and an ellipsis."""
    kept = cut(text, limit)
    assert len(kept) <= max(limit, 0)
    assert kept in {text, ""} or (kept.endswith(ELLIPSIS) and text.startswith(kept[:-1]))
