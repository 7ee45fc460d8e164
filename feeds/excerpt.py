"""Whether a feed gave only the beginning of an article, and whether a page has the rest of it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from feeds.model import Article, EntryData, PageText
from feeds.parse.shown import MOST_WORDS
from feeds.text.normalise import fold

#: Characters from which a text is taken for whole, whatever its end looks like: WordPress cuts excerpts at 55 words,
#: the longest ones seen have 800.
LONGEST_EXCERPT = 1_000
#: Characters below which it is taken for an excerpt, however it ends: no report of a regency is so short, and a page
#: asked for in vain costs one request.
SHORTEST_REPORT = 300

#: What systems end an excerpt with, in what `Article.shown` keeps of the entry.
_CUT = re.compile(
    r"(?:\[?\s*(?:…|\.{3}|&hellip;)\s*\]?|\b(?:continue reading|read more|(?:baca |lihat |simak )?selengkapnya"
    r"|lanjut(?:kan)? membaca)\b.{0,120}|\bthe post\b.{1,250}\bappeared first on\b.{1,120})\W*$",
    re.IGNORECASE | re.DOTALL,
)
_END = 500

#: A page's text counts when it is longer than the feed's by this factor.
_LONGER = 1.3
#: Of the words of the excerpt, or of the title where there is none, the page must have this share.
_SHARE = 0.7
_FEW_WORDS = 5


def is_excerpt(article: Article) -> bool:
    """Whether the feed seems to give only a part: nothing, little, or a text that says that it was cut."""
    size = len(article.text)
    if size < SHORTEST_REPORT:
        return True
    return size < LONGEST_EXCERPT and _CUT.search(article.shown.strip()[-_END:]) is not None


def completed(data: EntryData, article: Article, page: PageText) -> tuple[EntryData, Article]:
    """The entry with what its page has more: text, picture, author, date. What the feed says itself stands.

    Unchanged when the page does not tell this entry's story: a page of another story, an error, a hijacked one.
    """
    text = "\n".join(page.paragraphs)
    if not _tells(page.title, text, data.title, article.text):
        return data, article
    data = replace(
        data,
        image=data.image or page.image,
        author=data.author or page.author,
        published=data.published or page.published,
    )
    if len(text) <= _LONGER * len(article.text):
        return data, article
    return data, replace(article, paragraphs=page.paragraphs, shown=f"{article.shown}\n{text}"[:MOST_WORDS])


def _tells(page_title: str, page_text: str, title: str, excerpt: str) -> bool:
    words = set(fold(excerpt).split())
    if len(words) < _FEW_WORDS:
        words = set(fold(title).split())
        page_text = f"{page_title} {page_text}"
    have = set(fold(page_text).split())
    return bool(words) and len(words & have) >= _SHARE * len(words)
