"""The hijack guard: does an entry look like what intruders publish on a government's site? Pure.

Sites of regency governments are broken into to advertise online gambling, pills, sex, loans and forgeries. What
looks like it is *held* for an admin's eye, never dropped; news *about* gambling passes. The verdict is a sum that an
admin can follow. Words of adverts, promotion, made-up brand names, disguised letters, languages and links add. Words
of police, courts, prevention and reporting take away, most where they stand close by, and little when the rest of
the entry is about something else, for then an advert was slipped into it. The sum is made over every stretch of
`WINDOW` words and the worst one counts, so that a paragraph of advertising can't hide in a long article.

Points were set by hand and checked with `bench/bench_guard.py`; the words are in `feeds.guard_words`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from feeds import guard_words as words
from feeds.guard_signs import BRAND, FIGURES, Hit, capped, hidden_leads, language, leads, slug
from feeds.model import Oddity, Verdict
from feeds.text.disguise import Disguise, reveal
from feeds.wording import listen

#: At this sum an entry is held. Real posts of two regencies reach 6 at most.
HOLD = 8
#: Words in the stretch of text that is judged as one: about two sentences.
WINDOW = 30
#: Words to each side of it in which police, courts and prevention are heard.
NEARBY = 30
#: Characters of text and title that are read; an advert shows itself long before.
MAX_TEXT, MAX_TITLE = 20_000, 500
#: Links of an entry that are looked at.
MAX_LINKS = 200
#: Sums of one kind that more of the same can't exceed: repeating a word proves nothing new.
MOST_ADVERTISED, MOST_PROMOTION, MOST_REPEATED, MOST_REPORTED = 15, 8, 3, 3
#: Points off for every word of police and courts near an advert, elsewhere in the text, and of caution near it.
JUDGED_NEAR, JUDGED_FAR, CAUTIONED_NEAR = 3, 1, 2
#: Points off that news of another topic can take at most.
MOST_OFF_TOPIC = 6
#: Points more when nothing of the kind stands near: nobody reports on gambling without such a word.
UNOPPOSED = 3
#: Different words of the reporting voice that oppose as well, where an entry is about such things.
REPORTING = 2
#: Points more for a brand name in a text of hardly anything else: this is how these crews sign.
ALONE, HARDLY_ANYTHING = 4, 14
#: Decorated words that count: a title in bold letters is a matter of taste.
MOST_DECORATION = 2
#: Words between two quotation marks that are still one quotation; beyond, a mark was forgotten.
LONGEST_QUOTE = 30

#: Points for wording: so many for each logit above `SOUNDS_LIKE_IT`, at most `HOLD`, never below 0.
WORDING, SOUNDS_LIKE_IT = 2.5, -1.0
#: A text of fewer words is a remark: it must sound more like it, and proves nothing by itself.
A_FEW_WORDS, REMARK_SOUNDS_LIKE_IT, MOST_OF_REMARK = 12, 0.5, 4

#: A figure that is a name by itself where gamblers talk.
LUCKY = "777"

_NEWS = frozenset(("judged", "cautioned", "elsewhere", "reported"))
_OTHER_TRADES = frozenset(("pharma_words", "adult_words", "loan_words", "counterfeit_words", "defaced"))


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


def _index() -> Mapping[str, Sequence[tuple[tuple[str, ...], Hit]]]:
    """Every phrase under its first word, longest first."""
    lists = [
        *(
            (code.partition(".")[0], points, text)
            for code, rows in words.ADVERTISED.items()
            for points, text in rows.items()
        ),
        *(("promotion", points, text) for points, text in words.PROMOTION.items()),
        ("innocent", 0, words.INNOCENT),
        ("judged", 0, words.JUDGED),
        ("cautioned", 0, words.CAUTIONED),
        ("elsewhere", 0, words.ELSEWHERE),
        ("reported", 0, words.REPORTED),
    ]
    found: dict[str, list[tuple[tuple[str, ...], Hit]]] = {}
    for kind, points, text in lists:
        for phrase in _phrases(text):
            found.setdefault(phrase[0], []).append((phrase, Hit(0, kind, points, " ".join(phrase))))
    return MappingProxyType({first: sorted(under, key=lambda one: -len(one[0])) for first, under in found.items()})


_PHRASES = _index()
_TOPICS = {" ".join(phrase): topic for topic, text in words.TOPICS.items() for phrase in _phrases(text)}
_NUMBERED = frozenset(" ".join(phrase) for phrase in _phrases(words.NUMBERED))
_LEET = str.maketrans("0134579", "oieasrg")
_STEM_IN_LEET = re.compile("|".join(words.STEMS))
_MASKED = re.compile(r"(?<![\w@$*])[a-z]{0,10}[@$*][a-z@$*]{2,10}(?![\w@$*])")
_SIGNS = str.maketrans({"@": "a", "$": "s", "*": "."})
_DOUBLED = re.compile(r"([a-z])\1+")
_TOKEN = re.compile('[a-z0-9]+|["“”„«»]')
_QUOTES = frozenset('"“”„«»')


def screen(
    *,
    title: str,
    text: str,
    link: str | None,
    feed_url: str,
    links: Sequence[str] = (),
    hidden: Sequence[str] = (),
    odd: Sequence[Oddity] = (),
) -> Verdict:
    """Judges an entry by what it says, where it leads, and what is odd about it in its feed.

    Args:
        title: The title with its letters as the feed wrote them: a cleaned title has lost its disguise.
        text: The plain text of the content, likewise; `MAX_TEXT` characters are read.
        link: Where the entry leads, None when it leads nowhere. What its path says is read too.
        feed_url: The address of the feed; links within its registrable domain are its own. May be empty.
        links: Addresses in the content, visible or not; `MAX_LINKS` are read.
        hidden: Those of them that no reader would see.
        odd: What `feeds.habits` found odd; with nothing else it takes several oddities to be held.

    Returns:
        Not held and no reasons; or held, with what weighed most first, as "code:evidence". Codes are gambling_words,
        brand_numbers, promotion, disguise, foreign_links, hidden_links, foreign_script, foreign_language,
        pharma_words, adult_words, loan_words, counterfeit_words, defaced, wording, and those of `feeds.habits`.
    """
    evidence = _evidence(title[:MAX_TITLE], text[:MAX_TEXT], link, feed_url, links)
    evidence += [
        *hidden_leads(hidden[:MAX_LINKS], feed_url),
        *(Hit(0, one.code, one.points, one.evidence) for one in odd),
    ]
    if sum(hit.points for hit in evidence) < HOLD:
        return Verdict(held=False)
    heaviest = sorted((hit for hit in evidence if hit.points > 0 and hit.kind != "weight"), key=lambda hit: -hit.points)
    reasons = (f"{hit.kind}:{hit.label}" if hit.label else hit.kind for hit in heaviest[:12])
    return Verdict(held=True, reasons=tuple(dict.fromkeys(reasons)))


def _evidence(title: str, text: str, link: str | None, feed_url: str, links: Sequence[str]) -> list[Hit]:
    """All that speaks for holding, and what news words take off."""
    whole = f"{title}\n{text}"
    revealed = reveal(whole)
    plain, masked = _unmask(revealed.plain)
    tokens, quoted = _split(plain)
    hits = [*_halved(_hits(tokens), quoted), *_disguises([*revealed.disguises, *masked], tokens)]
    hits.sort(key=lambda hit: hit.place)
    title_size = len(_split(plain.partition("\n")[0])[0])
    return [
        *max(_worst_stretch(hits, len(tokens), title_size), _of_slug(link, tokens), key=_sum),
        *_sounds(tokens),
        *language(whole, set(tokens)),
        *leads(link, links[:MAX_LINKS], feed_url),
    ]


def _sum(hits: Iterable[Hit]) -> int:
    return sum(hit.points for hit in hits)


def _of_slug(link: str | None, tokens: Sequence[str]) -> list[Hit]:
    """What the path of the entry's address says, when it says anything else than the entry.

    Intruders clean titles and leave addresses: a page of an advert is found by its address.
    """
    told = slug(link)
    if not told or set(told) <= set(tokens):
        return []
    return _worst_stretch(list(_hits(told)), len(told), len(told))


def _sounds(tokens: Sequence[str]) -> list[Hit]:
    """What the wording tells, whatever the words mean."""
    sound = listen(tokens)
    if len(tokens) < A_FEW_WORDS:
        points = min(MOST_OF_REMARK, round(WORDING * (sound.logit - REMARK_SOUNDS_LIKE_IT))) if tokens else 0
    else:
        points = min(HOLD, round(WORDING * (sound.logit - SOUNDS_LIKE_IT)))
    return [Hit(sound.place, "wording", points, " ".join(sound.telling))] if points > 0 else []


def _unmask(plain: str) -> tuple[str, list[Disguise]]:
    """Words in which signs stand for letters ("sl*t", "g@cor", "$lot"), when the word they make is a telling one."""
    if not any(sign in plain for sign in "@$*"):
        return plain, []
    found: list[Disguise] = []

    def spell(masked: re.Match[str]) -> str:
        letters = re.compile(masked[0].strip("*").translate(_SIGNS))
        stem = next((stem for stem in words.STEMS if letters.fullmatch(stem)), None)
        if stem is None:
            return masked[0]
        found.append(Disguise(stem, 3))
        return stem

    return _MASKED.sub(spell, plain), found


def _split(plain: str) -> tuple[list[str], set[int]]:
    """The words of a text, and the places of those that stand in quotation marks."""
    found = _TOKEN.findall(plain)
    if _QUOTES.isdisjoint(found):
        return found, set()
    tokens: list[str] = []
    quoted: set[int] = set()
    opened: int | None = None
    start = 0
    for mark in [place for place, token in enumerate(found) if token in _QUOTES]:
        tokens += found[start:mark]
        start = mark + 1
        if opened is not None and len(tokens) - opened <= LONGEST_QUOTE:
            quoted.update(range(opened, len(tokens)))
            opened = None
        else:
            opened = len(tokens)
    return tokens + found[start:], quoted


def _halved(hits: list[Hit], quoted: set[int]) -> Iterator[Hit]:
    """Words of adverts tell half in quotation marks: news quotes what adverts say."""
    for hit in hits:
        yield Hit(hit.place, hit.kind, hit.points // 2, hit.label) if hit.place in quoted else hit


def _hits(tokens: Sequence[str]) -> list[Hit]:
    """Every word and phrase with a meaning, in order; a word inside a phrase speaks with the phrase only."""
    hits: list[Hit] = []
    free = 0
    for place in [place for place, token in enumerate(tokens) if _may_tell(token)]:
        if place < free:
            continue
        token = tokens[place]
        for phrase, meaning in _PHRASES.get(token, ()):
            size = len(phrase)
            if size == 1 or tuple(tokens[place : place + size]) == phrase:
                hits.append(Hit(place, meaning.kind, meaning.points, meaning.label))
                free = place + size
                break
        else:
            if coined := _coined(token):
                hits.append(Hit(place, coined.kind, coined.points, coined.label))
    return hits


@lru_cache(maxsize=32_768)
def _may_tell(token: str) -> bool:
    """Whether a word begins a known phrase or tells something by its form: one of twenty does."""
    return token in _PHRASES or _coined(token) is not None


@lru_cache(maxsize=16_384)
def _coined(token: str) -> Hit | None:
    """What a word that begins no known phrase tells by its form."""
    if token.isalpha():
        plain = token.removesuffix("nya") if token.endswith("nya") else _DOUBLED.sub(r"\1", token)
        for phrase, meaning in _PHRASES.get(plain, ()):
            if len(phrase) == 1:
                return meaning
        ends = words.BRAND_ENDINGS
        for end in ends if token.endswith(ends) or token.startswith(ends) else ():
            if (token.endswith(end) or token.startswith(end)) and len(token) >= len(end) + 3:
                return Hit(0, "brand_numbers", 3 if end == "toto" else 5, token)
        return None
    if token.isdigit():
        return Hit(0, "brand_numbers", 2, token) if token == LUCKY else None
    spelled = token.translate(_LEET)
    stem = _STEM_IN_LEET.search(spelled)
    if stem and not token[stem.start() : stem.end()].isalpha():
        return Hit(0, "disguise", 8, spelled)
    brand = BRAND.match(token)
    if brand and brand[1] not in _NUMBERED:
        behind = token[brand.end() :]
        points = FIGURES[brand[2]] if not behind or behind in words.BEHIND_BRANDS else 2
        return Hit(0, "brand_numbers", points, token)
    return None


def _disguises(found: Iterable[Disguise], tokens: list[str]) -> Iterator[Hit]:
    """Each disguised word at its place, weighed by how sure the disguise is and by what it hides."""
    surest = {one.word: one for one in sorted(found, key=lambda one: one.certainty)}
    decorations = 0
    for word, one in surest.items():
        told = any(hit.points >= 3 and hit.kind != "promotion" for hit in _hits([word]))
        telling = told or (one.certainty > 1 and word.endswith(words.DISGUISED_ENDINGS))
        decorations += one.certainty == 1 and not telling
        if decorations > MOST_DECORATION:
            continue
        points = {1: 1, 2: 5, 3: 10}[one.certainty] + (3 * min(2, one.certainty) if telling else 0)
        yield Hit(tokens.index(word) if word in tokens else 0, "disguise", points, word)


def _worst_stretch(hits: list[Hit], total: int, title_size: int) -> list[Hit]:
    """The evidence in the stretch of `WINDOW` words that weighs most, news words counted against it.

    Those of the title stand near every stretch that is about the same.
    """
    told = [hit for hit in hits if hit.kind not in _NEWS and hit.kind != "innocent"]
    heard = [hit for hit in hits if hit.kind in _NEWS]
    places = [hit.place for hit in heard]
    judged = {hit.label for hit in heard if hit.kind == "judged"}
    topics = {topic for hit in hits if (topic := _TOPICS.get(hit.label))}
    if any(hit.place < title_size and hit.points >= 3 and hit.kind != "promotion" for hit in told):
        topics |= set(words.TOPICS)  # an entry is about what its title says
    certain = 4 if total < A_FEW_WORDS else 3
    titled = {hit.label: hit.kind for hit in heard if hit.place < title_size}
    worst: list[Hit] = []
    weight = 0
    for number, first in enumerate(told):
        if first.kind == "promotion":
            continue
        stretch = [
            hit
            for hit in told[max(0, number - WINDOW) : number + WINDOW]
            if -WINDOW // 3 <= hit.place - first.place < WINDOW
        ]
        about = any(_trade(hit) in topics for hit in stretch if hit.kind != "promotion")
        start, end = first.place - NEARBY, first.place + WINDOW + NEARBY
        near = {hit.label: hit.kind for hit in heard[bisect_left(places, start) : bisect_right(places, end)]}
        if about:
            near |= titled
        far = len(judged - near.keys()) if about else 0
        balance = [*_weigh(stretch, total), *_discount(first, list(near.values()), far, certain, about=about)]
        points = sum(hit.points for hit in balance)
        if points > weight:
            worst, weight = balance, points
    return worst


def _trade(hit: Hit) -> str:
    return "others" if hit.kind in _OTHER_TRADES else "gambling"


def _weigh(stretch: list[Hit], total: int) -> list[Hit]:
    """Adverts, each word once, and the promotion beside them, which can't outweigh them."""
    adverts = {(hit.kind, hit.label): hit for hit in stretch if hit.kind != "promotion"}
    promotion = {hit.label: hit for hit in stretch if hit.kind == "promotion"}
    weighed = capped(adverts.values(), MOST_ADVERTISED)
    strong = [(hit.kind, hit.label) for hit in stretch if hit.kind != "promotion" and hit.points >= 3]
    repeats = len(strong) - len(set(strong)) - 1
    if repeats > 0:
        weighed.append(Hit(0, "weight", min(MOST_REPEATED, repeats), "repeated"))
    if total <= HARDLY_ANYTHING and any(hit.kind == "brand_numbers" and hit.points >= 5 for hit in weighed):
        weighed.append(Hit(0, "weight", ALONE, "alone"))
    return weighed + capped(promotion.values(), min(MOST_PROMOTION, sum(hit.points for hit in weighed)))


def _discount(first: Hit, near: list[str], far: int, certain: int, *, about: bool) -> Iterator[Hit]:
    """What news words near (their kinds) and far (a count) take off a stretch that begins at `first`.

    When none is near, it weighs more if `first` has `certain` points.
    """
    points = JUDGED_NEAR * near.count("judged") + CAUTIONED_NEAR * near.count("elsewhere")
    if about:
        points += JUDGED_FAR * far + CAUTIONED_NEAR * near.count("cautioned")
    else:
        points = min(MOST_OFF_TOPIC, points)
    reported = near.count("reported")
    opposed = about and (points > 0 or reported >= REPORTING)
    if first.points >= certain and first.kind != "disguise" and not opposed:
        yield Hit(first.place, "weight", UNOPPOSED, "unopposed")
    if about:
        points += min(MOST_REPORTED, reported)
    yield Hit(first.place, "news", -points, "news")
