"""What is on record of a person's yes and no, and how that record survives the person's data. Pure.

UU 27/2022: consent is recorded (article 22) and the controller can show it (article 24). After erasure a record keeps
neither address nor message id, only keyed hashes of them: whoever shows the office their number can be shown what was
agreed, and nobody can find a number in the table, nor by trying all numbers without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model import ChannelName, Language

#: What was agreed to, or no longer: all news, or urgent messages at any time.
Purpose = Literal["news", "urgent"]
Act = Literal["given", "withdrawn"]

#: Bytes of the key; what is shorter could be guessed.
LEAST_KEY = 16
_TAG = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that a person read before agreeing."""

    language: Language
    text: str

    @property
    def version(self) -> str:
        """Changes with every letter of the words."""
        return hashlib.sha256(f"{self.language}\n{self.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Evidence:
    """By what a person said yes or no."""

    #: "word", "poster:<tag>", "link", "network" (blocked or removed us), "import".
    source: str = "word"
    #: The words they had read, None for a no.
    notice: Notice | None = None
    #: The network's id of the message in which they said so.
    message_id: str | None = None
    purpose: Purpose = "news"


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One line of the log."""

    at: datetime
    act: Act
    purpose: Purpose
    source: str
    notice: str | None
    #: As it was said; once the person's data is erased, its keyed hash.
    message_id: str | None
    erased: bool


def sealed(key: bytes, channel: ChannelName, value: str) -> str:
    """What stands for an address, or a message id, in the log of an erased person: HMAC-SHA256, 32 hex digits.

    Raises `ValueError` for a key that could be guessed.
    """
    if len(key) < LEAST_KEY:
        raise ValueError(f"a consent key has at least {LEAST_KEY} bytes")
    return hmac.new(key, f"{channel}:{value}".encode(), "sha256").hexdigest()[:32]


def is_tag(text: str) -> bool:
    """Whether a poster may be called so: it is typed, scanned, and put into the log."""
    return _TAG.fullmatch(text) is not None
