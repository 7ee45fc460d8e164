"""Which regency's news a feed carries, as far as its name or address tells. Pure but for the table of regions."""

from __future__ import annotations

import re
from functools import lru_cache

from feeds.regions.gazetteer import country, regency_named
from feeds.regions.spelling import key_of
from feeds.text.hosts import host_of

_NAMED = re.compile(r"\b(kab(?:upaten)?|kota|pemkab|pemkot)\b\.?\s+(?P<rest>\w+(?:\s+\w+){0,3})", re.IGNORECASE)
#: "muaraenimkab.go.id", "website.wonosobokab.go.id", "magelangkota.go.id", "kota-bima.go.id", "pemkab-x".
_LABEL = re.compile(r"(?P<before>kab|kota|pemkab|pemkot)?-?(?P<name>[a-z-]{3,}?)-?(?P<after>kab|kota)?", re.ASCII)


@lru_cache(maxsize=1024)
def home_of(name: str, url: str) -> str | None:
    """The code of the regency that a feed's name ("Kabupaten Muara Enim") or its host ("muaraenimkab.go.id") names.

    None when neither does plainly: a host without "kab" or "kota" in it must be under go.id.
    """
    for match in _NAMED.finditer(name):
        kind = "kota" if match[1].lower() in {"kota", "pemkot"} else "kabupaten"
        words = match["rest"].split()
        for size in range(len(words), 0, -1):
            code = regency_named(f"{kind} {' '.join(words[:size])}")
            if code is not None:
                return code
    host = host_of(url)
    for label in host.split("."):
        parts = _LABEL.fullmatch(label)
        if parts is None or not (parts["before"] or parts["after"] or host.endswith(".go.id")):
            continue
        found = country().regencies.get(key_of(parts["name"].replace("-", "")), ())
        kind = parts["after"] or parts["before"] or ""
        wanted = [one for one in found if one.kind.startswith(kind.removeprefix("pem"))]
        if len(wanted) == 1:
            return wanted[0].place.code
    return None
