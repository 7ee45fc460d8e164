"""What elements of a page are by the names that themes give them: the article, or what stands around it. Data only.

A name is one part of a class or an id between hyphens and underscores, in lower case: "td-post-sharing-top" is named
"td", "post", "sharing" and "top".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.parse.leftovers import FOREIGN_CLASSES, HIDING_STYLE

#: Classes that themes and schema.org keep for the text of an article alone: WordPress, tagDiv, Elementor, Blogger,
#: Drupal, and what Indonesian CMSs call it.
_BODY_TEXT = (
    "entry-content td-post-content tdb_single_content post-content post-body article-content article-body "
    "article__content article__body single-content content-article content-detail detail-content detail__body-text "
    "field--name-body elementor-widget-theme-post-content read__content e-content wp-block-post-content isi-berita "
    "isiberita konten-berita post-entry story-body news-content newsdetail-content "
)
BODY = frozenset(_BODY_TEXT.split())
#: Finds such an element fast, in what looks like the frame around the page.
BODY_SELECTOR = ", ".join(["h1", "[itemprop=articleBody]", *(f".{name}" for name in sorted(BODY))])

#: Names that speak for an article; a word of thumb, as in "detail_text".
_GOOD_TEXT = "article artikel body content konten detail entry isi berita news post read story text teks single main "
_GOOD = frozenset(_GOOD_TEXT.split())

#: Names of what is none of the article, whatever it says.
_BAD_TEXT = (
    # people's answers, and the form for them
    "comment comments komentar respond reply disqus "
    # ways to elsewhere
    "nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs pagination pager paging prev next "
    "sidebar sidebars aside masthead footer toolbar toc "
    # other news
    "related terkait rekomendasi recommended recommendation recommendations populer popular terpopuler trending "
    "terkini terbaru latest bacajuga bacajugabox lainnya more selengkapnya readmore "
    # sharing, subscribing, rating, signing in
    "share sharing shares sharebar social sosial sosmed socials follow newsletter subscribe subscription rating "
    "ratings vote "
    "login signup signin register popup modal "
    # advertisements, notices
    "ad ads adspot adslot advert advertisement advertisements iklan banner sponsor sponsored promo cookie cookies "
    "consent gdpr "
    # about the article
    "tags tagcloud author authors byline penulis editor meta metadata caption captions credit credits copyright views "
    "breaking ticker "
    # tagDiv's advertisements
    "rec "
)
_BAD = frozenset(_BAD_TEXT.split())
_PARTS = re.compile(r"[\s_-]+")

#: The page's frame, and elements whose classes tell of the whole article's topic ("tag-iklan", "category-popular").
_NEVER_BAD = frozenset(("html", "body", "main", "article"))


def is_body(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element says of itself that it holds the article's text and nothing else."""
    if attributes.get("itemprop") == "articleBody":
        return True
    return not BODY.isdisjoint((attributes.get("class") or "").lower().split())


def is_good(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's names speak for an article."""
    return not _GOOD.isdisjoint(_names(attributes))


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element is not shown, or was put there by a plugin that we know."""
    if "hidden" in attributes or HIDING_STYLE.search(attributes.get("style") or ""):
        return True
    return not FOREIGN_CLASSES.isdisjoint((attributes.get("class") or "").lower().split())


def is_foreign(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element is named for something that is no part of the article."""
    return tag not in _NEVER_BAD and not _BAD.isdisjoint(_names(attributes))


def _names(attributes: Mapping[str, str | None]) -> list[str]:
    return _PARTS.split(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower())
