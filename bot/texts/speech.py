"""The right language, and moments in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Language
from bot.texts.catalogue import Texts
from bot.texts.english import ENGLISH
from bot.texts.indonesian import INDONESIAN

#: What Indonesians call their zones; elsewhere the zone's own abbreviation is used.
_ZONES = {7 * 3600: "WIB", 8 * 3600: "WITA", 9 * 3600: "WIT"}


def texts_in(language: Language) -> Texts:
    """The sentences of a language."""
    return ENGLISH if language == "en" else INDONESIAN


def local_time(moment: datetime, timezone: str, texts: Texts) -> str:
    """A moment as people there write it: "Sel, 6 Okt 2026 09.10 WIB".

    Args:
        moment: Aware.
        timezone: An IANA name such as "Asia/Jakarta".
        texts: The language to say it in.
    """
    local = moment.astimezone(ZoneInfo(timezone))
    offset = local.utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    zone = _ZONES.get(seconds, local.tzname() or "")
    date = f"{texts.days[local.weekday()]}, {local.day} {texts.months[local.month - 1]} {local.year}"
    return f"{date} {local.strftime(texts.clock)} {zone}"


def fault_in_words(fault: str, texts: Texts) -> str:
    """Trouble with a feed as a sentence; a code that has none is shown as it is rather than hidden."""
    return texts.faults.get(fault, fault)


def reasons_in_words(reasons: tuple[str, ...], texts: Texts) -> str:
    """Why a story is held, its evidence in brackets: "memuat kata-kata judi (slot gacor)"."""
    words = []
    for reason in reasons:
        code, _, evidence = reason.partition(":")
        name = texts.reasons.get(code, code)
        words.append(f"{name} ({evidence})" if evidence else name)
    return "; ".join(dict.fromkeys(words))
