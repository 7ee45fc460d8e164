"""What kind of document some bytes can be at most, from their first signs. Pure, quick, and only a guess."""

from __future__ import annotations

import re
from typing import Literal

#: A byte order mark and white space.
_BLANK = b"\xef\xbb\xbf \t\r\n"
_HEAD = 4_000
_SITEMAP = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]")
_FEED = re.compile(rb"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]", re.IGNORECASE)
#: How WordPress's posts and a JSON Feed begin; PHP prints its warnings before them as it does before XML.
_JSON = re.compile(rb"""\[\s*\{\s*"id"\s*:|\{\s*"version"\s*:\s*"https:""")


def kind_of(body: bytes) -> Literal["json", "sitemap", "xml"]:
    """Tells JSON and sitemaps from all the rest: RSS, Atom, RDF, pages, rubbish."""
    head = body[:_HEAD].lstrip(_BLANK)
    if head[:1] in {b"[", b"{"}:
        return "json"
    if _FEED.search(head):
        return "xml"
    if _SITEMAP.search(head):
        return "sitemap"
    return "json" if _JSON.search(head) else "xml"
