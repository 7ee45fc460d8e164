"""The web chat as a channel: what is sent is kept first and shown second, so a closed page misses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.routing import BaseRoute

from bot.channels.webchat import sessions
from bot.channels.webchat.encode import encode, encode_edited, encode_said
from bot.channels.webchat.files import ChatFiles
from bot.channels.webchat.log import MessageLog
from bot.channels.webchat.page import load_page
from bot.channels.webchat.requests import Said
from bot.channels.webchat.routes import ChatRoutes
from bot.channels.webchat.streams import Handed, Streams
from bot.model import Answer, Change, ChannelName, Failed, Incoming, Language, Message, Outcome, Sent, Unchangeable
from bot.pages.limiter import Limiter
from feeds.errors import StorageError
from feeds.model import Clock


class WebChat:
    """A `Channel[str]` whose network is our own page. An address is a session: an id that only one browser knows."""

    name: ChannelName = "web"

    def __init__(
        self,
        *,
        log: MessageLog,
        answer: Answer,
        clock: Clock,
        new_session: Callable[[], str] = sessions.new_session,
        own_origins: frozenset[str] = frozenset(),
        says_per_minute: int = 20,
        says_at_once: int = 5,
        network_says_per_minute: int = 600,
        network_says_at_once: int = 120,
        pages_for_each: int = 5,
        pages_for_all: int = 20_000,
        beat_seconds: float = 15.0,
        body_seconds: float = 10.0,
    ) -> None:
        """Opens nothing yet.

        Args:
            log: keeps the conversations.
            answer: answers what a visitor says.
            clock: tells the present moment, for the limits.
            new_session: makes an unguessable session id of 22 to 64 characters out of A-Z, a-z, 0-9, "_" and "-".
            own_origins: origins under which the page is published, lower case ("https://kabar.example.go.id"); needed
                only behind a proxy that rewrites `Host`.
            says_per_minute: what one session may say in the long run.
            says_at_once: what one session may say in one breath.
            network_says_per_minute: the same for one network address, because a session costs nothing to make.
            network_says_at_once: wide, because a village can share one address.
            pages_for_each: open pages of one session.
            pages_for_all: open pages over all.
            beat_seconds: silence after which a page is told that we are still here.
            body_seconds: time in which a posted message has to arrive.
        """
        self._log = log
        self._answer = answer
        self._running = False
        self._turns: dict[str, _Turn] = {}
        self._pages = Streams(for_each=pages_for_each, for_all=pages_for_all)
        self._routes = ChatRoutes(
            log=log,
            hear=self._hear,
            is_open=lambda: self._running,
            pages=self._pages,
            by_session=Limiter(per_minute=says_per_minute, burst=says_at_once, clock=clock),
            by_network=Limiter(per_minute=network_says_per_minute, burst=network_says_at_once, clock=clock),
            new_session=new_session,
            page=load_page(),
            own_origins=own_origins,
            beat_seconds=beat_seconds,
            body_seconds=body_seconds,
        )

    def routes(self) -> list[BaseRoute]:
        """What the web server has to serve for this channel. Visitors get a 503 before `start` and after `stop`."""
        return [*self._routes.routes(), ChatFiles(self._log).route()]

    @property
    def pages(self) -> int:
        """How many pages are open now."""
        return len(self._pages)

    async def start(self) -> None:
        """Begins to serve visitors."""
        self._running = True

    async def stop(self) -> None:
        """Ends every stream and turns visitors away. Call it before the web server is told to end.

        A web server that closes gracefully waits for its open responses, and a stream would never end by itself.
        """
        self._running = False
        self._pages.close_all()

    def encode(self, message: Message) -> str:
        """The message as one line of JSON, made once for all pages."""
        return encode(message)

    async def send(self, address: str, encoded: str, *, tracker: str = "") -> Outcome:  # noqa: ARG002 - no receipts here
        """Keeps the message for a session and shows it in its open pages. `Sent` means kept, not read."""
        if not sessions.is_session(address):
            return Failed("gone", "this is no session of the web chat")
        try:
            return Sent(str(await self._keep(address, encoded)))
        except StorageError as problem:
            return Failed("not_sent", f"the message could not be kept: {problem}")

    async def edit(self, address: str, message_id: str, encoded: str) -> Change:
        """Puts a message in the place of an earlier one, in the log and in the session's open pages."""
        return await self._change(address, message_id, encoded, encode_edited(encoded, message_id))

    async def delete(self, address: str, message_id: str) -> Change:
        """Takes a message away, from the log and from the session's open pages."""
        return await self._change(address, message_id, None, encode_edited(None, message_id))

    async def _change(self, address: str, message_id: str, payload: str | None, news: str) -> Change:
        if not sessions.is_session(address) or not message_id.isdecimal():
            return Unchangeable("this is no message of the web chat")
        try:
            if not await self._log.replace(address, int(message_id), payload):
                # What was forgotten after its time is gone: there is nothing to take away, and nothing to edit.
                return Sent(message_id) if payload is None else Unchangeable("the message is no longer kept")
            await self._keep(address, news)
        except StorageError as problem:
            return Failed("not_sent", f"the change could not be kept: {problem}")
        return Sent(message_id)

    async def healthy(self) -> str | None:
        """None while visitors are served."""
        return None if self._running else "The web chat is not running."

    async def _hear(self, session: str, said: Said, language: Language | None) -> int:
        """Keeps what a visitor said, answers it and keeps the answer. One at a time for each session, in order.

        "mulai" and "berhenti" pressed in one breath must not overtake one another. Lets `StorageError` out.
        """
        incoming = Incoming(
            channel=self.name, address=session, kind="private", text=said.text, sender=session, language=language
        )
        async with self._turn(session):
            at = await self._keep(session, encode_said(said.shown))
            for message in await self._answer(incoming):
                await self._keep(session, encode(message))
        return at

    async def _keep(self, address: str, payload: str) -> int:
        at, before = await self._log.append(address, payload)
        self._pages.hand(address, Handed(at, before, payload))
        return at

    @asynccontextmanager
    async def _turn(self, session: str) -> AsyncIterator[None]:
        """Waits until everything said earlier in this session is answered. Remembers only sessions that are busy."""
        turn = self._turns.setdefault(session, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                del self._turns[session]


@dataclass(eq=False, slots=True)
class _Turn:
    """A session that is being answered."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
