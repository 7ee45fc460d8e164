"""Blotting out what must never be read in a log: secrets by their value and by their form, and phone numbers.

By value comes first: whatever the configuration keeps secret is known exactly, whatever it looks like. Forms catch
what nobody told us of, such as a token inside an address that a library prints. Pure, but for what `hide` remembers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

BLOT: Final = "***"
#: A value shorter than this is no secret worth the name, and would blot out half of a log.
_SHORTEST: Final = 6

#: Each form with the reason it is here.
_FORMS: Final = re.compile(
    "|".join(  # noqa: FLY002 - one form a line, each with its reason
        (
            # Telegram's bot tokens (core.telegram.org/bots/api#authorizing-your-bot), also behind "/bot" in a path.
            r"(?<!\d)\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}",
            # Meta's access tokens.
            r"\bEAA[A-Za-z0-9]{20,}",
            # A user and password in an address.
            r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",
            # What is sent in headers and queries as a credential.
            r"(?i:(?<=bearer )|(?<=token=)|(?<=password=)|(?<=secret=))[^\s&\"',;)]+",
            # The capability in our own callback at a hub.
            r"(?<=/websub/)[A-Za-z0-9_-]{8,}",
        )
    )
)
#: Indonesian mobile numbers however they are written, and any number in international form (ITU-T E.164).
_PHONES: Final = re.compile(
    r"(?<![\w.+/-])(?:(?:\+?62[ .-]?|0)8[1-9]\d(?:[ .-]?\d){6,10}|\+[1-9](?:[ .-]?\d){8,14})(?![\w-])"
)


class Redactor:
    """Remembers the secrets of this process and blots them out of texts."""

    def __init__(self) -> None:
        self._values: re.Pattern[str] | None = None
        self._known: frozenset[str] = frozenset()

    def hide(self, secrets: Iterable[str]) -> None:
        """Blots these values out from now on, also as they stand in an address; short ones can't be."""
        self._known |= {secret for secret in secrets if len(secret) >= _SHORTEST}
        spelled = {form for secret in self._known for form in (secret, quote(secret, safe=""), repr(secret)[1:-1])}
        # The longest first: one secret may begin with another.
        ordered = sorted(spelled, key=lambda form: (-len(form), form))
        self._values = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        """The text with all that is secret or a phone number blotted out."""
        if self._values is not None:
            text = self._values.sub(BLOT, text)
        return _PHONES.sub(BLOT, _FORMS.sub(BLOT, text))
