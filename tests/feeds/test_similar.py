"""The same story, a follow-up, something else: invented texts in the shapes that outlets republish and write on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.similar import WINDOW, Comparison, compare, read_telling
from feeds.text.clean import clean_paragraphs
from tests.fakes.clock import NOON

TITLE = "Bupati Resmikan Jembatan Gantung Parit Jelutung"
LEAD = (
    "Bupati Sungai Rawa meresmikan Jembatan Gantung Parit Jelutung di Kecamatan Muara Jelutung, yang menghubungkan "
    "dua dusun di tepi sungai dan memangkas jarak ke sekolah dari sembilan menjadi tiga kilometer."
)
BODY = (
    "Jembatan sepanjang 84 meter itu dibangun dalam tujuh bulan dengan dana alokasi khusus sebesar Rp 2,3 miliar. "
    "Warga selama ini menyeberang dengan rakit bambu yang berbahaya ketika air pasang. Kepala Dinas Pekerjaan Umum "
    "mengatakan pelat lantai memakai baja ringan agar mudah dirawat oleh kelompok tani. Setiap sore penjaga menutup "
    "portal bagi truk, sebab daya dukungnya hanya dua ton. Camat meminta orang tua mengingatkan anak-anak supaya "
    "tidak berayun di pagar kawat. Pemeriksaan baut dijadwalkan setiap tiga bulan bersama relawan desa."
)
RELEASE = f"{LEAD}\n{BODY}"
NEW_LEAD = "Kabar gembira datang dari hulu: anak-anak dua dusun tidak lagi terlambat masuk kelas."
FOOTER = "Informasi layanan masyarakat dapat diperoleh lewat loket terpadu pada jam kerja."
FOLLOW_UP = (
    "Polisi memeriksa lima saksi setelah portal Jembatan Gantung Parit Jelutung ditabrak truk pengangkut kelapa pada "
    "malam hari. Sopir melarikan diri ke arah pasar dan sampai pagi belum ditemukan. Dinas menghitung kerusakan pada "
    "kabel penahan sebelah barat, sementara warga kembali memakai rakit selama penutupan tiga hari. "
)
OTHER = (
    "Puskesmas Tanjung Andara membuka layanan imunisasi sore hari bagi keluarga nelayan. Vaksin disimpan dalam "
    "lemari pendingin baru bertenaga surya. Bidan mendatangi rumah yang bayinya belum lengkap imunisasinya, dan kader "
    "posyandu mencatat jadwal berikutnya di buku kesehatan ibu dan anak."
)
FORM = (
    "Badan meteorologi memperkirakan tinggi gelombang di perairan selatan mencapai {} meter dengan kecepatan angin {} "
    "knot. Suhu udara berkisar {} derajat dan kelembapan {} persen. Nelayan diminta memperhatikan keselamatan "
    "pelayaran dan tidak melaut sendirian sampai peringatan dicabut oleh syahbandar setempat."
)


def said(title, text, later=timedelta(0)):
    return read_telling(title, text, NOON + later)


@pytest.mark.parametrize(
    ("title", "text", "kinship"),
    [
        pytest.param(TITLE, RELEASE, "same", id="republished"),
        pytest.param(TITLE.upper(), RELEASE.replace(",", " ,"), "same", id="shouted, other punctuation"),
        pytest.param(TITLE, f"{LEAD} {BODY[:300]}", "same", id="trimmed"),
        pytest.param("Anak Dua Dusun Kini Menyeberang dengan Aman", RELEASE, "same", id="re-titled"),
        pytest.param(TITLE, f"{NEW_LEAD}\n{BODY}", "same", id="a new lead"),
        pytest.param(TITLE, f"{RELEASE}\n{FOOTER}", "same", id="a footer"),
        pytest.param("Anak Dua Dusun Menyeberang Aman", f"{RELEASE}\n{FOOTER}", "same", id="re-titled, a footer"),
        pytest.param("Truk Tabrak Portal Jembatan Parit Jelutung", FOLLOW_UP + RELEASE, "follow_up", id="background"),
        pytest.param("Truk Tabrak Portal Jembatan", FOLLOW_UP + BODY[:220], "follow_up", id="a little background"),
        pytest.param("Imunisasi Sore bagi Keluarga Nelayan", OTHER, "other", id="another event"),
        pytest.param(TITLE, "", "follow_up", id="nothing but the title"),
    ],
)
def test_a_later_text(title, text, kinship):
    """What a press release becomes, an hour later."""
    assert compare(said(TITLE, RELEASE), said(title, text, timedelta(hours=1))).kinship == kinship


def test_an_excerpt_is_completed():
    """A feed cuts a text off; the whole text, elsewhere and later, is no news."""
    excerpt, whole = said("Jembatan", LEAD + BODY[:120]), said(TITLE, RELEASE, timedelta(hours=2))

    assert compare(excerpt, whole).kinship == "same"


@pytest.mark.parametrize(
    ("one", "other", "guard"),
    [
        pytest.param(
            ("Gelombang", FORM.format(*"4567")), ("Gelombang", FORM.format(8, 9, 21, 30)), "numbers", id="form"
        ),
        pytest.param(
            ("60 Warga Terima Bantuan", BODY), ("311 Warga Terima Bantuan", BODY), "title_numbers", id="title"
        ),
        pytest.param(("Banjir", "Air naik."), ("Banjir", "Air naik."), "short", id="too short to tell"),
    ],
)
def test_what_is_alike_and_not_the_same(one, other, guard):
    """The guards: for another event the form is filled in with other numbers."""
    comparison = compare(said(*one), said(*other, timedelta(days=1)))

    assert (comparison.guard, comparison.kinship) == (guard, "follow_up")


@pytest.mark.parametrize(
    ("later", "kinship"),
    [
        pytest.param(WINDOW, "same", id="a week later"),
        pytest.param(WINDOW + timedelta(seconds=1), "other", id="later than the window"),
    ],
)
def test_the_same_words_in_time(later, kinship):
    """Alike and long after, it is another year's event."""
    assert compare(said(TITLE, RELEASE), said(TITLE, RELEASE, later)).kinship == kinship


_words = st.text(st.sampled_from("abcdefghij 1234\n"), max_size=400)
_tellings = st.builds(said, _words, _words, st.timedeltas(timedelta(0), timedelta(days=20)))


@given(_tellings, _tellings)
def test_the_order_of_two_texts_does_not_matter(one, other):
    """Symmetry."""
    assert compare(one, other) == compare(other, one)


@given(_tellings)
def test_a_text_is_as_like_itself_as_can_be(one):
    """Identity: what is long enough is the same story as itself, word for word."""
    comparison = compare(one, one)

    assert comparison.kinship == "same" or comparison.guard == "short"
    assert comparison.told == (1.0 if len(one.words) > 1 else 0.0)


@given(_tellings, _tellings)
def test_likeness_is_a_share(one, other):
    """Every measure is between 0 and 1."""
    comparison = compare(one, other)

    assert all(0 <= getattr(comparison, name) <= 1 for name in ("likeness", "told", "title", "head", "known"))


@pytest.mark.captured
def test_look_alikes_are_never_joined(shared_data):
    """Of the labelled pairs no template look-alike is the same story, and of the follow-ups at most one in fifty."""
    folder = shared_data / "duplicates"
    texts = {one["id"]: one for one in map(json.loads, (folder / "docs.jsonl").read_text("utf-8").splitlines())}

    def telling(number):
        one = texts[number]
        paragraphs = clean_paragraphs(one["text"].splitlines(), one["title"])
        moment = datetime.fromisoformat(one["date"]).replace(tzinfo=UTC)
        return read_telling(one["title"], "\n".join(paragraphs), moment)

    labelled = [line.split("\t")[:3] for line in (folder / "labels.tsv").read_text("utf-8").splitlines()[1:]]
    joined = {"N": [], "R": [], "D": [], "A": []}
    for one, other, label in labelled:
        comparison: Comparison = compare(telling(one), telling(other))
        joined[label].append(comparison.kinship == "same")

    assert sum(joined["N"]) == 0
    assert sum(joined["R"]) <= 0.02 * len(joined["R"])
    assert sum(joined["D"]) >= 0.8 * len(joined["D"])
