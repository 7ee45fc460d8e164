"""What commands work with, and what a command is told about the person who gave it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.costs.ledger import Terms
from bot.model import ChannelName, Chat, Incoming, Language, Message
from bot.texts.catalogue import Texts
from bot.texts.speech import texts_in
from feeds.model import Clock
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.search.finder import Finder
from feeds.storage.database import Database
from feeds.storage.stories import OnDue
from feeds.web.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a command may use; the same for all channels."""

    database: Database
    fetcher: Fetcher
    parser: Parser
    poller: Poller
    finder: Finder
    clock: Clock
    #: Owes stories that become due, in the transaction in which they do.
    on_due: OnDue
    #: Called after something became due, so that it goes out at once.
    wake: Callable[[], None]
    #: Native ids of the admins, by channel.
    admins: Mapping[ChannelName, frozenset[str]]
    service_name: str
    operator: str
    timezone: str
    max_age: timedelta
    #: Called with stories whose text changed: what was encoded of them before is sent to nobody any more.
    forget: Callable[[frozenset[int]], None] = lambda _stories: None
    #: By what is spent on WhatsApp; None where it is switched off.
    terms: Terms | None = None
    #: Topics that an invitation may name.
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """One command as given: by whom, where, with what words behind it."""

    incoming: Incoming
    #: What stands behind the command word, trimmed; may be empty.
    words: str
    #: The chat as we know it, None when it never subscribed.
    chat: Chat | None
    language: Language
    timezone: str
    is_admin: bool

    @property
    def texts(self) -> Texts:
        """The sentences in the person's language."""
        return texts_in(self.language)


Handler = Callable[[Desk, Request], Awaitable[tuple[Message, ...]]]


def say(*paragraphs: str, title: str = "") -> tuple[Message, ...]:
    """A plain answer."""
    return (Message(title=title, paragraphs=paragraphs),)
