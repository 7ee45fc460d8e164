"""Links that open a chat with the words to begin already typed, and reading those words back. Pure.

WhatsApp: `https://wa.me/<number>?text=MULAI%20kesehatan%20%23puskesmas`; the person still has to send them, which is
the recorded yes. Telegram: `https://t.me/<bot>?start=kesehatan_puskesmas` (1 to 64 of A-Z a-z 0-9 _ -).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from bot.consent import is_tag

_NUMBER = re.compile(r"[1-9]\d{6,14}")
_BOT = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What stands behind MULAI."""

    #: None for all news.
    topic: str | None = None
    #: The poster that it was on; "" for none.
    tag: str = ""

    @property
    def source(self) -> str:
        """By what the consent log says that the person came."""
        return f"poster:{self.tag}" if self.tag else "word"


def read_invitation(words: str, topics: Collection[str]) -> Invitation | None:
    """What was typed behind MULAI, or handed over by a link; None when it is no invitation but something else.

    `topics` are names that stand for themselves: who agrees to something we don't know has agreed to nothing.
    """
    by_link = re.fullmatch(r"(?P<topic>[a-z]+(?:_[a-z]+)*)?(?:__(?P<tag>[a-z0-9-]+))?", words)
    if by_link is not None and (by_link["topic"] or by_link["tag"]):
        topic, tag = by_link["topic"], by_link["tag"] or ""
    else:
        typed = re.fullmatch(r"(?P<topic>[\w ]+?)?\s*(?:#(?P<tag>\S+))?", words.strip().lower())
        if typed is None:
            return None
        topic, tag = typed["topic"], typed["tag"] or ""
    topic = topic.strip().replace(" ", "_") if topic else None
    if (topic is not None and topic not in topics) or (tag and not is_tag(tag)):
        return None
    return Invitation(topic, tag)


def whatsapp_link(number: str, invitation: Invitation) -> str:
    """A wa.me link. Raises `ValueError` for a number that is not digits with the country's code and no plus."""
    if not _NUMBER.fullmatch(number):
        raise ValueError(
            f"write the number with the country's code and without +, for example 628123456789: {number!r}"
        )
    return f"https://wa.me/{number}?text={quote(typed(invitation), safe='')}"


def telegram_link(bot: str, invitation: Invitation) -> str:
    """A t.me link. Raises `ValueError` for what can't be a bot's name."""
    name = bot.removeprefix("@")
    if not _BOT.fullmatch(name):
        raise ValueError(f"this is no bot's name: {bot!r}")
    payload = (invitation.topic or "") + (f"__{invitation.tag}" if invitation.tag else "")
    return f"https://t.me/{name}?start={payload}" if payload else f"https://t.me/{name}?start"


def typed(invitation: Invitation) -> str:
    """The words as they stand in the person's chat before they are sent."""
    topic = f" {invitation.topic.replace('_', ' ')}" if invitation.topic else ""
    return f"MULAI{topic}" + (f" #{invitation.tag}" if invitation.tag else "")
