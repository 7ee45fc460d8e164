"""What the worker keeps of documents between skimming and reading: contents, until there are too many."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.model import Article, FeedData
from feeds.parse.article import read_html
from feeds.parse.shown import all_links, all_words, hidden_links

#: Documents kept at most; more than the service has polls in flight, so that forgetting is rare.
MOST_DOCUMENTS = 600
#: Characters kept at most, over all documents: an eighth of the worker's memory, mostly.
MOST_CHARACTERS = 64 * 1024 * 1024


class Shelf:
    """Titles and contents of the documents skimmed last, by the number that the service gave them."""

    def __init__(self) -> None:
        """Begins empty."""
        self._documents: dict[str, tuple[int, list[tuple[str, str]]]] = {}
        self._characters = 0

    def __contains__(self, number: str) -> bool:
        return number in self._documents

    def put(self, number: str, feed: FeedData) -> None:
        """Keeps a document; the oldest ones go when there are too many, this one never."""
        self.drop(number)
        size = sum(len(entry.html) + len(entry.title) for entry in feed.entries)
        while self._documents and (len(self._documents) >= MOST_DOCUMENTS or self._characters + size > MOST_CHARACTERS):
            self.drop(next(iter(self._documents)))
        self._documents[number] = size, [(entry.html, entry.title) for entry in feed.entries]
        self._characters += size

    def drop(self, number: str) -> None:
        """Forgets a document, if it is kept."""
        size, _ = self._documents.pop(number, (0, []))
        self._characters -= size

    def read(self, number: str, indices: Iterable[int]) -> list[Article]:
        """The articles of a document that is kept; one that it does not have is empty."""
        _, contents = self._documents[number]
        return [read_article(*contents[index]) if index < len(contents) else Article(()) for index in indices]


def read_article(html: str, title: str) -> Article:
    """The readable text of an entry, and everything else in it."""
    article = read_html(html, title)
    return Article(article.paragraphs, all_words(html), all_links(html), hidden_links(html))
