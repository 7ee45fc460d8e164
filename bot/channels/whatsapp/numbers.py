"""A number that a person answers with, for phones that show no lists. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_NUMBER: Final = re.compile(r"(?:no(?:mor)?\.?\s*|#)?([1-9][0-9]?)[.)]?", re.IGNORECASE)


def chosen(text: str, choices: Sequence[str]) -> str:
    """What a text says: of a number in the last list what stands there, else the text itself."""
    number = _NUMBER.fullmatch(text.strip())
    if number is None or int(number[1]) > len(choices):
        return text
    return choices[int(number[1]) - 1] or text
