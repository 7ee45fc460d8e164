"""Datelines are recognised and removed; people, offices and acronyms before a dash are not datelines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.dateline import without_dateline

REST = "Pemerintah kabupaten membuka pasar murah di Lapangan Melati."


@pytest.mark.parametrize(
    "dateline",
    [
        pytest.param("MUARA ENIM – ", id="capitals, en dash"),
        pytest.param("MUARA ENIM– ", id="no space before the dash"),
        pytest.param("MUARA ENIM–", id="no space at all"),
        pytest.param("MUARA ENIM — ", id="em dash"),
        pytest.param("GELUMBANG -- ", id="two hyphens"),
        pytest.param("PATI - ", id="short place"),
        pytest.param("Jakarta - ", id="ordinary case"),
        pytest.param("Jakarta- ", id="ordinary case, no space before"),
        pytest.param("Wonosobo, Diskominfo - ", id="office after the place"),
        pytest.param("Diskominfo Muara Enim - ", id="office before the place"),
        pytest.param("SUNGAI RAWA (Humas) – ", id="office in brackets"),
        pytest.param("Jakarta (Kemenag) - ", id="ministry in brackets"),
        pytest.param("Jakarta (ANTARA) - ", id="agency in brackets"),
        pytest.param("TANJUNG, 12/3/2024 - ", id="numeric date"),
        pytest.param("Muara Enim, 14 Desember 2021 – ", id="written date"),
        pytest.param("Muara Enim, Selasa (14/12/2021) – ", id="weekday and date"),
        pytest.param("Bisnis.com , PALEMBANG – ", id="site and place"),
        pytest.param("Contoh.co.id, Jakarta - ", id="site under co.id"),
        pytest.param("KBRN, Palembang : ", id="radio, colon"),
        pytest.param("MUARA ENIM | ", id="bar"),
        pytest.param("MUARA ENIM // ", id="slashes"),
        pytest.param("Kab. Melati - ", id="abbreviated kind of place"),
        pytest.param("MELATI. ", id="capitals, full stop"),
        pytest.param("MELATI . ", id="full stop after a space"),
        pytest.param("Melati. ", id="a place that is named again, full stop"),
        pytest.param("Muara Enim Tim News Room Kominfo. ", id="newsroom with its place"),
        pytest.param("Tim Redaksi Melati.", id="newsroom, no space"),
    ],
)
def test_a_dateline_goes(dateline):
    """What stands before the report is removed, and nothing of the report."""
    assert without_dateline(dateline + REST) == REST


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param(REST, id="no dateline"),
        pytest.param("", id="nothing"),
        pytest.param("TNI - Polri mengamankan pasar.", id="two bodies"),
        pytest.param("TNI–Polri mengamankan pasar.", id="two bodies, no spaces"),
        pytest.param("Bupati Rahman - yang juga petani - panen padi.", id="a person"),
        pytest.param("Tim SAR - relawan mencari korban.", id="a team"),
        pytest.param("Pasar itu - sejak lama - sepi.", id="an insertion"),
        pytest.param("Vaksin Covid-19 tiba pagi ini.", id="a hyphenated name"),
        pytest.param("Jalan Melati-Kenanga rusak.", id="a road between two places"),
        pytest.param("Alhamdulillah. Semua warga selamat.", id="an exclamation with a full stop"),
        pytest.param("PT. Contoh Jaya membuka lowongan.", id="a company"),
        pytest.param("TP. PKK Desa Suka Maju berkumpul.", id="an abbreviation"),
        pytest.param("DPRD. Begitulah warga menyebutnya.", id="a body with a full stop"),
        pytest.param("Catatan: pasar tutup pukul lima.", id="a note"),
        pytest.param("12 Mei 2024 - pasar dibuka.", id="only a date"),
        pytest.param(
            "Pasar Melati dibuka untuk semua warga desa dan kota - gratis.", id="a dash later in the sentence"
        ),
    ],
)
def test_what_is_no_dateline_stays(paragraph):
    """A paragraph that merely has a dash, a colon or a short first sentence is left alone."""
    assert without_dateline(paragraph) == paragraph


def test_a_place_of_the_title_is_no_dateline_when_the_title_has_the_dash():
    """What stands in the title as a pair, "Melati - Kenanga", is one in the text too."""
    paragraph = "Melati - Kenanga kini terhubung jalan beton."
    assert without_dateline(paragraph, "Jalan Melati - Kenanga selesai") == paragraph


@given(st.text(max_size=120))
def test_only_a_beginning_is_removed(paragraph):
    """Whatever the text, what comes back is its end."""
    assert paragraph.endswith(without_dateline(paragraph)) is True
