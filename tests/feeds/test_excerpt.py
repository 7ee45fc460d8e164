"""Telling an excerpt from an article, and a page that completes it from one that does not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.excerpt import LONGEST_EXCERPT, SHORTEST_REPORT, completed, is_excerpt
from feeds.model import Article, PageText
from tests.feeds.builders import entry

SENTENCE = "Petani Desa Kenanga memanen padi di lahan milik kelompok tani pada Senin pagi. "
SHORT = (SENTENCE * 5)[: SHORTEST_REPORT + 20]
WHOLE = SENTENCE * 10


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        pytest.param("", "", True, id="nothing"),
        pytest.param(SENTENCE, SENTENCE, True, id="one sentence"),
        pytest.param(SHORT, SHORT, False, id="short and whole"),
        pytest.param(SHORT, f"{SHORT} […]", True, id="WordPress"),
        pytest.param(SHORT, f"{SHORT} [...]", True, id="WordPress, three stops"),
        pytest.param(SHORT, f"{SHORT}… ", True, id="cut"),
        pytest.param(SHORT, f"{SHORT} The post Panen appeared first on Kabar Kenanga.", True, id="Yoast"),
        pytest.param(SHORT, f"{SHORT} Continue reading Panen Raya", True, id="continue reading"),
        pytest.param(SHORT, f"{SHORT} Baca selengkapnya", True, id="selengkapnya"),
        pytest.param(SHORT, f"Selengkapnya tentang panen. {SHORT * 2}", False, id="the word alone"),
        pytest.param(SHORT, f"Panen… {SHORT * 2}", False, id="dots at the beginning"),
        pytest.param("x" * LONGEST_EXCERPT, "x […]", False, id="long, whatever its end"),
    ],
)
def test_excerpts_are_known(text, shown, expected):
    """By their length, or by their end when they are not long."""
    assert is_excerpt(Article((text,) if text else (), shown)) is expected


PAGE = PageText(
    "Panen Raya di Kenanga",
    (WHOLE, "Hasilnya 40 ton."),
    "Rini",
    "https://a.example/f.jpg",
    datetime(2026, 3, 4, tzinfo=UTC),
)
FULL = f"{WHOLE}\nHasilnya 40 ton."
BARE = entry(title="Panen Raya di Kenanga", published=None)


@pytest.mark.parametrize(
    ("data", "article", "page", "text"),
    [
        pytest.param(BARE, Article((SENTENCE,), SENTENCE), PAGE, FULL, id="longer, the same story"),
        pytest.param(BARE, Article((), ""), PAGE, FULL, id="no text, the same title"),
        pytest.param(replace(BARE, title="Lomba Kicau Burung"), Article((), ""), PAGE, "", id="no text, another title"),
        pytest.param(
            BARE,
            Article(("Bupati membuka lomba kicau burung di alun-alun kota kemarin siang.",)),
            PAGE,
            "Bupati membuka lomba kicau burung di alun-alun kota kemarin siang.",
            id="another story",
        ),
        pytest.param(BARE, Article((SENTENCE,)), PageText(), SENTENCE, id="an empty page"),
        pytest.param(BARE, Article((WHOLE,)), PAGE, WHOLE, id="hardly longer"),
        pytest.param(replace(BARE, title=""), Article((), ""), PAGE, "", id="nothing to know it by"),
    ],
)
def test_a_page_completes_its_own_entry(data, article, page, text):
    """Its text counts when it tells the same and much more."""
    assert completed(data, article, page)[1].text == text


def test_what_the_feed_says_itself_stands():
    """Picture, author and date come from the page only where the feed gives none; the guard sees both texts."""
    told = entry(title="Panen Raya di Kenanga", image="https://a.example/own.jpg")

    data, article = completed(told, Article((SENTENCE,), "SLOT"), PAGE)
    filled, _ = completed(BARE, Article((SENTENCE,)), PAGE)

    assert (data.image, data.author, data.published) == (told.image, "Rini", told.published)
    assert (filled.image, filled.author, filled.published) == (PAGE.image, PAGE.author, PAGE.published)
    assert article.shown == f"SLOT\n{FULL}"


def test_a_page_of_another_story_gives_nothing():
    """Not even its picture."""
    other = replace(BARE, title="Lomba Kicau Burung")

    assert completed(other, Article(()), PAGE) == (other, Article(()))
