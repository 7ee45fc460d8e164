"""Which changes are corrections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.correction import is_correction

TOLD = "Bupati membuka pasar murah pada Sabtu; beras dijual Rp11.500 per kg."


@pytest.mark.parametrize(
    ("told", "says", "expected"),
    [
        pytest.param(TOLD, TOLD, False, id="nothing changed"),
        pytest.param(
            TOLD, "Bupati  membuka pasar\nmurah pada Sabtu ; beras dijual Rp11.500 per kg", False, id="spacing"
        ),
        pytest.param("Jalan putus, warga memutar.", "Jalan putus - warga memutar!", False, id="punctuation"),
        pytest.param("“Aman”, kata camat", '"Aman," kata camat', False, id="quotation marks"),
        pytest.param("JALAN PUTUS", "Jalan putus", False, id="capitals"),
        pytest.param("ﬁnal", "final", False, id="a ligature"),
        pytest.param(TOLD, TOLD.replace("11.500", "12.500"), True, id="a number"),
        pytest.param("1,5 juta bibit", "15 juta bibit", True, id="the comma inside a number"),
        pytest.param("naik 5%", "naik 5", True, id="percent"),
        pytest.param("pukul 08.00", "pukul 09.00", True, id="a time"),
        pytest.param("Sabtu", "Minggu", True, id="a day"),
        pytest.param("Budi Santosa", "Budi Santoso", True, id="a letter of a name"),
        pytest.param("tidak ada korban", "ada korban", True, id="a word less"),
        pytest.param("A menang atas B", "B menang atas A", True, id="the order of words"),
        pytest.param("", "Ringkasan", True, id="a summary where there was none"),
        pytest.param("", "", False, id="nothing at all"),
    ],
)
def test_what_a_reader_should_see(told, says, expected):
    """Only what says something else than before."""
    assert is_correction(told, says) is expected


@given(st.text(), st.text())
def test_it_is_the_same_both_ways_and_blanks_never_count(told, says):
    """Symmetric, and blind to blanks around and between."""
    assert is_correction(told, says) == is_correction(says, told)
    assert not is_correction(told, f"  {told} \n")
