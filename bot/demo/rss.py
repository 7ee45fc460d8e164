"""The feed of a sample site and the body of its entries, as WordPress and its plugins write them. Pure.

RSS 2.0 (https://www.rssboard.org/rss-specification) with `content:encoded` and `dc:creator`; typographic marks are
numeric references, as WordPress's wptexturize leaves them. Two habits of WordPress are left out on purpose: `sy:`
update periods, which would ask for an hour between polls, and the limit of ten entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.demo.plans import DAYS, MONTHS, READ_ALSO, WIB, SampleEntry, SitePlan

_TYPOGRAPHY = {ord(mark): f"&#{ord(mark)};" for mark in "–—“”‘’…"}
#: Words in an excerpt: the default of WordPress's wp_trim_excerpt.
_EXCERPT_WORDS = 55


def markup(text: str) -> str:
    """Escapes plain text for HTML and XML alike, typographic marks as numeric references."""
    return escape(text, quote=False).translate(_TYPOGRAPHY)


def written_date(site: SitePlan, moment: datetime) -> str:
    """A date as this site writes it in its feed; the Indonesian form tells no seconds."""
    local = moment.astimezone(WIB)
    if site.dates == "indonesian":
        return f"{DAYS[local.weekday()][:3]}, {local:%d} {MONTHS[local.month - 1][:3]} {local:%Y %H:%M} WIB"
    return format_datetime(local if site.dates == "wib" else moment)


def excerpt(entry: SampleEntry) -> str:
    """The first words of the text, plain; an entry of bare HTML repeats its title."""
    words = " ".join(entry.paragraphs).split() or entry.title.split()
    return " ".join(words[:_EXCERPT_WORDS]) + (" […]" if len(words) > _EXCERPT_WORDS else "")


def body(site: SitePlan, entry: SampleEntry, home: str, links: dict[str, str]) -> str:
    """The HTML of an entry: picture, text, byline, and what the site's plugins add.

    Args:
        site: The site that publishes it.
        entry: What is published.
        home: The site's address, without a closing slash.
        links: Paths of the site's entries by title, for "BACA JUGA".
    """
    parts = []
    if entry.picture:
        parts.append(
            f'<figure class="wp-block-image size-large"><img decoding="async" width="960" height="540" '
            f'src="{home}{entry.picture}" alt="" class="wp-image-{entry.id + 1}" />'
            f'<figcaption class="wp-element-caption">{markup(entry.caption)}</figcaption></figure>'
        )
    parts += [entry.html] if entry.html else [_paragraph(paragraph, home, links) for paragraph in entry.paragraphs]
    if entry.byline:
        parts.append(f"<p><strong>{markup(entry.byline)}</strong></p>")
    parts.append(_tail(site, entry, home))
    return "\n\n".join(parts)


def _paragraph(text: str, home: str, links: dict[str, str]) -> str:
    if text.startswith(READ_ALSO):
        title = text.removeprefix(READ_ALSO)
        return f'<p><strong>BACA JUGA:</strong> <a href="{home}{links[title]}">{markup(title)}</a></p>'
    place, dash, rest = text.partition(" – ")
    if dash and place.isupper():
        return f"<p><strong>{markup(place)}</strong> &#8211; {markup(rest)}</p>"
    return f"<p>{markup(text)}</p>"


def _tail(site: SitePlan, entry: SampleEntry, home: str) -> str:
    if site.tail == "views":
        # Any number does, as long as it stays: an entry whose text changes at each poll is another story.
        return f'<div class="post-views content-post"><span>Post Views:</span> <span>{entry.id % 389 + 12}</span></div>'
    share, like, wait = {
        "jetpack_id": ("Bagikan ini:", "Menyukai ini:", "Memuat&#8230;"),
        "jetpack_en": ("Share this:", "Like this:", "Loading&#8230;"),
    }[site.tail]
    networks = "".join(
        f'<li><a rel="nofollow noopener" href="{home}{entry.path}?share={name.lower()}">{name}</a></li>'
        for name in ("Facebook", "X", "WhatsApp")
    )
    return (
        f'<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{share}</h3><ul>{networks}</ul></div>\n'
        f'<div class="sharedaddy sd-like"><h3 class="sd-title">{like}</h3><span>{wait}</span></div>'
    )


def feed(site: SitePlan, entries: Sequence[SampleEntry], home: str) -> bytes:
    """The feed document, UTF-8. `entries` come newest first, at least one; `home` has no closing slash."""
    links = {entry.title: entry.path for entry in entries}
    items = "\n".join(_item(site, entry, home, links) for entry in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
>

<channel>
	<title>{markup(site.name)}</title>
	<atom:link href="{home}/feed/" rel="self" type="application/rss+xml" />
	<link>{home}</link>
	<description>{markup(site.tagline)}</description>
	<lastBuildDate>{written_date(site, entries[0].published)}</lastBuildDate>
	<language>id</language>
{items}
</channel>
</rss>
""".encode()


def _item(site: SitePlan, entry: SampleEntry, home: str, links: dict[str, str]) -> str:
    link = f"{home}{entry.path}"
    title = markup(entry.title)
    categories = "\n".join(f"\t\t<category><![CDATA[{category}]]></category>" for category in entry.categories)
    # Sites with the usual plugin for search engines say where a copied text comes from, in English throughout.
    origin = f'<p>The post <a href="{link}">{title}</a> appeared first on <a href="{home}">{markup(site.name)}</a>.</p>'
    after = "" if site.tail == "views" else f"\n{origin}"
    return f"""	<item>
		<title>{title}</title>
		<link>{link}</link>
		<dc:creator><![CDATA[{entry.author}]]></dc:creator>
		<pubDate>{written_date(site, entry.published)}</pubDate>
{categories}
		<guid isPermaLink="false">{home}/?p={entry.id}</guid>
		<description><![CDATA[<p>{markup(excerpt(entry))}</p>{after}
]]></description>
		<content:encoded><![CDATA[{body(site, entry, home, links)}{after}
]]></content:encoded>
	</item>"""
