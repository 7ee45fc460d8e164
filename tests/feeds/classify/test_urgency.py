"""Urgent is danger or outage that is there now; drills, memory, prevention and relief are not."""

from datetime import date
from pathlib import Path

import pytest

from feeds.classify.rules import load_rules
from feeds.classify.urgency import is_urgent

RULES = load_rules()
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "urgent"


def samples(*names):
    """Title and text of each invented report."""
    return [tuple(line.split("\t")) for name in names for line in (SAMPLES / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("title", "text"), samples("urgent.tsv", "urgent-later.tsv"))
def test_urgent(title, text):
    assert is_urgent(title, text, RULES)


@pytest.mark.parametrize(("title", "text"), samples("near.tsv", "near-later.tsv"))
def test_near_misses(title, text):
    assert not is_urgent(title.replace("{place}", "Sungai Rawa"), text.replace("{place}", "Sungai Rawa"), RULES)


@pytest.mark.parametrize(
    ("published", "urgent"),
    [
        pytest.param(date(2026, 9, 15), True, id="the day itself"),
        pytest.param(date(2026, 9, 16), True, id="the day after"),
        pytest.param(date(2026, 9, 30), False, id="two weeks later"),
        pytest.param(None, False, id="unknown"),
    ],
)
def test_the_day_in_the_text_says_whether_it_is_now(published, urgent):
    """A report whose title names a danger and whose text names its day."""
    text = "Lima rumah di desa itu dilalap kebakaran, (15/9). Penghuninya menumpang pada kerabat."

    assert is_urgent("Lima Keluarga Kehilangan Rumah karena Kebakaran", text, RULES, published) is urgent


def test_an_impossible_day_is_no_day():
    """31/2 is neither now nor a fault."""
    assert not is_urgent("Kebakaran di Desa", "Rumah dilalap api (31/2).", RULES, date(2026, 3, 1))


def test_nothing():
    """An empty article can wait."""
    assert not is_urgent("", "", RULES)


@pytest.mark.captured
def test_real_posts_of_two_regencies(shared_data):
    """None of 527 real posts tells of danger that is there now; the one fire in them is out."""
    import json

    rows = [
        json.loads(line)
        for path in sorted((shared_data / "posts").glob("*.jsonl"))
        for line in path.read_text("utf-8").split("\n")
        if line
    ]

    assert [row["id"] for row in rows if is_urgent(row["title"], row["text"], RULES)] == []
