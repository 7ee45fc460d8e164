"""The page of an article: its text, title, picture, author and date, without what the site puts around them.

Measured by `bench/bench_pages.py`: better than the best library, at several times the speed of the best ones.
Runs in the worker: lexbor is fast on honest pages and can be stalled by others (docs/decisions/021).
"""

from __future__ import annotations

import re
from datetime import tzinfo

from selectolax.lexbor import LexborHTMLParser

from feeds.model import PageText
from feeds.parse.leftovers import without_link_lists
from feeds.parse.page_body import article_blocks
from feeds.parse.page_facts import read_facts
from feeds.text.clean import clean_paragraphs

#: Bytes read of a page; real ones have 50 to 350 kB.
MOST_BYTES = 2 << 20
#: "<" on a page that is read; real ones have 500 to 10,000. Lexbor takes quadratic time on what is nested deeper.
MOST_MARKS = 25_000
#: Words in one tag of a page that is read; Lexbor compares each attribute with all before it.
MOST_ATTRIBUTES = 2_000

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")
_MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


def read_page_text(body: bytes, url: str, zone: tzinfo, *, title: str = "") -> PageText:
    """Reads the page of one article.

    Args:
        body: The page as it came; of more than 2 MiB only the first are read.
        url: Where it came from; addresses on it are read against it.
        zone: What a date without a zone is written in.
        title: The title that the feed gave, so that a first paragraph which repeats it can go; may be empty, then
            the page's own counts.

    Returns:
        Without paragraphs when the page holds no article, or is built of more tags than any honest page.
    """
    html = decode(body[:MOST_BYTES])
    if html.count("<") > MOST_MARKS or any(len(tag[0].split()) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(html)):
        return PageText()
    tree = LexborHTMLParser(html)
    root = tree.root
    if root is None:
        return PageText()
    facts = read_facts(tree, url, zone)
    paragraphs = clean_paragraphs(without_link_lists(article_blocks(root)), title or facts.title)
    return PageText(facts.title, paragraphs, facts.author, facts.image, facts.published)


def read_plain_text(text: str, title: str = "") -> PageText:
    """Reads what was copied or scraped from a page without its markup; a line is a paragraph."""
    return PageText(title, clean_paragraphs(text[:MOST_BYTES].split("\n"), title))


def decode(body: bytes) -> str:
    """The page as text: by its byte order mark, by what it declares, else as UTF-8, else as Windows would write it."""
    for codec, mark in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:4096])
        name = declared[1].decode("ascii", "replace").lower() if declared else "cp1252"
    # A page cut in the middle of a sign is still UTF-8.
    try:
        return body.decode("cp1252" if name in {"iso-8859-1", "latin-1", "latin1"} else name, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
