"""What a failed send means: python-telegram-bot's exceptions turned into `Failed`. Pure.

Decides nothing about retries. Goes by the server's words more than by the class: the Bot API turns any 403 whose
text is in capitals, any 404 and unknown codes into "400 Bad Request: …" (`fail_query_with_error` in
telegram-bot-api), and python-telegram-bot strips "Bad Request: " and capitalises the rest, so texts are compared in
small letters. The order of the checks matters: `BadRequest` and `TimedOut` are kinds of `NetworkError`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.model import Failed, Sent, Unchangeable

Kind = Literal["gone", "no_rights", "bad_message", "channel_down", "slow_down", "not_sent"]

#: Longest `detail`; the server repeats our own text in some refusals.
DETAIL_LIMIT: Final = 200

#: How long to wait when the server says "too many requests" without saying for how long.
UNSAID_WAIT: Final = timedelta(seconds=30)

#: Words of a 400 or 403, and what they say about the chat; the first that occurs decides.
_REFUSALS: Final[tuple[tuple[str, Kind], ...]] = (
    ("chat not found", "gone"),
    ("user not found", "gone"),
    ("peer_id_invalid", "gone"),
    ("chat_id_invalid", "gone"),
    ("user is deactivated", "gone"),
    ("user_deactivated", "gone"),
    ("chat was deactivated", "gone"),
    ("chat was deleted", "gone"),
    # Of a forum only the topic is gone, but the topic is the chat that the delivery is addressed to.
    ("message thread not found", "gone"),
    ("topic_deleted", "gone"),
    ("topic_closed", "no_rights"),
    ("not enough rights", "no_rights"),
    ("have no write access", "no_rights"),
    ("have no rights", "no_rights"),
    ("need administrator rights", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_admin_required", "no_rights"),
    ("chat_restricted", "no_rights"),
    ("chat_send_plain_forbidden", "no_rights"),
    ("chat_guest_send_forbidden", "no_rights"),
    ("user_restricted", "no_rights"),
    ("logged out", "channel_down"),
)

#: Words of answers that python-telegram-bot gives as a bare `NetworkError`, although the server surely took nothing.
_UNTAKEN: Final[tuple[tuple[str, Kind], ...]] = (
    ("too many requests", "slow_down"),
    ("request entity too large", "bad_message"),
    ("misdirected request", "not_sent"),
)


#: Words of a 400 to an edit or a deletion that say that the message can't be changed any more; a bot may delete what
#: is younger than 48 hours, and edit its own at any age.
_UNCHANGEABLE: Final = (
    "message can't be edited",
    "message to edit not found",
    "message can't be deleted",
    # Text can't stand in the place of a picture.
    "there is no text in the message to edit",
    "message_id_invalid",
    "message_author_required",
)
#: Words that say that there is nothing left to do.
_DONE: Final = ("message is not modified", "message to delete not found")


class NotSentError(NetworkError):
    """The request surely never reached the server: no name, no connection, no free place in the pool."""


def failure(error: Exception) -> Failed:
    """Says what `error`, raised by a send, means for the message and for the chat.

    Whatever may have reached the server is "in_doubt": sendMessage has no key that would make a second one harmless.
    That includes every 5xx, because the server may have failed after it had sent. What is not Telegram's at all, a
    reply without a message number for one, is in doubt too.
    """
    detail = _detail(error)
    match error:
        case RetryAfter():
            return Failed("slow_down", detail, retry_after=_wait(error))
        case ChatMigrated():
            return Failed("migrated", detail, new_address=str(error.new_chat_id))
        case Forbidden():
            return Failed(_find(detail, _REFUSALS) or "gone", detail)
        case InvalidToken() | Conflict():
            return Failed("channel_down", detail)
        case BadRequest():
            return Failed(_find(detail, _REFUSALS) or "bad_message", detail)
        case NotSentError():
            return Failed("not_sent", detail)
        case TimedOut():
            return Failed("in_doubt", detail)
        case NetworkError():
            kind = _find(detail, _UNTAKEN)
            return Failed(kind or "in_doubt", detail, retry_after=UNSAID_WAIT if kind == "slow_down" else None)
        case TelegramError():
            return Failed("in_doubt", detail)
        case _:
            return Failed("in_doubt", f"{type(error).__name__}: {detail}")


def refused_change(error: Exception, message_id: str) -> Sent | Unchangeable | Failed:
    """Says what `error`, raised by an edit or a deletion, means: done already, never to be done, or a failure."""
    detail = _detail(error)
    if isinstance(error, BadRequest):
        lowered = detail.lower()
        if any(words in lowered for words in _DONE):
            return Sent(message_id)
        if any(words in lowered for words in _UNCHANGEABLE):
            return Unchangeable(detail)
    return failure(error)


def _find(detail: str, table: tuple[tuple[str, Kind], ...]) -> Kind | None:
    lowered = detail.lower()
    return next((kind for words, kind in table if words in lowered), None)


def _wait(error: RetryAfter) -> timedelta:
    """The wait as a timedelta, which it is when PTB_TIMEDELTA is set (see `request`), else a count of seconds."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _detail(error: Exception) -> str:
    """The error on one line, short."""
    text = " ".join(str(error).split())
    return text if len(text) <= DETAIL_LIMIT else text[: DETAIL_LIMIT - 1] + "…"
