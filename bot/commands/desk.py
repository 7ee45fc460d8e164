"""What commands work with, and what a command is told about the person who gave it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.costs.ledger import Terms
from bot.model import ChannelName, Chat, Incoming, Language, Message, Role
from bot.texts.catalogue import Texts
from bot.texts.speech import texts_in
from feeds.model import Clock
from feeds.parse.parser import Parser
from feeds.poll import Poller
from feeds.search.finder import Finder
from feeds.storage.database import Database
from feeds.storage.stories import OnDue
from feeds.web.fetch import Fetcher


async def _nothing() -> None:
    """Where announcements wait for the timer."""


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
    #: Native ids of the owners whom the configuration names, by channel.
    admins: Mapping[ChannelName, frozenset[str]]
    service_name: str
    operator: str
    timezone: str
    max_age: timedelta
    #: Names of the topics by which stories are labelled.
    topics: tuple[str, ...] = ()
    #: Called with stories whose text changed: what was encoded of them before is sent to nobody any more.
    forget: Callable[[frozenset[int]], None] = lambda _stories: None
    #: A link that opens a chat with us and says `/start WORD`; None where there is none.
    start_link: Callable[[str], str | None] = lambda _word: None
    #: Sends announcements whose time has come, at once.
    broadcast: Callable[[], Awaitable[None]] = _nothing
    #: Where our pages are, without a slash at its end; "" where there are none.
    pages: str = ""
    #: An announcement to more chats needs the yes of two admins; 0 never does.
    two_admins_over: int = 0
    #: "host:port" of addresses that may be polled although they are not public.
    private_hosts: Collection[str] = ()
    #: A secret of at least 128 bits, of the characters A-Z a-z 0-9 _ and -, at most 50 of them.
    new_token: Callable[[], str] = secrets.token_urlsafe
    #: The key of the hashes that stay when a person is erased, 32 bytes or more.
    consent_key: Callable[[], bytes] = secrets.token_bytes
    #: By what is spent on WhatsApp; None where it is switched off.
    terms: Terms | None = None

    def role(self, channel: ChannelName, person: str, invited: Role | None) -> Role | None:
        """What a person may do: everything, whom the configuration names; others what they were invited for."""
        return "owner" if person in self.admins.get(channel, frozenset()) else invited


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
    #: What the person may do as an admin, None for a citizen.
    role: Role | None

    @property
    def is_admin(self) -> bool:
        """Whether the person has any role."""
        return self.role is not None

    @property
    def who(self) -> str:
        """The person, as the audit log names them."""
        return f"{self.incoming.channel}:{self.incoming.sender}"

    @property
    def texts(self) -> Texts:
        """The sentences in the person's language."""
        return texts_in(self.language)


Handler = Callable[[Desk, Request], Awaitable[tuple[Message, ...]]]


def say(*paragraphs: str, title: str = "") -> tuple[Message, ...]:
    """A plain answer."""
    return (Message(title=title, paragraphs=paragraphs),)
