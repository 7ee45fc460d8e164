"""Which texts of a file tell the same story."""

from datetime import timedelta

from feeds.grouping import Text, group
from tests.fakes.clock import NOON
from tests.feeds.test_similar import FOLLOW_UP, FOOTER, OTHER, RELEASE, TITLE

DAY = timedelta(days=1)


def test_stories_have_the_first_of_their_texts():
    """By time, not by place in the file; a follow-up and another event stand alone."""
    texts = [
        Text(TITLE, f"{RELEASE}\n{FOOTER}", NOON + DAY),
        Text("Imunisasi Sore bagi Keluarga Nelayan", OTHER, NOON),
        Text("Anak Dua Dusun Menyeberang Aman", RELEASE, NOON),
        Text("Truk Tabrak Portal Jembatan", f"{FOLLOW_UP}\n{RELEASE}", NOON + 2 * DAY),
        Text(TITLE, RELEASE, NOON + 30 * DAY),
    ]

    assert group(texts) == (2, 1, 2, 3, 4)


def test_the_same_page_is_the_same_story():
    """Whatever its words are by now."""
    texts = [
        Text("Imunisasi", OTHER, NOON, "http://www.a.example/berita/1/"),
        Text(TITLE, RELEASE, NOON + DAY, "https://a.example/berita/1?utm_source=x"),
    ]

    assert group(texts) == (0, 0)


def test_no_texts_are_no_stories():
    """An empty file."""
    assert group([]) == ()
