"""Our own feed: every story once, as RSS 2.0 and Atom, and a site map of the stories. Pure.

RSS 2.0: https://www.rssboard.org/rss-specification; Atom: RFC 4287; site maps: https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from bot.pages.html import tag
from feeds.model import Story

#: Characters that XML 1.0 has no place for, however they are written (section 2.2).
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The day before which no story of ours was published; a tag URI needs one on which its host was ours (RFC 4151).
_TAGGED = "2026"


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says about itself."""

    name: str
    description: str
    #: The public address, without a slash behind it.
    base: str
    #: A WebSub hub that tells of news; None without one.
    hub: str | None = None


def rss(channel: Channel, shown: Sequence[Story]) -> bytes:
    """The feed as RSS 2.0."""
    root = ET.Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        },
    )
    top = ET.SubElement(root, "channel")
    _add(top, "title", channel.name)
    _add(top, "link", f"{channel.base}/berita")
    _add(top, "description", channel.description)
    _add(top, "language", "id")
    _add(top, "atom:link", rel="self", type="application/rss+xml", href=f"{channel.base}/umpan.xml")
    if channel.hub:
        _add(top, "atom:link", rel="hub", href=channel.hub)
    for story in shown:
        item = ET.SubElement(top, "item")
        _add(item, "title", story.title)
        _add(item, "link", address(channel.base, story))
        _add(item, "guid", _name(channel.base, story), isPermaLink="false")
        _add(item, "pubDate", format_datetime(story.published.astimezone(UTC), usegmt=True))
        _add(item, "dc:creator", story.source)
        for topic in story.labels.topics:
            _add(item, "category", topic)
        # RSS has HTML in its descriptions: a text is written as the HTML that shows it.
        _add(item, "description", tag("p", " ".join(story.summary)) if story.summary else "")
    return _written(root)


def atom(channel: Channel, shown: Sequence[Story], corrected: Mapping[int, datetime], now: datetime) -> bytes:
    """The feed as Atom; `corrected` says when stories were corrected last, `now` dates a feed without any."""
    changes = [max(story.published, corrected.get(story.id, story.published)) for story in shown]
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "id"})
    _add(root, "id", f"{channel.base}/umpan.atom")
    _add(root, "title", channel.name)
    _add(root, "subtitle", channel.description)
    _add(root, "updated", _moment(max(changes, default=now)))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{channel.base}/umpan.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{channel.base}/berita")
    if channel.hub:
        _add(root, "link", rel="hub", href=channel.hub)
    for story, changed in zip(shown, changes, strict=True):
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", _name(channel.base, story))
        _add(entry, "title", story.title)
        _add(entry, "link", rel="alternate", type="text/html", href=address(channel.base, story))
        _add(entry, "published", _moment(story.published))
        _add(entry, "updated", _moment(changed))
        _add(ET.SubElement(entry, "author"), "name", story.source)
        for topic in story.labels.topics:
            _add(entry, "category", term=topic)
        _add(entry, "summary", " ".join(story.summary), type="text")
    return _written(root)


def site_map(base: str, shown: Sequence[Story]) -> bytes:
    """The pages that search engines should know."""
    root = ET.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for page in ("", "berita"):
        _add(ET.SubElement(root, "url"), "loc", f"{base}/{page}")
    for story in shown:
        _add(ET.SubElement(root, "url"), "loc", address(base, story))
    return _written(root)


def address(base: str, story: Story) -> str:
    """Where a story's own page is."""
    return f"{base}/berita/{story.id}"


def _name(base: str, story: Story) -> str:
    """A name that stays the same when the story is corrected, or its page moves below another path."""
    return f"tag:{urlsplit(base).hostname},{_TAGGED}:berita/{story.id}"


def _add(parent: ET.Element, name: str, words: str = "", **attributes: str) -> None:
    ET.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()}).text = _clean(words) or None


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _written(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
