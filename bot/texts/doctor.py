"""What the feed doctor says: for each finding what we see, why it matters, and what to ask the site's webmaster."""

from __future__ import annotations

from bot.model import Language
from bot.texts.catalogue import Advice
from bot.texts.doctor_english import ENGLISH
from bot.texts.doctor_indonesian import INDONESIAN


def advice(code: str, language: Language) -> Advice:
    """A finding in words; a code without words is shown as it is rather than hidden."""
    words = ENGLISH if language == "en" else INDONESIAN
    return words.get(code, Advice(code, "", ""))
