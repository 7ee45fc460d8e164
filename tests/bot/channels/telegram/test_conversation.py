"""Answers are sent in order, and what stands in their way is dealt with as far as a person would wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import Update

from bot.channels.telegram.conversation import Conversation
from bot.channels.telegram.incoming import Me
from bot.channels.telegram.rights import Rights
from bot.model import ChatEvent, Failed, Message, Sent
from tests.fakes.bot_api import BotApi
from tests.fakes.clock import FakeClock
from tests.fakes.ear import Ear


class Talk:
    """A conversation whose sends end as scripted, else well."""

    def __init__(self, *outcomes):
        self.api = BotApi()
        self.ear = Ear()
        self.outcomes = list(outcomes)
        self.sent = []
        self.slept = []
        self.conversation = Conversation(
            me=Me(4242, "kentongan_bot"),
            answer=self.ear.answer,
            notice=self.ear.notice,
            rights=Rights(self.ask, FakeClock()),
            send=self.send,
            edit=self.edit,
            sleep=self.sleep,
        )

    async def ask(self, chat, user):
        raise AssertionError("nobody needs to ask")

    async def edit(self, address, message_id, message):
        raise AssertionError("nobody pressed a button")

    async def send(self, address, message):
        self.sent.append((address, message.title))
        return self.outcomes.pop(0) if self.outcomes else Sent("1")

    async def sleep(self, seconds):
        self.slept.append(seconds)

    async def hear(self, text="halo"):
        """A person says something; gives the person's address."""
        budi = self.api.person()
        await self.conversation.hear(Update.de_json(budi.says(text), None))
        return str(budi.id)


def three(_said):
    """An answer of three messages."""
    return [Message("satu"), Message("dua"), Message("tiga")]


async def test_messages_in_order():
    """All messages of an answer go to the chat, one after another."""
    talk = Talk()
    talk.ear.reply = three
    address = await talk.hear()
    assert talk.sent == [(address, "satu"), (address, "dua"), (address, "tiga")]


async def test_no_answer():
    """An answer may be nothing."""
    talk = Talk()
    talk.ear.reply = lambda _said: []
    await talk.hear()
    assert talk.sent == []


@pytest.mark.parametrize(
    ("first", "slept"),
    [
        pytest.param(Failed("slow_down", "x", retry_after=timedelta(seconds=3)), [3.0], id="too fast"),
        pytest.param(Failed("not_sent", "x"), [0.0], id="never arrived"),
    ],
)
async def test_second_try(first, slept):
    """What surely was not sent is tried once more, then the rest follows."""
    talk = Talk(first)
    talk.ear.reply = three
    await talk.hear()
    assert [title for _, title in talk.sent] == ["satu", "satu", "dua", "tiga"]
    assert talk.slept == slept


@pytest.mark.parametrize(
    ("outcomes", "sends"),
    [
        pytest.param([Failed("slow_down", "x", retry_after=timedelta(minutes=3))], 1, id="too long to wait"),
        pytest.param([Failed("not_sent", "x"), Failed("not_sent", "y")], 2, id="twice in vain"),
        pytest.param([Failed("in_doubt", "x")], 1, id="may have arrived"),
        pytest.param([Failed("no_rights", "x")], 1, id="may not write"),
        pytest.param([Failed("channel_down", "x")], 1, id="nothing works"),
        pytest.param(
            [Failed("migrated", "x", new_address="-7"), Failed("no_rights", "x")], 2, id="moved, then no rights"
        ),
    ],
)
async def test_answer_is_given_up(outcomes, sends):
    """Then the rest of the answer would make no sense."""
    talk = Talk(*outcomes)
    talk.ear.reply = three
    await talk.hear()
    assert [title for _, title in talk.sent] == ["satu"] * sends


async def test_refused_message_does_not_stop_the_others():
    """A message that Telegram refuses is our fault; the person gets the others."""
    talk = Talk(Failed("bad_message", "x"))
    talk.ear.reply = three
    await talk.hear()
    assert [title for _, title in talk.sent] == ["satu", "dua", "tiga"]


async def test_chat_moves_while_we_answer():
    """The answer goes on at the new address, and the move is noted."""
    talk = Talk(Failed("migrated", "x", new_address="-1007"))
    talk.ear.reply = three
    old = await talk.hear()
    assert talk.sent == [(old, "satu"), ("-1007", "satu"), ("-1007", "dua"), ("-1007", "tiga")]
    assert talk.ear.events == [ChatEvent("telegram", old, "migrated", new_address="-1007")]


async def test_who_speaks_for_another_channel():
    """He is no administrator, and Telegram isn't even asked."""
    talk = Talk()
    channel, group = talk.api.broadcast(), talk.api.group()
    update = talk.api.person().says("/ikuti 3", place=group, sender_chat=channel.chat())
    await talk.conversation.hear(Update.de_json(update, None))
    assert [said.may_decide for said in talk.ear.heard] == [False]


async def test_person_is_gone():
    """Who blocked us meanwhile has left, which is noted."""
    talk = Talk(Failed("gone", "x"))
    talk.ear.reply = three
    address = await talk.hear()
    assert talk.ear.events == [ChatEvent("telegram", address, "left")]
    assert len(talk.sent) == 1
