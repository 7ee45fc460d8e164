"""What a chat may choose and how it wants to be sent it: data, and the rules of words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.text.stems import search_terms

Kind = Literal["feed", "regency", "district", "topic", "word", "without_topic", "without_word"]
Mode = Literal["instant", "daily", "weekly"]

#: Choices of which one must fit for a story to be sent; without any, everything is.
WANTED: tuple[Kind, ...] = ("feed", "regency", "district", "topic", "word")
#: Choices of which none may fit.
UNWANTED: tuple[Kind, ...] = ("without_topic", "without_word")
#: Those that stand for words of a story.
OF_WORDS: tuple[Kind, ...] = ("word", "without_word")
#: Choices of one chat; more is no choice any more, and every one is looked at when a story is owed.
MOST_CHOICES = 50
#: Words of one choice.
MOST_WORDS = 5
#: Characters of one choice of words; a button has to carry them.
MOST_CHARACTERS = 40
#: Hours at which a digest may be asked for.
DIGEST_HOURS = (6, 9, 12, 15, 18, 20)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a chat chose."""

    kind: Kind
    #: The feed's number, the region's code, the topic's name, or the stems of the words.
    value: str
    #: Words as the person wrote them; empty for other kinds.
    words: str = ""
    #: Its number, 0 before it is stored.
    id: int = 0

    @property
    def lead(self) -> str:
        """By what it is found: of words the longest stem, which few stories have."""
        return max(self.value.split(), key=lambda stem: (len(stem), stem)) if self.kind in OF_WORDS else self.value


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a chat wants to be sent what it chose."""

    mode: Mode = "instant"
    #: Hours of its digest by its own clock; empty for the service's.
    digest_hours: tuple[int, ...] = ()
    #: Day of a weekly digest, 0 for Monday.
    digest_day: int = 5
    #: Minutes of the day from which and until which nothing is sent.
    quiet: tuple[int, int] | None = None
    #: At most so many stories a day, the rest in the digest; None for the service's limit.
    daily_limit: int | None = None
    #: Whether urgent stories pass the digest and the quiet hours.
    urgent_allowed: bool = True


def choice_of_words(kind: Literal["word", "without_word"], text: str) -> Choice | None:
    """The choice of some words: all of them must be in a story, in any form and order.

    None when nothing is left of them but function words, or they are too many.
    """
    words = " ".join(text.split())
    stems = sorted(set(search_terms(words)))
    if not stems or len(stems) > MOST_WORDS or len(words) > MOST_CHARACTERS:
        return None
    return Choice(kind, " ".join(stems), words)


def words_in(choice: str, stems: frozenset[str]) -> bool:
    """Whether a story with these stems has all the words of a choice (its value)."""
    return stems.issuperset(choice.split())


def story_stems(title: str, summary: str) -> frozenset[str]:
    """What a story's words are compared by."""
    return frozenset(search_terms(f"{title}\n{summary}"))


def is_plain(choices: int, preferences: Preferences) -> bool:
    """Whether a chat with so many choices gets everything, at once, at any hour and up to the service's limit."""
    return (
        choices == 0 and preferences.mode == "instant" and preferences.quiet is None and preferences.daily_limit is None
    )


def hours_of(mask: int) -> tuple[int, ...]:
    """The hours whose bits are set."""
    return tuple(hour for hour in range(24) if mask >> hour & 1)


def mask_of(hours: tuple[int, ...]) -> int:
    """A bit for each hour."""
    return sum(1 << hour for hour in set(hours))
