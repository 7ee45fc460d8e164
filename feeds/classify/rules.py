"""The words by which topics and urgent news are told: read from TOML, validated, and made ready to match.

An admin may replace the file; every fault in it is said in a sentence, all at once (`RulesError.faults`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from feeds.errors import RulesError
from feeds.text.normalise import fold
from feeds.text.stems import stems

#: Points of a word by the list that it stands in.
POINTS = MappingProxyType({"sure": 4, "likely": 2, "hint": 1})
URGENT_LISTS = ("now", "never", "aftermath")
DANGER_LISTS = ("words", "happening")
_NUMBERS = MappingProxyType({"enough": (1.0, 1000.0), "share": (0.0, 1.0), "most": (1.0, 12.0)})


class Phrases:
    """Many words and phrases, found in one pass over a text's words, which `split` makes of both alike."""

    def __init__(self, phrases: Iterable[tuple[str, Any]], split: Callable[[str], Sequence[str]]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, meaning in phrases:
            words = tuple(split(phrase))
            if words:
                self._starts.setdefault(words[0], []).append((words, meaning))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...], Any]]:
        """Where each phrase stands, its words and its meaning; overlapping ones all."""
        for at, word in enumerate(words):
            for phrase, meaning in self._starts.get(word, ()):
                if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                    yield at, phrase, meaning

    def among(self, words: Sequence[str]) -> bool:
        """Whether any of the phrases stands in the text."""
        return next(self.find(words), None) is not None


def forms(text: str) -> list[str]:
    """The words as they are written: "putusan" is not "putus", "kebanjiran pesanan" is no flood."""
    return fold(text).split()


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of danger or outage, and what it looks like while it lasts."""

    words: Phrases
    happening: Phrases


@dataclass(frozen=True, slots=True)
class Urgency:
    """The lists of urgent news, see `rules.toml`."""

    dangers: tuple[Danger, ...]
    now: Phrases
    never: Phrases
    aftermath: Phrases


@dataclass(frozen=True, slots=True)
class Rules:
    """What an article is measured by."""

    #: A phrase means a topic and its points.
    topics: Phrases
    names: tuple[str, ...]
    enough: float
    share: float
    most: int
    urgency: Urgency


@lru_cache(maxsize=4)
def load_rules(path: Path | None = None) -> Rules:
    """The rules of a file, or our own.

    Raises:
        RulesError: The file can't be read or has faults; each is one sentence.
    """
    try:
        text = resources.files("feeds.classify").joinpath("rules.toml").read_text("utf-8") if path is None else None
        document = tomllib.loads(text if path is None and text is not None else Path(path or "").read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError((f"{path} can't be read: {error}.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise RulesError((f"{path} is not valid TOML: {error}.",)) from error
    return read_rules(document)


def read_rules(document: Mapping[str, Any]) -> Rules:
    """The rules of a parsed document. Raises `RulesError` with every fault."""
    faults = tuple(_faults(document))
    if faults:
        raise RulesError(faults)
    topics = document["topics"]
    urgent = document["urgent"]
    dangers = (tuple(_exact(danger[name]) for name in DANGER_LISTS) for danger in urgent["dangers"].values())
    return Rules(
        topics=Phrases(
            (
                (phrase, (topic, POINTS[weight]))
                for topic, words in topics.items()
                for weight, phrases in words.items()
                for phrase in phrases
            ),
            stems,
        ),
        names=tuple(topics),
        enough=document["enough"],
        share=document["share"],
        most=int(document["most"]),
        urgency=Urgency(tuple(Danger(*lists) for lists in dangers), *(_exact(urgent[name]) for name in URGENT_LISTS)),
    )


def _exact(phrases: Iterable[str]) -> Phrases:
    return Phrases(((phrase, None) for phrase in phrases), forms)


def _faults(document: Mapping[str, Any]) -> Iterator[str]:
    for name in document.keys() - {"topics", "urgent", *_NUMBERS}:
        yield f"{name} is unknown; check the spelling."
    for name, (low, high) in _NUMBERS.items():
        value = document.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            yield f"{name} must be a number from {low:g} to {high:g}."
    topics = document.get("topics")
    if not isinstance(topics, dict) or not topics:
        yield "[topics] is missing: there must be at least one, for example [topics.kesehatan]."
    else:
        for topic, words in topics.items():
            yield from _faults_of_lists(f"[topics.{topic}]", words, tuple(POINTS), needed=())
    urgent = document.get("urgent")
    if not isinstance(urgent, dict):
        yield "[urgent] is missing."
        return
    dangers = urgent.get("dangers")
    if not isinstance(dangers, dict) or not dangers:
        yield "[urgent.dangers] is missing: there must be at least one, for example [urgent.dangers.banjir]."
    else:
        for danger, words in dangers.items():
            yield from _faults_of_lists(f"[urgent.dangers.{danger}]", words, DANGER_LISTS, needed=DANGER_LISTS)
    lists = {name: words for name, words in urgent.items() if name != "dangers"}
    yield from _faults_of_lists("[urgent]", lists, URGENT_LISTS, needed=URGENT_LISTS)


def _faults_of_lists(where: str, words: object, known: Sequence[str], *, needed: Sequence[str]) -> Iterator[str]:
    if not isinstance(words, dict):
        yield f"{where} must be a section with lists of words."
        return
    for name in needed:
        if name not in words:
            yield f"{where} {name} is missing."
    for name, phrases in words.items():
        if name not in known:
            yield f"{where} {name} is unknown; known are {', '.join(known)}."
        elif not isinstance(phrases, list) or not all(isinstance(one, str) and stems(one) for one in phrases):
            yield f'{where} {name} must be a list of words in quotation marks, for example ["banjir", "tanah longsor"].'
