"""News sitemaps, and indexes of sitemaps.

Formats: https://www.sitemaps.org/protocol.html and Google's news extension,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap. Only a *news* sitemap is a source of
news: it lists what was published in the last 48 hours, with title and date. An ordinary one lists every page that a
site ever had, without a title and dated by its last change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from xml.parsers import expat

from feeds.model import FeedData, NotAFeed, Sitemaps
from feeds.parse import fields
from feeds.parse.raw import MAX_ENTRIES, RawEntry, RawFeed, finish

#: Google takes 1,000 news of one file; a file may have 50,000 pages.
MAX_PAGES = 2_000
#: Sitemaps taken from an index, those that may be of news first.
MAX_SITEMAPS = 5
#: urlset, url, news, publication, name: what lies deeper is nothing that we know.
DEEPEST = 8

_ROOT = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]")
#: What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KNOWN = frozenset({"loc", "lastmod", "news/title", "news/publication_date", "publication/name"})


@dataclass(slots=True)
class _Reading:
    """What expat has told so far."""

    #: Local names of the open elements.
    path: list[str] = field(default_factory=list)
    #: Fields of the pages or sitemaps that are complete.
    done: list[dict[str, str]] = field(default_factory=list)
    current: dict[str, str] = field(default_factory=dict)


class _EnoughError(Exception):
    """Stops expat; internal to this file."""


def read_sitemap(body: bytes, url: str, zone: tzinfo) -> FeedData | Sitemaps | NotAFeed:
    """A news sitemap as a feed (newest first), or an index as the sitemaps it names.

    A broken file gives what stands before the break. There is no DTD and so there are no entities: whatever stands
    before the root element is passed over unread.

    Args:
        body: The document as it came.
        url: Where it came from.
        zone: What a date without a zone is written in.
    """
    text = _FORBIDDEN.sub("", body.decode("utf-8", "replace"))
    root = _ROOT.search(text)
    if root is None:
        return NotAFeed("no_feed", "no sitemap")
    found, warnings = _read(text[root.start() :])
    if root[1] == "sitemapindex":
        return _index(found, url)
    pages = [page for page in found if page.get("news/title", "").strip() and page.get("loc", "").strip()]
    if not pages:
        return NotAFeed("no_feed", "the sitemap names no news" if found else "the sitemap is empty")
    raw = RawFeed(title=pages[0].get("publication/name"), warnings=warnings)
    # More than a feed keeps may be listed, oldest first: the newest count. ISO dates of one site sort as they stand;
    # where they don't, a sitemap of more than 200 news in two days loses some of them to the next poll.
    newest = sorted(pages, key=_date, reverse=True)[:MAX_ENTRIES]
    raw.entries = [RawEntry(link=page["loc"], title=page["news/title"], date=_date(page)) for page in newest]
    return finish(raw, url, zone)


def _read(text: str) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """The fields of each page or sitemap as far as we read, and what was wrong."""
    reading = _Reading()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def start(name: str, _attributes: dict[str, str]) -> None:
        reading.path.append(name.rpartition(":")[2])
        if len(reading.path) > DEEPEST or len(reading.done) >= MAX_PAGES:
            raise _EnoughError

    def end(_name: str) -> None:
        if len(reading.path) == 2:
            reading.done.append(reading.current)
            reading.current = {}
        reading.path.pop()

    def words(data: str) -> None:
        name = _name(reading.path)
        if name in _KNOWN and len(reading.current.get(name, "")) < fields.LONGEST_ADDRESS:
            reading.current[name] = reading.current.get(name, "") + data[: fields.LONGEST_ADDRESS]

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat's own signature
    except _EnoughError:
        return reading.done, ()
    except expat.ExpatError as error:
        return reading.done, (f"broken_xml:{expat.errors.messages[error.code]}",)
    return reading.done, ()


def _name(path: list[str]) -> str:
    """What a text is: a field of a page, or of what is said of its news; pictures and videos have titles as well."""
    return path[-1] if len(path) == 3 else "/".join(path[-2:])


def _date(page: dict[str, str]) -> str:
    return page.get("news/publication_date", "").strip() or page.get("lastmod", "").strip()


def _index(found: list[dict[str, str]], url: str) -> Sitemaps | NotAFeed:
    addresses = list(dict.fromkeys(_addresses(found, url)))
    if not addresses:
        return NotAFeed("no_feed", "the index names no sitemap")
    addresses.sort(key=lambda one: "news" not in one.lower())
    return Sitemaps(tuple(addresses[:MAX_SITEMAPS]))


def _addresses(found: list[dict[str, str]], url: str) -> Iterator[str]:
    for sitemap in found:
        if (link := fields.address(sitemap.get("loc"), url)) is not None and link != url:
            yield link
