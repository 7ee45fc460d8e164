"""The pages of a sample site: its front page and one page for each entry. Pure; they ask nothing of any other host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import resources

from bot.demo.plans import DAYS, MONTHS, WIB, SampleEntry, SitePlan
from bot.demo.rss import body, excerpt, markup

#: Entries offered under another one.
_MORE = 4


def home_page(site: SitePlan, entries: Sequence[SampleEntry]) -> str:
    """The front page: every published entry, newest first, and where the feed is."""
    cards = "\n".join(_card(entry) for entry in entries)
    return _page(site, site.name, f'<div class="grid">\n{cards}\n</div>')


def entry_page(site: SitePlan, entry: SampleEntry, entries: Sequence[SampleEntry], home: str) -> str:
    """One entry's page, with a few others of `entries` (newest first) to go on with."""
    links = {other.title: other.path for other in entries}
    more = "\n".join(
        f'<li><a href="{other.path}">{markup(other.title)}</a></li>'
        for other in [other for other in entries if other is not entry][:_MORE]
    )
    return _page(
        site,
        f"{entry.title} – {site.short}",
        f"""<article>
<span class="kind">{markup(", ".join(entry.categories))}</span>
<h1>{markup(entry.title)}</h1>
<div class="when">{_when(entry.published)} · oleh {markup(entry.author)}</div>
{body(site, entry, home, links)}
</article>
<aside class="more"><h3>Berita lainnya</h3><ul>
{more}
</ul></aside>""",
    )


def not_found_page(site: SitePlan) -> str:
    """What a reader sees at an address where nothing is."""
    return _page(
        site,
        f"Halaman tidak ditemukan – {site.short}",
        '<article><h1>Halaman tidak ditemukan</h1><p>Silakan kembali ke <a href="/">beranda</a>.</p></article>',
    )


def _when(moment: datetime) -> str:
    local = moment.astimezone(WIB)
    day = f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{day} pukul {local:%H.%M} WIB"


def _card(entry: SampleEntry) -> str:
    picture = f'<a href="{entry.path}"><img src="{entry.picture}" alt=""></a>' if entry.picture else ""
    short = excerpt(entry).split(" – ", 1)[-1]
    if len(short) > 150:
        short = short[:150].rsplit(" ", 1)[0] + " …"
    return f"""<section class="card">{picture}<div>
<span class="kind">{markup(entry.categories[0])}</span>
<h2><a href="{entry.path}">{markup(entry.title)}</a></h2>
<div class="when">{_when(entry.published)}</div>
<p>{markup(short)}</p>
</div></section>"""


def _page(site: SitePlan, title: str, inside: str) -> str:
    style = (resources.files("bot.demo") / "content" / "site.css").read_text("utf-8")
    initials = "".join(word[0] for word in site.short.split())
    return f"""<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{markup(title)}</title>
<link rel="alternate" type="application/rss+xml" title="{markup(site.name)}" href="/feed/">
<link rel="icon" href="data:,">
<style>:root{{--color:{site.color}}}
{style}</style>
</head>
<body>
<header><div class="wrap brand"><span class="seal">{initials}</span>
<a href="/"><b>Kabupaten {markup(site.short)}</b><span>{markup(site.tagline)}</span></a></div>
<nav><div class="wrap"><a href="/">Beranda</a><a href="/feed/">RSS</a></div></nav></header>
<main class="wrap">
{inside}
</main>
<footer><div class="wrap">{markup(site.office)}<br>
Situs contoh Kentongan: kabupaten, tempat, tokoh, dan beritanya rekaan. <a href="/feed/">Umpan RSS</a></div></footer>
</body>
</html>
"""
