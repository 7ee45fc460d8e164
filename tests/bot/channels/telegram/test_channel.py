"""The channel's life and its sends, against a Bot API that behaves and fails like the real one."""

from __future__ import annotations

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.incoming import UPDATE_KINDS
from bot.channels.telegram.webhook import PATH
from bot.errors import StartError
from bot.model import Failed, Message, Sent

COMMANDS = {
    "id": (("mulai", "Mulai menerima berita"), ("berhenti", "Berhenti")),
    "en": (("start", "Start"), ("stop", "Stop")),
}
HOOK = {"mode": "webhook", "webhook_url": f"https://bot.contoh.go.id{PATH}", "webhook_secret": "rahasia-123"}


def address(place, topic=None):
    """The chat's address."""
    return str(place.id) if topic is None else f"{place.id}:{topic}"


# --- start ------------------------------------------------------------------------------------------------------


async def test_start(api, running):
    """A start checks the token, takes updates to itself, and shows the commands in both languages."""
    async with running(commands=COMMANDS) as channel:
        await api.until(lambda: api.called("getUpdates"))
        assert await channel.healthy() is None
    assert [method for method, _ in api.calls][:2] == ["getMe", "deleteWebhook"]
    assert json.loads(api.called("getUpdates")[0]["allowed_updates"]) == list(UPDATE_KINDS)
    assert api.commands == {
        ("default", ""): [{"command": word, "description": text} for word, text in COMMANDS["id"]],
        ("default", "en"): [{"command": word, "description": text} for word, text in COMMANDS["en"]],
    }


async def test_commands_that_are_refused_do_not_stop_the_start(api, build, ear):
    """The menu is an ornament."""
    api.fail_next(None, 400, "Bad Request: BOT_COMMAND_INVALID", method="setMyCommands")
    channel = build(commands=COMMANDS)
    with capture_logs() as logs:
        await channel.start()
    assert [line["event"] for line in logs] == ["menu of commands not set", "telegram started"]
    assert list(api.commands) == [("default", "en")]
    api.person().says("halo")
    assert (await ear.next_said()).text == "halo"
    await channel.stop()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param({"token": "4242:AAwrongwrongwrongwrongwrong"}, "refuses the token", id="wrong token"),
        pytest.param({"token": "4242:x"}, "refuses the token", id="malformed token"),
        pytest.param({"api_url": "http://127.0.0.1:9"}, "can't be reached at http://127.0.0.1:9", id="nobody there"),
        pytest.param({"api_url": "http://u:geheim@127.0.0.1:9"}, "at http://127.0.0.1:9 (", id="no secrets shown"),
        pytest.param(
            HOOK | {"webhook_url": "http://x"},
            "refuses the start: Bad webhook: an https url must be",
            id="webhook refused",
        ),
        pytest.param(HOOK | {"webhook_url": None}, "public_url", id="webhook without address"),
        pytest.param(HOOK | {"webhook_secret": None}, "webhook_secret", id="webhook without secret"),
    ],
)
async def test_start_that_fails(build, settings, words):
    """An operator is told in a sentence what is wrong, without secrets, and may try again."""
    channel = build(**settings)
    for _ in range(2):
        with pytest.raises(StartError) as caught:
            await channel.start()
        assert words in str(caught.value)
        assert "AAwrong" not in str(caught.value)
        assert "geheim" not in str(caught.value)
    assert await channel.healthy() == "Telegram is not started."
    await channel.stop()


@pytest.mark.parametrize(
    ("status", "description", "words"),
    [
        (502, "Bad Gateway", "can't be reached"),
        (429, "Too Many Requests: retry after 5", "refuses the start"),
        (403, "Forbidden", "refuses the start"),
    ],
)
async def test_server_that_is_not_itself(api, build, status, description, words):
    """Whatever the server says to the first question, it is one sentence."""
    parameters = {"retry_after": 5} if status == 429 else None
    api.fail_next(None, status, description, parameters, method="getMe")
    with pytest.raises(StartError, match=words):
        await build().start()


async def test_start_and_stop_in_any_order(api, build, ear):
    """Starting twice, stopping twice, stopping before starting: no harm; and it starts again after a stop."""
    channel = build()
    await channel.stop()
    await channel.start()
    await channel.start()
    await channel.stop()
    await channel.stop()
    await channel.start()
    api.person().says("halo")
    assert (await ear.next_said()).text == "halo"
    await channel.stop()
    assert len(api.called("getMe")) == 2


async def test_no_task_is_left(build):
    """A stopped channel leaves nothing running."""
    before = asyncio.all_tasks()
    channel = build()
    await channel.start()
    await channel.stop()
    assert {task.get_name() for task in asyncio.all_tasks() - before if "telegram" in task.get_name()} == set()


# --- sending ----------------------------------------------------------------------------------------------------


async def test_send(api, channel):
    """A message arrives and is named."""
    budi = api.person()
    outcome = await channel.send(address(budi), channel.encode(Message("Judul", ("Isi",))))
    shown = await budi.reads()
    assert outcome == Sent(str(shown.message_id))
    assert shown.text == "Judul\n\nIsi"


async def test_send_to_a_topic(api, channel):
    """A topic's address sends there; a closed or vanished topic is a fault of its own."""
    forum = api.group(topics={17: "open", 18: "closed"})
    encoded = channel.encode(Message("x"))
    assert isinstance(await channel.send(address(forum, 17), encoded), Sent)
    assert (await channel.send(address(forum, 18), encoded)).kind == "no_rights"
    assert (await channel.send(address(forum, 19), encoded)).kind == "gone"
    assert (await forum.reads()).topic == 17


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        pytest.param(lambda api: api.person(started=False), "gone", id="never started"),
        pytest.param(lambda api: _having(api.person(), bot="kicked"), "gone", id="blocked"),
        pytest.param(lambda api: _having(api.person(), bot="deactivated"), "gone", id="deactivated"),
        pytest.param(lambda api: _having(api.group(), bot="kicked"), "gone", id="kicked"),
        pytest.param(lambda api: _having(api.group(), bot="left"), "gone", id="left"),
        pytest.param(lambda api: _having(api.group(), bot="restricted"), "no_rights", id="silenced"),
        pytest.param(lambda api: _having(api.broadcast(), can_post=False), "no_rights", id="may not post"),
    ],
)
async def test_send_where_we_may_not(api, channel, place, kind):
    """The chat's state decides, in the server's own words."""
    assert (await channel.send(address(place(api)), channel.encode(Message("x")))).kind == kind


def _having(place, **state):
    for name, value in state.items():
        setattr(place, name, value)
    return place


@pytest.mark.parametrize("wrong", ["", "budi", "@kabar", "1:2:3", "1:", ":1", "1&text=x", "1\n", "٣", "9" * 20])
async def test_no_address(api, channel, wrong):
    """What is no address of Telegram's is refused before it is sent."""
    assert (await channel.send(wrong, channel.encode(Message("x")))).kind == "gone"
    assert api.called("sendMessage") == []


async def test_sent_but_never_heard_of(api, channel):
    """When the line breaks after the server took the message, nobody knows; it is not sent again."""
    budi = api.person()
    api.drop_connection_after_accepting(budi.id)
    assert (await channel.send(address(budi), channel.encode(Message("x")))).kind == "in_doubt"
    assert len(api.sent_to(budi.id)) == 1


@pytest.mark.parametrize("state", ["before", "after"])
async def test_send_outside_of_its_life(api, build, state):
    """Before a start and after a stop nothing is sent, and that is said."""
    channel = build()
    if state == "after":
        await channel.start()
        await channel.stop()
    outcome = await channel.send(address(api.person()), channel.encode(Message("x")))
    assert outcome == Failed("not_sent", "the connection is not open")


async def test_token_revoked(api, channel):
    """A token that is refused at a send makes the channel ill until a send works again."""
    budi = api.person()
    encoded = channel.encode(Message("x"))
    api.fail_next(budi.id, 401, "Unauthorized")
    assert (await channel.send(address(budi), encoded)).kind == "channel_down"
    assert await channel.healthy() == (
        "Telegram takes no message from this bot (Unauthorized); check [telegram] token."
    )
    assert isinstance(await channel.send(address(budi), encoded), Sent)
    assert await channel.healthy() is None


async def test_many_at_once(api, channel):
    """Sends do not wait for each other."""
    people = [api.person(f"P{number}") for number in range(40)]
    held = api.hold(people[0].id)
    encoded = channel.encode(Message("Kabar"))
    sends = [asyncio.create_task(channel.send(address(person), encoded)) for person in people]
    await api.until(lambda: len(api.sent) == 39)
    held.release()
    assert all(isinstance(outcome, Sent) for outcome in await asyncio.gather(*sends))


# --- stop -------------------------------------------------------------------------------------------------------


async def test_answers_under_way_are_finished(api, build, ear):
    """A stop lets the answer to a question already asked go out."""
    channel = build()
    await channel.start()
    budi = api.person()
    held = api.hold(budi.id)
    budi.says("halo")
    await held.arrived.wait()
    stopping = asyncio.create_task(channel.stop())
    await api.until(lambda: api.called("getUpdates")[-1]["timeout"] == "0")
    held.release()
    await stopping
    assert [sent.text for sent in api.sent_to(budi.id)] == ["halo"]


async def test_answer_that_hangs_does_not_hold_up_the_stop(api, build):
    """What takes longer than the grace is given up."""
    channel = build(grace=0.02)
    await channel.start()
    budi = api.person()
    held = api.hold(budi.id)
    budi.says("halo")
    await held.arrived.wait()
    with capture_logs() as logs:
        await channel.stop()
    held.release()
    assert [(line["event"], line["step"]) for line in logs] == [("telegram stop", "finish answers")]


async def test_stop_while_the_line_is_broken(api, build, naps):
    """A stop does not wait for the pause after a failed poll."""
    channel = build()
    api.fail_next(None, 502, "Bad Gateway", method="getUpdates")
    await channel.start()
    await naps.begun()
    await channel.stop()
    assert naps.taken == [1.0]


# --- secrets ----------------------------------------------------------------------------------------------------


async def test_no_secret_in_any_log(api, build, caplog):
    """A whole life of a channel at the most talkative level shows neither token nor secret."""
    caplog.set_level(0)
    channel = build(**HOOK, commands=COMMANDS)
    with capture_logs() as logs:
        await channel.start()
        budi = api.person()
        for status in (200, 401, 403, 404, 409, 500):
            api.answer_next(budi.id, status, f"/bot{api.token}/sendMessage".encode())
            await channel.send(address(budi), channel.encode(Message("x")))
        await channel.healthy()
        await channel.stop()
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    words = "".join(caplog.handler.format(record) for record in ours) + str(logs) + repr(channel)
    assert api.token.partition(":")[2] not in words
    assert HOOK["webhook_secret"] not in words
