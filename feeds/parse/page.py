"""Where an HTML page says that its site's news can be read by machines.

Only start tags and their attributes are looked at, one after another, each once: no tree is built, so neither depth
nor a flood of attributes costs more than its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feeds.model import PageHints
from feeds.parse import fields
from feeds.text.hosts import host_of, registrable

#: Characters read of a page: heads of over 200 kB of inline style exist.
MOST_CHARACTERS = 1 << 20
#: Addresses taken from a page.
MOST_HINTS = 10
#: Of each sort this many are compared.
_ENOUGH = 50

_MARK = re.compile(r"<(?:!--|([a-zA-Z][a-zA-Z0-9]*))")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*)))?")
_TAG_END = re.compile(r"[\s/]*>")
#: Elements whose content holds no tags.
_RAW = frozenset({"script", "style", "textarea", "noscript", "template", "iframe", "xmp"})
_TITLE = re.compile(r"[^<]{0,1000}")

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml"}
)
#: Types that feeds and much else are sent with; they count when the address looks like a feed's.
_VAGUE_TYPES = frozenset({"application/xml", "text/xml", "application/json"})
_FEED_PATH = re.compile(
    r"/(?:feed(?:/(?:rss2?|atom|rdf))?|rss(?:2?\.(?:xml|php))?|rss2|atom(?:\.(?:xml|php))?|feed\.(?:xml|json|php)"
    r"|index\.(?:xml|rdf)|feeds/posts/default)/?$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed=(?:rss2?|atom|feed|rdf)|format=feed|type=(?:rss|atom))(?:&|$)", re.IGNORECASE)
#: What people answer is no news of the site.
_COMMENTS = re.compile(r"comment|komentar|tanggapan", re.IGNORECASE)
#: A part of a site; the whole is wanted.
_PART = re.compile(r"/(?:category|kategori|tag|author|penulis|topik)/|[?&](?:cat|tag|author)=", re.IGNORECASE)


def read_page(body: bytes, url: str) -> PageHints:
    """What a page tells of feeds. Never refuses: a page that tells nothing has no hints.

    Feeds of comments are left out, and so is what lies on another registrable domain: a hacked page must not choose
    what is read. An address on the page's own host is asked by https when the page came by it.

    Args:
        body: The page as it came; only ASCII matters in what is looked for.
        url: Where it came from; addresses are read against it, or against its `<base>`.
    """
    text = body.decode("utf-8", "replace")[:MOST_CHARACTERS]
    declared: list[str] = []
    linked: list[str] = []
    rest, title, is_wordpress, base = None, "", False, url
    for name, attributes, end in _tags(text):
        match name:
            case "base":
                base = fields.address(attributes.get("href"), url) or base
            case "title" if not title:
                found = _TITLE.match(text, end)
                title = fields.title(found[0]) if found else ""
            case "meta" if attributes.get("name", "").lower() == "generator":
                is_wordpress = is_wordpress or attributes.get("content", "").lower().startswith("wordpress")
            case "link" if "https://api.w.org/" in attributes.get("rel", "").lower():
                rest = rest or _usable(attributes.get("href"), base, url)
            case "link" if len(declared) < _ENOUGH and _declares_feed(attributes):
                declared.extend(_wanted(attributes, base, url))
            case "a" if len(linked) < _ENOUGH and _looks_like_feed(attributes.get("href", "")):
                linked.extend(_wanted(attributes, base, url))
            case _:
                pass
    declared.sort(key=_rank)
    linked.sort(key=_rank)
    feeds = tuple(dict.fromkeys((*declared, *linked)))[:MOST_HINTS]
    return PageHints(feeds=feeds, rest=rest, wordpress=is_wordpress or rest is not None, title=title)


def _tags(text: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Start tags with their attributes (the first of each name counts, as in HTML) and where they end."""
    position = 0
    endless: set[str] = set()
    while mark := _MARK.search(text, position):
        name = (mark[1] or "").lower()
        if not name:
            closing = text.find("-->", mark.end())
            position = len(text) if closing < 0 else closing + 3
            continue
        attributes: dict[str, str] = {}
        position = mark.end()
        while not (end := _TAG_END.match(text, position)):
            attribute = _ATTRIBUTE.match(text, position)
            if attribute is None:
                return  # the page ends inside a tag
            position = attribute.end()
            value = attribute[2] or attribute[3] or attribute[4] or ""
            attributes.setdefault(attribute[1].lower(), html.unescape(value[: fields.LONGEST_ADDRESS]).strip())
        position = end.end()
        yield name, attributes, position
        if name in _RAW and name not in endless:
            closing = _find_end(text, name, position)
            if closing < 0:
                endless.add(name)
            else:
                position = closing


def _find_end(text: str, name: str, position: int) -> int:
    found = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(text, position)
    return found.start() if found else -1


def _declares_feed(attributes: dict[str, str]) -> bool:
    rel = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").lower().partition(";")[0].strip()
    if "alternate" not in rel and "feed" not in rel:
        return False
    return kind in _TYPES or (kind in _VAGUE_TYPES and _looks_like_feed(attributes.get("href", "")))


def _looks_like_feed(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return _FEED_PATH.search(f"/{parts.path}") is not None or _FEED_QUERY.search(parts.query) is not None


def _wanted(attributes: dict[str, str], base: str, url: str) -> Iterator[str]:
    address = _usable(attributes.get("href"), base, url)
    if address is None or _COMMENTS.search(attributes.get("title", "")):
        return
    path, page = urlsplit(address).path.rstrip("/"), urlsplit(url).path.rstrip("/")
    # In WordPress the feed below a post is what people answer to it, in whatever language that is said.
    if _COMMENTS.search(path) or (page and not _PART.search(url) and path == f"{page}/feed"):
        return
    yield address


def _usable(href: str | None, base: str, url: str) -> str | None:
    address = fields.address(href, base)
    if address is None or registrable(host_of(address)) != registrable(host_of(url)):
        return None
    if url.startswith("https://") and address.startswith("http://") and host_of(address) == host_of(url):
        return f"https://{address.removeprefix('http://')}"
    return address


def _rank(address: str) -> tuple[bool, int, bool]:
    """The whole site's feed first, then the one nearest to its root, RSS before Atom; a stable sort keeps the rest."""
    parts = urlsplit(address)
    return _PART.search(address) is not None, parts.path.rstrip("/").count("/"), "atom" in parts.path.lower()
