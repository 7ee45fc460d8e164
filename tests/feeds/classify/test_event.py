"""Event cards: what is announced plainly, and nothing else."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.classify.event import event_in
from feeds.model import EventCard

TODAY = date(2026, 9, 10)


def card(day=None, moment=None, place=None, deadline=None):
    """A card of the days given as (month, day) of 2026."""
    return EventCard(day and date(2026, *day), moment, place, deadline and date(2026, *deadline))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Festival Rawa akan digelar di Lapangan Merdeka, Sabtu (26/9/2026) pukul 08.00 WIB.",
            card((9, 26), time(8), "Lapangan Merdeka"),
            id="all in one sentence",
        ),
        pytest.param(
            "Donor darah dilaksanakan Senin, 14 September 2026 pukul 09.00 WIB bertempat di Aula PMI.",
            card((9, 14), time(9), "Aula PMI"),
            id="'bertempat di'",
        ),
        pytest.param(
            "Hari/Tanggal: Minggu, 20 September 2026\nPukul: 06.30 WIB\nTempat: Alun-alun Sungai Rawa",
            card((9, 20), time(6, 30), "Alun-alun Sungai Rawa"),
            id="a list of lines",
        ),
        pytest.param("Lomba akan berlangsung 3-5 Oktober 2026.", card((10, 3)), id="the first of several days"),
        pytest.param("Pawai akan digelar Sabtu (12/9).", card((9, 12)), id="without a year"),
        pytest.param("Rapat akan digelar malam nanti (10/9).", card((9, 10)), id="today, still to come"),
        pytest.param("Berkas diterima paling lambat 30 September 2026.", card(deadline=(9, 30)), id="a deadline alone"),
        pytest.param(
            "Peserta paling lambat mengumpulkan berkas tanggal 5 Oktober.", card(deadline=(10, 5)), id="words between"
        ),
        pytest.param(
            "Pendaftaran lomba dibuka 12-20 September 2026.", card(deadline=(9, 20)), id="a span of registration"
        ),
        pytest.param(
            "Pendaftaran dibuka mulai 15 September 2026 dan ditutup pada 30 September 2026.",
            card((9, 15), deadline=(9, 30)),
            id="opening and deadline",
        ),
    ],
)
def test_what_is_announced(text, expected):
    assert event_in("Pengumuman", text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Bupati meresmikan pasar, Rabu (9/9).", id="a report of yesterday"),
        pytest.param("Rapat digelar di Pendopo, Kamis (10/9).", id="a report of today"),
        pytest.param("Festival akan digelar pekan depan.", id="no day"),
        pytest.param("Festival akan digelar besok, Sabtu pagi.", id="a bare weekday"),
        pytest.param("Gedung itu akan rampung 12 Agustus 2030.", id="years ahead"),
        pytest.param("Acara akan digelar 31 Februari 2027.", id="no such day"),
        pytest.param("Pagu anggaran akan naik 12/13 bagian.", id="a fraction"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_announcement(text):
    assert event_in("Pengumuman", text, TODAY) is None


@given(st.text(alphabet="0123456789/-. SeptemberOktober pukul di Aula akan:\n", max_size=200))
def test_any_text(text):
    """Never fails; a card has a day or a deadline, and neither lies before the publication."""
    found = event_in("", text, TODAY)

    if found is not None:
        days = [day for day in (found.day, found.deadline) if day]
        assert days
        assert min(days) >= TODAY
