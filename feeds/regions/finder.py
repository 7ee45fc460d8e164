"""Which official regions a text names. Pure but for the table of regions, which is read once.

Names of places are also ordinary words, people, streets and mountains, and one name is shared by many places. The
rules, in the order of their weight:

1. A marker says the level ("Kecamatan", "Kel.", "Pemkab", see `markers`), and an enumeration carries it on:
   "Kecamatan Kertek, Garung dan Kejajar".
2. A name inside the feed's own regency beats the same name elsewhere; its kecamatan beats its namesake village.
3. A village directly before its kecamatan ("Beran, Kepil") or a kecamatan before its regency is what it says.
4. Without a marker a name has to be written with a capital; a name that is an ordinary word too needs a preposition
   besides, and one between other capitalised words ("Budi Purwosari") is a person.
5. Elsewhere in the country, villages and ambiguous kecamatan count only where the text names their regency.

A region is never guessed: what stays ambiguous is left out. Measured by `bench/bench_places.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feeds.model import Place
from feeds.regions.gazetteer import Region
from feeds.regions.markers import ANNOUNCES, BETWEEN, FACILITIES, MARKED_ONLY, NO_PLACE, PREPOSITIONS, Announced
from feeds.regions.names import Names, Words, names_of
from feeds.regions.settling import Mention, settle
from feeds.regions.spelling import key_of

#: A report names its places early; bounds the work on hostile input too.
_CHARACTERS_READ = 30_000
#: "Kepulauan Siau Tagulandang Biaro" has four words.
_LONGEST_NAME = 4
#: Places in one text, repetitions too; who names more has said where it plays. Bounds the work on hostile input.
_MOST_MENTIONS = 300

#: Between the words of one name.
_INSIDE = re.compile(r"[ \u00a0'’-]{1,2}")
#: Between a marker and its name, and between a village and its kecamatan.
_AFTER_MARKER = re.compile(r"[\s.:(\"“/-]{0,4}")
_NEXT_TO = re.compile(r"[\s,:(-]{1,4}")
#: Between two names of an enumeration, also with a number behind each: "Gumelar 65 orang, Besuki 49 orang".
_AND = re.compile(
    r"\s*(?:\(?\d[\d.,]*\)?\s*(?:orang|jiwa|unit|kk|rumah|kasus|persen|hektare?|ha)?\)?)?"
    r"(?:\s*(?:,|/|&|-|–)\s*(?:dan|serta|maupun)?|\s*\b(?:dan|serta|maupun|atau|hingga|sampai))\s*"
)


def places_in(title: str, text: str, home: str | None = None) -> tuple[Place, ...]:
    """The regions that an article names, in the order of their first mention.

    Args:
        title: May be empty.
        text: Paragraphs; read up to 30,000 characters.
        home: The code of the regency whose news it is ("16.03"), None when unknown: then only what is marked, unique
            in the country, or inside a regency that the text names is found. An unknown code counts as None.

    The home regency itself is given when it is named.
    """
    reading = _Reading(f"{title}\n{text}"[:_CHARACTERS_READ], len(title), names_of(home))
    reading.read()
    found = settle(reading.sure, reading.open, reading.names.home)
    return tuple(dict.fromkeys(region.place for region in found))


@dataclass(slots=True)
class _Reading:
    """One article being read."""

    text: str
    title_end: int
    names: Names
    words: Words = field(init=False)
    titled: bool = field(init=False)
    sure: list[Mention] = field(default_factory=list)
    #: Marked names outside the home regency, to be settled when all of the text is known.
    open: list[Mention] = field(default_factory=list)
    #: Where the last place ended, and what announced it.
    last_end: int = -1
    last_level: Announced | None = None
    last: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        self.words = Words(self.text)
        heading = [at for at, end in enumerate(self.words.end[:40]) if end <= self.title_end]
        heading = [at for at in heading if self.words.text[at].isalpha()]
        self.titled = sum(self.words.capital[at] for at in heading) >= 0.6 * max(1, len(heading))

    def read(self) -> None:
        """Goes through the words once, taking the longest name at each."""
        at = 0
        capital, lower, size = self.words.capital, self.words.lower, len(self.words)
        while at < size and len(self.sure) + len(self.open) < _MOST_MENTIONS:
            # Most words are neither capitalised nor announced: they are passed over at the least cost.
            if capital[at] or (at and (lower[at - 1] in ANNOUNCES or lower[at - 1] in BETWEEN)):
                at += self._read_at(at)
            else:
                at += 1

    def _read_at(self, at: int) -> int:
        """Takes a place at a word, if there is one; gives how many words were used."""
        capital = self.words.capital[at]
        announced = self._announced(at)
        level = announced or (self._carried(at) if capital else None)
        if not (capital or level):
            return 1
        size, key = self._longest(at)
        if announced == "village" and capital and not self.names.villages(key):
            # Names of villages elsewhere are in no table here.
            self.open.extend(Mention(at, (Region(Place("", "", "village"), name),)) for name in self._spellings(at))
            return 1
        if not size:
            return 1
        if announced is None and self._goes_outward(level, key):
            level = None
        regions = self._marked(key, level, capital=capital) if level else ()
        if announced is None and any(map(self.names.at_home, self.last)):
            # An enumeration does not leave the regency that it began in.
            regions = tuple(one for one in regions if one.place.level == "regency" or self.names.at_home(one))
        if not regions and announced != "village" and capital:
            regions = self._unmarked(at, size, key)
            level = self._level_of(regions) if regions else level
        if not regions:
            return 1
        outside = level == "district" and not any(self.names.at_home(region) for region in regions)
        (self.open if outside else self.sure).append(Mention(at, regions))
        self.last_end, self.last_level, self.last = self.words.end[at + size - 1], level, regions
        return size

    def _goes_outward(self, level: Announced | None, key: str) -> bool:
        """Whether a name is no further item of an enumeration but what the place before lies in."""
        if level is None:
            return False
        home = self.names.home
        return any(self._outer_key(one) == key for one in self.last) or (
            level == "district" and home is not None and key == home.key
        )

    def _longest(self, at: int) -> tuple[int, str]:
        """The longest known name that begins at a word: how many words, and its key; (0, "") when there is none."""
        best = (0, "")
        joined = ""
        for size in range(1, _LONGEST_NAME + 1):
            if at + size > len(self.words) or (size > 1 and not self._gap(at + size - 2, _INSIDE)):
                break
            word = self.words.text[at + size - 1]
            if size > 1 and (self.words.capital[at + size - 1] != self.words.capital[at] or word.isdigit()):
                break
            joined += word
            key = key_of(joined)
            if not self.names.may_begin(key):
                break
            if self.names.knows(key):
                best = (size, key)
        return best

    def _spellings(self, at: int) -> Iterator[str]:
        joined = ""
        for size in range(1, 4):
            if at + size > len(self.words) or (size > 1 and not self._gap(at + size - 2, _INSIDE)):
                return
            if not self.words.capital[at + size - 1]:
                return
            joined += self.words.text[at + size - 1]
            yield key_of(joined)

    def _gap(self, before: int, pattern: re.Pattern[str]) -> bool:
        """Whether what stands between a word and the next fits."""
        return pattern.fullmatch(self.text, self.words.end[before], self.words.start[before + 1]) is not None

    def _before(self, at: int) -> str:
        """The word before, in small letters; "" when there is none or it belongs to something else."""
        return self.words.lower[at - 1] if at and self._gap(at - 1, _AFTER_MARKER) else ""

    def _announced(self, at: int) -> Announced | None:
        if at and self.words.lower[at - 1] in BETWEEN:
            return self._announced(at - 1)
        level = ANNOUNCES.get(self.words.lower[at - 1]) if at else None
        return level if level and self._gap(at - 1, _AFTER_MARKER) else None

    def _carried(self, at: int) -> Announced | None:
        """The level of the place before, when this word goes on with its enumeration."""
        if self.last_end < 0 or not 0 < self.words.start[at] - self.last_end < 30:
            return None
        goes_on = _AND.fullmatch(self.text, self.last_end, self.words.start[at])
        return self.last_level if goes_on and self.words.capital[at] else None

    def _marked(self, key: str, level: Announced, *, capital: bool) -> tuple[Region, ...]:
        """The regions of the announced level with this name."""
        names = self.names
        if level == "village":
            return names.villages(key) if capital or key not in names.country.ordinary else ()
        if level == "district":
            home = names.districts(key)
            elsewhere = names.country.districts.get(key, ()) if capital and key not in ANNOUNCES else ()
            return home or elsewhere
        regencies = names.regencies(key) if capital else ()
        return tuple(one for one in regencies if one.kind == level) or regencies

    def _unmarked(self, at: int, size: int, key: str) -> tuple[Region, ...]:
        """What a name means without a marker; () when it is no place or too many."""
        names = self.names
        before = self._before(at)
        if before in NO_PLACE or self.words.text[at - 1] == "DI":
            return ()
        ordinary = len(key) < 4 or key in names.country.ordinary
        somewhere = not ordinary or before in PREPOSITIONS
        if names.home is not None and key == names.home.key:
            return names.districts(key) if self._among_districts(at, size) else (names.home,)
        if districts := names.districts(key):
            inner = self._followed(at + size, districts) or self._followed(at + size, names.villages(key))
            return inner or (districts if somewhere else ())
        if inner := self._followed(at + size, names.villages(key)) or self._inside_last(at, names.villages(key)):
            return inner
        regencies = names.regencies(key)
        if found := names.villages(key):
            # Unmarked, "Depok" may be a village here or the city elsewhere.
            return found if somewhere and not regencies and not self._in_a_name(at, size) else ()
        if around := self._around_last(at, regencies):
            return around
        if regencies:
            doubtful = key in MARKED_ONLY or (ordinary and self._in_a_name(at, size))
            return _the_usual(regencies) if somewhere and not doubtful else ()
        return self._followed(at + size, names.country.districts.get(key, ()))

    def _around_last(self, at: int, regencies: Sequence[Region]) -> tuple[Region, ...]:
        """Those of the regencies that the place right before lies in: "Kecamatan Dawe, Kudus"."""
        if self.last_end < 0 or not _NEXT_TO.fullmatch(self.text, self.last_end, self.words.start[at]):
            return ()
        codes = [one.place.code for one in self.last]
        return tuple(one for one in regencies if any(code.startswith(f"{one.place.code}.") for code in codes))

    def _inside_last(self, at: int, inner: Sequence[Region]) -> tuple[Region, ...]:
        """Those of the villages that lie in the kecamatan right before: "Kecamatan Leksono: Besani"."""
        if self.last_end < 0 or not _NEXT_TO.fullmatch(self.text, self.last_end, self.words.start[at]):
            return ()
        codes = [one.place.code for one in self.last if one.place.level == "district"]
        return tuple(one for one in inner if one.place.code[:8] in codes)

    def _followed(self, after: int, inner: Sequence[Region]) -> tuple[Region, ...]:
        """Those of the regions whose own kecamatan or regency comes right behind them."""
        if not inner or after >= len(self.words) or not self._gap(after - 1, _NEXT_TO):
            return ()
        if ANNOUNCES.get(self.words.lower[after]) in {"district", "kabupaten", "kota"} and after + 1 < len(self.words):
            after += 1
        if not self.words.capital[after]:
            return ()
        _, key = self._longest(after)
        home = self.names.home
        if home is not None and key == home.key and len(inner) == 1 and self.names.at_home(inner[0]):
            return tuple(inner)
        return tuple(one for one in inner if key and self._outer_key(one) == key)

    def _outer_key(self, region: Region) -> str:
        outer = self.names.country.by_code.get(region.place.code.rpartition(".")[0])
        return outer.key if outer else ""

    def _among_districts(self, at: int, size: int) -> bool:
        """Whether the home regency's name stands between names of its kecamatan, and so means its namesake."""
        after = at + size
        if after >= len(self.words) or not self._gap(after - 1, _AND):
            return False
        _, following = self._longest(after)
        return self._carried(at) == "district" and bool(self.names.districts(following))

    def _in_a_name(self, at: int, size: int) -> bool:
        """Whether capitalised words around make it the middle of a person's or an institution's name."""
        if self.words.end[at] <= self.title_end and self.titled:
            return False
        words = self.words
        if at and self._gap(at - 1, _INSIDE) and words.capital[at - 1] and words.text[at - 1].isalpha():
            before = words.lower[at - 1]
            if before not in FACILITIES and before not in PREPOSITIONS:
                return len(before) > 2 and not self._opens_sentence(at - 1)
        after = at + size
        if after >= len(self.words) or not self._gap(after - 1, _INSIDE) or not self.words.capital[after]:
            return False
        _, key = self._longest(after)
        near = key and (self.names.regencies(key) or self.names.districts(key) or self.names.villages(key))
        return words.lower[after] not in ANNOUNCES and not near

    def _opens_sentence(self, at: int) -> bool:
        return at == 0 or self.text[self.words.end[at - 1] : self.words.start[at]].strip() in {".", "!", "?"}

    def _level_of(self, regions: Sequence[Region]) -> Announced:
        level = regions[0].place.level
        return level if level != "regency" else "kabupaten"


def _the_usual(regencies: tuple[Region, ...]) -> tuple[Region, ...]:
    """Of a kabupaten and a kota with one name the kota: people say "Kabupaten Semarang" when they mean it."""
    return tuple(one for one in regencies if one.kind == "kota") or regencies
