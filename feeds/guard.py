"""The hijack guard: does an entry look like what intruders publish on a government's site? Pure.

Sites of regency governments are broken into to advertise online gambling, pills, sex, loans and forgeries. What
looks like it is *held* for an admin's eye, never dropped; news *about* gambling passes. The verdict is a sum that an
admin can follow: words of adverts, promotion, made-up brand names, disguised letters, links and languages add;
words of police, courts, prevention and reporting take away, most where they stand close by. Whoever reads a
paragraph of advertising inside a real article sees it in isolation, so the sum is made over every stretch of
`WINDOW` words and the worst one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from feeds import guard_words as words
from feeds.model import Verdict
from feeds.text.disguise import Disguise, is_honest, reveal

#: At this sum an entry is held.
HOLD = 8
#: Words in the stretch of text that is judged as one: about two sentences.
WINDOW = 30
#: Words to each side of it in which police, courts and prevention are heard in full.
NEARBY = 30
#: Characters of text and title that are read; an advert shows itself long before.
MAX_TEXT, MAX_TITLE = 20_000, 500

#: Sums of one kind that more of the same can't exceed: repeating a word proves nothing new.
MOST_ADVERTISED, MOST_PROMOTION, MOST_REPEATED, MOST_REPORTED = 15, 8, 3, 3
#: Points off for every word of police and courts near an advert, elsewhere in the text, and of caution near it.
JUDGED_NEAR, JUDGED_FAR, CAUTIONED_NEAR = 3, 1, 2
_NEWS = frozenset(("judged", "cautioned", "elsewhere", "reported"))
#: Points more when nothing of the kind stands anywhere near: nobody reports on gambling without such a word.
UNOPPOSED = 3
#: Points that news of another topic can take off.
MOST_OFF_TOPIC = 6


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word or phrase tells. `kind` is a reason code, or one of promotion, innocent, judged, reported."""

    kind: str
    points: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """A meaning at a place, counted in words."""

    place: int
    kind: str
    points: int
    label: str



def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


def _index() -> Mapping[str, Sequence[tuple[tuple[str, ...], _Meaning]]]:
    """Every phrase under its first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], _Meaning]]] = {}

    def put(phrases: Iterable[tuple[str, ...]], meaning: _Meaning) -> None:
        for phrase in phrases:
            found.setdefault(phrase[0], []).append((phrase, meaning))

    for code, by_points in words.ADVERTISED.items():
        for points, text in by_points.items():
            put(_phrases(text), _Meaning(code, points))
    for points, text in words.PROMOTION.items():
        put(_phrases(text), _Meaning("promotion", points))
    put(_phrases(words.INNOCENT), _Meaning("innocent", 0))
    put(_phrases(words.JUDGED), _Meaning("judged", 0))
    put(_phrases(words.CAUTIONED), _Meaning("cautioned", 0))
    put(_phrases(words.ELSEWHERE), _Meaning("elsewhere", 0))
    put(_phrases(words.REPORTED), _Meaning("reported", 1))
    return MappingProxyType({first: sorted(under, key=lambda one: -len(one[0])) for first, under in found.items()})


_PHRASES = _index()
_TOPICS = {" ".join(phrase): topic for topic, text in words.TOPICS.items() for phrase in _phrases(text)}
_OTHERS = frozenset(("pharma", "adult", "loan", "counterfeit", "defaced"))
_NUMBERED = frozenset(word.strip() for word in words.NUMBERED.split(","))
_FIGURES = {figure: points for points, figures in words.BRAND_FIGURES.items() for figure in figures.split()}
_BRAND = re.compile(rf"([a-z]{{3,14}})({'|'.join(sorted(_FIGURES, key=len, reverse=True))})(?![0-9])")
_LEET = str.maketrans("0134579", "oieasrg")
_STEM_IN_LEET = re.compile(r"slot|gacor|togel|toto|maxwin|jackpot|judi|casino|poker|deposit|scatter|jakpot|online")
_TOKEN = re.compile(r"[a-z0-9]+|[\"“”„«»]")
_QUOTES = frozenset("\"“”„«»")
#: Words between two quotation marks that are still one quotation; beyond, a mark was forgotten.
LONGEST_QUOTE = 30
_MASKED = re.compile(r"(?<![\w@$*])[a-z]{0,10}[@$*][a-z@$*]{2,10}(?![\w@$*])")
_SIGNS = str.maketrans({"@": "a", "$": "s", "*": "."})
_DOUBLED = re.compile(r"([a-z])\1+")
#: Scripts that no Indonesian language is written in (Arabic is judged apart, Javanese and Balinese are at home).
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0530-\u05ff\u0900-\u0dff\u0e00-\u0fff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]", re.IGNORECASE)
_TURKISH = re.compile("[ışğİ]")
_FOREIGN_STEM = re.compile("|".join(words.FOREIGN_STEMS), re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_OF_THE_STATE = re.compile(r"(?:^|\.)(?:go|desa|mil|ac|sch)\.id$")
_PLACES = frozenset(["com", "co", "net", "org", "or", "web", "my", "biz"])


def screen(*, title: str, text: str, link: str | None, feed_url: str, links: Sequence[str] = ()) -> Verdict:
    """Judges an entry by what it says and where it leads.

    Args:
        title: The title, with its letters as the feed wrote them: a cleaned title has lost its disguise.
        text: The plain text of the content, likewise; 20,000 characters are read.
        link: Where the entry leads, None when it leads nowhere.
        feed_url: The address of the feed; links within its registrable domain are its own. May be empty.
        links: Addresses in the content, visible or not.

    Returns:
        Held with the reasons that weighed most, first the heaviest, such as "gambling_words:slot gacor",
        "brand:...", "promotion:...", "disguise:...", "link:...", "language:...", "pharma:...", "adult:...", "loan:...",
        "counterfeit:..." and "defaced:..."; or not held, without reasons.
    """
    evidence = _evidence(title[:MAX_TITLE], text[:MAX_TEXT], link, feed_url, links)
    if sum(hit.points for hit in evidence) < HOLD:
        return Verdict(held=False)
    heaviest = sorted((hit for hit in evidence if hit.points > 0), key=lambda hit: (-hit.points, hit.place))
    return Verdict(held=True, reasons=tuple(dict.fromkeys(f"{hit.kind}:{hit.label}" for hit in heaviest[:12])))


def _evidence(title: str, text: str, link: str | None, feed_url: str, links: Sequence[str]) -> list[_Hit]:
    """All that speaks for holding, and what news words take off."""
    whole = f"{title}\n{text}"
    revealed = reveal(whole)
    plain, masked = _unmask(revealed.plain)
    tokens, quoted = _split(plain)
    hits = [*_halved(_hits(tokens), quoted), *_disguises([*revealed.disguises, *masked], tokens)]
    hits.sort(key=lambda hit: hit.place)
    title_size = len(_split(plain.partition("\n")[0])[0])
    return [
        *_worst_stretch(hits, len(tokens), title_size),
        *_language(whole, tokens),
        *_leads(link, links, feed_url),
    ]


def _unmask(plain: str) -> tuple[str, list[Disguise]]:
    """Words in which signs stand for letters ("sl*t", "g@cor", "$lot"), when the word they make is a telling one."""
    found: list[Disguise] = []

    def spell(masked: re.Match[str]) -> str:
        letters = re.compile(masked[0].strip("*").translate(_SIGNS))
        stem = next((stem for stem in words.MASKED if letters.fullmatch(stem)), None)
        if stem is None:
            return masked[0]
        found.append(Disguise(stem, 3))
        return stem

    return _MASKED.sub(spell, plain), found


def _split(plain: str) -> tuple[list[str], set[int]]:
    """The words of a text, and the places of those that stand in quotation marks."""
    tokens: list[str] = []
    quoted: set[int] = set()
    opened: int | None = None
    for token in _TOKEN.findall(plain):
        if token not in _QUOTES:
            tokens.append(token)
        elif opened is not None and len(tokens) - opened <= LONGEST_QUOTE:
            quoted.update(range(opened, len(tokens)))
            opened = None
        else:
            opened = len(tokens)
    return tokens, quoted


def _halved(hits: list[_Hit], quoted: set[int]) -> list[_Hit]:
    """Words of adverts tell half in quotation marks: news quotes what adverts say."""
    return [
        _Hit(hit.place, hit.kind, hit.points // 2, hit.label) if hit.place in quoted and hit.kind not in _NEWS else hit
        for hit in hits
    ]


def _hits(tokens: list[str]) -> list[_Hit]:
    """Every word and phrase with a meaning, in order; a word inside a phrase speaks with the phrase only."""
    hits: list[_Hit] = []
    place, total = 0, len(tokens)
    while place < total:
        token = tokens[place]
        length = 1
        for phrase, meaning in _PHRASES.get(token, ()):
            size = len(phrase)
            if size == 1 or tuple(tokens[place : place + size]) == phrase:
                hits.append(_Hit(place, meaning.kind, meaning.points, " ".join(phrase)))
                length = size
                break
        else:
            found = _coined(token)
            if found:
                hits.append(_Hit(place, *found))
        place += length
    return hits


@lru_cache(maxsize=16_384)
def _coined(token: str) -> tuple[str, int, str] | None:
    """What a word that is in no list tells by its form: kind, points and label."""
    if token.isalpha():
        plain = token.removesuffix("nya") if token.endswith("nya") else _DOUBLED.sub(r"\1", token)
        for phrase, meaning in _PHRASES.get(plain, ()):
            if phrase == (plain,):
                return meaning.kind, meaning.points, plain
        ending = next((end for end in words.BRAND_ENDINGS if token.endswith(end) or token.startswith(end)), None)
        if ending and len(token) >= len(ending) + 3:
            return "brand", 5 if ending != "toto" else 3, token
        return None
    if token.isdigit():
        return ("brand", 2, token) if token == "777" else None
    spelled = token.translate(_LEET)
    if spelled != token and (stem := _STEM_IN_LEET.search(spelled)) and not token[stem.start() : stem.end()].isalpha():
        return "disguise", 8, spelled
    brand = _BRAND.search(token)
    if brand and brand[1] not in _NUMBERED and brand.start() == 0:
        return "brand", _FIGURES[brand[2]], token
    return None


def _worst_stretch(hits: list[_Hit], total: int, title_size: int) -> list[_Hit]:
    """The evidence in the stretch of `WINDOW` words that weighs most, news words counted against it."""
    told = [hit for hit in hits if hit.kind not in _NEWS and hit.kind != "innocent"]
    heard = [hit for hit in hits if hit.kind in _NEWS]
    topics = {topic for hit in hits if (topic := _TOPICS.get(hit.label))}
    if any(hit.place < title_size and hit.points >= 3 and hit.kind != "promotion" for hit in told):
        topics = {"gambling", "others"}
    worst: list[_Hit] = []
    weight = 0
    for number, first in enumerate(told):
        if first.kind == "promotion":
            continue
        stretch = [
            hit
            for hit in told[max(0, number - WINDOW) : number + WINDOW]
            if -WINDOW // 3 <= hit.place - first.place < WINDOW
        ]
        about = ("others" if first.kind in _OTHERS else "gambling") in topics
        balance = [*_weigh(stretch, total), *_discount(heard, first, about=about)]
        points = sum(hit.points for hit in balance)
        if points > weight:
            worst, weight = balance, points
    return worst


def _weigh(stretch: list[_Hit], total: int) -> list[_Hit]:
    """Adverts, each word once, and the promotion beside them, which can't outweigh them."""
    adverts = {(hit.kind, hit.label): hit for hit in stretch if hit.kind != "promotion"}
    promotion = {hit.label: hit for hit in stretch if hit.kind == "promotion"}
    weighed = _capped(adverts.values(), MOST_ADVERTISED)
    repeats = sum(hit.kind != "promotion" and hit.points >= 3 for hit in stretch) - len(adverts)
    if repeats > 1:
        weighed.append(_Hit(stretch[0].place, weighed[0].kind, min(MOST_REPEATED, repeats - 1), "repeated"))
    # A name and hardly anything else is how these crews sign.
    if total <= 14 and any(hit.kind == "brand" and hit.points >= 5 for hit in weighed):
        weighed.append(_Hit(stretch[0].place, "brand", 4, "alone"))
    limit = min(MOST_PROMOTION, sum(hit.points for hit in weighed))
    return weighed + _capped(promotion.values(), limit)


def _capped(hits: Iterable[_Hit], most: int) -> list[_Hit]:
    """The heaviest hits, cut so that they don't exceed `most` together."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.points):
        points = min(hit.points, most)
        if points <= 0:
            break
        kept.append(_Hit(hit.place, hit.kind, points, hit.label))
        most -= points
    return kept


def _discount(heard: list[_Hit], advert: _Hit, *, about: bool) -> Iterator[_Hit]:
    """What news words take off an advert at its place: little when the news is about something else."""
    near = {hit.label: hit.kind for hit in heard if -NEARBY <= hit.place - advert.place <= WINDOW + NEARBY}
    kinds = list(near.values())
    judged = JUDGED_NEAR * kinds.count("judged")
    points = judged + CAUTIONED_NEAR * kinds.count("elsewhere")
    if about:
        far = {hit.label for hit in heard if hit.kind == "judged"} - near.keys()
        points += JUDGED_FAR * len(far) + CAUTIONED_NEAR * kinds.count("cautioned")
    else:
        points = min(MOST_OFF_TOPIC, points)
    if advert.points >= 3 and advert.kind != "disguise" and (points == 0 or not about):
        yield _Hit(advert.place, advert.kind, UNOPPOSED, "unopposed")
    if about:
        points += min(MOST_REPORTED, kinds.count("reported"))
    yield _Hit(advert.place, "news", -points, "news")


def _disguises(found: Iterable[Disguise], tokens: list[str]) -> Iterator[_Hit]:
    """Each disguised word at its place, weighed by how sure the disguise is and by what it hides."""
    for one in {one.word: one for one in sorted(found, key=lambda one: one.certainty)}.values():
        told = [hit for hit in _hits([one.word]) if hit.kind not in _NEWS and hit.points >= 3 and hit.kind != "promotion"]
        telling = bool(told) or (one.certainty > 1 and one.word.endswith(words.DISGUISED_ENDINGS))
        points = {1: 1, 2: 5, 3: 10}[one.certainty] + (3 * min(2, one.certainty) if telling else 0)
        yield _Hit(tokens.index(one.word) if one.word in tokens else 0, "disguise", points, one.word)


def _language(text: str, tokens: list[str]) -> Iterator[_Hit]:
    """Scripts and languages that a regency does not publish in."""
    known = set(tokens)
    english = len(known & words.ENGLISH)
    if english >= 3 and english > 2 * len(known & words.INDONESIAN):
        yield _Hit(0, "language", 3, "English")
    if is_honest(text):
        return
    letters = max(1, len(_LETTER.findall(text)))
    other, arabic = len(_OTHER_SCRIPT.findall(text)), len(_ARABIC.findall(text))
    if other >= 8 and other >= 0.3 * letters:
        yield _Hit(0, "language", 10, "other script")
    elif other >= 12:
        yield _Hit(0, "language", 3, "other script")
    if arabic >= 0.6 * letters:
        yield _Hit(0, "language", 4, "Arabic")
    if len(_VIETNAMESE.findall(text)) >= max(8, 0.04 * letters):
        yield _Hit(0, "language", 10, "Vietnamese")
    if len(_TURKISH.findall(text)) >= max(4, 0.02 * letters):
        yield _Hit(0, "language", 5, "Turkish")
    if stem := _FOREIGN_STEM.search(text):
        yield _Hit(0, "gambling_foreign", 6, stem[0].lower())


def _leads(link: str | None, links: Sequence[str], feed_url: str) -> list[_Hit]:
    """Where the entry leads: a telling name of a foreign host holds by itself, a merely foreign one hints."""
    home = _registrable(_host(feed_url))
    found: list[_Hit] = []
    foreign = set()
    for address in [*([link] if link else ()), *links[:200]]:
        host = _host(address)
        if not host or (home and _registrable(host) == home) or _known(host):
            continue
        foreign.add(_registrable(host))
        name = host.removeprefix("www.").replace("-", "")
        if any(stem in name for stem in words.HOST_STEMS) or _telling(name):
            found.append(_Hit(0, "link", 10, host))
        elif host.rpartition(".")[2] in words.CHEAP_DOMAINS:
            found.append(_Hit(0, "link", 4 if address != link else 6, host))
        elif home and address == link:
            found.append(_Hit(0, "link", 4, host))
    if home and len(foreign) >= 6:
        found.append(_Hit(0, "link", 3, f"{len(foreign)} foreign hosts"))
    return _capped(list({hit.label: hit for hit in found}.values()), 16)


def _telling(name: str) -> bool:
    brand = _BRAND.search(name.split(".", maxsplit=1)[0])
    return brand is not None and _FIGURES[brand[2]] >= 5


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:  # what no parser can read leads nowhere
        return ""


def _registrable(host: str) -> str:
    """The part of a host name that somebody registered: two labels, three under "go.id", "co.uk" and the like."""
    labels = host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    if labels[-2:-1] == ["desa"] and len(labels) > 2:
        size = 3
    return ".".join(labels[-size:])


def _known(host: str) -> bool:
    return bool(_OF_THE_STATE.search(host)) or any(
        ".".join(host.split(".")[start:]) in words.KNOWN_HOSTS for start in range(host.count(".") + 1)
    )
