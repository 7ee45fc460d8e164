"""What one sentence is good for in a summary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.usable import connects, cut, is_news, is_report, leans, points

TITLE = "Jembatan Kenanga Dibuka untuk Umum"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Jembatan sepanjang 40 meter itu dibuka Senin (4/3).", True, id="a report"),
        pytest.param("“Kami senang,” kata camat.", True, id="a whole quotation tells something"),
        pytest.param("Senin (4/3).", False, id="a fragment"),
        pytest.param("“Kami senang jembatan itu dibuka.", False, id="half a quotation"),
        pytest.param("Jembatan Kenanga kini dibuka untuk umum!", False, id="the title again"),
        pytest.param("Editor: Siti Aminah binti Umar", False, id="a byline"),
        pytest.param("Jembatan dibuka. Simak juga video panen raya.", False, id="a pointer inside"),
        pytest.param("Warga SCROLL TO CONTINUE WITH CONTENT senang sekali.", False, id="a marker inside"),
    ],
)
def test_what_tells_something(sentence, expected):
    """Fragments, half quotations, leftovers and the title itself tell nothing."""
    assert is_news(sentence, TITLE) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Jembatan itu dibuka Senin (4/3).", True, id="a report"),
        pytest.param('Camat berkata, "Jembatan itu kuat."', True, id="quoted words inside"),
        pytest.param("“Kami senang,” kata camat.", False, id="a quotation"),
        pytest.param("Kami mengundang seluruh warga.", False, id="first person"),
        pytest.param("Siapa yang membangun jembatan itu?", False, id="a question"),
        pytest.param("Syarat yang harus dibawa:", False, id="the beginning of a list"),
        pytest.param("Jembatan Kenanga di Kecamatan Melati", False, id="a heading"),
        pytest.param("Jembatan itu dibuka bupati di…", False, id="a cut excerpt"),
        pytest.param("dihadiri pula oleh camat dan warga.", False, id="no beginning"),
        pytest.param("Jembatan (40 meter dibuka hari ini.", False, id="a bracket without an end"),
    ],
)
def test_what_is_a_report(sentence, expected):
    """Only a complete sentence in the reporter's voice is a report."""
    assert is_report(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Ia berharap jembatan itu awet.", (True, False), id="pronoun"),
        pytest.param("Hal itu disampaikan camat.", (True, False), id="hal itu"),
        pytest.param("Sementara itu, warga bergotong royong.", (False, True), id="connective"),
        pytest.param("Oleh karena itu, jalan ditutup.", (True, True), id="leans and connects"),
        pytest.param("Diana menyumbang semen.", (False, False), id="a name that begins like a pronoun"),
        pytest.param("Itulah jembatan terpanjang.", (True, False), id="itulah"),
        pytest.param("Diantaranya warga Desa Kenanga.", (True, False), id="diantaranya, in one word"),
        pytest.param("Di antaranya warga Desa Kenanga.", (True, False), id="di antaranya"),
        pytest.param("Total senilai 6 miliar rupiah.", (True, False), id="a sum of something"),
        pytest.param("Hasilnya, jalan kembali dibuka.", (True, False), id="possessive"),
        pytest.param("Salah satunya Desa Kenanga.", (True, False), id="one of them"),
        pytest.param("Kedua pelaku ditahan polisi.", (True, True), id="both"),
        pytest.param("Namun, jalan tetap ditutup.", (True, True), id="contrast"),
        pytest.param("Lebih lanjut, ia menitipkan jembatan.", (True, True), id="a pronoun behind the comma"),
        pytest.param("Hanya satu desa yang terlewat.", (False, False), id="hanya"),
        pytest.param("Adanya jembatan memudahkan warga.", (False, False), id="adanya"),
        pytest.param("Meningkatnya kasus itu disikapi warga.", (False, False), id="an event, explained"),
        pytest.param("Menurutnya, jalan itu aman.", (True, False), id="menurutnya"),
        pytest.param("Sebelumnya, warga naik perahu.", (False, False), id="sebelumnya"),
    ],
)
def test_what_needs_the_sentence_before(sentence, expected):
    """Pronouns lean on the sentence before, connectives go on from it."""
    assert (leans(sentence), connects(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "limit", "expected"),
    [
        pytest.param("Jembatan dibuka.", 20, "Jembatan dibuka.", id="fits"),
        pytest.param("Jembatan itu dibuka bupati pada hari Senin", 22, "Jembatan itu dibuka…", id="between words"),
        pytest.param(
            "Jembatan itu dibuka bupati, lalu warga melintas", 40, "Jembatan itu dibuka bupati…", id="at a clause"
        ),
        pytest.param(
            "Camat berkata di sana, “Kami senang sekali hari ini”",
            40,
            "Camat berkata di sana…",
            id="before a quotation",
        ),
        pytest.param("Panjangkatatanpaspasi" * 3, 20, "Panjangkatatanpaspa…", id="one endless word"),
        pytest.param("Jembatan itu dibuka bupati", 21, "Jembatan itu dibuka…", id="a word ends exactly there"),
    ],
)
def test_cutting(sentence, limit, expected):
    """A long sentence is cut at a clause or a word, and says so."""
    assert cut(sentence, limit) == expected


@given(st.text(min_size=1), st.integers(min_value=20, max_value=200))
def test_a_cut_sentence_fits(sentence, limit):
    """Whatever the sentence, no more than the limit comes out."""
    assert len(cut(sentence, limit)) <= limit


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Langkah ini disambut warga.", "Langkah ini", id="ini"),
        pytest.param("Atas hasil tersebut, bupati berterima kasih.", "Atas hasil tersebut", id="tersebut"),
        pytest.param(
            "Jembatan sepanjang 40 meter itu selesai.", "Jembatan sepanjang 40 meter itu", id="itu, further on"
        ),
        pytest.param("Saat ini jalan sudah dibuka.", "", id="the present"),
        pytest.param("Pada tahun ini 40 desa menerima bantuan.", "", id="the year"),
        pytest.param("Bupati Rahman membuka jembatan yang panjang itu.", "", id="too far from the beginning"),
        pytest.param("Warga memanen padi.", "", id="nothing pointed at"),
    ],
)
def test_what_points_back(sentence, expected):
    """A demonstrative at the beginning points at something named before; one of time does not."""
    assert points(sentence) == expected
