"""Any document that may carry a site's news, told apart by its first signs. Runs in the worker."""

from __future__ import annotations

from datetime import tzinfo

from feeds.model import FeedData, NotAFeed, Sitemaps
from feeds.parse.feed import parse_feed
from feeds.parse.jsonfeed import is_json_feed, read_json_feed
from feeds.parse.jsontext import read_json
from feeds.parse.sitemap import read_sitemap
from feeds.parse.sniff import kind_of
from feeds.parse.wordpress import read_posts


def read_document(body: bytes, url: str, zone: tzinfo) -> FeedData | Sitemaps | NotAFeed:
    """Reads RSS, Atom, RDF, JSON Feed, WordPress's list of posts, news sitemaps and indexes of sitemaps.

    Args:
        body: The document as it came, decoded from its content coding.
        url: Where it came from; relative addresses are read against it.
        zone: What a date without a zone is written in.
    """
    kind = kind_of(body)
    if kind == "xml":
        return parse_feed(body, url, zone)
    if kind == "sitemap":
        return read_sitemap(body, url, zone)
    value = read_json(body)
    if isinstance(value, NotAFeed):
        return value
    return read_json_feed(value, url, zone) if is_json_feed(value) else read_posts(value, url, zone)
