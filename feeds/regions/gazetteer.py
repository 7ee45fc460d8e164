"""The official regions by name. Read once, when the first text asks; about 0.5 MB packed, 1.4 MB in memory.

The names of kecamatan and regencies of the whole country are one table; villages are looked up in one regency at a
time, because their names repeat: "Sukamaju" is a village two hundred times.
Data and licences: `data/NOTICE`.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

from feeds.model import Place
from feeds.regions.spelling import key_of

#: Regencies whose villages are kept at hand; a province has 38 at most.
_AT_HAND = 64


@dataclass(frozen=True, slots=True)
class Region:
    """A place, and the key of its name."""

    place: Place
    key: str
    #: Of a regency: whether it is a kabupaten or a kota ("city").
    kind: Literal["kabupaten", "kota", ""] = ""


@dataclass(frozen=True, slots=True)
class Country:
    """Every regency and kecamatan of Indonesia."""

    regencies: Mapping[str, tuple[Region, ...]]
    districts: Mapping[str, tuple[Region, ...]]
    #: By code.
    by_code: Mapping[str, Region]
    #: Names that are ordinary words too, as keys.
    ordinary: frozenset[str]
    #: The lines of each regency's kecamatan and villages, by the regency's code.
    inside: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def country() -> Country:
    """The whole table; about 60 ms at the first call."""
    regencies: defaultdict[str, list[Region]] = defaultdict(list)
    districts: defaultdict[str, list[Region]] = defaultdict(list)
    by_code: dict[str, Region] = {}
    inside: defaultdict[str, list[str]] = defaultdict(list)
    regency = ""
    for line in _lines():
        code, second, third = line.split("\t")
        if "." in code:
            regency = code
            name = ("Kota " if second == "C" else "Kabupaten ") + third
            region = Region(Place(code, name, "regency"), key_of(third), "kota" if second == "C" else "kabupaten")
            regencies[region.key].append(region)
        else:
            region = Region(Place(f"{regency}.{code}", second, "district"), key_of(second))
            districts[region.key].append(region)
            inside[regency].append(line)
        by_code[region.place.code] = region
    return Country(
        regencies=MappingProxyType({key: tuple(found) for key, found in regencies.items()}),
        districts=MappingProxyType({key: tuple(found) for key, found in districts.items()}),
        by_code=MappingProxyType(by_code),
        ordinary=frozenset(_read("ordinary.txt").decode().split()),
        inside=MappingProxyType({code: tuple(lines) for code, lines in inside.items()}),
    )


@lru_cache(maxsize=_AT_HAND)
def villages(regency: str) -> Mapping[str, tuple[Region, ...]]:
    """The desa and kelurahan of the regency with this code, by key; empty when there is no such regency."""
    found: defaultdict[str, list[Region]] = defaultdict(list)
    for line in country().inside.get(regency, ()):
        district, _, names = line.split("\t")
        for entry in filter(None, names.split(";")):
            number, _, name = entry.partition(" ")
            region = Region(Place(f"{regency}.{district}.{number}", name, "village"), key_of(name))
            found[region.key].append(region)
    return MappingProxyType({key: tuple(regions) for key, regions in found.items() if key})


def regency_named(name: str) -> str | None:
    """The code of the regency with this code or name ("16.03", "Muara Enim", "Kota Magelang").

    A bare name that a kabupaten and a kota share is the kabupaten. None when there is no such regency.
    """
    known = country().by_code.get(name.strip())
    if known is not None:
        return known.place.code if known.place.level == "regency" else None
    kind, _, rest = name.strip().partition(" ")
    wanted = kind.casefold().rstrip(".")
    if wanted in {"kabupaten", "kab", "kota"}:
        found = country().regencies.get(key_of(rest), ())
        return next((one.place.code for one in found if one.kind.startswith(wanted)), None)
    found = country().regencies.get(key_of(name), ())
    return next((one.place.code for one in sorted(found, key=lambda one: one.kind)), None)


def _lines() -> Iterator[str]:
    yield from gzip.decompress(_read("regions.txt.gz")).decode().splitlines()


def _read(name: str) -> bytes:
    return resources.files("feeds.regions").joinpath("data", name).read_bytes()
