"""What the sample sites publish: complete, believable in shape, and invented."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.plans import READ_ALSO, fill_dates, load_sites, publish, slugify
from bot.demo.sites import EXPECTED

SITES = load_sites()
PLANS = [pytest.param(site, plan, id=f"{site.short}: {plan.title[:30]}") for site in SITES for plan in site.entries]
NEWS = [param for param in PLANS if not param.values[1].gambling]
WRITTEN = [param for param in NEWS if not param.values[1].repeated]
DAY = date(2026, 11, 24)


def paragraphs(plan):
    return [paragraph for paragraph in plan.text.split("\n\n") if not paragraph.startswith(READ_ALSO)]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        pytest.param("{hari}", "Selasa (24/11/2026)", id="today"),
        pytest.param("{hari+2}", "Kamis (26/11/2026)", id="in two days"),
        pytest.param("{hari-24}", "Sabtu (31/10/2026)", id="back over the end of a month"),
        pytest.param("{tanggal}", "24 November 2026", id="long form"),
        pytest.param("{tanggal+38}", "1 Januari 2027", id="long form in the next year"),
        pytest.param("APBD {tahun+1}", "APBD 2027", id="years"),
        pytest.param("{hari} dan {hari+1}", "Selasa (24/11/2026) dan Rabu (25/11/2026)", id="two in one text"),
        pytest.param("Rp92.000 {lain}", "Rp92.000 {lain}", id="what is no date stays"),
    ],
)
def test_fill_dates(text, filled):
    """Dates count from the day that is given, in Indonesian."""
    assert fill_dates(text, DAY) == filled


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), shift=st.integers(-400, 400))
def test_a_filled_date_is_the_day_that_was_meant(day, shift):
    """The numbers in a filled date are those of the calendar, whatever the day and the shift."""
    numbers = [int(number) for number in re.findall(r"\d+", fill_dates(f"{{hari{shift:+d}}}", day))]
    then = day + timedelta(days=shift)
    assert numbers == [then.day, then.month, then.year]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("Harga Cabai Tembus Rp82.000, Warga Resah", "harga-cabai-tembus-rp82-000-warga-resah", id="marks"),
        pytest.param("Sungai Rawa–Teluk Kencana", "sungai-rawa-teluk-kencana", id="dash"),
        pytest.param("  Kafé “Baru”  ", "kafe-baru", id="accents and quotes"),
    ],
)
def test_slugify(title, slug):
    """Titles become addresses of plain letters, digits and hyphens."""
    assert slugify(title) == slug


def test_expected_numbers_are_those_of_the_content():
    """The numbers that the demo's report is held against are counted from what is really published."""
    plans = [plan for site in SITES for plan in site.entries]
    counted = (
        sum(plan.age is not None for plan in plans),
        sum(plan.order is not None for plan in plans),
        sum(plan.repeated for plan in plans),
        sum(plan.gambling for plan in plans),
    )
    assert (EXPECTED.baseline, EXPECTED.queued, EXPECTED.merged, EXPECTED.gambling) == counted
    assert (EXPECTED.entries, EXPECTED.stories, EXPECTED.pushed) == (49, 48, 13)


def test_turns_are_one_row():
    """The waiting entries of all sites have the turns 1, 2, 3 ... without a gap or a tie."""
    turns = sorted(plan.order for site in SITES for plan in site.entries if plan.order is not None)
    assert turns == list(range(1, EXPECTED.queued + 1))


@pytest.mark.parametrize(("site", "plan"), PLANS)
def test_an_entry_is_out_or_waits(site, plan):
    """Every entry is either dated back or has a turn, and has a body of one kind."""
    assert (plan.age is None) != (plan.order is None)
    assert bool(plan.text) != bool(plan.html)


@pytest.mark.parametrize(("site", "plan"), NEWS)
def test_news_reads_like_news(site, plan):
    """A dateline in capitals, four to seven paragraphs, an official quoted, figures, a caption and a byline."""
    text = paragraphs(plan)
    assert 4 <= len(text) <= 7
    assert re.match(r"[A-Z ]+ – [A-Z]", text[0])
    assert re.search(r"“[^”]+[,.”]", plan.text)
    assert re.search(r"\d", plan.text)
    assert plan.caption.endswith(")")
    assert re.fullmatch(r"\([A-Z].+\)", plan.byline)


@pytest.mark.parametrize(("site", "plan"), WRITTEN)
def test_texts_do_not_repeat_each_other(site, plan):
    """No paragraph stands in two texts, or stories that have nothing in common would look alike."""
    others = {
        paragraph
        for other_site in SITES
        for other in other_site.entries
        if other is not plan and not (other.repeated and other.title == plan.title)
        for paragraph in paragraphs(other)
    }
    assert others.isdisjoint(paragraphs(plan))


@pytest.mark.parametrize(("site", "plan"), PLANS)
def test_no_date_is_left_open(site, plan):
    """Every mark in a text is one that `fill_dates` knows."""
    entry = publish(site, plan, 3, datetime(2026, 11, 24, 9, tzinfo=UTC), DAY)
    shown = " ".join([entry.title, entry.caption, *entry.paragraphs, entry.path])
    assert "{" not in shown


def test_pointers_to_waiting_entries_are_refused():
    """A "BACA JUGA" must lead somewhere from the start."""
    from bot.demo.plans import _check_pointers

    site = SITES[0]
    broken = replace(site.entries[0], text=f"{READ_ALSO}Berita yang belum ada")
    with pytest.raises(ValueError, match="Berita yang belum ada"):
        _check_pointers(replace(site, entries=(broken, *site.entries[1:])))


@pytest.mark.captured
def test_places_are_invented(shared_data):
    """No regency, district, village or island that the texts name is on the official lists."""
    real = set()
    for file, column in (("regencies", "name"), ("districts", "name"), ("villages", "nama")):
        with (shared_data / "regions" / f"{file}.csv").open(encoding="utf-8") as rows:
            real |= {(file, row[column].upper().removeprefix("KABUPATEN ")) for row in csv.DictReader(rows)}
    kinds = {"Kabupaten": "regencies", "Kecamatan": "districts", "Desa": "villages", "Kelurahan": "villages"}
    named = {(kinds["Kabupaten"], site.short.upper()) for site in SITES}
    for site in SITES:
        for plan in site.entries:
            for kind, name in re.findall(r"\b(Kabupaten|Kecamatan|Desa|Kelurahan) ((?:[A-Z][a-z]+ ?)+)", plan.text):
                # What follows a place may be a person; every place here has two words at least.
                words = name.upper().split()
                named |= {(kinds[kind], " ".join(words[:length])) for length in range(2, len(words) + 1)}
    assert len(named) > 20
    assert named & real == set()
