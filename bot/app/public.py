"""The public pages, tied to what they read."""

from __future__ import annotations

from bot.app.news import News
from bot.config import Config
from bot.model import Language
from bot.pages.assets import load_files
from bot.pages.frame import Frame, Link
from bot.pages.html import tag
from bot.pages.limiter import Limiter
from bot.texts.public import public_in
from bot.web.public.routes import PublicPages
from bot.web.public.syndication import Channel
from feeds.model import Clock

#: Pages a minute, and at once, for one network: wide, because a village can share one address.
PAGES_A_MINUTE, PAGES_AT_ONCE = 1_200, 300
#: Searches cost more.
SEARCHES_A_MINUTE, SEARCHES_AT_ONCE = 240, 60

_LANGUAGES: tuple[Language, ...] = ("id", "en")


def build_public(config: Config, news: News, clock: Clock, address: str) -> PublicPages:
    """The pages of this service; `address` is where it listens, for feeds of a service without a public address."""
    public_url = config.web.public_url if config.web else None
    words = public_in("id")
    return PublicPages(
        database=news.database,
        finder=news.finder,
        clock=clock,
        frames={language: _frame(config, language) for language in _LANGUAGES},
        channel=Channel(
            name=config.service.name,
            description=config.service.operator or words.tagline,
            base=public_url or address,
            hub=config.web.hub if config.web else None,
        ),
        timezone=config.news.timezone,
        is_published=public_url is not None,
        by_network=Limiter(per_minute=PAGES_A_MINUTE, burst=PAGES_AT_ONCE, clock=clock),
        searches=Limiter(per_minute=SEARCHES_A_MINUTE, burst=SEARCHES_AT_ONCE, clock=clock),
    )


def _frame(config: Config, language: Language) -> Frame:
    words = public_in(language)
    return Frame(
        name=config.service.name,
        tagline=words.tagline,
        language=language,
        skip=words.skip,
        pages=words.pages,
        links=(Link(words.chat, ""), Link(words.news, "berita"), Link(words.status, "status")),
        ground=(tag("p", config.service.operator) if config.service.operator else None, tag("p", words.follow)),
        files=load_files(),
        feeds={
            "application/rss+xml": Link(words.feed_rss, "umpan.xml"),
            "application/atom+xml": Link(words.feed_atom, "umpan.atom"),
        },
    )
