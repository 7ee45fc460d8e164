"""Whose news a feed carries, by its name and address; and regencies by name."""

import pytest

from feeds.regions.gazetteer import country, regency_named, villages
from feeds.regions.home import home_of


@pytest.mark.parametrize(
    ("name", "url", "code"),
    [
        pytest.param("Kabupaten Muara Enim", "https://a.example/feed/", "16.03", id="by name"),
        pytest.param("Berita Kota Magelang terbaru", "https://a.example/feed/", "33.71", id="a city by name"),
        pytest.param("Pemkab Magelang", "https://a.example/feed/", "33.08", id="its kabupaten by name"),
        pytest.param("Berita", "https://www.muaraenimkab.go.id/feed/", "16.03", id="by host"),
        pytest.param("Berita", "https://website.wonosobokab.go.id/rss", "33.07", id="by the host's middle"),
        pytest.param("Berita", "https://magelangkota.go.id/feed", "33.71", id="a city's host"),
        pytest.param("Berita", "https://diskominfo.bantulkab.go.id/feed", "34.02", id="an office's host"),
        pytest.param("Berita", "https://surabaya.go.id/feed", "35.78", id="under go.id without a suffix"),
        pytest.param("Berita", "https://www.detik.com/rss", None, id="the press"),
        pytest.param("Kabupaten Andalan", "https://a.example/", None, id="no such regency"),
        pytest.param("", "", None, id="nothing"),
    ],
)
def test_home(name, url, code):
    assert home_of(name, url) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("16.03", "16.03"),
        ("Muara Enim", "16.03"),
        ("KAB. MUARA ENIM", "16.03"),
        ("Magelang", "33.08"),
        ("Kota Magelang", "33.71"),
        ("16.03.06", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_regency_named(name, code):
    assert regency_named(name) == code


def test_the_whole_country():
    """As many as the official list has: 514 regencies, 7,277 kecamatan, and the villages of one regency."""
    table = country()

    assert sum(map(len, table.regencies.values())) == 514
    assert sum(map(len, table.districts.values())) == 7277
    assert sum(map(len, villages("33.07").values())) == 265
    assert not villages("99.99")
