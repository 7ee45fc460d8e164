"""What the worker keeps between skimming and reading."""

import pytest

from feeds.model import FeedData
from feeds.parse.shelf import MOST_CHARACTERS, MOST_DOCUMENTS, Shelf
from tests.feeds.builders import entry


def feed(*contents):
    return FeedData("Kab", None, tuple(entry(html=content) for content in contents))


def test_a_document_is_read_by_its_numbers():
    """In the order asked for; one that it does not have is empty."""
    shelf = Shelf()
    shelf.put("1", feed("<p>Satu ini.</p>", "<p>Dua itu.</p>"))

    assert [one.paragraphs for one in shelf.read("1", [1, 0, 7])] == [("Dua itu.",), ("Satu ini.",), ()]


@pytest.mark.parametrize(
    ("documents", "size"),
    [
        pytest.param(MOST_DOCUMENTS + 1, 1, id="too many"),
        pytest.param(5, MOST_CHARACTERS // 4, id="too large"),
    ],
)
def test_the_oldest_document_is_forgotten(documents, size):
    """The others are kept."""
    shelf = Shelf()
    for number in range(documents):
        shelf.put(str(number), feed("x" * (size - len(entry().title))))

    assert [str(number) in shelf for number in range(documents)] == [False] + [True] * (documents - 1)


def test_a_document_that_is_too_large_alone_is_kept():
    """What was skimmed last can always be read; skimming it again counts once."""
    shelf = Shelf()
    shelf.put("1", feed("x" * MOST_CHARACTERS))
    shelf.put("1", feed("x" * MOST_CHARACTERS))
    shelf.put("2", feed("kecil"))

    assert ("1" in shelf, "2" in shelf) == (False, True)
