"""Telegram as a channel: connects, receives, sends, and says how it is.

Decides nothing itself: what an update says is read in `incoming` and answered through `conversation`, how a message
looks is `markup`, what a failure means is `failures`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode, urlsplit

import structlog
from starlette.routing import Route
from telegram import ChatMember, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, CallbackContext, ExtBot, TypeHandler

from bot.channels.telegram import markup
from bot.channels.telegram.conversation import Conversation
from bot.channels.telegram.failures import failure, refused_change
from bot.channels.telegram.incoming import UPDATE_KINDS, Me
from bot.channels.telegram.markup import TelegramMessage
from bot.channels.telegram.order import ChatOrder
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.request import HIDDEN, POOL_SIZE, READ_TIMEOUT, BotApiRequest
from bot.channels.telegram.rights import Rights
from bot.channels.telegram.upload import upload
from bot.channels.telegram.webhook import webhook_route
from bot.errors import StartError
from bot.model import (
    Answer,
    Change,
    ChannelName,
    ChatKind,
    Failed,
    Language,
    Message,
    Notice,
    Outcome,
    Sent,
    Unchangeable,
)
from feeds.model import Clock

#: Commands shown in the app's menu: (word without slash, description), for each language.
Commands = Mapping[Language, Sequence[tuple[str, str]]]

#: Waits until an answer may go to a chat.
Pace = Callable[[str, ChatKind], Awaitable[None]]

#: Seconds that answers under way are given at a stop, and each other step of it.
GRACE: Final = 4.0
STEP: Final = 2.0
#: Seconds that a look at the webhook's state may take.
LOOK: Final = 5.0
#: How old a fault of the webhook may be to count.
FRESH: Final = timedelta(minutes=5)
#: Updates remembered, so that one which Telegram brings twice is answered once.
SEEN: Final = 1024

_ADDRESS: Final = re.compile(r"(-?[0-9]{1,16})(?::([0-9]{1,10}))?")
_NUMBER: Final = re.compile(r"[0-9]{1,16}")

_log = structlog.get_logger(__name__)


class TelegramChannel:
    """A `Channel[TelegramMessage]`. An address is a chat's number, with ":" and the topic's number in a forum."""

    name: ChannelName = "telegram"

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        answer: Answer,
        notice: Notice,
        clock: Clock,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        commands: Commands | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        grace: float = GRACE,
        pace: Pace | None = None,
        pool_size: int = POOL_SIZE,
        takes_files: Callable[[str], Awaitable[bool]] | None = None,
        may_send: Callable[[], bool] = lambda: True,
        keeps: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        """Connects to nothing yet.

        `webhook_url` is the whole public address of the route that `routes` gives. `commands` are shown in the app's
        menu; Indonesian to everybody, English to those whose app is English. `pace` is asked before each answer;
        `pool_size` connections must do for broadcasts and answers together. A document is fetched only from those of
        whom `takes_files(sender)` says so. `may_send` is asked at the last moment before each request; while it says
        no, nothing leaves. Words that it `keeps` are heard however many others of the chat wait.
        """
        self._request = BotApiRequest(token=token, api_url=api_url, pool_size=pool_size, may_send=may_send)
        self._server = _server(api_url)
        self._answer = answer
        self._notice = notice
        self._clock = clock
        self._mode = mode
        self._webhook_url = webhook_url
        self._webhook_secret = webhook_secret
        self._commands = commands or {}
        self._sleep = sleep
        self._grace = grace
        self._pace = pace
        self._takes_files = takes_files
        self._keeps = keeps
        self._order = ChatOrder()
        self._poller = Poller(self._fetch, self._take, sleep)
        self._application: Application[Any, Any, Any, Any, Any, Any] | None = None
        self._polling: asyncio.Task[None] | None = None
        self._seen: dict[int, None] = {}
        #: Why Telegram takes no message of ours at all, None when it does.
        self._refused: str | None = None

    # --- life ---------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Checks the token, says how updates shall come, and begins to receive them.

        Raises `StartError` when the token is refused, the server can't be reached, or the webhook is refused. That
        the menu of commands could not be set is only logged. Does nothing when already started.
        """
        if self._application is not None:
            return
        if self._mode == "webhook" and not (self._webhook_url and self._webhook_secret):
            raise StartError("Receiving by webhook needs [web] public_url and [telegram] webhook_secret.")
        application = self._build()
        try:
            await application.initialize()
            await self._direct_updates()
        except TelegramError as error:
            await self._request.shutdown()
            raise StartError(self._explain(error)) from error
        bot: ExtBot[None] = application.bot
        await self._show_commands(bot)
        application.add_handler(TypeHandler(Update, self._hearer(bot)))
        application.add_error_handler(_report)
        await application.start()
        self._application = application
        if self._mode == "polling":
            self._polling = asyncio.create_task(self._poller.run(), name="telegram polling")
        _log.info("telegram started", bot=bot.username, mode=self._mode)

    async def stop(self) -> None:
        """Stops receiving, lets answers under way finish for a moment, closes connections. Never raises.

        A webhook stays set: Telegram keeps updates for a day and brings them to the next start.
        """
        application, self._application = self._application, None
        polling, self._polling = self._polling, None
        if polling is not None:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await _quietly("confirm", self._poller.confirm(), STEP)
        if application is not None:
            await _quietly("finish answers", application.stop(), self._grace)
            await self._order.abandon()
            await _quietly("shut down", application.shutdown(), STEP)
        await _quietly("close connections", self._request.shutdown(), STEP)

    def routes(self) -> list[Route]:
        """The route that Telegram calls, for the web application; none when polling."""
        if self._mode == "polling" or not self._webhook_secret:
            return []
        return [webhook_route(self._webhook_secret, self._take)]

    def start_link(self, word: str) -> str | None:
        """A link that opens a private chat with us and says `/start WORD`; None until we know our own name."""
        application = self._application
        return None if application is None else f"https://t.me/{application.bot.username}?start={word}"

    def _build(self) -> Application[Any, Any, Any, Any, Any, Any]:
        bot: ExtBot[None] = ExtBot(HIDDEN, request=self._request, get_updates_request=self._request)
        self._order = ChatOrder(keeps=self._keeps)
        builder = Application.builder().bot(bot).updater(None).job_queue(None)
        return builder.concurrent_updates(self._order).build()

    async def _direct_updates(self) -> None:
        """Says whether Telegram shall bring updates or keep them for our polls."""
        if self._mode == "polling":
            await self._request.call("deleteWebhook", b"")
            return
        wanted = {
            "url": self._webhook_url,
            "secret_token": self._webhook_secret,
            "allowed_updates": json.dumps(UPDATE_KINDS),
        }
        await self._request.call("setWebhook", urlencode(wanted).encode())

    async def _show_commands(self, bot: ExtBot[None]) -> None:
        for language, commands in self._commands.items():
            try:
                # Without a language they are for everybody whose language has none of its own.
                await bot.set_my_commands(tuple(commands), language_code=None if language == "id" else language)
            except TelegramError as error:
                _log.warning("menu of commands not set", language=language, error=str(error))

    def _explain(self, error: TelegramError) -> str:
        """The sentence for an operator."""
        if isinstance(error, InvalidToken):
            return (
                "Telegram refuses the token of the bot: copy the present one from @BotFather into [telegram] token"
                f" (asked {self._server})."
            )
        if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
            return f"Telegram at {self._server} refuses the start: {error}."
        return (
            f"Telegram can't be reached at {self._server} ({error}): check the network connection of this machine and"
            " [telegram] api_url."
        )

    # --- receiving ----------------------------------------------------------------------------------------------

    async def _fetch(self, offset: int, hold: int) -> list[dict[str, Any]]:
        wanted = {"offset": offset, "timeout": hold, "allowed_updates": json.dumps(UPDATE_KINDS)}
        updates = await self._request.call("getUpdates", urlencode(wanted).encode(), read_timeout=hold + READ_TIMEOUT)
        if not isinstance(updates, list) or not all(isinstance(each["update_id"], int) for each in updates):
            raise TelegramError("the answer is no list of updates")
        return updates

    def _take(self, raw: dict[str, Any]) -> bool:
        """Queues an update; False when the channel isn't running. One that can't be read is skipped, not repeated."""
        application = self._application
        if application is None:
            return False
        number = raw["update_id"]
        if number in self._seen:
            return True
        self._seen[number] = None
        if len(self._seen) > SEEN:
            del self._seen[next(iter(self._seen))]
        try:
            update = Update.de_json(raw, application.bot)
        # The library raises whatever comes of what it did not expect.
        except Exception as error:
            _log.error("update not understood", update=number, kinds=sorted(raw), error=type(error).__name__)
            return True
        application.update_queue.put_nowait(update)
        return True

    def _hearer(self, bot: ExtBot[None]) -> Callable[[Update, object], Coroutine[Any, Any, None]]:
        async def ask(chat: int, user: int) -> ChatMember:
            return await bot.get_chat_member(chat, user)

        async def wait(address: str) -> None:
            if self._pace is not None:
                # Numbers of groups and channels are negative.
                await self._pace(address, "group" if address.startswith("-") else "private")

        async def say(address: str, message: Message) -> Outcome:
            await wait(address)
            return await self.send(address, self.encode(message))

        async def put(address: str, message_id: str, message: Message) -> Change:
            await wait(address)
            return await self.edit(address, message_id, self.encode(message))

        conversation = Conversation(
            me=Me(bot.id, bot.username),
            answer=self._answer,
            notice=self._notice,
            rights=Rights(ask, self._clock),
            send=say,
            edit=put,
            sleep=self._sleep,
            takes_files=self._takes_files,
            fetch=self._request.fetch,
        )

        async def hear(update: Update, _context: object) -> None:
            await conversation.hear(update)

        return hear

    # --- sending ------------------------------------------------------------------------------------------------

    def encode(self, message: Message) -> TelegramMessage:
        """Writes a message in Telegram's HTML within its limits. Pure."""
        return markup.encode(message)

    async def send(self, address: str, encoded: TelegramMessage, *, tracker: str = "") -> Outcome:  # noqa: ARG002 - no receipts here
        """Sends one message to one chat or topic. Never raises for what the network or the server does."""
        place = _ADDRESS.fullmatch(address)
        if place is None:
            return Failed("gone", "this is no address of a chat on Telegram")
        thread = "" if place[2] is None else f"&message_thread_id={place[2]}"
        try:
            if encoded.attachment is not None:
                chat = {"chat_id": place[1]} | ({} if place[2] is None else {"message_thread_id": place[2]})
                request = upload(encoded, encoded.attachment, chat)
                if isinstance(request, str):
                    return Failed("bad_message", request)
                return Sent(await self._request.upload(request))
            outcome = Sent(await self._request.send_message(f"chat_id={place[1]}{thread}&".encode() + encoded.form))
        except Exception as error:
            failed = failure(error)
            if failed.kind == "channel_down":
                self._refused = failed.detail
            return failed
        self._refused = None
        return outcome

    async def edit(self, address: str, message_id: str, encoded: TelegramMessage) -> Change:
        """Edits a message of ours. Never raises for what the network or the server does."""
        if encoded.attachment is not None:
            return Unchangeable("a file can't be put in the place of a message")
        return await self._change("editMessageText", address, message_id, b"&" + encoded.form)

    async def delete(self, address: str, message_id: str) -> Change:
        """Deletes a message of ours; Telegram lets us for 48 hours. Never raises for what the network does."""
        return await self._change("deleteMessage", address, message_id, b"")

    async def _change(self, method: str, address: str, message_id: str, form: bytes) -> Change:
        place = _ADDRESS.fullmatch(address)
        if place is None or not _NUMBER.fullmatch(message_id):
            return Unchangeable("this is no message on Telegram")
        try:
            await self._request.call(method, f"chat_id={place[1]}&message_id={message_id}".encode() + form)
        except Exception as error:
            return refused_change(error, message_id)
        return Sent(message_id)

    async def healthy(self) -> str | None:
        """None when updates come and messages go, else what is wrong. Asks Telegram when it receives by webhook."""
        if self._application is None:
            return "Telegram is not started."
        if self._refused is not None:
            return f"Telegram takes no message from this bot ({self._refused}); check [telegram] token."
        if self._polling is None:
            return await self._webhook_trouble()
        return self._poller.trouble

    async def _webhook_trouble(self) -> str | None:
        try:
            info = await self._request.call("getWebhookInfo", b"", read_timeout=LOOK)
        except TelegramError as error:
            return f"Telegram can't be asked about the webhook ({error})."
        if info.get("url") != self._webhook_url:
            return "Another program receives this bot's updates: Telegram's webhook is no longer ours."
        failed_at = info.get("last_error_date")
        if failed_at is not None and self._clock().timestamp() - failed_at < FRESH.total_seconds():
            return f"Telegram can't bring updates to {self._webhook_url} ({info.get('last_error_message')})."
        return None


def _server(api_url: str) -> str:
    """The address of the server for people: without what may be secret in it."""
    parts = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def _report(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Logs what a handler raised; the update, which is somebody's words, is not logged."""
    _log.error("update failed", exc_info=context.error)


async def _quietly(step: str, work: Awaitable[Any], limit: float) -> None:
    """Does one step of the stop within `limit` seconds; a fault is logged and the stop goes on."""
    try:
        async with asyncio.timeout(limit):
            await work
    except Exception as error:
        _log.warning("telegram stop", step=step, error=str(error) or type(error).__name__)
