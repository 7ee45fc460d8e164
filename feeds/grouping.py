"""Which of many texts tell the same story: what the service does entry by entry, for a file at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.identity import canonical_link
from feeds.marks import MAX_FOR_ONE_MARK, MarkIndex, marks_of, pack
from feeds.similar import Telling, most_alike, read_telling
from feeds.text.clean import clean_paragraphs

#: Earlier texts that one is compared with, at most.
_MOST = 64


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be grouped, as it was written."""

    title: str
    text: str
    published: datetime
    link: str | None = None


def group(texts: Sequence[Text]) -> tuple[int, ...]:
    """For each text the position of the first one, by time, that tells its story; its own when that is itself.

    Texts are taken in the order in which they were published, those of the same moment in their order. The same page
    is the same story; else the words decide (`feeds.similar`).
    """
    index = MarkIndex()
    first: dict[int, int] = {}
    told: dict[int, list[Telling]] = {}
    pages: dict[str, int] = {}
    for number in sorted(range(len(texts)), key=lambda number: texts[number].published):
        one = texts[number]
        body = "\n".join(clean_paragraphs(one.text.splitlines(), one.title))
        telling, marks = read_telling(one.title, body, one.published), marks_of(body)
        page = canonical_link(one.link) if one.link else ""
        story = pages.get(page) if page else None
        if story is None:
            near = dict.fromkeys(first[other] for other in index.find(marks, rare=MAX_FOR_ONE_MARK, limit=_MOST))
            story = most_alike(telling, {begun: told[begun] for begun in near})
        if story is None:
            story = number
        first[number] = story
        told.setdefault(story, []).append(telling)
        if page:
            pages.setdefault(page, story)
        index.add_packed([number], [pack(marks)])
    return tuple(first[number] for number in range(len(texts)))
