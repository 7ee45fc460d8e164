"""What the finder looks at: the words of a text, and the names that may be named in one regency's news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from feeds.regions.gazetteer import Country, Region, country, villages
from feeds.regions.markers import NICKNAMES

_WORD = re.compile(r"[^\W_]+")


class Words:
    """The words of a text, side by side in lists: a record for each would be half of the cost."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _WORD.finditer(text)]
        self.start = [start for start, _ in spans]
        self.end = [end for _, end in spans]
        self.text = [text[start:end] for start, end in spans]
        self.lower = [word.lower() for word in self.text]
        self.capital = [word[0].isupper() for word in self.text]

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in one regency's news."""

    country: Country
    home: Region | None
    #: The first letters of every name, four and eight of them.
    beginnings: frozenset[str]

    def at_home(self, region: Region) -> bool:
        """Whether a region is the home regency or lies in it."""
        return self.home is not None and region.place.code.startswith(self.home.place.code)

    def districts(self, key: str) -> tuple[Region, ...]:
        """Kecamatan of the home regency with this name."""
        return tuple(one for one in self.country.districts.get(key, ()) if self.at_home(one))

    def villages(self, key: str) -> tuple[Region, ...]:
        """Villages of the home regency with this name."""
        return villages(self.home.place.code).get(key, ()) if self.home else ()

    def regencies(self, key: str) -> tuple[Region, ...]:
        """Regencies with this name or nickname."""
        return self.country.regencies.get(NICKNAMES.get(key, key), ())

    def may_begin(self, key: str) -> bool:
        """Whether some name may go on from these letters."""
        return (len(key) < 4 or key[:4] in self.beginnings) and (len(key) < 8 or key[:8] in self.beginnings)

    def knows(self, key: str) -> bool:
        """Whether any place that can be named here has this name."""
        return bool(key in self.country.districts or self.regencies(key) or self.villages(key))


@lru_cache(maxsize=64)
def names_of(home: str | None) -> Names:
    """The names for news of the regency with this code; an unknown code, or a kecamatan's, is no regency."""
    table = country()
    regency = table.by_code.get(home or "")
    if regency is not None and regency.place.level != "regency":
        regency = None
    keys = [*table.regencies, *table.districts, *NICKNAMES, *(villages(regency.place.code) if regency else ())]
    return Names(table, regency, frozenset(key[:size] for key in keys for size in (4, 8)))
