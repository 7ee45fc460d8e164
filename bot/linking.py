"""Joining one person's chats on two networks: the code, and what may be joined. Pure.

A code has eight of 25 signs that no eye confuses: 1.5 * 10^11, valid for ten minutes and once, so that guessing is
hopeless however fast somebody types; kept only as a hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model import ChannelName, ChatState

#: Without 0 O, 1 I L, 2 Z, 5 S, 8 B.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
LENGTH = 8
VALID = timedelta(minutes=10)

Refusal = Literal["unknown", "expired", "used", "same_network", "not_active", "linked"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two chats."""

    chat_id: int
    channel: ChannelName
    state: ChatState
    #: Whether it is joined with another already.
    linked: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is kept."""

    side: Side
    expires_at: datetime
    used: bool


def make_code(choose: Callable[[str], str]) -> str:
    """A new code; `choose` picks one sign, by a source that can't be foreseen."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """As people read it: "KQ7M-4XTR"."""
    return f"{code[:4]}-{code[4:]}"


def read_code(words: str) -> str | None:
    """What was typed, in any case, with or without the dash; None when it can't be a code."""
    code = words.upper().replace("-", "").replace(" ", "")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def hashed(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def refusal(code: Code | None, here: Side, now: datetime) -> Refusal | None:
    """Why this code does not join its chat with the one it was typed in; None when it does."""
    if code is None:
        return "unknown"
    if code.used:
        return "used"
    if now >= code.expires_at:
        return "expired"
    if code.side.channel == here.channel:
        return "same_network"
    if code.side.linked or here.linked:
        return "linked"
    if code.side.state != "active" or here.state != "active":
        return "not_active"
    return None
