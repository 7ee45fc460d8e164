"""The worlds that channels live in: for each network one that runs, with a person in it.

To put another channel under the contract, write a class with the members of `World`, an async context manager that
yields it, and add that to `WORLDS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.webchat.channel import WebChat
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.graph import GraphClient
from bot.model import Channel
from tests.fakes.bot_api import BotApi
from tests.fakes.clock import FakeClock
from tests.fakes.ear import Ear
from tests.fakes.graph import ACCOUNT, NUMBER, SECRET, TOKEN, VERIFY, GraphServer, said, webhook
from tests.fakes.loopback import LoopbackServer
from tests.fakes.message_log import FakeLog
from tests.fakes.whatsapp_books import FakeInbox, FakePeople


class World(Protocol):
    """A channel, not started, built with the `answer` and `notice` of `ear`; and one person of its network."""

    channel: Channel[Any]
    ear: Ear
    #: The person's chat.
    address: str
    #: An address of this network at which nobody ever was.
    nobody: str
    #: Whether messages can be edited and deleted on this network.
    changes: bool

    async def says(self, text: str) -> None:
        """The person types something."""

    async def reads(self) -> str:
        """Waits for the next message that the person has not read, and gives all its words, top to bottom."""

    async def shows(self) -> list[str]:
        """First lines of the bot's messages that the person's screen shows now, oldest first, read or not."""

    async def presses(self, label: str) -> None:
        """Presses the button with this label under the message read last."""

    async def leaves(self) -> bool:
        """The person wants no more messages from us, told to the network; False where a network knows no such thing."""


class TelegramWorld:
    """Telegram, by the fake Bot API."""

    nobody = "999"
    changes = True

    def __init__(self, api: BotApi) -> None:
        self.ear = Ear()
        self.channel = TelegramChannel(
            token=api.token,
            api_url=api.url,
            answer=self.ear.answer,
            notice=self.ear.notice,
            clock=FakeClock(),
        )
        self._api = api
        self._person = api.person()
        self.address = str(self._person.id)
        self._read: Any = None

    async def says(self, text: str) -> None:
        self._person.says(text)

    async def reads(self) -> str:
        self._read = await self._person.reads()
        return str(self._read.text)

    async def shows(self) -> list[str]:
        return [sent.text.split("\n")[0] for sent in self._api.sent_to(self._person.id)]

    async def presses(self, label: str) -> None:
        self._person.presses(label, self._read)

    async def leaves(self) -> bool:
        self._person.blocks()
        return True


@asynccontextmanager
async def telegram() -> AsyncIterator[TelegramWorld]:
    """Telegram."""
    async with BotApi() as api:
        yield TelegramWorld(api)


class WebWorld:
    """The web chat, by a real server and a browser that has no screen."""

    nobody = "nobody"
    changes = True
    address = "abcdefghijklmnopqrstuvwxyz012345"

    def __init__(self) -> None:
        self.ear = Ear()
        self.channel = WebChat(
            log=FakeLog(),
            answer=self.ear.answer,
            clock=FakeClock(),
            says_at_once=100,
            beat_seconds=3_600,
        )
        self.origin = ""
        self.browser: aiohttp.ClientSession | None = None
        self._stream: aiohttp.ClientResponse | None = None
        self._screen: _Screen | None = None
        self._buttons: list[dict[str, str]] = []

    async def says(self, text: str) -> None:
        await self._say({"text": text})

    async def reads(self) -> str:
        while (payload := await self._next())["kind"] != "message":
            pass
        self._buttons = [button for row in payload["buttons"] for button in row]
        rows = (f"{item['title']}\n{item['detail']}" for item in payload["items"])
        return "\n".join(filter(None, (payload["title"], *payload["paragraphs"], *rows, payload["footer"])))

    async def shows(self) -> list[str]:
        """As a page that was open all the time, and as one that is opened now; they must agree."""
        fresh = _Screen(await self.browser.get(f"{self.origin}/chat/events"))
        if self._screen is None:
            self._screen = _Screen(await self.browser.get(f"{self.origin}/chat/events"))
        shown = await fresh.catch_up(None)
        assert await self._screen.catch_up(fresh.last) == shown
        fresh.stream.close()
        return shown

    async def presses(self, label: str) -> None:
        (button,) = (button for button in self._buttons if button["label"] == label)
        await self._say({"text": button["say"], "label": label})

    async def leaves(self) -> bool:
        return False

    async def _say(self, body: dict[str, str]) -> None:
        headers = {"Origin": self.origin}
        async with self.browser.post(f"{self.origin}/chat/say", json=body, headers=headers) as response:
            assert response.status < 300, await response.text()

    async def _next(self) -> dict[str, Any]:
        """The next message of the page's stream."""
        if self._stream is None:
            self._stream = await self.browser.get(f"{self.origin}/chat/events")
        while True:
            block = (await self._stream.content.readuntil(b"\n\n")).decode()
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "data" in lines and "event" not in lines:
                return json.loads(lines["data"])


class _Screen:
    """What a page draws of its stream; its rules are those of `static/chat.js`."""

    def __init__(self, stream: aiohttp.ClientResponse) -> None:
        self.stream = stream
        #: Id of the last event.
        self.last = "0"
        self._drawn: dict[str, dict[str, Any]] = {}

    async def catch_up(self, until: str | None) -> list[str]:
        """Draws up to the event with this id, or (None) all that was kept."""
        while until is None or int(self.last) < int(until):
            block = (await self.stream.content.readuntil(b"\n\n")).decode()
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "id" in lines:
                self.last = lines["id"]
                self._draw(lines["id"], json.loads(lines["data"]))
            if until is None and lines.get("event") == "ready":
                break
        return [payload["title"] for payload in self._drawn.values()]

    def _draw(self, at: str, payload: dict[str, Any]) -> None:
        if payload["kind"] == "message":
            self._drawn[at] = payload
        elif payload["kind"] == "edited" and payload["of"] in self._drawn:
            if payload["message"] is None:
                del self._drawn[payload["of"]]
            else:
                self._drawn[payload["of"]] = payload["message"]


@asynccontextmanager
async def web() -> AsyncIterator[WebWorld]:
    """The web chat."""
    world = WebWorld()
    async with LoopbackServer(Starlette(routes=world.channel.routes())) as server:
        world.origin = server.url
        cookies = {"kentongan": world.address}
        async with aiohttp.ClientSession(cookies=cookies, timeout=aiohttp.ClientTimeout(total=20)) as world.browser:
            yield world
            await world.channel.stop()
            if world._stream is not None:
                world._stream.close()
            if world._screen is not None:
                world._screen.stream.close()


class WhatsAppWorld:
    """WhatsApp, by the fake Graph server and signed webhooks."""

    nobody = "999999999999999"
    changes = False
    PHONE = "6281234567890"

    def __init__(self, server: GraphServer) -> None:
        self.ear = Ear()
        self.clock = FakeClock()
        self.people = FakePeople()
        self.address = self.people.known(self.PHONE)
        self.channel = WhatsAppChannel(
            graph=GraphClient(
                graph_url=server.url, phone_number_id=NUMBER, waba_id=ACCOUNT, access_token=TOKEN, pool_size=8
            ),
            phone_number_id=NUMBER,
            app_secret=SECRET,
            verify_token=VERIFY,
            inbox=FakeInbox(),
            people=self.people,
            answer=self.ear.answer,
            notice=self.ear.notice,
            receive=self.ear.receive,
            clock=self.clock,
        )
        self._server = server
        self.url = ""
        self.browser: aiohttp.ClientSession | None = None
        self._said = 0
        self._read = 0

    async def says(self, text: str) -> None:
        self._said += 1
        await self.brings(said(text, number=self._said, phone=self.PHONE))

    async def brings(self, item: dict[str, Any]) -> None:
        body, signature = webhook([item], "messages")
        answer = await self.browser.post(self.url, data=body, headers={"X-Hub-Signature-256": signature})
        assert answer.status == 200

    async def reads(self) -> str:
        arrived = self._server.graph.arrived
        await self._server.until(lambda: len(arrived) > self._read)
        self._read += 1
        return _seen(arrived[self._read - 1][2])

    async def shows(self) -> list[str]:
        return [_seen(message).split("\n")[0] for _, _, message in self._server.graph.arrived]

    async def presses(self, label: str) -> None:
        buttons = self._server.graph.arrived[self._read - 1][2]["interactive"]["action"]["buttons"]
        reply = next(each["reply"] for each in buttons if each["reply"]["title"] == label)
        self._said += 1
        pressed = said("", number=self._said, phone=self.PHONE)
        await self.brings(
            pressed | {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": reply}}
        )

    async def leaves(self) -> bool:
        return False


def _seen(message: dict[str, Any]) -> str:
    """What a phone shows of a message: bold and italic lines without their signs, and signs as the eye takes them."""
    text = message["text"]["body"] if message["type"] == "text" else message["interactive"]["body"]["text"]
    text = re.sub(r"(?m)^([*_])(\S.*\S|\S)\1$", r"\2", text)
    return text.translate(str.maketrans("∗＿∼ˋ›", "*_~`>"))


@asynccontextmanager
async def whatsapp() -> AsyncIterator[WhatsAppWorld]:
    """WhatsApp."""
    async with GraphServer() as server:
        world = WhatsAppWorld(server)
        async with LoopbackServer(Starlette(routes=world.channel.routes())) as ours:
            world.url = f"{ours.url}/whatsapp/webhook"
            async with aiohttp.ClientSession() as world.browser:
                yield world
                await world.channel.stop()


WORLDS = [
    pytest.param(telegram, id="telegram"),
    pytest.param(web, id="web"),
    pytest.param(whatsapp, id="whatsapp"),
]
