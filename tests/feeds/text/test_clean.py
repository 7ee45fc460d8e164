"""Paragraphs lose what the site around them left, and no real paragraph is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.clean import clean_paragraphs, introduces_links, is_boilerplate, repeats_title
from feeds.text.normalise import fold

TITLE = "Bupati Buka Pasar Murah di Lapangan Melati"
FIRST = "Bupati Rahman membuka pasar murah di Lapangan Melati, Senin (4/3)."
SECOND = "Harga beras di pasar itu Rp 10.500 per kilogram, lebih rendah daripada di toko."
LAST = "“Pasar ini buka sampai Jumat,” kata Rahman."


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("BACA JUGA  Jalan Kenanga Mulai Diperbaiki, Warga Senang", id="baca juga, capitals"),
        pytest.param("Baca juga: Warga Kenanga Panen Raya!", id="baca juga, colon"),
        pytest.param("Simak juga Video 'Panen Raya di Kenanga':", id="simak juga"),
        pytest.param('Tonton juga video "Panen Raya" di sini:', id="tonton juga"),
        pytest.param("Lihat juga Video: Panen Raya", id="lihat juga"),
        pytest.param("Saksikan Live Siang Ini :", id="live"),
        pytest.param("Baca selengkapnya di halaman berikutnya...", id="next page"),
        pytest.param("SCROLL TO CONTINUE WITH CONTENT", id="scroll marker"),
        pytest.param("ADVERTISEMENT", id="advertisement"),
        pytest.param("- Advertisement -", id="advertisement with dashes"),
        pytest.param("Artikulli paraprakWarga Kenanga Panen Raya", id="previous post, Albanian, glued"),
        pytest.param("Artikulli tjetër Jalan Kenanga Diperbaiki", id="next post, Albanian"),
        pytest.param("Artikel sebelumnyaWarga Kenanga Panen Raya", id="previous post, Indonesian"),
        pytest.param("Previous articleWarga Kenanga Panen Raya", id="previous post, English"),
        pytest.param("Nächster Artikel Warga Kenanga", id="next post, German"),
        pytest.param("TINGGALKAN KOMENTAR", id="comment form"),
        pytest.param("Silakan masukkan komentar anda!", id="comment form, comment"),
        pytest.param("Silakan masukkan nama Anda di sini", id="comment form, name"),
        pytest.param("Tinggalkan Balasan Batalkan balasan", id="reply form"),
        pytest.param("Alamat email Anda tidak akan dipublikasikan. Ruas yang wajib ditandai *", id="reply form, note"),
        pytest.param(
            "Simpan nama, email, dan situs web saya pada peramban ini untuk komentar saya berikutnya.",
            id="reply form, cookie",
        ),
        pytest.param("Ju lutemi shkruani komentin tuaj!", id="comment form, Albanian"),
        pytest.param("Bagikan ini:", id="share"),
        pytest.param("Klik untuk berbagi pada Twitter(Membuka di jendela yang baru)", id="share, Twitter"),
        pytest.param("Click to share on Facebook (Opens in new window)", id="share, English"),
        pytest.param("Shpërndaje", id="share, Albanian"),
        pytest.param("Menyukai ini:", id="like"),
        pytest.param("Suka Memuat...", id="like, loading"),
        pytest.param("Facebook", id="share button"),
        pytest.param("Dilihat: 1.214 kali", id="counter"),
        pytest.param("Situs ini menggunakan cookie untuk meningkatkan pengalaman Anda.", id="cookies"),
        pytest.param("This website uses cookies to improve your experience.", id="cookies, English"),
        pytest.param("Ikuti berita terbaru kami di Google News", id="follow us"),
        pytest.param("Editor: Siti Aminah", id="editor"),
        pytest.param("Penulis : Umar | Foto : Yuni", id="writer"),
        pytest.param("Foto: Bupati menyerahkan beras kepada warga (Dok. Humas)", id="caption"),
        pytest.param("Sumber: Humas Setda", id="source"),
        pytest.param("Tim News Room Melati Diskominfo.", id="newsroom"),
        pytest.param("(Dinas Komunikasi dan Informatika Kabupaten Melati)", id="office in brackets"),
        pytest.param("(Jurnalisme warga – Umar, Desa Kenanga)", id="citizen journalist"),
        pytest.param("The post Bupati Buka Pasar appeared first on Pemkab Melati.", id="feed footer"),
        pytest.param("Artikel Bupati Buka Pasar pertama kali tampil pada Pemkab Melati.", id="feed footer, Indonesian"),
        pytest.param("[Gambas:Video 20detik]", id="embedded video"),
        pytest.param("Tags: pasar, beras", id="labels"),
        pytest.param("***", id="ornament"),
    ],
)
def test_a_line_of_the_site_goes(line):
    """A leftover goes at the end and in the middle, and takes nothing with it."""
    middle, end = clean_paragraphs([FIRST, line, SECOND], TITLE), clean_paragraphs([FIRST, SECOND, line], TITLE)
    assert (middle, end) == ((FIRST, SECOND), (FIRST, SECOND))


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param(["", "  ", "\u200b"], (), id="blanks"),
        pytest.param(["MELATI – " + FIRST, SECOND], (FIRST, SECOND), id="dateline"),
        pytest.param(["Tim News Room Melati Diskominfo", "MELATI. " + FIRST], (FIRST,), id="byline, then dateline"),
        pytest.param([TITLE.upper(), FIRST], (FIRST,), id="the title again"),
        pytest.param([TITLE + "!", "MELATI - " + FIRST], (FIRST,), id="the title again, then a dateline"),
        pytest.param([FIRST, SECOND + " (Humas/Diskominfo)"], (FIRST, SECOND), id="credit behind the last sentence"),
        pytest.param([FIRST, SECOND + " (Umar)"], (FIRST, SECOND), id="signature"),
        pytest.param([FIRST, LAST + " (um/yn) ***"], (FIRST, LAST), id="initials and stars"),
        pytest.param([FIRST + " (Humas)", SECOND], (FIRST, SECOND), id="credit inside"),
        pytest.param([FIRST, SECOND, "(Umar)", "#PasarMurah #Melati"], (FIRST, SECOND), id="signature and hashtags"),
        pytest.param(
            [FIRST, SECOND, "KOMANDO DISTRIK MILITER 0999", "Pendim 0999"], (FIRST, SECOND), id="signature of a command"
        ),
        pytest.param(
            [FIRST, "Baca juga:", "Jalan Kenanga Mulai Diperbaiki Hari Ini", "Warga Kenanga Panen Raya Padi", SECOND],
            (FIRST, SECOND),
            id="a heading and the titles under it",
        ),
        pytest.param(
            [FIRST + " SCROLL TO CONTINUE WITH CONTENT " + SECOND], (FIRST + " " + SECOND,), id="marker inside"
        ),
        pytest.param(
            ["Wakil bupati (Foto: Yuni) menyapa pedagang beras."],
            ("Wakil bupati menyapa pedagang beras.",),
            id="credit of a picture",
        ),
        pytest.param(
            ["Bupati Rahman membuka pasar murah di […]"], ("Bupati Rahman membuka pasar murah di…",), id="cut excerpt"
        ),
        pytest.param(
            ["Bupati Rahman membuka pasar murah di [...] Read more"],
            ("Bupati Rahman membuka pasar murah di…",),
            id="read more",
        ),
        pytest.param([FIRST + "\n" + SECOND], (FIRST, SECOND), id="a soft break after a sentence"),
        pytest.param(
            ["Bupati Rahman\nmembuka pasar murah."],
            ("Bupati Rahman membuka pasar murah.",),
            id="a soft break inside one",
        ),
        pytest.param(
            [FIRST + "\nBaca juga: Panen Raya\n" + SECOND], (FIRST, SECOND), id="a leftover between soft breaks"
        ),
        pytest.param(
            ["Syarat daftar\n- KTP\n- Kartu keluarga"], ("Syarat daftar", "- KTP", "- Kartu keluarga"), id="a list"
        ),
    ],
)
def test_what_is_left_of_an_article(paragraphs, expected):
    """Datelines, bylines, credits and lists of links go; paragraphs come out one a line."""
    assert clean_paragraphs(paragraphs, TITLE) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("Baca doa bersama menutup acara itu.", id="baca as a verb"),
        pytest.param("Bagikan sembako kepada warga, bupati turun ke desa.", id="bagikan as a verb"),
        pytest.param("Terkait harga beras, bupati meminta warga tenang.", id="terkait"),
        pytest.param("Artikel sebelumnya membahas harga beras.", id="artikel sebelumnya in a sentence"),
        pytest.param("Diskominfo Melati melatih 40 admin desa.", id="an office that does something"),
        pytest.param("Foto udara memperlihatkan luas banjir di Kenanga.", id="foto as a word"),
        pytest.param(
            "Rapat itu dipimpin Kepala Dinas Komunikasi (Diskominfo)", id="an abbreviation explained at the end"
        ),
        pytest.param("“Ya (sumber dana dari APBD), itu dikelola desa,” katanya.", id="brackets that are no credit"),
        pytest.param("Kue cookies buatan warga laku di pasar.", id="cookies that are cakes"),
        pytest.param("Sumber air di Kenanga mengering.", id="sumber as a word"),
        pytest.param("Ikuti lomba mewarnai di alun-alun pada Minggu pagi.", id="an invitation"),
        pytest.param("Pos kamling baru di Kenanga dijaga bergiliran.", id="pos as a post"),
        pytest.param("Syarat pendaftaran", id="a heading of its own"),
        pytest.param("Editor: " + "kata yang panjang " * 20, id="too long for a credit"),
    ],
)
def test_a_real_paragraph_stays(paragraph):
    """A paragraph that merely looks a little like boilerplate is kept as it is."""
    assert clean_paragraphs([FIRST, paragraph, SECOND], TITLE) == (FIRST, " ".join(paragraph.split()), SECOND)


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        pytest.param(TITLE.upper(), TITLE, True, id="capitals"),
        pytest.param(TITLE + ".", TITLE, True, id="full stop"),
        pytest.param("Bupati Buka Pasar Murah", TITLE, True, id="most of it"),
        pytest.param(FIRST, TITLE, False, id="a lead with a date"),
        pytest.param("Bupati", TITLE, False, id="one word of it"),
        pytest.param("", "", False, id="nothing"),
    ],
)
def test_repeating_the_title(text, title, expected):
    """Only what says no more than the title repeats it."""
    assert repeats_title(text, title) is expected


def test_questions_about_a_line():
    """The two questions that other rooms ask of a line have plain answers."""
    answers = [
        introduces_links("Baca juga:"),
        introduces_links(FIRST),
        is_boilerplate("Editor: Umar"),
        is_boilerplate(FIRST),
    ]
    assert answers == [True, False, True, False]


_SUBJECTS = st.sampled_from(
    [
        "Warga Desa Kenanga",
        "Kepala dinas itu",
        "Sebanyak 40 petani",
        "Pemerintah kabupaten",
        "Editor buku itu",
        "Iklan layanan",
    ]
)
_VERBS = st.sampled_from(
    [
        "membaca juga buku",
        "menerima bantuan",
        "membagikan ini dan itu",
        "menonton video panen",
        "menyimpan nama dan foto",
    ]
)
_ENDS = st.sampled_from(
    ["di balai desa pada Senin pagi.", "sejak tahun 2021, kata camat.", "untuk 1.250 keluarga (KK)."]
)


@given(st.lists(st.builds("{} {} {}".format, _SUBJECTS, _VERBS, _ENDS), min_size=1, max_size=6))
def test_no_real_paragraph_is_lost(paragraphs):
    """Ordinary sentences come through whole, however much they speak of editors, videos and sharing."""
    assert clean_paragraphs(paragraphs, "Pasar murah") == tuple(paragraphs)


@given(st.lists(st.text()), st.text())
def test_nothing_is_invented(paragraphs, title):
    """Every letter that comes out went in, in the same order, and every paragraph is one non-empty line."""
    cleaned = clean_paragraphs(paragraphs, title)
    source = iter(fold(" ".join(paragraphs)))
    assert [line for line in cleaned if not line.strip() or "\n" in line] == []
    assert [char for char in fold(" ".join(cleaned)).replace(" ", "") if char not in source] == []


@pytest.mark.captured
def test_the_seed_page(shared_data):
    """Of the scraped page ten paragraphs are the article, and nothing of the site is left."""
    lines = (shared_data / "pages" / "seed.txt").read_text(encoding="utf-8").split("\n")
    cleaned = clean_paragraphs(lines, "")
    assert (len(cleaned), cleaned[0][:9], cleaned[1:]) == (
        10,
        "Prestasi ",
        tuple(" ".join(line.split()) for line in lines[1:10]),
    )


@pytest.mark.captured
def test_real_posts_keep_their_paragraphs(shared_data):
    """Of 514 posts no paragraph of twelve words or more that ends a sentence is lost, unless it repeats the title."""
    lost = []
    for line in (
        (shared_data / "posts" / "wonosobo-2018-2019.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    ):
        post = json.loads(line)
        kept = fold(" ".join(clean_paragraphs(post["text"].split("\n"), post["title"])))
        for paragraph in post["text"].split("\n"):
            real = len(paragraph.split()) >= 12 and paragraph.rstrip()[-1:] in '.!?”"'
            if real and fold(paragraph)[-60:] not in kept and not repeats_title(paragraph, post["title"]):
                lost.append((post["id"], paragraph[:60]))
    assert lost == []


@pytest.mark.captured
def test_no_marker_is_left_in_press_articles(shared_data):
    """Of 461 articles with inline markers none keeps an advertisement or a pointer on a line of its own."""
    left = []
    for line in (shared_data / "summaries" / "detik-dev.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        text = "\n".join(clean_paragraphs(row["text"].split("\n"), row["title"]))
        left += [
            marker
            for marker in ("SCROLL TO", "ADVERTISEMENT", "[Gambas", "\nSimak juga", "\nTonton juga")
            if marker in text
        ]
    assert left == []
