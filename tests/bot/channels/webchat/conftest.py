"""A web chat on a real server on loopback, with a log in memory, a clock that stands still, and a page that reads."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import aiohttp
import pytest
import uvicorn

from bot.channels.webchat.channel import WebChat
from bot.model import Incoming, Message
from bot.web.app import build_web
from tests.fakes.clock import FakeClock
from tests.fakes.message_log import FakeLog

#: Nothing here takes long; this only keeps a fault from hanging the whole run.
PATIENCE = 20

A_SESSION = "abcdefghijklmnopqrstuvwxyz012345"


class FakeAnswer:
    """Repeats what it hears; `messages` replaces that."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.messages: Sequence[Message] | None = None
        #: What is said here is answered only once its event is set.
        self.gates: dict[str, asyncio.Event] = {}

    async def __call__(self, incoming: Incoming) -> Sequence[Message]:
        self.heard.append(incoming)
        if incoming.text in self.gates:
            await self.gates[incoming.text].wait()
        return [Message(paragraphs=(f"jawaban: {incoming.text}",))] if self.messages is None else self.messages


@dataclass(frozen=True)
class Event:
    """One event of a stream, as a browser understands it."""

    name: str = "message"
    id: str = ""
    data: str = ""
    comment: bool = False


class Page:
    """An open stream."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> Event:
        """The next block of the stream that carries data; raises `IncompleteReadError` at its end."""
        while True:
            block = (await self.response.content.readuntil(b"\n\n")).decode()
            lines = [line.partition(": ") for line in block.strip("\n").split("\n")]
            fields = {name: value for name, _, value in lines}
            if "data" in fields:
                return Event(fields.get("event", "message"), fields.get("id", ""), fields["data"], "" in fields)

    async def until(self, name: str) -> list[Event]:
        """Everything before the next event of that name."""
        events: list[Event] = []
        while (event := await self.next()).name != name:
            events.append(event)
        return events

    async def rest(self) -> bytes:
        """What is left until the server ends the stream."""
        return await self.response.content.read()


class Server(uvicorn.Server):
    """uvicorn without its grip on the signals of the process."""

    @contextlib.contextmanager
    def capture_signals(self):
        yield


@dataclass
class Site:
    """A running web chat and one browser that visits it."""

    chat: WebChat
    log: FakeLog
    answer: FakeAnswer
    clock: FakeClock
    origin: str
    browser: aiohttp.ClientSession
    server: Server
    serving: asyncio.Task
    pages: list[Page] = field(default_factory=list)

    async def get(self, path: str = "/", **kwargs) -> aiohttp.ClientResponse:
        response = await self.browser.get(self.origin + path, **kwargs)
        await response.read()
        return response

    async def visit(self, session: str = A_SESSION) -> str:
        """Makes the browser carry this session, as after a first visit."""
        self.browser.cookie_jar.update_cookies({"kentongan": session}, aiohttp.client.URL(self.origin))
        return session

    async def say(self, text: str = "mulai", **kwargs) -> aiohttp.ClientResponse:
        headers = {"Origin": self.origin} | kwargs.pop("headers", {})
        if not {"data", "json"} & kwargs.keys():
            kwargs["json"] = {"text": text}
        response = await self.browser.post(f"{self.origin}/chat/say", headers=headers, **kwargs)
        await response.read()
        return response

    async def open(self, path: str = "/chat/events", **kwargs) -> Page:
        page = Page(await self.browser.get(self.origin + path, **kwargs))
        self.pages.append(page)
        return page

    async def close(self) -> None:
        """Ends the service in the order in which the application does: the channel, then the web server."""
        await self.chat.stop()
        self.server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await self.serving


async def until(condition: Callable[[], bool]) -> None:
    """Lets everything else run until something is true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def answer() -> FakeAnswer:
    return FakeAnswer()


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture
def session() -> str:
    """A well-formed session id."""
    return A_SESSION


@pytest.fixture
async def serve(log, clock, answer):
    """Starts a web chat with the given arguments; all of them end with the test."""
    sites: list[Site] = []

    async def start(**kwargs) -> Site:
        # No beat comes to the rescue of a message for which nobody woke the page.
        chat = WebChat(log=log, answer=answer, clock=clock, **{"beat_seconds": 3_600} | kwargs)
        await chat.start()
        listening = socket.create_server(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = build_web(chat.routes())
        server = Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        browser = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=PATIENCE)
        )
        site = Site(chat, log, answer, clock, origin, browser, server, serving)
        sites.append(site)
        await until(lambda: server.started)
        return site

    yield start
    for site in sites:
        for page in site.pages:
            page.response.close()
        await site.browser.close()
        await site.close()


@pytest.fixture
async def site(serve) -> Site:
    """A web chat as it runs by default."""
    return await serve()
