"""The newsroom, tied to the desk."""

from __future__ import annotations

from bot.commands.desk import Desk
from bot.config import Config
from bot.model import Language
from bot.newsroom.routes import Newsroom
from bot.pages.assets import load_files
from bot.pages.frame import Frame, Link
from bot.pages.limiter import Limiter
from bot.texts.newsroom import newsroom_in
from bot.texts.public import public_in

#: Requests a minute, and at once, for one network: an office of admins.
A_MINUTE, AT_ONCE = 240, 120


def build_newsroom(config: Config, desk: Desk) -> Newsroom:
    """The newsroom of this service."""
    return Newsroom(
        desk=desk,
        frames={"id": _frame(config, "id"), "en": _frame(config, "en")},
        public_url=config.web.public_url if config.web else None,
        by_network=Limiter(per_minute=A_MINUTE, burst=AT_ONCE, clock=desk.clock),
    )


def _frame(config: Config, language: Language) -> Frame:
    words, public = newsroom_in(language), public_in(language)
    return Frame(
        name=config.service.name,
        tagline=words.tagline,
        language=language,
        skip=public.skip,
        pages=public.pages,
        links=[Link(label, to) for to, label in words.pages.items()],
        ground=(),
        files=load_files(),
    )
