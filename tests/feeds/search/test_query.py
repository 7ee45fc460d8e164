"""What a person types becomes a question, whatever it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.search.query import MAX_WORDS, Question, read_question

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        pytest.param("Banjir, di Teluk!", Question(words=("banjir", "di", "teluk")), id="words"),
        pytest.param('"jalan putus" banjir', Question(words=("banjir",), phrases=(("jalan", "putus"),)), id="phrase"),
        pytest.param("“jalan putus”", Question(phrases=(("jalan", "putus"),)), id="curly quotes"),
        pytest.param('"jalan putus', Question(phrases=(("jalan", "putus"),)), id="a quote left open"),
        pytest.param("banjir -simulasi", Question(words=("banjir",), excluded=(("simulasi",),)), id="exclusion"),
        pytest.param("covid-19", Question(words=("covid", "19")), id="a hyphen inside a word excludes nothing"),
        pytest.param("di:Gelumbang pasar", Question(words=("pasar",), places=(("gelumbang",),)), id="place"),
        pytest.param('di:"Muara Enim"', Question(places=(("muara", "enim"),)), id="place of two words"),
        pytest.param("dari:Humas", Question(feeds=("humas",)), id="feed"),
        pytest.param("sejak:2026-01", Question(since=datetime(2025, 12, 31, 17, tzinfo=UTC)), id="since a month"),
        pytest.param("sampai:2026-01-05", Question(until=datetime(2026, 1, 5, 17, tzinfo=UTC)), id="until a day"),
        pytest.param("sampai:2025", Question(until=datetime(2025, 12, 31, 17, tzinfo=UTC)), id="until a year"),
        pytest.param("sejak:2026-13", Question(words=("sejak", "2026", "13")), id="no such month"),
        pytest.param("gelumb*", Question(prefixes=("gelumb",)), id="a beginning"),
        pytest.param("*", Question(), id="a star alone"),
        pytest.param("(a AND b) OR title:*", Question(words=("a", "and", "b", "or", "title")), id="operators"),
        pytest.param("🌊🌊", Question(), id="emoji"),
        pytest.param("", Question(), id="nothing"),
    ],
)
def test_reading(typed, question):
    """A table of what people write."""
    assert read_question(typed, WIB) == question


def test_four_thousand_characters_are_answered_by_their_beginning():
    """A pasted article is a question of a bounded size."""
    question = read_question("banjir bandang " * 300, WIB)

    assert len(question.words) == MAX_WORDS


@given(st.text(max_size=500))
def test_nothing_typed_is_an_error(typed):
    """Any text is a question of folded words."""
    question = read_question(typed, WIB)

    assert all(word.isalnum() for word in question.words)
