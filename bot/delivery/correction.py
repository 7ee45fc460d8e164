"""When a changed story is a correction that its readers should see. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

#: A feed that is being mended changes again and again; readers see the result, once it has stood for so long.
DEBOUNCE = timedelta(minutes=10)

#: What can change the meaning of a sentence: words, numbers with the signs inside them ("1,5" is not "15"), and the
#: signs that say of what a number is. All else is spacing and punctuation.
_TOKENS = re.compile(r"\d+(?:[.,:/\-]\d+)*|[^\W\d_]+|[%‰°+$€£]")


def is_correction(told: str, says: str) -> bool:
    """Whether a reader of `told` would learn something else from `says`.

    Not when only spacing, punctuation, capitals or the way in which characters are encoded changed.
    """
    return _tokens(told) != _tokens(says)


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(unicodedata.normalize("NFKC", text).casefold())
