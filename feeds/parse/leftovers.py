"""What sites and plugins leave in the markup of an article: class names, hiding styles, pointers to other news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from feeds.text.clean import introduces_links

#: Class names of what a plugin put into the content. Whole names only: "share" would also match "shareholder".
_FOREIGN_CLASSES_TEXT = (
    # Jetpack, AddToAny, Sassy Social Share, Simple Share Buttons: share and like bars, related posts
    "sharedaddy sd-sharing-enabled jp-relatedposts sd-like addtoany_share_save_container addtoany_content "
    "heateor_sss_sharing_container ssba shared-counts-wrap "
    # related posts: YARPP, tagDiv, Contextual Related Posts, hand-made "baca juga" boxes
    "yarpp yarpp-related td_block_related_posts crp_related related-posts relatedposts inline-related-post "
    "baca-juga bacajuga linksisip link-sisip "
    # tagDiv Newspaper: neighbours, share bar, author
    "td-post-next-prev td-post-sharing td-post-sharing-top td-post-sharing-bottom author-box-wrap "
    # captions of WordPress's classic editor, post views, cookie boxes, embeds that repeat a social post
    "wp-caption wp-caption-text wp-element-caption post-views cookie-notice twitter-tweet instagram-media "
    "tiktok-embed "
    # texts for screen readers only
    "screen-reader-text sr-only visually-hidden "
)
FOREIGN_CLASSES = frozenset(_FOREIGN_CLASSES_TEXT.split())
HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{3}",
    re.IGNORECASE,
)

#: A link is put between these while blocks are read.
LINK_OPENS, LINK_CLOSES = "\x02", "\x03"
LINK_MARKS = re.compile("[\x02\x03]")
_LINKS = r"(?:\s*\x02[^\x02\x03]{0,300}\x03)+"
ONLY_LINKS = re.compile(rf"{_LINKS}\s*")
#: A block that is one link of four words or more and no sentence: the title of other news, in any language.
OTHER_TITLE = re.compile('\x02(?:[^\\s\x02\x03]+\\s+){3,25}[^\\s\x02\x03]*[^\\s\x02\x03.!?…"”’)]\\s*\x03')
_POINTER = re.compile(rf"\b(?:baca|simak|lihat|tonton)\s+(?:juga|pula)\s*[:»>–-]*{_LINKS}\.?", re.IGNORECASE)


def without_link_lists(blocks: Iterable[str]) -> Iterator[str]:
    """The blocks as plain text, without "Baca juga: [link]" and without the links under such a heading.

    Args:
        blocks: One paragraph each, every link between `LINK_OPENS` and `LINK_CLOSES`.
    """
    in_links = False
    for block in blocks:
        in_links = in_links and (not block.strip() or ONLY_LINKS.fullmatch(block) is not None)
        if in_links:
            continue
        plain = LINK_MARKS.sub("", _POINTER.sub("\n", block))
        in_links = introduces_links(plain.strip())
        yield plain
