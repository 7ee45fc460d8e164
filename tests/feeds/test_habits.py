"""What a feed usually does, and what is odd about an entry that does otherwise."""

from datetime import timedelta

import pytest

from feeds.habits import HABIT_OF_AT_LEAST, Habits, Past, habits_of, in_burst, oddities, tongue
from tests.fakes.clock import NOON

NEWS = "Bupati meninjau perbaikan jalan di kecamatan dan meminta dinas untuk mempercepat pekerjaan itu sebelum hujan."
ENGLISH = "The best place to play with your friends is here and you can win from the comfort of your own home today."
SPANISH = (
    "Juega hoy mismo con nosotros, recibe premios cada semana, disfruta nuestras mesas, cobra rapidamente siempre."
)
JAVANESE = "Sugeng rawuh para warga ing pendhapa kabupaten, mangga sami nderek mriksani pagelaran wayang kulit dalu."


def past(count=30, author="Humas", text=NEWS, start=NOON):
    """One entry a day at noon."""
    return [Past(author, start - timedelta(days=day), text) for day in range(count)]


def row(count, start=NOON + timedelta(days=1), gap=timedelta(minutes=2)):
    return [start + gap * number for number in range(count)]


NIGHT = NOON + timedelta(hours=12)


def odd(habits, author="Humas", published=NOON, text=NEWS, bursts=frozenset()):
    found = oddities(habits, author=author, published=published, text=text, bursts=bursts)
    return [(one.code, one.points) for one in found]


@pytest.mark.parametrize(
    ("habits", "entry", "expected"),
    [
        pytest.param(habits_of(past()), {}, [], id="as always"),
        pytest.param(habits_of(past()), {"author": "HUMAS"}, [], id="the same name in capitals"),
        pytest.param(habits_of(past()), {"author": None}, [], id="no name"),
        pytest.param(habits_of(past()), {"author": "wpadmin7"}, [("unseen_author", 2)], id="a name never seen"),
        pytest.param(
            habits_of([*past(22), *(Past(f"Wartawan {n}", NOON, NEWS) for n in range(7))]),
            {"author": "Wartawan 8"},
            [],
            id="a newsroom of many names",
        ),
        pytest.param(habits_of(past(author=None)), {"author": "Humas"}, [], id="names begin to be given"),
        pytest.param(habits_of(past()), {"text": ENGLISH}, [("language_shift", 4)], id="suddenly English"),
        pytest.param(habits_of(past()), {"text": SPANISH}, [("language_shift", 4)], id="suddenly another tongue"),
        pytest.param(
            habits_of([*past(), *past(2, text=ENGLISH)]), {"text": ENGLISH}, [], id="a feed that knows English"
        ),
        pytest.param(habits_of(past()), {"text": "Play now"}, [], id="too short to tell"),
        pytest.param(
            habits_of(past(HABIT_OF_AT_LEAST - 1)), {"author": "x", "text": ENGLISH}, [], id="too young for habits"
        ),
        pytest.param(Habits(), {"author": "x", "text": ENGLISH}, [], id="no habits"),
    ],
)
def test_what_is_odd(habits, entry, expected):
    """Only what a feed with habits never did is odd."""
    assert odd(habits, **entry) == expected


@pytest.mark.parametrize(
    ("habits", "published", "expected"),
    [
        pytest.param(habits_of(past()), row(5), 5, id="five in ten minutes"),
        pytest.param(habits_of(past()), row(4), 0, id="four are a busy day"),
        pytest.param(habits_of(past()), row(6, gap=timedelta(hours=1)), 0, id="spread over the day"),
        pytest.param(habits_of(past()), [None] * 9, 0, id="without dates"),
        pytest.param(
            habits_of([*past(), *(Past("Humas", moment, NEWS) for moment in row(8, NOON - timedelta(days=40)))]),
            row(8),
            0,
            id="as many as it has published before",
        ),
        pytest.param(Habits(), row(9), 0, id="no habits"),
    ],
)
def test_bursts(habits, published, expected):
    """Many at once are a burst when the feed never had as many."""
    assert len(in_burst(habits, published)) == expected


def test_a_burst_by_night_tells_more():
    """At an hour at which the feed never published it weighs double."""
    habits = habits_of(past())
    for start, points in ((NOON + timedelta(days=1), 2), (NIGHT, 4)):
        moments = row(5, start)
        assert odd(habits, published=moments[0], bursts=in_burst(habits, moments)) == [("burst", points)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NEWS, "Indonesian"),
        (ENGLISH, "English"),
        (SPANISH, "another"),
        (JAVANESE, "Indonesian"),
        ("สมัครวันนี้รับโบนัส ฝากถอนเร็ว", "another"),
        ("Play now", ""),
        ("", ""),
    ],
)
def test_tongues(text, expected):
    """Told by the commonest words, or by script."""
    assert tongue(text) == expected
