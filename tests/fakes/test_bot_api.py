"""The fake Bot API itself: it refuses in the real server's words, and notices what a good client never does."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_spec import Spec
from tests.fakes.telegram_text import EXACT


@pytest.fixture
async def api():
    async with BotApi() as server:
        yield server


@pytest.fixture
async def call(api):
    """Calls a method; gives status and answer."""
    async with aiohttp.ClientSession() as session:

        async def post(method, token=None, **parameters):
            address = f"{api.url}/bot{token or api.token}/{method}"
            async with session.post(address, data={key: str(value) for key, value in parameters.items()}) as response:
                return response.status, await response.json()

        yield post


def refused(status, description):
    """The answer that is expected."""
    return status, {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        pytest.param({"text": ""}, "message text is empty", id="no text"),
        pytest.param({"text": " \u200b\n"}, "text must be non-empty", id="nothing to see"),
        pytest.param({"text": "x" * 4097}, "message is too long", id="too long"),
        pytest.param({"text": "😀" * 8193, "parse_mode": "HTML"}, "text is too long", id="too long as it came"),
        pytest.param({"text": "x", "chat_id": 5}, "chat not found", id="no such chat"),
        pytest.param({"text": "x", "chat_id": ""}, "chat_id is empty", id="no chat"),
        pytest.param({"text": "x", "message_thread_id": 1}, "message thread not found", id="no such topic"),
    ],
)
async def test_refused_message(api, call, parameters, description):
    """Telegram's limits and words."""
    answer = await call("sendMessage", **({"chat_id": api.person().id} | parameters))
    assert answer == refused(400, f"Bad Request: {description}")
    assert api.sent == []
    api.complaints.clear()


@pytest.mark.skipif(not EXACT, reason="needs Telegram's own parser, for which this platform has no wheel")
async def test_refused_markup(api, call):
    """The words for broken markup are those of Telegram's own parser."""
    answer = await call("sendMessage", chat_id=api.person().id, text="5 < 6", parse_mode="HTML")
    assert answer == refused(400, 'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2')


@pytest.mark.parametrize(
    ("button", "words"),
    [
        pytest.param({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID", id="data too long"),
        pytest.param({"text": "a", "url": "http://localhost/"}, "is invalid", id="no public host"),
        pytest.param({"text": "a", "url": "/x"}, "is invalid", id="relative"),
        pytest.param({"text": "", "url": "https://a.id"}, "text is empty", id="no label"),
    ],
)
async def test_refused_button(api, call, button, words):
    """A bad button spoils the whole message."""
    markup = json.dumps({"inline_keyboard": [[button]]})
    status, answer = await call("sendMessage", chat_id=api.person().id, text="x", reply_markup=markup)
    assert status == 400
    assert words in answer["description"]
    api.complaints.clear()


async def test_token(call):
    """A wrong token and a malformed one are refused differently."""
    assert await call("getMe", token="4242:AAwrongwrongwrong") == refused(401, "Unauthorized")
    assert await call("getMe", token="x") == refused(404, "Not Found")


async def test_edit(api, call):
    """An edit changes what the chat shows, unless it changes nothing or there is nothing to change."""
    budi = api.person()
    _, answer = await call("sendMessage", chat_id=budi.id, text="satu")
    number = answer["result"]["message_id"]
    assert (await call("editMessageText", chat_id=budi.id, message_id=number, text="dua"))[0] == 200
    assert [sent.text for sent in api.sent_to(budi.id)] == ["dua"]
    again = await call("editMessageText", chat_id=budi.id, message_id=number, text="dua")
    assert "message is not modified" in again[1]["description"]
    missing = await call("editMessageText", chat_id=budi.id, message_id=1, text="x")
    assert missing == refused(400, "Bad Request: message to edit not found")


async def test_polls(api, call):
    """Updates stay until they are confirmed; a second poll ends the first; kinds not asked for never come."""
    wanted = {"allowed_updates": '["message"]'}
    first = asyncio.create_task(call("getUpdates", timeout=30, **wanted))
    await api.until(lambda: api.called("getUpdates"))
    second = asyncio.create_task(call("getUpdates", timeout=30, **wanted))
    assert (await first)[0] == 409
    budi = api.person()
    budi.blocks()
    said = budi.says("halo")
    assert (await second)[1]["result"] == [said]
    assert (await call("getUpdates"))[1]["result"] == [said]
    assert (await call("getUpdates", offset=said["update_id"] + 1))[1]["result"] == []


async def test_poll_beside_a_webhook(call):
    """Telegram does one or the other."""
    assert (await call("setWebhook", url="https://a.go.id/x"))[0] == 200
    assert (await call("getUpdates"))[0] == 409
    assert (await call("deleteWebhook"))[0] == 200
    assert (await call("getUpdates"))[0] == 200


@pytest.mark.captured
@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        pytest.param("sendMessage", {"chat_id": "5", "text": "x"}, None, id="right"),
        pytest.param("sendMessage", {"chat_id": "5"}, "sendMessage lacks text", id="lacks"),
        pytest.param(
            "sendMessage",
            {"chat_id": "5", "text": "x", "disable_web_page_preview": "true"},
            "sendMessage has no parameter disable_web_page_preview",
            id="unknown",
        ),
        pytest.param(
            "sendMessage",
            {"chat_id": "5", "text": "x", "disable_notification": "yes"},
            "sendMessage.disable_notification is not Boolean: 'yes'",
            id="wrong type",
        ),
        pytest.param(
            "sendMessage",
            {"chat_id": "5", "text": "x", "reply_markup": '{"inline_keyboard":[[{"text":"a","data":"b"}]]}'},
            "sendMessage.reply_markup.inline_keyboard[0][0] has no field data",
            id="wrong field deep inside",
        ),
        pytest.param(
            "answerCallbackQuery",
            {"callback_query_id": "1", "text": "x" * 201},
            "answerCallbackQuery.text has 201 characters, allowed are 0 to 200",
            id="too long",
        ),
        pytest.param(
            "setMyCommands",
            {"commands": '[{"command":"a"}]'},
            "setMyCommands.commands[0] lacks description",
            id="lacks deep inside",
        ),
    ],
)
def test_spec(shared_data, method, parameters, complaint):
    """What the machine-readable description of the Bot API demands is demanded."""
    description = json.loads((shared_data / "telegram-bot-api-10.1.json").read_text(encoding="utf-8"))
    assert Spec(description).problems(method, parameters) == ([] if complaint is None else [complaint])


async def test_complaints_fail_the_test():
    """A call that no good client makes is not forgotten."""
    api = await BotApi().__aenter__()
    async with aiohttp.ClientSession() as session, session.post(f"{api.url}/bot{api.token}/sendRubbish") as response:
        assert response.status == 404
    with pytest.raises(AssertionError, match="sendRubbish is called"):
        await api.__aexit__(None, None, None)
