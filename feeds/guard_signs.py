"""Signs by which the hijack guard knows adverts besides words: languages, addresses, invisible links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from feeds import guard_words as words
from feeds.text.disguise import is_honest
from feeds.text.hosts import host_of, registrable

#: What all addresses of an entry can weigh together.
MOST_LINKED = 16
#: Points of invisible links out of the feed's own site: no editor makes them.
HIDDEN = 8
#: Words of an address that are read.
SLUG_WORDS = 40

#: Points of a figure behind a made-up name.
FIGURES = {figure: points for points, figures in words.BRAND_FIGURES.items() for figure in figures.split()}
BRAND = re.compile(rf"([a-z]{{3,14}})({'|'.join(sorted(FIGURES, key=len, reverse=True))})(?![0-9])")
#: Scripts that no Indonesian language is written in (Arabic is judged apart; Javanese and Balinese are at home).
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0530-\u05ff\u0900-\u0dff\u0e00-\u0fff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]", re.IGNORECASE)
_TURKISH = re.compile("[ışğİ]")
_FOREIGN_STEM = re.compile("|".join(words.FOREIGN_STEMS), re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_OF_THE_STATE = re.compile(r"(?:^|\.)(?:go|desa|mil|ac|sch)\.id$")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase that tells something."""

    #: Counted in words.
    place: int
    #: A reason code, a kind of news word, or "weight": what makes evidence heavier without being any.
    kind: str
    points: int
    label: str


def capped(hits: Iterable[Hit], most: int) -> list[Hit]:
    """The heaviest hits, cut so that they don't exceed `most` together."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.points):
        points = min(hit.points, most)
        if points <= 0:
            break
        kept.append(replace(hit, points=points))
        most -= points
    return kept


def language(text: str, known: set[str]) -> Iterator[Hit]:
    """Scripts and languages that a regency does not publish in."""
    english = len(known & words.ENGLISH)
    if english >= 3 and english > 2 * len(known & words.INDONESIAN):
        yield Hit(0, "foreign_language", 3, "English")
    if is_honest(text):
        return
    letters = max(1, len(_LETTER.findall(text)))
    other = len(_OTHER_SCRIPT.findall(text))
    if is_foreign_script(text):
        yield Hit(0, "foreign_script", 10, "other script")
    elif other >= 12:
        yield Hit(0, "foreign_script", 3, "other script")
    if len(_ARABIC.findall(text)) >= 0.6 * letters:
        yield Hit(0, "foreign_script", 4, "Arabic")
    if len(_VIETNAMESE.findall(text)) >= max(8, 0.04 * letters):
        yield Hit(0, "foreign_script", 10, "Vietnamese")
    if len(_TURKISH.findall(text)) >= max(4, 0.02 * letters):
        yield Hit(0, "foreign_script", 5, "Turkish")
    if stem := _FOREIGN_STEM.search(text):
        yield Hit(0, "gambling_words", 6, stem[0].lower())


def leads(link: str | None, links: Sequence[str], feed_url: str) -> list[Hit]:
    """Where the entry leads: a telling host name may hold by itself, a merely foreign one hints."""
    home = registrable(host_of(feed_url))
    found: dict[str, Hit] = {}
    for address in [*([link] if link else ()), *links]:
        host = host_of(address)
        site = registrable(host)
        if site in found or not _leads_out(host, home):
            continue
        name = host.removeprefix("www.").replace("-", "")
        brand = BRAND.match(name)
        if any(stem in name for stem in words.HOST_STEMS):
            points = 10
        elif brand and FIGURES[brand[2]] >= 5:
            points = 6 if host.endswith(".id") and address != link else 10
        elif host.rpartition(".")[2] in words.CHEAP_DOMAINS:
            points = 6 if address == link else 4
        else:
            points = 4 if home and address == link else 0
        found[site] = Hit(0, "foreign_links", points, host)
    crowd = [Hit(0, "foreign_links", 3, f"{len(found)} foreign hosts")] if home and len(found) >= 6 else []
    return capped([*found.values(), *crowd], MOST_LINKED)


def is_foreign_script(text: str) -> bool:
    """Whether a good part of a text is in a script that no Indonesian language is written in."""
    if is_honest(text):
        return False
    other = len(_OTHER_SCRIPT.findall(text))
    return other >= 8 and other >= 0.3 * len(_LETTER.findall(text))


def hidden_leads(hidden: Sequence[str], feed_url: str) -> list[Hit]:
    """Invisible links that lead out of the feed's site."""
    home = registrable(host_of(feed_url))
    hosts = dict.fromkeys(host for address in hidden if _leads_out(host := host_of(address), home))
    return [Hit(0, "hidden_links", HIDDEN, next(iter(hosts)))] if hosts else []


def slug(link: str | None) -> list[str]:
    """The words of an address's path, lower case; [] where there are none."""
    try:
        path = unquote(urlsplit(link or "").path)
    except ValueError:  # what no parser can read says nothing
        return []
    return re.findall("[a-z0-9]+", path.lower())[:SLUG_WORDS]


def _leads_out(host: str, home: str) -> bool:
    """Whether a host is neither the feed's own, nor the state's, nor one where everybody publishes."""
    own = bool(home) and registrable(host) == home
    return bool(host) and not own and not _OF_THE_STATE.search(host) and not _known(host)


def _known(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in words.KNOWN_HOSTS for start in range(len(labels)))
