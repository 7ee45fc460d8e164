"""Words around a name that say what it names: a place of which level, or no place at all. Lower case."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

#: What a marker announces.
Announced = Literal["village", "district", "kabupaten", "kota"]

_ANNOUNCING: tuple[tuple[Announced, str], ...] = (
    ("village", "desa ds kelurahan kalurahan kel kades lurah pemdes nagari gampong pekon kampung"),
    ("district", "kecamatan kec camat distrik kapanewon kemantren"),
    ("kabupaten", "kabupaten kab pemkab bupati wabup"),
    ("kota", "kota pemkot walikota wawali"),
)
#: The level that a word announces of the name behind it.
ANNOUNCES = MappingProxyType({word: level for level, words in _ANNOUNCING for word in words.split()})

#: Stand between a marker and its name: "Desa Wisata Reco".
BETWEEN = frozenset({"wisata", "adat", "persiapan", "siaga", "binaan", "tangguh", "digital"})

#: What follows is somewhere: enough for a name that is an ordinary word too.
_PREPOSITIONS_TEXT = (
    "di ke dari asal warga wilayah kawasan menuju seputar sekitar masyarakat pemuda petani polres kodim polresta "
    "dprd rsud bpbd"
)
PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())

#: Nouns in capitals that a place's name may follow directly, as in "Puskesmas Garung" and "SMP Negeri 2 Selomerto".
_FACILITIES_TEXT = (
    "sd sdn smp smpn sma sman smk smkn slb mi min mts mtsn ma man tk paud ra negeri puskesmas pustu posyandu "
    "poskesdes rs rsud klinik pasar terminal stasiun bandara pelabuhan dermaga taman rekreasi wisata agrowisata "
    "ekowisata dataran tinggi curug pantai waduk bendungan bendung embung situ plta tol simpang pertigaan perempatan "
    "jembatan jalur ruas rute lapangan alun gor stadion gedung balai aula kantor pendopo polsek polres koramil kodim "
    "danramil dandim kapolsek kapolres kua masjid musala mushola gereja vihara pura ponpes pondok pesantren makam kim "
    "bumdes kud tiga empat koperasi tps tpa tpst bank pdam rumah wilayah kawasan daerah warga pemuda petani "
    "karangtaruna taruna sekretaris kepala ketua pj penjabat sekcam sekdes muspika forkopimcam ppk pkk bpd lpm "
    "cabang unit lingkungan kompleks pemerintah uptd upt"
)
FACILITIES = frozenset(_FACILITIES_TEXT.split())

#: What follows is a person, a street, a mountain, a company, a brand or a province, not the place of that name.
_NO_PLACE_TEXT = (
    "jalan jl jln gang gg dusun dukuh dsn perumahan perum sungai kali gunung bukit telaga danau "
    "bapak pak ibu bu h hj kh haji drs dra dr drg ir sdr sdri saudara kyai kiai ustadz ustaz ust mas mbak gus ny "
    "nyonya tn tuan almarhum almarhumah alm bin binti raden rm ra rr krt tumenggung ki nyi nyai eyang sunan "
    "pangeran prof letkol kolonel kapten mayor lettu letda serma serka sertu pelda peltu kopral akp akbp kompol "
    "iptu ipda aiptu aipda bripka kombes brigjen irjen "
    "ujar kata tutur ucap ungkap jelas tegas terang papar imbuh pungkas tandas beber lanjut sebut ujarnya katanya "
    "undian tabungan pt cv ud merek merk provinsi prov propinsi istimewa gubernur wagub pemprov suku bahasa"
)
NO_PLACE = frozenset(_NO_PLACE_TEXT.split())

#: Keys of regencies meant only behind "Kota" or "Kabupaten": a province has the name too, or a kingdom, or a peak.
MARKED_ONLY = frozenset({"jambi", "bengkulu", "gorontalo", "mataram", "puncak", "buru", "landak", "bone"})

#: Everyday names of regencies, as keys, and the keys of the official ones.
NICKNAMES = MappingProxyType(
    {
        "solo": "surakarta",
        "jogja": "yogyakarta",
        "yogya": "yogyakarta",
        "jogjakarta": "yogyakarta",
        "jogya": "yogyakarta",
        "makasar": "makasar",
        "pangkep": "pangkajenedankepulauan",
        "sidrap": "sidenrengrapang",
        "pali": "penukalabablematangilir",
    }
)
