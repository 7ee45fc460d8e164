"""Which regions the names of a text stand for, once all of it is known. Pure but for the tables of villages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.regions.gazetteer import Region, villages

#: Words within which the kecamatan or regency that a name belongs to follows it.
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands for one of some regions, at a word."""

    at: int
    regions: tuple[Region, ...]


def settle(sure: Sequence[Mention], open_ones: Sequence[Mention], home: Region | None) -> list[Region]:
    """The regions that a text names, in its order; what stays ambiguous is left out.

    Args:
        sure: Names inside the home regency, regencies, and what is marked so well that it needs no more; one with
            several regions is a name that the home regency has twice.
        open_ones: Marked names outside: kecamatan with all of that name, villages by their key alone.
        home: The regency whose news it is.
    """
    chosen: list[tuple[int, Region]] = []
    anchors = [(mention.at, mention.regions[0]) for mention in sure if len(mention.regions) == 1]
    for mention in sure:
        chosen.extend((mention.at, region) for region in _nearest(mention, anchors))
    for mention in open_ones:
        if mention.regions[0].place.level == "district":
            found = [(mention.at, region) for region in _nearest(mention, anchors)]
            chosen.extend(found)
            anchors.extend(found)
    inside = home.place.code if home else "-"
    away = [(at, one) for at, one in anchors if not one.place.code.startswith(inside) and one.place.level != "village"]
    for mention in open_ones:
        if mention.regions[0].place.level == "village":
            candidates = Mention(mention.at, _elsewhere(mention.regions[0].key, away))
            chosen.extend((mention.at, region) for region in _nearest(candidates, away))
    return [region for _, region in sorted(chosen, key=lambda pair: pair[0])]


def _elsewhere(key: str, away: Sequence[tuple[int, Region]]) -> tuple[Region, ...]:
    """The villages with this name in the regencies that the text names."""
    codes = dict.fromkeys(region.place.code[:5] for _, region in away)
    return tuple(village for code in codes for village in villages(code).get(key, ()))


def _nearest(mention: Mention, anchors: Sequence[tuple[int, Region]]) -> tuple[Region, ...]:
    """The one region of a mention that fits a place named right behind it, else any place of the text; () for none."""
    if len(mention.regions) < 2:
        return mention.regions
    near = [one for at, one in sorted(anchors, key=lambda pair: pair[0]) if mention.at < at <= mention.at + _NEAR]
    behind = [one for at, one in sorted(anchors, key=lambda pair: -pair[0]) if at < mention.at]
    for outer in (*near, *behind, *(one for _, one in anchors)):
        fitting = [one for one in mention.regions if one.place.code.startswith(outer.place.code)]
        if len(fitting) == 1:
            return tuple(fitting)
    return ()
