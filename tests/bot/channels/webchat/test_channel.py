"""The web chat as a channel."""

import json

import pytest

from bot.channels.webchat.channel import WebChat
from bot.model import Failed, Message, Sent


@pytest.fixture
def chat(log, answer, clock):
    """A web chat without a server."""
    return WebChat(log=log, answer=answer, clock=clock)


async def test_send_keeps_the_message(chat, log, session):
    """A sent message is kept and named by its place in the log, whether or not a page is open."""
    encoded = chat.encode(Message(title="Pasar dibuka"))

    assert [await chat.send(session, encoded) for _ in range(2)] == [Sent("1"), Sent("2")]
    assert log.rows == [(session, encoded)] * 2


async def test_send_to_what_is_no_session(chat, log):
    """An address that no browser can hold is gone."""
    outcome = await chat.send("+62 811", "{}")

    assert (outcome.kind, log.rows) == ("gone", [])


async def test_send_while_the_database_fails(chat, log, session):
    """A message that could not be kept was surely not sent."""
    log.broken = True

    assert await chat.send(session, "{}") == Failed("not_sent", "the message could not be kept: the disk is full")


def test_encode_is_shared(chat):
    """One encoding serves every page."""
    message = Message(title="Pasar dibuka", story_id=3)

    assert chat.encode(message) == chat.encode(message)
    assert json.loads(chat.encode(message))["story_id"] == 3


async def test_health(chat):
    """Healthy between start and stop; stopping before the start or twice is no fault; starting again is allowed."""
    await chat.stop()
    before = await chat.healthy()
    await chat.start()
    running = await chat.healthy()
    await chat.stop()
    await chat.stop()
    after = await chat.healthy()
    await chat.start()

    assert (before, running, after) == ("The web chat is not running.", None, "The web chat is not running.")
    assert await chat.healthy() is None


def test_name(chat):
    """It is the channel called web."""
    assert chat.name == "web"
