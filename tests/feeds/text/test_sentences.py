"""Sentences of Indonesian news prose: abbreviations, degrees, quotations, missing spaces."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param(" \n\t ", (), id="white space"),
        pytest.param("Pasar dibuka. Warga datang!", ("Pasar dibuka.", "Warga datang!"), id="two sentences"),
        pytest.param("Pasar  dibuka.\nWarga datang.", ("Pasar dibuka.", "Warga datang."), id="line break"),
        pytest.param(
            "Ia lahir di Kab. Muara Enim. Rumahnya di Jl. Melati No. 5 Kec. Gelumbang. Ia pindah.",
            ("Ia lahir di Kab. Muara Enim.", "Rumahnya di Jl. Melati No. 5 Kec. Gelumbang.", "Ia pindah."),
            id="places and addresses",
        ),
        pytest.param(
            "Camat Ir. H. Rahman dan Hj. Siti hadir. Turut hadir dr. Yuni serta Drs. Umar.",
            ("Camat Ir. H. Rahman dan Hj. Siti hadir.", "Turut hadir dr. Yuni serta Drs. Umar."),
            id="titles before names",
        ),
        pytest.param(
            "Kepala dinas Rahman, S.Sos., M.Si. membuka acara. Ia gembira.",
            ("Kepala dinas Rahman, S.Sos., M.Si. membuka acara.", "Ia gembira."),
            id="degrees inside a sentence",
        ),
        pytest.param(
            "Acara dibuka oleh Rahman, S.Sos., M.Si. Dalam sambutannya ia berterima kasih.",
            ("Acara dibuka oleh Rahman, S.Sos., M.Si.", "Dalam sambutannya ia berterima kasih."),
            id="a degree ends a sentence before an opening word",
        ),
        pytest.param(
            "Sekda M. Hasan hadir. Rapat ditutup A. Yani, S.H., M.Kn. Siang harinya sepi.",
            ("Sekda M. Hasan hadir.", "Rapat ditutup A. Yani, S.H., M.Kn. Siang harinya sepi."),
            id="initials",
        ),
        pytest.param(
            "Harganya Rp. 10.500 per kg. Pasar buka pukul 09.30 WIB. Libur tgl. 5 Mei.",
            ("Harganya Rp. 10.500 per kg.", "Pasar buka pukul 09.30 WIB.", "Libur tgl. 5 Mei."),
            id="amounts, hours and dates",
        ),
        pytest.param(
            "Laba PT. Contoh Jaya Tbk. (CNTH) naik. Sahamnya US$ 1.50.",
            ("Laba PT. Contoh Jaya Tbk. (CNTH) naik.", "Sahamnya US$ 1.50."),
            id="companies",
        ),
        pytest.param(
            '"Kami siap. Semua siap," kata Rahman. Ia pulang.',
            ('"Kami siap. Semua siap," kata Rahman.', "Ia pulang."),
            id="a quotation is whole",
        ),
        pytest.param(
            "Ia berkata, “Kami siap! Ayo.” Warga setuju.",
            ("Ia berkata, “Kami siap! Ayo.”", "Warga setuju."),
            id="a quotation at the end",
        ),
        pytest.param(
            "“Kami siap. Ayo bekerja”. Ujar Rahman. Lalu ia pulang.",
            ("“Kami siap. Ayo bekerja”. Ujar Rahman.", "Lalu ia pulang."),
            id="the speaker belongs to the quotation",
        ),
        pytest.param(
            "”Kami siap. Ayo bekerja“, ujar Rahman. Lalu ia pulang.",
            ("”Kami siap. Ayo bekerja“, ujar Rahman.", "Lalu ia pulang."),
            id="quotation marks the wrong way round",
        ),
        pytest.param(
            "‘‘Kami siap. Ayo bekerja,’’ ujar Rahman. Lalu ia pulang.",
            ("‘‘Kami siap. Ayo bekerja,’’ ujar Rahman.", "Lalu ia pulang."),
            id="doubled single quotation marks",
        ),
        pytest.param(
            "“Kami siap. Ayo bekerja. Lalu pulang.",
            ("“Kami siap.", "Ayo bekerja.", "Lalu pulang."),
            id="a quotation without an end is ordinary text",
        ),
        pytest.param(
            'Ini penting", katanya. Ia lalu pulang. "Untuk itu, mari. Sampai jumpa", ucapnya.',
            ('Ini penting", katanya.', "Ia lalu pulang.", '"Untuk itu, mari. Sampai jumpa", ucapnya.'),
            id="a quotation without a beginning",
        ),
        pytest.param(
            "Peserta (siswa kelas 5. Juga guru) datang. Acara usai.",
            ("Peserta (siswa kelas 5. Juga guru) datang.", "Acara usai."),
            id="brackets are whole",
        ),
        pytest.param(
            "Stok beras aman.Menurut Rahman, harga turun.",
            ("Stok beras aman.", "Menurut Rahman, harga turun."),
            id="no space after a full stop",
        ),
        pytest.param(
            "Lihat www.contoh.go.id untuk daftar. Pendaftaran di Desa.Id ditutup.",
            ("Lihat www.contoh.go.id untuk daftar.", "Pendaftaran di Desa.Id ditutup."),
            id="addresses stay whole",
        ),
        pytest.param(
            "Nilai impor 5 miliar dolar AS. Bank menutupnya.",
            ("Nilai impor 5 miliar dolar AS.", "Bank menutupnya."),
            id="AS is no degree",
        ),
        pytest.param(
            "Laba naik pada kuartal I. Hasil itu baik.",
            ("Laba naik pada kuartal I.", "Hasil itu baik."),
            id="Roman numerals",
        ),
    ],
)
def test_sentences_of_a_paragraph(paragraph, expected):
    """A paragraph falls into its sentences, in order."""
    assert split_sentences(paragraph) == expected


@pytest.mark.parametrize(
    "short",
    ["Kab.", "H.", "Hj.", "S.Sos.", "M.Si.", "Rp.", "No.", "Jl.", "Kec.", "Ir.", "Drs.", "dr.", "tgl.", "PT.", "a.n."],
)
def test_an_abbreviation_never_ends_a_sentence(short):
    """Whatever name or number follows, the sentence goes on."""
    assert [
        len(split_sentences(f"Rapat dihadiri {short} {next_word} hari ini."))
        for next_word in ("Melati", "45", "rakyat")
    ] == [1, 1, 1]


_PIECES = st.sampled_from(
    [
        "Bupati", "hadir", "di", "Kab.", "Ir.", "S.Sos.,", "M.Si.", "Rp.", "10.000", '"', "“", "”", "'", "‘‘", "(", ")", ".", "!", "?", "…",
        ",", ":", " ", "  ", "\n", "kata", "Ia", "pukul", "09.30", "WIB.", "aman.Menurut", "www.desa.id.", "A.", "-", "–", "\u00a0", "🙂", "İ",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join) | st.lists(_PIECES, max_size=40).map(" ".join) | st.text())
@example("\x1f.\x85A")
def test_nothing_is_lost(paragraph):
    """Joined, the sentences are the paragraph again but for white space."""
    assert re.sub(r"\s", "", "".join(split_sentences(paragraph))) == re.sub(r"\s", "", paragraph)


@given(st.lists(_PIECES, max_size=40).map(" ".join) | st.text())
def test_no_sentence_is_blank_or_padded(paragraph):
    """Every sentence has something in it and no white space at its ends."""
    sentences = split_sentences(paragraph)
    assert [sentence for sentence in sentences if not sentence or sentence != " ".join(sentence.split())] == []


_SUBJECTS = st.sampled_from(
    ["Camat Ir. H. Umar", "Warga Kec. Melati", "Kepala dinas Yuni, S.Pd., M.M.,", "PT. Contoh Jaya", "Desa Suka Maju"]
)
_VERBS = st.sampled_from(
    ["membuka pasar murah", "menerima Rp. 2.500.000", 'berkata, "Ini baik. Sangat baik,"', "berkumpul pukul 08.00 WIB"]
)


@given(st.lists(st.builds("{} {} di lapangan.".format, _SUBJECTS, _VERBS), min_size=1, max_size=8))
def test_sentences_put_together_come_apart_again(sentences):
    """Sentences full of traps are found again one by one."""
    assert split_sentences(" ".join(sentences)) == tuple(sentences)


@pytest.mark.captured
@pytest.mark.parametrize(
    ("name", "least"),
    [
        pytest.param("csui_train.txt", 0.98, id="news"),
        pytest.param("gsd_dev.txt", 0.935, id="encyclopedia, two sentences on many lines"),
        pytest.param("gsd_test.txt", 0.94, id="encyclopedia, test part"),
    ],
)
def test_agreement_with_a_gold_standard(shared_data, name, least):
    """Boundaries of ten gold sentences in a row are found with at least this F1."""
    lines = (shared_data / "sentences" / name).read_text(encoding="utf-8").split("\n")
    gold_lines = [line.strip() for line in lines if line.strip()]
    hits = found = wanted = 0
    for start in range(0, len(gold_lines), 10):
        gold = _ends(gold_lines[start : start + 10])
        ours = _ends(split_sentences(" ".join(gold_lines[start : start + 10])))
        hits, found, wanted = hits + len(gold & ours), found + len(ours), wanted + len(gold)
    assert 2 * hits / (found + wanted) >= least


def _ends(sentences):
    ends, offset = set(), 0
    for sentence in sentences:
        offset += len(re.sub(r"\s", "", sentence))
        ends.add(offset)
    return ends
