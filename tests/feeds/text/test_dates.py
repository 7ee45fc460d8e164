"""Dates as feeds write them: a table of every form that is read, one of what is refused, and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.dates import FIRST_YEAR, LAST_YEAR, MAX_LENGTH, parse_date, settle_published

JAKARTA = ZoneInfo("Asia/Jakarta")
#: 6 October 2025, 09:10 WIB: the moment that most rows below name in their own way.
NINE_TEN = datetime(2025, 10, 6, 2, 10, tzinfo=UTC)
#: The same wall clock in Greenwich.
NINE_TEN_UTC = datetime(2025, 10, 6, 9, 10, tzinfo=UTC)
#: Midnight of that day in Jakarta.
THAT_DAY = datetime(2025, 10, 5, 17, 0, tzinfo=UTC)
#: The midnight that ends it.
NEXT_DAY = THAT_DAY + timedelta(days=1)


def utc(year, month, day, hour=0, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


READ = [
    # RFC 822, 2822, 5322
    ("Mon, 06 Oct 2025 09:10:00 +0700", NINE_TEN),
    ("Mon, 6 Oct 2025 09:10:00 +0700", NINE_TEN),
    ("mon, 06 oct 2025 09:10:00 +0700", NINE_TEN),
    ("MON, 06 OCT 2025 09:10:00 +0700", NINE_TEN),
    ("06 Oct 2025 09:10:00 +0700", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10 +0700", NINE_TEN),
    ("Mon,06 Oct 2025 9:10:00+0700", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 +07:00", NINE_TEN),
    ("Mon, 06 Oct 25 09:10:00 +0700", NINE_TEN),
    ("Sun, 06 Oct 2025 09:10:00 +0700", NINE_TEN),
    ("Monday, 06-Oct-25 02:10:00 GMT", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 GMT", NINE_TEN_UTC),
    ("Mon, 06 Oct 2025 09:10:00 UT", NINE_TEN_UTC),
    ("Mon, 06 Oct 2025 09:10:00 UTC", NINE_TEN_UTC),
    ("Mon, 06 Oct 2025 09:10:00 Z", NINE_TEN_UTC),
    ("Mon, 06 Oct 2025 09:10:00 -0000", NINE_TEN_UTC),
    ("Mon, 06 Oct 2025 09:10:00 EST", utc(2025, 10, 6, 14, 10)),
    ("Mon, 06 Oct 2025 09:10:00 edt", utc(2025, 10, 6, 13, 10)),
    ("Mon, 06 Oct 2025 09:10:00 PST", utc(2025, 10, 6, 17, 10)),
    ("Mon, 06 Oct 2025 09:10:00 -0330", utc(2025, 10, 6, 12, 40)),
    ("Mon, 06 Oct 2025 09:10:00 GMT+7", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 UTC+07:00", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 +0700 (WIB)", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 +0700 (Waktu Jawa)", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 WIB", NINE_TEN),
    ("Mon, 06 Oct 2025 10:10:00 WITA", NINE_TEN),
    ("Mon, 06 Oct 2025 11:10:00 wit", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 (WIB)", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00 Asia/Jakarta", NINE_TEN),
    ("Mon, 06 Oct 2025 09:10:00", NINE_TEN),
    ("Fri, 31 Dec 99 23:59:60 GMT", utc(2000, 1, 1)),
    # ISO 8601 and RFC 3339
    ("2025-10-06T09:10:00+07:00", NINE_TEN),
    ("2025-10-06T09:10:00+0700", NINE_TEN),
    ("2025-10-06T09:10:00+07", NINE_TEN),
    ("2025-10-06T02:10:00Z", NINE_TEN),
    ("2025-10-06t02:10:00z", NINE_TEN),
    ("2025-10-06T02:10Z", NINE_TEN),
    ("2025-10-06T02:10:00.000Z", NINE_TEN),
    ("2025-10-06T02:10:00.123456789Z", NINE_TEN.replace(microsecond=123456)),
    ("2025-10-06T02:10:00,5Z", NINE_TEN.replace(microsecond=500000)),
    ("2025-10-06T09:10:00", NINE_TEN),
    ("2025-10-06 09:10:00", NINE_TEN),
    ("2025-10-06 09:10", NINE_TEN),
    ("2025-10-06 09:10:00 +0700", NINE_TEN),
    ("2025-10-06 09:10:00 WIB", NINE_TEN),
    ("2025-10-06 11:10:00 Asia/Jayapura", NINE_TEN),
    ("2025-10-06", THAT_DAY),
    ("2025-10-06Z", utc(2025, 10, 6)),
    ("2025-10-06+08:00", utc(2025, 10, 5, 16)),
    ("2025-10-06-05:00", utc(2025, 10, 6, 5)),
    ("2025/10/06 09:10", NINE_TEN),
    ("20251006T021000Z", NINE_TEN),
    ("20251006", THAT_DAY),
    ("2025-10-06T24:00:00+07:00", NEXT_DAY),
    # asctime, date(1), JavaScript
    ("Mon Oct  6 09:10:00 2025", NINE_TEN),
    ("Mon Oct  6 09:10:00 WIB 2025", NINE_TEN),
    ("Mon Oct 06 2025 09:10:00 GMT+0700 (Western Indonesia Time)", NINE_TEN),
    # Unix time
    ("1759716600", NINE_TEN),
    ("1759716600000", NINE_TEN),
    ("1759716600250", NINE_TEN.replace(microsecond=250000)),
    # Indonesian names
    ("Sen, 06 Okt 2025 09:10 WIB", NINE_TEN),
    ("Sen, 6 Okt 2025 09:10:00 +0700", NINE_TEN),
    ("Senin, 6 Oktober 2025 09:10 WIB", NINE_TEN),
    ("Senin, 6 Oktober 2025 | 09.10 WIB", NINE_TEN),
    ("Senin | 6 Oktober 2025 | 09:10", NINE_TEN),
    ("Senin, 6 Oktober 2025 - 09:10 WIB", NINE_TEN),
    ("Senin, 6 Oktober 2025 – 09.10", NINE_TEN),
    ("Senin, 6 Oktober 2025, 09:10", NINE_TEN),
    ("Senin, 6 Oktober 2025 pukul 09.10 WIB", NINE_TEN),
    ("Senin, 6 Oktober 2025 Pkl. 09.10 WIB", NINE_TEN),
    ("Senin, 6 Oktober 2025, jam 09:10 wib", NINE_TEN),
    ("Senin, 6 Oktober 2025 (09:10 WIB)", NINE_TEN),
    ("Senin 6 Oktober 2025 09.10.00", NINE_TEN),
    ("tanggal 6 Oktober 2025 jam 09.10", NINE_TEN),
    ("senin, 6 oktober 2025 09.10 waktu indonesia barat", NINE_TEN),
    ("Senin, 6 Oktober 2025 10.10 Waktu Indonesia Tengah", NINE_TEN),
    ("09.10 WIB, Senin, 6 Oktober 2025", NINE_TEN),
    ("09:10 | 6 Okt 2025", NINE_TEN),
    ("6 Okt. 2025 09.10", NINE_TEN),
    ("6-Okt-2025 09:10", NINE_TEN),
    ("SENIN, 6 OKTOBER 2025", THAT_DAY),
    ("6\u00a0Oktober\u00a02025 09.10", NINE_TEN),
    ("\n  Sen,\t6 Okt 2025\n 09:10 WIB ", NINE_TEN),
    ("\u200e06/\u200e10/\u200e2025 09:10", NINE_TEN),
    ("６ Oktober ２０２５", THAT_DAY),
    ("Sel, 2 Sept 2025", utc(2025, 9, 1, 17)),
    ("Rab, 2 Jul 2025 07:00 WIB", utc(2025, 7, 2)),
    ("Kamis, 1 Mei 2025 07:00 WIB", utc(2025, 5, 1)),
    ("Kam, 14 Mar 2019 08:27:31 +0700", utc(2019, 3, 14, 1, 27, 31)),
    ("Jum, 3 Agu 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Jum'at, 3 Agt 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Jum’at, 3 Ags 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Jum`at, 3 Agust 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Jumat, 3 Agustus 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Fri, 3 Agst 2018 08:47 WIB", utc(2018, 8, 3, 1, 47)),
    ("Sabtu, 1 Nopember 2025 07.00 WIB", utc(2025, 11, 1)),
    ("Sab, 1 Nop 2025 07.00 WIB", utc(2025, 11, 1)),
    ("Minggu, 2 Pebruari 2025 07.00 WIB", utc(2025, 2, 2)),
    ("Min, 2 Peb 2025 07.00 WIB", utc(2025, 2, 2)),
    ("Ahad, 2 Maret 2025 07.00 WIB", utc(2025, 3, 2)),
    ("Rabu, 31 Des 2025 24:00 WIB", utc(2025, 12, 31, 17)),
    ("Rabu, 31 December 2025 07.00 WIB", utc(2025, 12, 31)),
    ("Wed, 31 Desember 2025 07.00 WIB", utc(2025, 12, 31)),
    # English pages
    ("October 6, 2025 9:10 AM", NINE_TEN),
    ("Oct 6, 2025 at 9:10 pm", NINE_TEN + timedelta(hours=12)),
    ("October 6th, 2025", THAT_DAY),
    ("6th October 2025 12:10 a.m.", THAT_DAY + timedelta(minutes=10)),
    ("October 6, 2025 12:00 PM", THAT_DAY + timedelta(hours=12)),
    ("6 Oktober 2025 13:10 PM", THAT_DAY + timedelta(hours=13, minutes=10)),
    # day, month, year as numbers
    ("06/10/2025", THAT_DAY),
    ("6-10-2025", THAT_DAY),
    ("06.10.2025", THAT_DAY),
    ("06/10/2025 09:10", NINE_TEN),
    ("06/10/2025 09:10 WIB", NINE_TEN),
    ("06/10/2025 | 09:10 WIB", NINE_TEN),
    ("Senin, 06/10/2025 - 09.10 WIB", NINE_TEN),
    ("06-10-2025 09:10:00", NINE_TEN),
    ("06.10.2025 09.10", NINE_TEN),
    ("06/10/25 09.10", NINE_TEN),
    ("09:10 WIB - 06/10/2025", NINE_TEN),
    ("06/10/2025 24:00", NEXT_DAY),
    ("06/10/2025 24:15", NEXT_DAY + timedelta(minutes=15)),
    ("29/02/2024", utc(2024, 2, 28, 17)),
    ("01/01/1990 07:00", utc(1990, 1, 1)),
]

REFUSED = [
    "",
    "   ",
    "0000-00-00 00:00:00",
    "0000-00-00",
    "-0001-11-30T00:00:00+00:00",
    "31 Feb 2025",
    "Mon, 31 Feb 2025 09:10:00 +0700",
    "29/02/2023",
    "2025-13-01",
    "10/13/2025",
    "00/10/2025",
    "2025-10-06 25:00",
    "2025-10-06 09:60",
    "2025-10-06 09:10:61",
    "6 Oktober 2025 0:10 PM",
    "6 Oktober 2025 13:10 AM",
    "31 Des 2100 24:00",
    "Thu, 31 Dec 1989 23:59:59 GMT",
    "01 Jan 1970 00:00:00 GMT",
    "1 Jan 2101",
    "0000000000",
    "9999999999999",
    "175971660",
    "17597166000",
    "Oktober 2025",
    "2025",
    "2025-10",
    "6 Oktober",
    "09:10 WIB",
    "kemarin",
    "2 jam yang lalu",
    "segera",
    "6 Oktobre 2025",
    "Mon, 06 Oct 2025 09:10:00 IST",
    "Mon, 06 Oct 2025 09:10:00 XYZ",
    "Mon, 06 Oct 2025 09:10:00 +1500",
    "Mon, 06 Oct 2025 09:10:00 +0760",
    "6 Oktober 2025 09:10 WIB oleh admin",
    "hari ini, 09.10 WIB",
    "٠٦/١٠/٢٠٢٥",
    "6 Oktober 2025" + " " * MAX_LENGTH,
    "1" * 5000,
]


@pytest.mark.parametrize(("raw", "expected"), [pytest.param(*row, id=repr(row[0])) for row in READ])
def test_a_known_form_is_read(raw, expected):
    """Every form that feeds write gives the exact moment, in UTC."""
    assert parse_date(raw, JAKARTA) == expected


@pytest.mark.parametrize("raw", [pytest.param(raw, id=repr(raw[:40])) for raw in REFUSED])
def test_anything_else_is_unknown(raw):
    """An impossible, relative, half or foreign date is refused rather than guessed."""
    assert parse_date(raw, JAKARTA) is None


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        pytest.param(UTC, 9, id="UTC"),
        pytest.param(ZoneInfo("Asia/Jakarta"), 2, id="WIB"),
        pytest.param(ZoneInfo("Asia/Makassar"), 1, id="WITA"),
        pytest.param(ZoneInfo("Asia/Jayapura"), 0, id="WIT"),
    ],
)
def test_a_date_without_zone_is_in_the_feeds_own(zone, hour):
    """The feed's zone counts exactly when the date names none, and the answer is in UTC."""
    read = parse_date("Senin, 6 Oktober 2025 09.10", zone)
    assert (read, read.tzinfo) == (utc(2025, 10, 6, hour, 10), UTC)
    assert parse_date("Senin, 6 Oktober 2025 09.10 WIB", zone) == NINE_TEN


MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "short": ["Jan", "Peb", "Mrt", "Apr", "Mei", "Jun", "Jul", "Agt", "Sept", "Okt", "Nop", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
DAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Sabtu", "Minggu"],
    "short": ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
ZONES = [("WIB", 7), ("WITA", 8), ("wit", 9), ("GMT", 0), ("+0700", 7), ("-05:00", -5), ("UTC+8", 8)]


@given(
    moment=st.datetimes(min_value=datetime(FIRST_YEAR, 1, 1), max_value=datetime(LAST_YEAR, 12, 31, 23, 59)),  # noqa: DTZ001 (wall clock)
    names=st.sampled_from(sorted(MONTHS)),
    zone=st.sampled_from(ZONES),
    dot=st.sampled_from(".:"),
    gap=st.sampled_from([" ", ", ", " | ", " - ", " pukul ", ", jam "]),
    shape=st.sampled_from(["{w}, {d} {m} {y}{g}{t} {z}", "{d:02} {m} {y}{g}{t} {z}", "{d}/{n}/{y}{g}{t} {z}",
                           "{d:02}-{n:02}-{y}{g}{t} {z}", "{t} {z} | {w}, {d} {m} {y}", "{y}-{n:02}-{d:02}{g}{t} {z}"]),
)  # fmt: skip
def test_what_is_written_is_read_back(moment, names, zone, dot, gap, shape):
    """Any moment written in any mixture of names, separators and zones is read as that moment."""
    moment = moment.replace(second=0, microsecond=0)
    written = shape.format(
        w=DAYS[names][moment.weekday()],
        d=moment.day,
        m=MONTHS[names][moment.month - 1],
        n=moment.month,
        y=moment.year,
        g=gap,
        t=f"{moment:%H}{dot}{moment:%M}",
        z=zone[0],
    )
    expected = moment.replace(tzinfo=timezone(timedelta(hours=zone[1])))
    assert parse_date(written, JAKARTA) == expected


@given(
    st.from_regex(
        r"[A-Z][a-z]{2}, [0-9]{2} (Jan|Feb|Dec|Mei) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000", fullmatch=True
    )
)
def test_the_commonest_form_is_no_special_case(raw):
    """What is read by the short way is what the long way says, which a space before it forces."""
    assert parse_date(raw, JAKARTA) == parse_date(f" {raw}", JAKARTA)


@pytest.mark.parametrize("raw", ["Tue, 06 Oct 2026 05:10:07 +0000", "Mon, 29 Feb 2025 05:00:00 +0000"])
def test_the_commonest_dates_by_both_ways(raw):
    """A real date, and one that no calendar has."""
    assert parse_date(raw, JAKARTA) == parse_date(f" {raw}", JAKARTA)


@given(st.one_of(st.text(max_size=120), st.text(alphabet="0123456789:./-+|, TZOktSenWIBapm", max_size=60)))
def test_no_text_breaks_it(raw):
    """Whatever stands in a date field, the answer is None or an aware UTC moment of a plausible year."""
    read = parse_date(raw, JAKARTA)
    assert read is None or (read.tzinfo is UTC and FIRST_YEAR - 1 <= read.year <= LAST_YEAR + 1)


FIRST_SEEN = utc(2025, 10, 6, 3)


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        pytest.param(None, FIRST_SEEN, id="unknown"),
        pytest.param(FIRST_SEEN - timedelta(days=400), FIRST_SEEN - timedelta(days=400), id="long ago"),
        pytest.param(FIRST_SEEN, FIRST_SEEN, id="this very moment"),
        pytest.param(
            FIRST_SEEN + timedelta(minutes=10), FIRST_SEEN + timedelta(minutes=10), id="a clock that runs ahead"
        ),
        pytest.param(
            FIRST_SEEN + timedelta(minutes=10, seconds=1), FIRST_SEEN, id="just beyond what a clock may run ahead"
        ),
        pytest.param(FIRST_SEEN + timedelta(hours=7), FIRST_SEEN, id="local time declared as UTC"),
    ],
)
def test_nothing_is_dated_into_the_future(claimed, expected):
    """A claimed date is kept unless it is unknown or more than ten minutes after the entry was first seen."""
    assert settle_published(claimed, FIRST_SEEN) == expected
