"""What each refusal of Telegram, and each fault of the line, means for the message and the chat."""

from __future__ import annotations

from datetime import timedelta

import pytest
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
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram.failures import NotSentError, failure, refused_change
from bot.model import Failed, Message, Sent, Unchangeable

#: Status, description, and the kind that it means. Texts are those of the server (telegram-bot-api, tdlib).
REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", "gone"),
    (403, "Forbidden: user is deactivated", "gone"),
    (403, "Forbidden: bot was kicked from the group chat", "gone"),
    (403, "Forbidden: bot was kicked from the supergroup chat", "gone"),
    (403, "Forbidden: bot was kicked from the channel chat", "gone"),
    (403, "Forbidden: bot is not a member of the supergroup chat", "gone"),
    (403, "Forbidden: bot is not a member of the channel chat", "gone"),
    (403, "Forbidden: the group chat was deleted", "gone"),
    (403, "Forbidden: bot can't initiate conversation with a user", "gone"),
    (403, "Forbidden: bot can't send messages to bots", "gone"),
    (400, "Bad Request: chat not found", "gone"),
    (400, "Bad Request: PEER_ID_INVALID", "gone"),
    (400, "Bad Request: USER_DEACTIVATED", "gone"),
    (400, "Bad Request: message thread not found", "gone"),
    (400, "Bad Request: TOPIC_DELETED", "gone"),
    (400, "Bad Request: TOPIC_CLOSED", "no_rights"),
    (400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"),
    (400, "Bad Request: have no write access to the chat", "no_rights"),
    (400, "Bad Request: need administrator rights in the channel chat", "no_rights"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "no_rights"),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED", "no_rights"),
    (400, "Bad Request: CHAT_RESTRICTED", "no_rights"),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", "no_rights"),
    (403, "Forbidden: CHAT_WRITE_FORBIDDEN", "no_rights"),
    (400, "Bad Request: message is too long", "bad_message"),
    (400, "Bad Request: text is too long", "bad_message"),
    (400, "Bad Request: message text is empty", "bad_message"),
    (400, "Bad Request: text must be non-empty", "bad_message"),
    (400, 'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0', "bad_message"),
    (400, "Bad Request: reply markup is too long", "bad_message"),
    (400, "Bad Request: BUTTON_DATA_INVALID", "bad_message"),
    (400, "Bad Request: BUTTON_URL_INVALID", "bad_message"),
    (400, "Bad Request: message is not modified: specified new message content is the same", "bad_message"),
    (400, "Bad Request: message to edit not found", "bad_message"),
    (400, "Bad Request: wrong HTTP URL specified", "bad_message"),
    (400, "Bad Request: something that nobody has seen yet", "bad_message"),
    (413, "Request Entity Too Large", "bad_message"),
    (400, "Bad Request: Logged out", "channel_down"),
    (401, "Unauthorized", "channel_down"),
    (404, "Not Found", "channel_down"),
    (409, "Conflict: terminated by other getUpdates request", "channel_down"),
    (421, "Misdirected Request", "not_sent"),
    (500, "Internal Server Error: restart", "in_doubt"),
    (502, "Bad Gateway", "in_doubt"),
    (504, "Gateway Timeout", "in_doubt"),
]


@pytest.mark.parametrize(("status", "description", "kind"), REFUSALS, ids=[words for _, words, _ in REFUSALS])
async def test_refusal(api, channel, status, description, kind):
    """The server's words decide, after all that the library does to them."""
    budi = api.person()
    api.fail_next(budi.id, status, description)
    outcome = await channel.send(str(budi.id), channel.encode(Message("x")))
    assert (outcome.kind, outcome.retry_after, outcome.new_address) == (kind, None, None)
    assert description.removeprefix("Bad Request: ").lower() == outcome.detail.lower()


async def test_too_fast(api, channel):
    """The server says how long to wait."""
    budi = api.person()
    api.fail_next(budi.id, 429, "Too Many Requests: retry after 10072", {"retry_after": 10072})
    outcome = await channel.send(str(budi.id), channel.encode(Message("x")))
    assert outcome == Failed(
        "slow_down", "Flood control exceeded. Retry in 2:47:52", retry_after=timedelta(seconds=10072)
    )


async def test_too_fast_without_a_time(api, channel):
    """A server that does not say how long is given half a minute."""
    budi = api.person()
    api.fail_next(budi.id, 429, "Too Many Requests")
    outcome = await channel.send(str(budi.id), channel.encode(Message("x")))
    assert outcome == Failed("slow_down", "Too Many Requests", retry_after=timedelta(seconds=30))


async def test_migrated(api, channel):
    """A group that became a supergroup has another number."""
    group = api.group(kind="group")
    new = group.upgrades()
    outcome = await channel.send(str(group.id), channel.encode(Message("x")))
    assert (outcome.kind, outcome.new_address) == ("migrated", str(new.id))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, b"<html>Welcome to the hotel's network</html>", id="a page instead of an answer"),
        pytest.param(200, b'{"ok":true}', id="no result"),
        pytest.param(200, b'{"ok":true,"result":true}', id="a result that is no message"),
        pytest.param(200, b"[]", id="no object"),
        pytest.param(200, b"", id="nothing"),
        pytest.param(502, b"<html>nginx</html>", id="a proxy's page"),
        pytest.param(599, b"", id="no such status"),
    ],
)
async def test_answer_that_is_none(api, channel, status, body):
    """Nobody knows whether the message was sent."""
    budi = api.person()
    api.answer_next(budi.id, status, body)
    assert (await channel.send(str(budi.id), channel.encode(Message("x")))).kind == "in_doubt"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(NotSentError("no connection within 10 s"), "not_sent", id="never reached the server"),
        pytest.param(TimedOut("no answer within 25 s"), "in_doubt", id="no answer in time"),
        pytest.param(NetworkError("ServerDisconnectedError: Server disconnected"), "in_doubt", id="broken line"),
        pytest.param(TelegramError("Invalid server response"), "in_doubt", id="no JSON"),
        pytest.param(KeyError("message_id"), "in_doubt", id="not Telegram's"),
        pytest.param(Forbidden("Forbidden: in words of tomorrow"), "gone", id="forbidden in other words"),
        pytest.param(BadRequest("Not Enough Rights"), "no_rights", id="capitals do not matter"),
        pytest.param(InvalidToken(), "channel_down", id="token"),
        pytest.param(Conflict("x"), "channel_down", id="conflict"),
        pytest.param(ChatMigrated(-1005), "migrated", id="migrated"),
    ],
)
def test_kind(error, kind):
    """Each kind of exception has its meaning, whatever it derives from."""
    assert failure(error).kind == kind


def test_wait_in_either_form(monkeypatch):
    """The library gives the wait as a timedelta; should it give a number, that is seconds."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    error = RetryAfter(7)
    assert failure(error).retry_after == timedelta(seconds=7)
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(PTBDeprecationWarning):
        failed = failure(error)
    assert failed.retry_after == timedelta(seconds=7)


def test_detail_is_one_short_line():
    """Some refusals repeat a whole text of ours."""
    detail = failure(BadRequest("can't parse\n\nentities " + "x" * 5000)).detail
    assert len(detail) == 200
    assert detail.startswith("can't parse entities xxx")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            BadRequest(
                "Message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            ),
            Sent("7"),
            id="says so already",
        ),
        pytest.param(BadRequest("Message to delete not found"), Sent("7"), id="deleted already"),
        pytest.param(
            BadRequest("Message can't be deleted"), Unchangeable("Message can't be deleted"), id="older than 48 hours"
        ),
        pytest.param(
            BadRequest("Message can't be deleted for everyone"),
            Unchangeable("Message can't be deleted for everyone"),
            id="not for everyone",
        ),
        pytest.param(
            BadRequest("Message to edit not found"), Unchangeable("Message to edit not found"), id="nothing to edit"
        ),
        pytest.param(BadRequest("Message can't be edited"), Unchangeable("Message can't be edited"), id="not ours"),
        pytest.param(BadRequest("Message_id_invalid"), Unchangeable("Message_id_invalid"), id="no such number"),
        pytest.param(
            Forbidden("Forbidden: bot was blocked by the user"),
            Failed("gone", "Forbidden: bot was blocked by the user"),
            id="blocked",
        ),
        pytest.param(TimedOut("no answer"), Failed("in_doubt", "no answer"), id="no answer"),
    ],
)
def test_what_a_refused_change_means(error, expected):
    """Done already, never to be done, or a failure like any other."""
    assert refused_change(error, "7") == expected
