"""Text as it is read by people, and what was done to it so that machines read something else. Pure.

Advertisers who break into a site write "𝐒𝐋𝐎𝐓", "ѕlоt" (two letters are Cyrillic), "s l o t", "s​lot" (with an invisible
space) or "sl0t": the eye sees the word, a word list does not. `reveal` gives both: the plain words, and each disguise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

#: Latin letters that NFKC (Unicode TR15) leaves alone although they are drawn as a letter of the alphabet.
_DRAWN = {
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)),
    **{chr(start + i): chr(97 + i) for start in (0x1F150, 0x1F170, 0x1F1E6) for i in range(26)},
    **{chr(start + i): str(i + 1) for start in (0x2776, 0x2780, 0x278A) for i in range(9)},
}
#: Letters of other scripts that look like Latin ones (a working subset of Unicode TR39's confusables).
_LOOKALIKES = MappingProxyType(
    {
        **dict(zip("аеорсхуіјѕһԁԛԝвкмнтгпия", "aeopcxyijshdqwbkmhtrnnr", strict=True)),
        **dict(zip("αοενικρτυχωγβη", "aoevikptuxwybn", strict=True)),
        **dict(zip("ցհոօսզ", "ghnouq", strict=True)),
    }
)
#: Code points that show nothing. The soft hyphen is left out of the count below: editors write it honestly.
_INVISIBLE = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u034f\u115f\u1160\u3164"
_SOFT_HYPHEN = "\u00ad"

_FANCY = re.compile(
    r"[\U0001D400-\U0001D7FF\u24B6-\u24E9\u249C-\u24B5\uFF21-\uFF3A\uFF41-\uFF5A\U0001F110-\U0001F189"
    r"\U0001F1E6-\U0001F1FF\u1D00-\u1D22\uA730\uA731\u0299\u0262\u026A\u029C\u029F\u0274\u0280\u028F\u1D04\u2776-\u2793]"
)
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u0336]+[^\W_]*)*")
_BETWEEN_LETTERS = re.compile(rf"(?<=\w)[{_INVISIBLE}]+(?=\w)")
_HIDDEN = re.compile(rf"[{_INVISIBLE}{_SOFT_HYPHEN}]")
#: Four or more single letters or digits with the same kind of gap: "S L O T", "g.a.c.o.r", "8 - 8".
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_](?:[ .\-_*|/]|\s-\s)){3,40}[^\W_](?![^\W_])")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f]")
_LATIN = re.compile("[A-Za-z]")

Kind = Literal["letters", "lookalike", "invisible", "spaced"]


@dataclass(frozen=True, slots=True)
class Disguise:
    """One word or run of words whose letters are not what they seem."""

    kind: Kind
    #: What a person reads, lower case.
    word: str
    #: True when it can only be meant to deceive; False when it may be decoration (a whole line in bold letters).
    deceptive: bool
