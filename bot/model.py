"""The data that travels between the rooms of `bot`, and the one interface with several implementations: `Channel`.

A `Message` is neutral: it says what a person should read, never how a network marks it up. Each channel encodes
it last of all. Every datetime is aware UTC; channels show it in the chat's zone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

ChannelName = Literal["telegram", "whatsapp", "web"]
Language = Literal["id", "en"]
ChatKind = Literal["private", "group", "broadcast"]
ChatState = Literal["new", "active", "stopped", "blocked", "paused", "silent"]
#: What an admin may do: a reviewer decides about held stories; an editor also runs feeds, corrects, withdraws and
#: announces; an owner everything.
Role = Literal["reviewer", "editor", "owner"]
#: In their order: each may do what those before it may.
ROLES: tuple[Role, ...] = ("reviewer", "editor", "owner")


# --- what people read -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """Either opens `url`, or says `say` as if the person had typed it. Never both, never neither.

    `say` is at most 64 bytes of UTF-8 (Telegram's callback_data, the narrowest of the networks).
    """

    label: str
    url: str | None = None
    say: str | None = None

    def __post_init__(self) -> None:
        if (self.url is None) == (self.say is None):
            raise ValueError("a button opens an address or says a word, exactly one of the two")
        if self.say is not None and len(self.say.encode()) > 64:
            raise ValueError(f"a button can say at most 64 bytes: {self.say!r}")


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list: a story in search results, a feed in the admin's list."""

    title: str
    #: Small print under the title: source and time, or the state of a feed.
    detail: str = ""
    url: str | None = None
    #: What choosing the row says, on networks with lists to choose from: "baca 12". At most 64 bytes of UTF-8.
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message. "image/png" is shown as a picture, every other type is a document."""

    #: A plain file name; a network may write it otherwise.
    name: str
    media_type: str
    content: bytes
    #: What a picture shows, in words, for who can't see it.
    description: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is shown where the message stands."""
        return self.media_type == "image/png"


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template that the network has approved, filled: all that WhatsApp takes outside the person's 24 hours."""

    name: str
    language: Language
    #: Named and in the order of the text; each on one line and not empty.
    parameters: tuple[tuple[str, str], ...]
    #: What is put behind the fixed address of its button; None when it has no button.
    button: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads, top to bottom: title, paragraphs, items, footer, buttons. Plain text throughout."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    #: Small print: source and local time of a story.
    footer: str = ""
    #: Rows of buttons.
    buttons: tuple[tuple[Button, ...], ...] = ()
    #: The story it carries, None for conversation.
    story_id: int | None = None
    #: A file that comes with it; networks allow less text beside one.
    attachment: Attachment | None = None
    #: Whether it takes the place of the message whose button asked for it (`Incoming.pressed`). A channel that can't
    #: edit, or whose message is gone, sends it as a new one.
    in_place: bool = False
    #: What is sent in its place by a network that takes templates; all others send the words above.
    template: TemplateUse | None = None


# --- what people say --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something a person said to us, on any network."""

    channel: ChannelName
    #: The chat's native id: where an answer goes.
    address: str
    kind: ChatKind
    #: What was typed, or what a pressed button says.
    text: str
    #: The person's native id: decides who is an admin. Equal to `address` in a private chat.
    sender: str
    #: Language the person's app is set to, None when the network does not say.
    language: Language | None = None
    #: True when the person may decide for this chat: always in private, only its administrators in a group.
    may_decide: bool = True
    #: A document that an admin sent. Its content is empty when it was too large or could not be fetched.
    attachment: Attachment | None = None
    #: The native id of the message whose button was pressed; None for what was typed, and where messages have none.
    pressed: str | None = None


#: Answers one thing a person said, with nothing, one or several messages. Never raises.
Answer = Callable[[Incoming], Awaitable[Sequence[Message]]]


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """The network tells us something about a chat that no person typed."""

    channel: ChannelName
    address: str
    #: "stopped": the person told the network that we shall send no more news, as good as telling us.
    what: Literal["left", "returned", "migrated", "stopped"]
    #: The new native id, for "migrated" only.
    new_address: str | None = None


#: Takes note of what a network tells about a chat. Never raises.
Notice = Callable[[ChatEvent], Awaitable[None]]


# --- sending ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """The network took the message and named it."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The network did not take the message, or may have. What to do is decided in `delivery.retry`, not here."""

    kind: Literal[
        "gone",  # the chat blocked us, was deleted, or does not exist: stop sending there
        "no_rights",  # we may not write there now: pause until we may
        "migrated",  # the chat has a new native id: `new_address`
        "bad_message",  # the network refuses this text: our fault, never the chat's
        "slow_down",  # too fast: wait `retry_after`, nothing was sent
        "not_sent",  # it surely did not arrive: try again
        "in_doubt",  # it may have arrived: a stated rule decides
        "channel_down",  # nothing can be sent on this channel: wrong token, account closed
        "undelivered",  # this person can't be reached, by no fault of the message: fail; again and again, it is "gone"
        "declined",  # the person told the network that they want no news from us: stop, as if they had told us
    ]
    #: English, one line, without secrets.
    detail: str
    #: For "not_sent" the least wait before another try; for "slow_down" and "channel_down" how long nothing is sent.
    retry_after: timedelta | None = None
    new_address: str | None = None


Outcome = Sent | Failed


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a network says later of a message that it took. Receipts come late, twice, and in any order."""

    #: As it was given with the send.
    tracker: str
    message_id: str
    state: Literal["sent", "delivered", "read", "failed"]
    #: When it came to that, by the network's clock; whole seconds.
    at: datetime
    #: For "failed" only.
    failed: Failed | None = None


#: Channels whose network gives receipts.
RECEIPTS: frozenset[ChannelName] = frozenset({"whatsapp"})
#: Takes note of receipts. Raises `StorageError` when that can't be done now.
Receive = Callable[[Sequence[Receipt]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """One event of a network's webhook, kept until it is dealt with."""

    #: What tells it from all others: the same event brought twice has one key.
    key: str
    kind: Literal["message", "status", "preference", "identity", "other"]
    #: JSON in ASCII.
    payload: str
    #: In our database; 0 before it is kept.
    id: int = 0


@dataclass(frozen=True, slots=True)
class Unchangeable:
    """A message that was sent can't be edited or deleted: it is too old, or the network knows no such thing."""

    #: English, one line, without secrets.
    detail: str


#: What became of editing or deleting: `Sent` names the message that is, or was, changed.
Change = Outcome | Unchangeable

#: A message in a network's own form, made once for each story and shared by all its chats.
Encoded = TypeVar("Encoded")


class Channel(Protocol[Encoded]):
    """An adapter to one network. Knows its markup, limits and errors; nothing of stories, queues or the database.

    Every implementation passes `tests/contract/`.
    """

    name: ChannelName

    async def start(self) -> None:
        """Connects and begins to receive. Raises `StartError` with a sentence when that can't be."""

    async def stop(self) -> None:
        """Stops receiving and closes connections. Never raises; safe to call twice or before `start`."""

    def encode(self, message: Message) -> Encoded:
        """Turns a message into the network's form, within its limits: too long a text is cut at a word. Pure."""

    async def send(self, address: str, encoded: Encoded, *, tracker: str = "") -> Outcome:
        """Sends one message to one chat. Expected trouble comes back as `Failed`; never raises for it.

        `tracker` comes back with the network's receipts (`Receipt`), where a network has any.
        """

    async def edit(self, address: str, message_id: str, encoded: Encoded) -> Change:
        """Puts `encoded` in the place of a message that was sent. Doing it twice is doing it once; never raises."""

    async def delete(self, address: str, message_id: str) -> Change:
        """Takes a message that was sent away. One that is no longer there counts as taken away; never raises."""

    async def healthy(self) -> str | None:
        """None when the channel works, else one English sentence saying what is wrong."""


# --- deliveries -------------------------------------------------------------------------------------------------


#: How often a send that may have arrived is repeated (docs/decisions/006).
MAX_DOUBTS = 1


#: What goes first in the outbox. Answers, corrections, recalls and digests are not in it.
Priority = Literal["urgent", "ordinary"]
#: As they stand in the database.
PRIORITIES: Mapping[Priority, int] = MappingProxyType({"urgent": 1, "ordinary": 2})


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this process has taken to send."""

    id: int
    story_id: int
    chat_id: int
    channel: ChannelName
    address: str
    kind: ChatKind
    language: Language
    timezone: str
    attempts: int
    #: Times before now that a send of this delivery may have arrived.
    doubts: int
    queued_at: datetime
    #: False where only a template may be sent (bot.windows).
    window_open: bool = True


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a claimed delivery."""

    claim: Claim
    state: Literal["sent", "queued", "failed", "rejected", "in_doubt", "expired"]
    message_id: str | None = None
    #: Not before this moment, for state "queued".
    next_at: datetime | None = None
    error: str = ""
    doubts: int = 0
    attempts: int = 0
    #: What becomes of the chat: None leaves it as it is.
    chat_state: ChatState | None = None
    new_address: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """One place messages go."""

    id: int
    channel: ChannelName
    address: str
    kind: ChatKind
    state: ChatState
    language: Language
    timezone: str
    consented_at: datetime | None = None
    #: Stories before this moment are never pushed here.
    subscribed_at: datetime | None = None


# --- errands: what is done at a chat besides delivering stories -------------------------------------------------


ErrandKind = Literal["correction", "recall", "digest"]
ErrandWay = Literal["delete", "edit", "tell"]


@dataclass(frozen=True, slots=True)
class Errand:
    """An errand that this process has taken to run."""

    id: int
    kind: ErrandKind
    way: ErrandWay
    chat_id: int
    address: str
    chat_kind: ChatKind
    #: Whether new messages may go there; old ones may be edited or deleted anyway.
    chat_active: bool
    language: Language
    timezone: str
    attempts: int
    #: Times before now that a message of this errand may have arrived.
    doubts: int
    #: None for a digest.
    story_id: int | None
    #: The message that carried the story; None when there is none to change.
    message_id: str | None
    #: The stories of a digest.
    digest: tuple[int, ...] = ()
    #: False where only a template may be sent (bot.windows).
    window_open: bool = True


@dataclass(frozen=True, slots=True)
class ErrandSettlement:
    """What becomes of an errand."""

    errand: Errand
    state: Literal["done", "queued", "unreachable"]
    #: What is tried next, or what worked.
    way: ErrandWay
    #: Not before this moment, for state "queued".
    next_at: datetime | None = None
    error: str = ""
    attempts: int = 0
    doubts: int = 0
    message_id: str | None = None
