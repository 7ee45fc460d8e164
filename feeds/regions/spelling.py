"""How names of places are compared: by their letters, with the spellings that writers mix made one. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

#: Spellings whose keys are remembered; the capitalised words of a year of one regency's news are about 10,000.
_REMEMBERED = 32_768
_LETTERS = re.compile(r"[^\W\d_]+")
#: Old and local spellings beside the official one: Ngaliyan/Ngalian, Djati/Jati, Soekarno/Sukarno, Wadas/Waddas.
_MIXED = (("iya", "ia"), ("iyo", "io"), ("uwa", "ua"), ("dj", "j"), ("tj", "c"), ("oe", "u"), ("dh", "d"), ("th", "t"))
_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=_REMEMBERED)
def key_of(name: str) -> str:
    """What two writings of one place's name share: "Kali Wiro" and "Kaliwiro", "Ngaliyan" and "Ngalian".

    Lower-case letters without spaces, digits or marks; empty when there is no letter.
    """
    key = "".join(_LETTERS.findall(name)).casefold()
    for written, official in _MIXED:
        if written in key:
            key = key.replace(written, official)
    return _DOUBLED.sub(r"\1", key)
