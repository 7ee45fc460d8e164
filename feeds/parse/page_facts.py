"""What a page says of its article outside of the text: title, author, picture, date. In its metadata or markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feeds.model import PageText
from feeds.parse import fields
from feeds.text.dates import parse_date
from feeds.text.normalise import fold, plain_line

#: Characters of one JSON-LD block that are read, and blocks looked at.
_LONGEST_JSON, _MOST_JSON = 100_000, 5
_ARTICLES = frozenset(("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle"))

_TITLES = ("og:title", "twitter:title", "dc.title")
_IMAGES = ("og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src")
_AUTHORS = ("author", "article:author", "dc.creator", "dable:author", "content_author")
_DATES = ("article:published_time", "datepublished", "publishdate", "pubdate", "dc.date", "date", "content_publishdate")
#: "Judul | Kabar Daerah", "Judul - Situs Resmi".
_SITE_SUFFIX = re.compile(r"\s+[|–—»•-]\s+[^|]{2,60}$")
_BYLINE = re.compile(r"^\W*(?:oleh|by|penulis|reporter|pewarta|wartawan|editor)\b\s*:?\s*", re.IGNORECASE)
_HEADLINES = "h1.entry-title, h1[itemprop=headline], article h1, h1"
_WRITERS = "[itemprop=author], [rel=author], .td-post-author-name a, .author-name, .author, .byline"
_MOMENTS = "[itemprop=datePublished], time[datetime], time, .entry-date, .post-date, .date, .tanggal, .waktu"


def read_facts(tree: LexborHTMLParser, url: str, zone: tzinfo) -> PageText:
    """Title, author, picture and date of a page; what it does not say is empty or None. No paragraphs."""
    meta = _meta(tree)
    linked = next(_linked_data(tree), {})
    return PageText(
        title=_title(tree, meta, linked),
        author=_author(tree, meta, linked),
        image=_image(meta, linked, url),
        published=_published(tree, meta, linked, zone),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """The first content of each name or property, in lower case."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = (attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content[: fields.LONGEST_ADDRESS])
    return found


def _linked_data(tree: LexborHTMLParser) -> Iterator[Mapping[str, Any]]:
    """The articles that the page's JSON-LD tells of."""
    for node in tree.css('script[type="application/ld+json"]')[:_MOST_JSON]:
        text = node.text(deep=True)
        if not 0 < len(text) <= _LONGEST_JSON:
            continue
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        graph = value.get("@graph", value) if isinstance(value, dict) else value
        for one in graph if isinstance(graph, list) else [graph]:
            if isinstance(one, dict) and not _ARTICLES.isdisjoint(_list(one.get("@type"))):
                yield one


def _list(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _title(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    """The heading that the page's own title begins with, else that title without the site's name."""
    node = tree.css_first("title")
    told = [linked.get("headline"), *(meta.get(name) for name in _TITLES), node.text() if node else ""]
    titles = [title for title in map(fields.title, told) if title]
    for heading in tree.css(_HEADLINES)[:5]:
        text = plain_line(heading.text(separator=" "))[:500]
        if text and (not titles or any(_is_most_of(text, title) for title in titles)):
            return text
    if not titles:
        return ""
    site = fold(meta.get("og:site_name", ""))
    suffix = _SITE_SUFFIX.search(titles[0])
    if suffix and ((site and site in fold(suffix[0])) or len(titles) < 2 or titles[0] == titles[-1]):
        return titles[0][: suffix.start()]
    return titles[0]


def _is_most_of(heading: str, title: str) -> bool:
    """Whether a heading is what a title says but for the name of the site, not one word of it."""
    ours, theirs = fold(heading), fold(_SITE_SUFFIX.sub("", title))
    return ours in fold(title) and 2 * len(ours) >= len(theirs)


def _author(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str | None:
    writer = linked.get("author")
    if isinstance(writer, list):
        writer = writer[0] if writer else None
    told = [writer.get("name") if isinstance(writer, dict) else writer]
    told += [meta.get(name) for name in _AUTHORS]
    told += [node.text(separator=" ") for node in tree.css(_WRITERS)[:5]]
    for one in told:
        name = _BYLINE.sub("", plain_line(one)) if isinstance(one, str) else ""
        if 2 < len(name) <= 80 and "://" not in name:
            return name
    return None


def _image(meta: Mapping[str, str], linked: Mapping[str, Any], url: str) -> str | None:
    picture = linked.get("image")
    if isinstance(picture, list):
        picture = picture[0] if picture else None
    if isinstance(picture, dict):
        picture = picture.get("url")
    told = [*(meta.get(name) for name in _IMAGES), picture]
    return next(filter(None, (fields.address(one, url) for one in told)), None)


def _published(
    tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any], zone: tzinfo
) -> datetime | None:
    told = [linked.get("datePublished"), *(meta.get(name) for name in _DATES)]
    for node in tree.css(_MOMENTS)[:5]:
        told += [node.attributes.get("datetime"), node.attributes.get("content"), plain_line(node.text())]
    moments = (parse_date(one, zone) for one in told if isinstance(one, str))
    return next(filter(None, moments), None)
