"""What a name can mean to a person who wants to follow it: a topic, a place, a site, or just words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from bot.choices import Choice, Kind, choice_of_words
from bot.texts.choosing import choosing_in
from feeds.regions.gazetteer import Region, country
from feeds.regions.spelling import key_of
from feeds.storage.outlets import Outlets
from feeds.text.normalise import fold

#: What a person, or a button, may put before a name.
KIND_WORDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "topik": "topic",
        "topic": "topic",
        "kecamatan": "district",
        "kec": "district",
        "district": "district",
        "kabupaten": "regency",
        "kab": "regency",
        "kota": "regency",
        "wilayah": "regency",
        "regency": "regency",
        "sumber": "feed",
        "source": "feed",
        "kata": "word",
        "words": "word",
    }
)
#: Meanings that are offered at most; whoever means another one says more.
MOST = 6


def meanings(text: str, topics: Sequence[str], known: Outlets) -> tuple[Choice, ...]:
    """Everything that a name can mean, at most `MOST`; with a kind before it, things of that kind alone.

    Names of places count as words too where they are ordinary ones; places in a regency whose news there is come
    first and, if there is one, alone. What is neither topic, place nor site is words; empty when it is not even that.
    """
    first, _, rest = text.partition(" ")
    kind = KIND_WORDS.get(first.casefold().rstrip("."))
    name = rest.strip() if kind is not None and rest.strip() else text
    if kind == "word":
        return _words(name)
    found = [
        *(_topics(name, topics) if kind in {None, "topic"} else ()),
        *(_places(name, text, kind, known) if kind in {None, "district", "regency"} else ()),
        # A site may be called "Kab. Wonosobo".
        *_feeds(name if kind == "feed" else text, known),
    ]
    if not found:
        return _words(text)
    if kind is None and key_of(name) in country().ordinary:
        found += _words(name)
    return tuple(dict.fromkeys(found))[:MOST]


def _words(text: str) -> tuple[Choice, ...]:
    choice = choice_of_words("word", text)
    return () if choice is None else (choice,)


def _topics(name: str, topics: Sequence[str]) -> tuple[Choice, ...]:
    wanted = fold(name)
    languages = (choosing_in("id").topics, choosing_in("en").topics)
    return tuple(
        Choice("topic", topic)
        for topic in topics
        if wanted in {topic, *(fold(names.get(topic, topic)) for names in languages)}
    )


def _places(name: str, text: str, kind: Kind | None, known: Outlets) -> tuple[Choice, ...]:
    table, key = country(), key_of(name)
    if not key:
        return ()
    regencies = table.regencies.get(key, ()) if kind in {None, "regency"} else ()
    before = text.partition(" ")[0].casefold().rstrip(".")
    if before in {"kabupaten", "kab", "kota"}:
        regencies = tuple(one for one in regencies if one.kind.startswith(before))
    districts = table.districts.get(key, ()) if kind in {None, "district"} else ()
    every = (*regencies, *districts)
    ours = tuple(one for one in every if one.place.code[:5] in known.regencies)
    return tuple(_choice(one) for one in ours or every)


def _choice(region: Region) -> Choice:
    return Choice("regency" if region.place.level == "regency" else "district", region.place.code)


def _feeds(name: str, known: Outlets) -> tuple[Choice, ...]:
    wanted = fold(name)
    return tuple(
        Choice("feed", str(number))
        for number, feed in known.names.items()
        if wanted and wanted in {fold(feed), str(number)}
    )
