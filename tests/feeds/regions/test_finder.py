"""Places: what a text names, what only looks like a name, and which of many namesakes is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.regions.finder import places_in

WONOSOBO, MUARA_ENIM = "33.07", "16.03"


def names(text, home=WONOSOBO, title=""):
    """Level and name of each place found."""
    return [f"{place.level[0]}:{place.name}" for place in places_in(title, text, home)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Panen raya di Kecamatan Kertek.", ["d:Kertek"], id="a marked kecamatan"),
        pytest.param("Warga Kec. Kertek memanen cabai.", ["d:Kertek"], id="an abbreviated marker"),
        pytest.param("Petani Kertek memanen cabai.", ["d:Kertek"], id="an unmarked kecamatan of the home regency"),
        pytest.param("Warga Kelurahan Kertek bergotong royong.", ["v:Kertek"], id="the kecamatan's namesake, marked"),
        pytest.param("Jalan di Desa Kapencar, Kecamatan Kertek.", ["v:Kapencar", "d:Kertek"], id="desa and kecamatan"),
        pytest.param("Kepala desa itu tinggal di desa kapencar.", ["v:Kapencar"], id="a marked desa in small letters"),
        pytest.param("Pameran di Desa Wisata Reco dibuka.", ["v:Reco"], id="a word between marker and name"),
        pytest.param("Lomba di Puskesmas Garung berlangsung.", ["d:Garung"], id="in an institution's name"),
        pytest.param("Siswa SMP Negeri 2 Selomerto menang.", ["d:Selomerto"], id="in a school's name"),
        pytest.param("Camat Watumalang hadir.", ["d:Watumalang"], id="in an office's name"),
        pytest.param("Panen di Kali Wiro.", ["d:Kaliwiro"], id="written in two words"),
        pytest.param("Panen di Desa Ngaliyan, Kepil.", ["v:Ngalian", "d:Kepil"], id="an older spelling"),
        pytest.param("Warga Dieng menanam kentang.", ["v:Dieng"], id="an unmarked village"),
        pytest.param("Rapat di Kabupaten Temanggung.", ["r:Kabupaten Temanggung"], id="another regency"),
        pytest.param("Studi banding ke Kota Magelang.", ["r:Kota Magelang"], id="a city"),
        pytest.param("Studi banding ke Kabupaten Magelang.", ["r:Kabupaten Magelang"], id="the kabupaten around it"),
        pytest.param("Rombongan tiba di Jogja dan Solo.", ["r:Kota Yogyakarta", "r:Kota Surakarta"], id="nicknames"),
        pytest.param("PEMKAB NGAWI BELAJAR", ["r:Kabupaten Ngawi"], id="all in capitals"),
    ],
)
def test_what_is_named(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Program ini butuh dukungan warga.", id="an ordinary word in small letters"),
        pytest.param("Lancar, arus mudik tahun ini.", id="an ordinary word that opens a sentence"),
        pytest.param("Menurut Bambang Purwosari, kegiatan berjalan.", id="a person's second name"),
        pytest.param("Hadir pula Bapak Tieng dan keluarga.", id="a person behind a title"),
        pytest.param("Kantor itu ada di Jalan Dieng nomor 3.", id="a street"),
        pytest.param("Nasabah memenangi undian Bima.", id="a brand"),
        pytest.param("Bencana di Provinsi Bengkulu.", id="a province"),
        pytest.param("Seni dari Daerah Istimewa Yogyakarta.", id="a province with a city's name"),
        pytest.param("Lomba digelar di Pendopo Bupati.", id="an ordinary word that is a kecamatan elsewhere"),
        pytest.param("Kegiatan diikuti 15 Kecamatan dan Desa se-kabupaten.", id="markers without a name"),
        pytest.param("Peserta dari Kabupaten/Kota baru hadir.", id="'Kota baru' is no name"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_only_looks_like_a_place(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "Monitoring di Kecamatan Kertek, Wonosobo, Garung, dan Kejajar.",
            ["d:Kertek", "d:Wonosobo", "d:Garung", "d:Kejajar"],
            id="the regency's name among its kecamatan is its namesake",
        ),
        pytest.param(
            "Rumah di Desa Tieng, Kejajar, Wonosobo.",
            ["v:Tieng", "d:Kejajar", "r:Kabupaten Wonosobo"],
            id="an address ends with the regency",
        ),
        pytest.param("Juara dari Sukoharjo tampil.", ["d:Sukoharjo"], id="home beats a regency elsewhere"),
        pytest.param("Tamu dari Kabupaten Sukoharjo.", ["r:Kabupaten Sukoharjo"], id="a marker beats home"),
        pytest.param(
            "Bersaing dengan Kabupaten Temanggung, Rembang, Karanganyar dan Tegal.",
            ["r:Kabupaten Temanggung", "r:Kabupaten Rembang", "r:Kabupaten Karanganyar", "r:Kabupaten Tegal"],
            id="an enumeration carries its marker on",
        ),
        pytest.param(
            "Desa Gumelar 65 orang, Besuki 49 orang, Lancar 30 orang.",
            ["v:Gumelar", "v:Besuki", "v:Lancar"],
            id="an enumeration with numbers, an ordinary word in it",
        ),
        pytest.param(
            "Warga Karanganyar, Wadaslintang.", ["v:Karanganyar", "d:Wadaslintang"], id="one of two, by its kecamatan"
        ),
        pytest.param("Warga Desa Karanganyar bergembira.", [], id="one of two, and nothing tells which"),
        pytest.param("Siswa SMKN 1 Depok.", [], id="a village here and a city elsewhere"),
    ],
)
def test_which_namesake_is_meant(text, found):
    assert names(text) == found


def test_a_namesake_is_told_by_the_rest_of_the_text():
    """33.07.01 and 33.07.14 both have a Karanganyar."""
    found = places_in("", "Jalan di Kecamatan Sukoharjo dibangun. Warga Desa Karanganyar senang.", WONOSOBO)

    assert [place.code for place in found] == ["33.07.14", "33.07.14.2005"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param(
            "Makam di Desa Japan Kecamatan Dawe Kudus.", ["33.19.09.2017", "33.19.09", "33.19"], id="all three named"
        ),
        pytest.param("Pentas di Kecamatan Tembarak.", ["33.23.02"], id="a kecamatan unique in the country"),
        pytest.param("Pentas di Kecamatan Tebing Tinggi.", [], id="a kecamatan of several regencies"),
        pytest.param(
            "Di Kecamatan Secang, Magelang.", ["33.08.20", "33.08"], id="kabupaten or kota by what lies in it"
        ),
        pytest.param("Pentas di Desa Japan.", [], id="a village elsewhere, and nothing tells where"),
    ],
)
def test_away_from_home(text, codes):
    """Outside its own regency a village counts only where the text names the regency."""
    assert [place.code for place in places_in("", text, WONOSOBO)] == codes


@pytest.mark.parametrize("home", [None, "", "99.99", "16.03.06"])
def test_a_home_that_is_unknown(home):
    """Only what is marked or named with its regency is found."""
    assert names("Banjir di Kecamatan Gelumbang, Kabupaten Muara Enim, dan di Kertek.", home) == [
        "d:Gelumbang",
        "r:Kabupaten Muara Enim",
    ]


def test_title_first_and_each_once():
    """In the order of the first mention, the title before the text."""
    title, text = "Panen di Kertek", "Petani Garung dan Kertek panen. Petani Garung gembira."

    assert names(text, title=title) == ["d:Kertek", "d:Garung"]


def test_muara_enim():
    """A regency whose kecamatan has its name."""
    text = "Jalan dari Desa Harapan Jaya Kecamatan Muara Enim menuju Kecamatan Gunung Megang, Kabupaten Muara Enim."

    assert names(text, MUARA_ENIM) == [
        "v:Harapan Jaya",
        "d:Muara Enim",
        "d:Gunung Megang",
        "r:Kabupaten Muara Enim",
    ]


_WORDS = st.sampled_from(
    [
        "Desa",
        "Kecamatan",
        "Kota",
        "Kertek",
        "Wonosobo",
        "Karanganyar",
        "dan",
        ",",
        ".",
        "di",
        "Budi",
        "12",
        "Kab.",
        "DI",
    ]
)


@given(st.lists(_WORDS, max_size=60).map(" ".join), st.text(max_size=80))
def test_any_text(words, noise):
    """Never fails, names nothing twice, and only places whose own letters the text has."""
    text = f"{words} {noise}"
    found = places_in("", text, WONOSOBO)

    assert len(found) == len(set(found))
    for place in found:
        bare = place.name.removeprefix("Kabupaten ").removeprefix("Kota ")
        assert bare.lower() in text.lower()


def test_a_hostile_text_is_read_in_bounds():
    """Thousands of ambiguous names are not compared with one another."""
    found = places_in("", "Karanganyar, Ngalian, Kertek. " * 20_000, WONOSOBO)

    assert len(found) < 10
