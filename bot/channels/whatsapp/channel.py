"""WhatsApp as a channel: receives by webhook, sends by the Graph API, and says how it is.

Decides nothing itself: what an event says is `events`, who said it is kept by `People`, how a message looks is
`markup`, what a failure means is `failures`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final

import structlog
from starlette.routing import Route

from bot.channels.whatsapp import markup
from bot.channels.whatsapp.events import split
from bot.channels.whatsapp.failures import window_closed
from bot.channels.whatsapp.graph import GraphClient
from bot.channels.whatsapp.inbox import Inbox, People
from bot.channels.whatsapp.markup import WhatsAppMessage
from bot.channels.whatsapp.messages import Template
from bot.channels.whatsapp.webhook import webhook_route
from bot.channels.whatsapp.worker import WINDOW, Hear, Worker
from bot.model import (
    Answer,
    Change,
    ChannelName,
    ChatKind,
    Failed,
    InboxEvent,
    Message,
    Notice,
    Outcome,
    Receive,
    Sent,
    Unchangeable,
)
from bot.people import Person
from feeds.errors import StorageError
from feeds.model import Clock

#: Waits until an answer may go to a chat.
Pace = Callable[[str, ChatKind], Awaitable[None]]
#: The template for a message outside of the 24 hours, None when there is none for it.
Templates = Callable[[Message], Template | None]

#: Seconds that answers under way are given at a stop.
GRACE: Final = 4.0
#: Longest address that is looked up.
ADDRESS_LIMIT: Final = 64

_log = structlog.get_logger(__name__)


def no_templates(_message: Message) -> None:
    """For those who write only within the 24 hours."""
    return


async def nobody_hears(_events: Sequence[InboxEvent]) -> None:
    """For those who count no money."""


class WhatsAppChannel:
    """A `Channel[WhatsAppMessage]`. An address is a number of our own (`bot.people`), never a phone's."""

    name: ChannelName = "whatsapp"

    def __init__(
        self,
        *,
        graph: GraphClient,
        phone_number_id: str,
        app_secret: str,
        verify_token: str,
        inbox: Inbox,
        people: People,
        answer: Answer,
        notice: Notice,
        receive: Receive,
        clock: Clock,
        templates: Templates = no_templates,
        hear: Hear = nobody_hears,
        keeps: Callable[[str], bool] = lambda _text: False,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        grace: float = GRACE,
    ) -> None:
        """Connects to nothing yet. `pace` is asked before each answer; `receive` gets what Meta says of our sends.

        `hear` gets statuses, and what else Meta says of the account, as they came. Words that it `keeps` are heard
        however many others of the person wait.
        """
        self._graph = graph
        self._number = phone_number_id
        self._inbox = inbox
        self._people = people
        self._clock = clock
        self._templates = templates
        self._pace = pace
        self._grace = grace
        self._make_worker = partial(
            Worker, inbox, people, answer, notice, receive, self._say, clock, sleep, hear, keeps
        )
        self._worker: Worker | None = None
        self._working: asyncio.Task[None] | None = None
        self._route = webhook_route(app_secret, verify_token, self._take)
        #: Why WhatsApp takes no message of ours at all, None when it does.
        self._refused: str | None = None

    # --- life ---------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Checks token, account and number, and begins to work. Does nothing when already started.

        Raises `StartError` when they are refused, don't belong together, or the server can't be reached.
        """
        if self._worker is not None:
            return
        self._graph.open()
        try:
            await self._graph.introduce()
        except BaseException:
            self._graph.close()
            raise
        self._refused = None
        self._worker = self._make_worker()
        self._working = asyncio.create_task(self._worker.run(), name="whatsapp inbox")
        _log.info("whatsapp started", number=self._number)

    async def stop(self) -> None:
        """Stops working, lets answers under way finish for a moment, closes connections. Never raises.

        Meta keeps what happens meanwhile for seven days and brings it to the next start.
        """
        worker, self._worker = self._worker, None
        working, self._working = self._working, None
        if worker is not None and working is not None:
            await worker.stop(self._grace)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        self._graph.close()

    def routes(self) -> list[Route]:
        """The route that Meta calls, for the web application."""
        return [self._route]

    # --- receiving ----------------------------------------------------------------------------------------------

    async def _take(self, document: object) -> bool:
        """Keeps a webhook's events; False when the channel isn't running or the database fails."""
        if self._worker is None:
            return False
        events = split(document, self._number)
        try:
            await self._inbox.keep(events)
        except StorageError as error:
            _log.error("events not kept", count=len(events), error=str(error))
            return False
        self._worker.wake()
        return True

    # --- sending ------------------------------------------------------------------------------------------------

    def encode(self, message: Message) -> WhatsAppMessage:
        """Writes a message in WhatsApp's form within its limits; with a template, where there is one. Pure."""
        return markup.encode(message, self._templates(message))

    async def send(self, address: str, encoded: WhatsAppMessage, *, tracker: str = "") -> Outcome:
        """Sends one message to one person. Never raises for what the network or the server does."""
        try:
            person = await self._people.at(address) if 0 < len(address) <= ADDRESS_LIMIT else None
        except StorageError as error:
            return Failed("not_sent", f"the address can't be looked up: {error}")
        if person is None or (person.user_id is None and person.phone is None):
            return Failed("gone", "this is no address of a person on WhatsApp")
        outcome = await self._graph.send(person, self._fitting(encoded, person), tracker)
        if isinstance(outcome, Failed) and window_closed(outcome) and encoded.template is not None:
            # It closed between our look and Meta's.
            outcome = await self._graph.send(person, encoded.template, tracker)
        if isinstance(outcome, Sent):
            self._refused = None
        elif outcome.kind == "channel_down":
            self._refused = outcome.detail
        return outcome

    def _fitting(self, encoded: WhatsAppMessage, person: Person) -> bytes:
        """Our own words within 24 hours of the person's; outside the template, where there is one."""
        is_open = person.heard_at is not None and self._clock() - person.heard_at < WINDOW
        return encoded.service if is_open or encoded.template is None else encoded.template

    async def _say(self, address: str, message: Message) -> Outcome:
        """Sends an answer, and notes what its numbers say."""
        if self._pace is not None:
            await self._pace(address, "private")
        encoded = self.encode(message)
        outcome = await self.send(address, encoded)
        if isinstance(outcome, Sent) and encoded.choices:
            await self._people.offer(address, encoded.choices)
        return outcome

    async def edit(self, address: str, message_id: str, encoded: WhatsAppMessage) -> Change:  # noqa: ARG002 - never
        """Businesses can't edit on WhatsApp."""
        return Unchangeable("messages on WhatsApp can't be edited")

    async def delete(self, address: str, message_id: str) -> Change:  # noqa: ARG002 - never
        """Businesses can't delete on WhatsApp."""
        return Unchangeable("messages on WhatsApp can't be deleted")

    async def healthy(self) -> str | None:
        """None when messages go, else what is wrong."""
        if self._worker is None:
            return "WhatsApp is not started."
        if self._refused is not None:
            return f"WhatsApp takes no message from this number ({self._refused}); look at Meta's business manager."
        return None
