"""What the sample sites publish: TOML files in `content/` become plans, plans become entries. Pure but for reading.

A plan holds no moment: it says how old an entry is when the show begins, or its turn in the show. Everything here is
invented. `{hari}`, `{tanggal}` and `{tahun}` in a text become dates, so that the news is of today whenever it is read.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from importlib import resources
from typing import Any, Literal

#: All three regencies live in western Indonesia, which keeps no summer time.
WIB = timezone(timedelta(hours=7), "WIB")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
#: The paragraph that points to another entry of the same site.
READ_ALSO = "BACA JUGA: "

_SITES = ("sungai_rawa", "teluk_kencana", "lembah_andara")
_DATE = re.compile(r"\{(hari|tanggal|tahun)([+-]\d+)?\}")


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """An entry before it is published. Either `text` or `html` is filled, never both."""

    title: str
    author: str
    categories: tuple[str, ...]
    #: Caption of its picture; empty for an entry without one.
    caption: str
    byline: str
    #: Paragraphs, plain, parted by blank lines.
    text: str
    #: A body that is used as it stands.
    html: str
    #: How long ago it was published when the show begins; None for an entry that waits for its turn.
    age: timedelta | None
    #: Its turn among the waiting entries of all sites, from 1; None for one that is out from the start.
    order: int | None
    #: The one that a hijacked site publishes.
    gambling: bool
    #: Its text is that of another site's press release.
    repeated: bool


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A regency's site: its face, its habits, and its entries, newest first, the waiting ones last."""

    name: str
    short: str
    tagline: str
    office: str
    #: What its pictures show.
    motif: Literal["river", "sea", "mountain"]
    color: str
    #: How it writes `pubDate`: RFC 822 at +0000, RFC 822 at +0700, or "Sen, 06 Okt 2025 09:10 WIB".
    dates: Literal["utc", "wib", "indonesian"]
    #: Path of an entry, with {slug} and, where wanted, {year}, {month}, {day} of publication.
    permalink: str
    #: WordPress number of the oldest entry.
    first_id: int
    #: What the site's plugins write under each text: Jetpack in Indonesian or English, or a counter of views.
    tail: Literal["jetpack_id", "jetpack_en", "views"]
    entries: tuple[EntryPlan, ...]


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """A published entry, its dates filled in."""

    id: int
    title: str
    author: str
    categories: tuple[str, ...]
    caption: str
    byline: str
    paragraphs: tuple[str, ...]
    html: str
    published: datetime
    #: Paths on its site, each with a leading slash; `picture` is empty when there is none.
    path: str
    picture: str


def load_sites() -> tuple[SitePlan, ...]:
    """Reads the three sites. Raises `ValueError` when a text points to an entry that is not out from the start."""
    folder = resources.files("bot.demo") / "content"
    raw = {key: tomllib.loads((folder / f"{key}.toml").read_text("utf-8")) for key in _SITES}
    texts = {(key, entry["title"]): str(entry.get("text", "")) for key in _SITES for entry in raw[key]["entry"]}
    sites = []
    for key in _SITES:
        entries = tuple(_entry_plan(entry, texts) for entry in raw[key].pop("entry"))
        site = SitePlan(**raw[key], entries=entries)
        _check_pointers(site)
        sites.append(site)
    return tuple(sites)


def _entry_plan(raw: dict[str, Any], texts: dict[tuple[str, str], str]) -> EntryPlan:
    source = raw.get("repeats")
    return EntryPlan(
        title=raw["title"],
        author=raw["author"],
        categories=tuple(raw["categories"]),
        caption=raw["caption"],
        byline=raw["byline"],
        text=(texts[source, raw["title"]] if source else raw.get("text", "")).strip(),
        html=raw.get("html", "").strip(),
        age=timedelta(hours=raw["age_hours"]) if "age_hours" in raw else None,
        order=raw.get("order"),
        gambling=raw.get("gambling", False),
        repeated=source is not None,
    )


def _check_pointers(site: SitePlan) -> None:
    out = {entry.title for entry in site.entries if entry.age is not None}
    for entry in site.entries:
        for paragraph in entry.text.split("\n\n"):
            if paragraph.startswith(READ_ALSO) and paragraph.removeprefix(READ_ALSO) not in out:
                raise ValueError(f"{entry.title!r} points to an entry that is not out from the start: {paragraph!r}")


def publish(site: SitePlan, plan: EntryPlan, number: int, published: datetime, day: date) -> SampleEntry:
    """Makes the entry that `plan` describes.

    Args:
        site: The site that publishes it.
        plan: What is published.
        number: How many entries the site has published before.
        published: The moment, aware.
        day: The day that {hari} in its text means; a press release means the same day on every site.
    """
    local = published.astimezone(WIB)
    slug = slugify(plan.title)
    where = {"slug": slug, "year": f"{local:%Y}", "month": f"{local:%m}", "day": f"{local:%d}"}
    return SampleEntry(
        # WordPress counts pictures, drafts and menus too, so numbers of entries are never next to each other.
        id=site.first_id + 7 * number,
        title=plan.title,
        author=plan.author,
        categories=plan.categories,
        caption=plan.caption,
        byline=plan.byline,
        paragraphs=tuple(fill_dates(paragraph, day) for paragraph in plan.text.split("\n\n") if paragraph),
        html=plan.html,
        published=published,
        path=site.permalink.format(**where),
        picture=f"/wp-content/uploads/{local:%Y}/{local:%m}/{slug}.svg" if plan.caption else "",
    )


def slugify(title: str) -> str:
    """The last part of an entry's address, as WordPress makes it: "Rp82.000" becomes "rp82-000"."""
    plain = unicodedata.normalize("NFKD", title.replace("–", "-")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def fill_dates(text: str, day: date) -> str:
    """Puts dates counted from `day` into a text.

    `{hari+2}` becomes "Kamis (26/11/2026)", `{tanggal+2}` "26 November 2026", `{tahun+1}` "2027": the numbers count
    days, days and years.
    """

    def fill(found: re.Match[str]) -> str:
        kind, shift = found[1], int(found[2] or 0)
        if kind == "tahun":
            return str(day.year + shift)
        then = day + timedelta(days=shift)
        if kind == "hari":
            return f"{DAYS[then.weekday()]} ({then.day}/{then.month}/{then.year})"
        return f"{then.day} {MONTHS[then.month - 1]} {then.year}"

    return _DATE.sub(fill, text)
