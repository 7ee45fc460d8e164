"""Topics: what an article is about, by the words of rules.toml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.classify.rules import load_rules
from feeds.classify.topics import topics_of

RULES = load_rules()


@pytest.mark.parametrize(
    ("title", "text", "first"),
    [
        ("Puskesmas Buka Pekan Imunisasi", "Petugas puskesmas memberi imunisasi balita di posyandu.", "kesehatan"),
        ("Siswa SMP Terima Beasiswa", "Beasiswa diserahkan kepada siswa berprestasi di sekolah.", "pendidikan"),
        ("Warga Terima Bantuan Pangan Non Tunai", "Keluarga penerima manfaat PKH menerima sembako.", "bansos"),
        ("Jembatan Kali Bening Dibangun Tahun Ini", "Proyek jembatan dan perbaikan jalan dimulai.", "infrastruktur"),
        ("Petani Panen Raya Padi", "Kelompok tani memanen padi dan menerima pupuk.", "pertanian"),
        ("Pelaku UMKM Belajar Memasarkan Produk", "Pelaku usaha dan koperasi mengikuti pelatihan.", "ekonomi"),
        ("Pendaftaran CPNS Dibuka", "Pelamar CPNS dan PPPK dapat memilih formasi mulai hari ini.", "lowongan"),
        ("Banjir Rendam Dua Desa", "BPBD mengevakuasi warga yang mengungsi akibat banjir.", "bencana"),
        ("Disdukcapil Layani KTP Keliling", "Warga mengurus KTP dan akta kelahiran di loket.", "layanan"),
        ("Festival Tari Tradisional Meriah", "Kesenian dan budaya ditampilkan dalam karnaval.", "budaya"),
        ("Atlet Karate Raih Medali", "Kejuaraan karate diikuti puluhan atlet.", "olahraga"),
        ("Bupati Lantik Pejabat Eselon II", "ASN yang dilantik diminta menjaga kinerja.", "pemerintahan"),
    ],
    ids=lambda value: value if " " not in value else "",
)
def test_the_strongest_topic(title, text, first):
    """Each of the twelve topics, told by a plain article of its own."""
    assert topics_of(title, text, RULES)[:1] == (first,)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Selamat pagi", "Semoga hari ini menyenangkan.", id="no topic's words"),
        pytest.param("Cuaca cerah", "Seorang guru lewat.", id="one word is not enough"),
    ],
)
def test_no_topic(title, text):
    """Nothing is made up."""
    assert topics_of(title, text, RULES) == ()


def test_any_form_of_a_word():
    """The rules' words are stems: "pengimunisasian" counts as "imunisasi"."""
    assert topics_of("Diimunisasi", "Mengimunisasi, pengimunisasian, imunisasinya.", RULES) == ("kesehatan",)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text(title, text):
    """Never fails; gives known topics, at most as many as the rules allow, each once."""
    found = topics_of(title, text, RULES)

    assert len(found) == len(set(found)) <= RULES.most
    assert set(found) <= set(RULES.names)
