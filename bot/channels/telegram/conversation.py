"""One update after another: read it, let it be answered, send the answers in order.

Knows no network: what it needs of Telegram comes in as functions. What a person gets for an answer is not decided
here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError

from bot.channels.telegram.incoming import Document, Me, document_in, read
from bot.channels.telegram.rights import Rights
from bot.model import Answer, Attachment, Change, ChatEvent, Failed, Incoming, Message, Notice, Outcome, Sent

#: A person who asked something is kept waiting this long for a second try, not longer: then the answer is dropped,
#: because it would come after the question is forgotten.
PATIENCE: Final = timedelta(seconds=15)

#: Bytes of a document that an admin may send; a thousand feeds as OPML are 200 kB.
FILE_LIMIT: Final = 1_000_000

_Result = TypeVar("_Result", bound=Change)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Hears updates. Faults of `answer` and `notice`, which promise none, come out of `hear` for the caller to log."""

    me: Me
    answer: Answer
    notice: Notice
    rights: Rights
    send: Callable[[str, Message], Awaitable[Outcome]]
    #: Puts a message in the place of the one with this number.
    edit: Callable[[str, str, Message], Awaitable[Change]]
    sleep: Callable[[float], Awaitable[Any]]
    #: Whether documents of this sender are taken; None takes nobody's.
    takes_files: Callable[[str], Awaitable[bool]] | None = None
    #: The content of a file by its id.
    fetch: Callable[[str], Awaitable[bytes]] | None = None

    async def hear(self, update: Update) -> None:
        """Takes one update and sees it through to the last answer."""
        if update.callback_query is not None:
            await _acknowledge(update.callback_query)
        said = read(update, self.me)
        if isinstance(said, ChatEvent):
            await self.notice(said)
        elif said is not None:
            document = document_in(update)
            heard = said if document is None else await self._with_file(said, document)
            if heard is not None:
                await self._reply(await self._with_rights(heard))

    async def _with_file(self, said: Incoming, document: Document) -> Incoming | None:
        """What was said, with its document; None, which is silence, from those whose documents are not taken."""
        if self.takes_files is None or self.fetch is None or not await self.takes_files(said.sender):
            return None
        content = b""
        if document.size <= FILE_LIMIT:
            try:
                content = await self.fetch(document.file_id)
            except TelegramError as error:
                _log.warning("document not fetched", error=str(error))
        if len(content) > FILE_LIMIT:
            content = b""
        return replace(said, attachment=Attachment(document.name, document.media_type, content))

    async def _with_rights(self, said: Incoming) -> Incoming:
        # Who speaks in the name of another channel, whose number is negative, is nobody's administrator.
        if said.may_decide or said.sender.startswith("-"):
            return said
        chat = int(said.address.partition(":")[0])
        return replace(said, may_decide=await self.rights.may_decide(chat, int(said.sender)))

    async def _reply(self, said: Incoming) -> None:
        address, pressed = said.address, said.pressed
        for message in await self.answer(said):
            if message.in_place and pressed is not None:
                # Only one can stand there.
                place, pressed = pressed, None
                if isinstance(await self._twice(partial(self.edit, address, place, message)), Sent):
                    continue
            outcome = await self._twice(partial(self.send, address, message))
            if isinstance(outcome, Failed) and outcome.kind == "migrated" and outcome.new_address is not None:
                await self.notice(ChatEvent("telegram", address, "migrated", new_address=outcome.new_address))
                address = outcome.new_address
                outcome = await self.send(address, message)
            if not isinstance(outcome, Failed):
                continue
            _log.warning("answer not sent", address=address, kind=outcome.kind, detail=outcome.detail)
            if outcome.kind == "gone":
                await self.notice(ChatEvent("telegram", address, "left"))
            if outcome.kind != "bad_message":
                return

    async def _twice(self, step: Callable[[], Awaitable[_Result]]) -> _Result:
        """Sends or edits, and once more when the first surely came to nothing and the wait for it is short."""
        outcome = await step()
        if not isinstance(outcome, Failed) or outcome.kind not in {"slow_down", "not_sent"}:
            return outcome
        wait = outcome.retry_after or timedelta(0)
        if wait > PATIENCE:
            return outcome
        await self.sleep(wait.total_seconds())
        return await step()


async def _acknowledge(query: CallbackQuery) -> None:
    """Stops the button's spinner, before anything that may take time. Too late is no harm."""
    try:
        await query.answer()
    except TelegramError as error:
        _log.info("button not acknowledged", error=str(error))
