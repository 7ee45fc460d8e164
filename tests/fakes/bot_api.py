"""A Bot API server for tests, on loopback: refuses what Telegram refuses, in its words, and fails when it is told to.

    async with BotApi() as api:
        budi = api.person("Budi")
        ...                                  # a bot runs against api.url with api.token
        budi.says("/start")
        answer = await budi.reads()
        budi.presses("Ikuti", answer)
        api.fail_next(budi.id, 429, "Too Many Requests: retry after 3", {"retry_after": 3})

What no real server would complain about but a good client never does (a parameter that does not exist, a wrong
type) is collected in `complaints`; leaving the `async with` block fails when there are any.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.bot_api_methods import Methods, RefusalError
from tests.fakes.bot_api_spec import load_spec
from tests.fakes.loopback import LoopbackServer
from tests.fakes.telegram_people import Broadcast, Group, Person

TOKEN = "4242:AAfakefakefakefakefakefakefakefake"
#: Seconds of the real clock after which a test that waits for the bot gives up and says what was sent instead.
PATIENCE = 20

_FIELD = re.compile(
    r'Content-Disposition: form-data; name="(?P<name>\w+)"'
    r'(?:; filename="(?P<file>[^"\r\n]*)"\r\nContent-Type: (?P<type>[\w./+-]+))?'
)
_TOKEN_FORM = re.compile(r"\d+:[\w-]{10,}")


@dataclass(eq=False)
class Sent:
    """A message of the bot, as the chat shows it."""

    api: Any
    message_id: int
    place: Any
    topic: int | None
    #: As readers see it.
    text: str
    entities: list[dict[str, Any]]
    #: Rows of InlineKeyboardButton objects.
    buttons: list[list[dict[str, Any]]]
    #: The request's parameters as they came.
    raw: dict[str, str]
    #: Of a message with a file: its kind ("photo" or "document"), name, media type and content.
    file: Any = None
    #: Whether it is older than the 48 hours in which it can be deleted.
    old: bool = False

    def button(self, label):
        """The button with this label."""
        return {button["text"]: button for row in self.buttons for button in row}[label]

    def message(self):
        """The Message object."""
        said = {
            "message_id": self.message_id,
            "date": self.api.now(),
            "chat": self.place.chat(),
            "text": self.text,
            "entities": self.entities,
        }
        if self.file is not None:
            said |= {"caption": said.pop("text"), "caption_entities": said.pop("entities")}
        if self.place.type != "channel":
            said["from"] = self.api.me()
        if self.topic is not None:
            said |= {"message_thread_id": self.topic, "is_topic_message": True}
        if self.buttons:
            said["reply_markup"] = {"inline_keyboard": self.buttons}
        return said


@dataclass(eq=False)
class Fault:
    """What the server does to the next request that fits, instead of or after doing its work."""

    method: str
    chat_id: int | None = None
    #: The whole answer: status and body; None when the work is done.
    answer: tuple[int, bytes] | None = None
    hangs_up: bool = False
    #: Set when the request has arrived, for those who wait for it.
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    #: The request goes on when this is set.
    released: asyncio.Event | None = None

    def fits(self, method, parameters):
        """Whether it is meant for this request."""
        return method == self.method and self.chat_id in {None, _number(parameters.get("chat_id"))}

    def release(self):
        """Lets the held request go on."""
        self.released.set()


class BotApi(Methods):
    """The server and all that happens at it."""

    def __init__(self, *, token=TOKEN, username="kentongan_bot"):
        super().__init__()
        self.token = token
        self.username = username
        self.spec = load_spec()
        self.places = {}
        self.sent = []
        #: (method, parameters) of every request with the right token, in order.
        self.calls = []
        self.complaints = []
        #: The files of the request that is being served, by the name of their field.
        self.uploads = {}
        #: What people sent, by the path at which it can be fetched.
        self.files = {}
        self._faults = []
        self._number = 100
        self._read = defaultdict(int)
        self._news = asyncio.Condition()
        route = Route("/bot{token}/{method}", self._serve, methods=["GET", "POST"])
        files = Route("/file/bot{token}/{path:path}", self._file, methods=["GET"])
        self._server = LoopbackServer(Starlette(routes=[route, files]))

    @property
    def url(self):
        return self._server.url

    async def __aenter__(self):
        await self._server.__aenter__()
        return self

    async def __aexit__(self, kind, *_):
        await self._server.__aexit__()
        if kind is None:
            assert not self.complaints, "\n".join(self.complaints)

    # --- the people ---------------------------------------------------------------------------------------------

    def person(self, name="Budi", *, language="id", started=True):
        """A new person. Who has not `started` never wrote to the bot, so the bot may not write either."""
        person = Person(self, 1_000_000_000 + self.number(), name, language)
        person.bot = "member" if started else None
        self.places[person.id] = person
        return person

    def group(self, name="Warga", *, kind="supergroup", topics=None, members=None):
        """A new group with the bot in it."""
        base = -1_000_000_000_000 if kind == "supergroup" else -1_000_000
        group = Group(self, base - self.number(), kind, name, topics=topics, members=members or {})
        self.places[group.id] = group
        return group

    def broadcast(self, name="Kabar"):
        """A new channel with the bot as an administrator."""
        channel = Broadcast(self, -1_000_000_000_000 - self.number(), "channel", name, bot="administrator")
        self.places[channel.id] = channel
        return channel

    def me(self):
        """The bot's User object."""
        number = int(self.token.partition(":")[0])
        return {"id": number, "is_bot": True, "first_name": "Kentongan", "username": self.username}

    def number(self):
        """A number that was not given before."""
        self._number += 1
        return self._number

    def now(self):
        """The server's time."""
        return int(time.time())

    # --- what tests do ------------------------------------------------------------------------------------------

    def fail_next(self, chat_id, status, description, parameters=None, *, method="sendMessage"):
        """The next such request is refused, and nothing is sent."""
        body = {"ok": False, "error_code": status, "description": description}
        answer = json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()
        return self._expect(Fault(method, chat_id, (status, answer)))

    def answer_next(self, chat_id, status, body, *, method="sendMessage"):
        """The next such request gets these bytes, and nothing is sent: a proxy's page, a broken answer."""
        return self._expect(Fault(method, chat_id, (status, body)))

    def drop_connection_after_accepting(self, chat_id=None, *, method="sendMessage"):
        """The next such message is sent, but its sender never hears of it."""
        return self._expect(Fault(method, chat_id, hangs_up=True))

    def hold(self, chat_id=None, *, method="sendMessage"):
        """The next such request waits; await `.arrived.wait()`, call `.release()`."""
        return self._expect(Fault(method, chat_id, released=asyncio.Event()))

    def sent_to(self, chat_id):
        """What one chat shows of the bot."""
        return [sent for sent in self.sent if sent.place.id == chat_id]

    def called(self, method):
        """The parameters of every call of a method."""
        return [parameters for name, parameters in self.calls if name == method]

    async def next_sent(self, chat_id):
        """Waits for the next message in a chat that was not read yet."""
        at = self._read[chat_id]
        await self.until(lambda: len(self.sent_to(chat_id)) > at)
        self._read[chat_id] += 1
        return self.sent_to(chat_id)[at]

    async def until(self, true):
        """Waits until something is true; looks again when a request arrives and when it is done."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(true)
        except TimeoutError:
            shown = [(sent.place.id, sent.text) for sent in self.sent]
            raise AssertionError(f"waited in vain; sent: {shown}; complaints: {self.complaints}") from None

    def make_sent(self, *parts):
        """A message of the bot."""
        return Sent(self, *parts)

    # --- the server ---------------------------------------------------------------------------------------------

    def _expect(self, fault):
        self._faults.append(fault)
        return fault

    async def _serve(self, request):
        method = request.path_params["method"]
        refusal = self._refused_token(request.path_params["token"])
        if refusal is not None:
            return refusal
        parameters = dict(request.query_params) | await self._body(request)
        self.calls.append((method, parameters))
        await self._tell()
        fault = next((each for each in self._faults if each.fits(method, parameters)), None)
        if fault is not None:
            self._faults.remove(fault)
            fault.arrived.set()
            if fault.released is not None:
                await fault.released.wait()
        try:
            if fault is not None and fault.answer is not None:
                return Response(fault.answer[1], fault.answer[0], media_type="application/json")
            return await self._work(method, parameters)
        finally:
            if fault is not None and fault.hangs_up:
                self._server.hang_up(request.client)
            await self._tell()

    async def _tell(self):
        """Lets those who wait for something look again."""
        async with self._news:
            self._news.notify_all()

    def _refused_token(self, token):
        if not _TOKEN_FORM.fullmatch(token):
            return _refusal(404, "Not Found")
        return None if token == self.token else _refusal(401, "Unauthorized")

    async def _body(self, request):
        body = await request.body()
        if request.headers.get("content-type", "").startswith("application/json"):
            return {
                key: value if isinstance(value, str) else json.dumps(value) for key, value in json.loads(body).items()
            }
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            fields, self.uploads = read_form(body, request.headers["content-type"])
            return fields
        return dict(parse_qsl(body.decode(), keep_blank_values=True))

    async def _file(self, request):
        """A file that somebody sent, by the path that getFile gave."""
        refusal = self._refused_token(request.path_params["token"])
        content = self.files.get(request.path_params["path"])
        if refusal is not None or content is None:
            return refusal or _refusal(404, "Not Found")
        return Response(content, media_type="application/octet-stream")

    async def _work(self, method, parameters):
        handler = getattr(self, f"do_{method.lower()}", None)
        if handler is None:
            known = self.spec is not None and self.spec.knows(method)
            self.complaints.append(f"{method} is called" + (", which the fake can't do" if known else " but no method"))
            return _refusal(404, "Not Found")
        if self.spec is not None:
            self.complaints += self.spec.problems(method, parameters)
        try:
            return JSONResponse({"ok": True, "result": await handler(parameters)})
        except RefusalError as refusal:
            return _refusal(refusal.status, refusal.description, refusal.parameters)


def read_form(body, content_type):
    """Fields and files of a multipart form (RFC 7578), strictly: a byte out of place is an `AssertionError`."""
    boundary = content_type.partition("boundary=")[2].encode()
    opening, *parts, closing = body.split(b"--" + boundary)
    assert boundary
    assert (opening, closing) == (b"", b"--\r\n")
    fields, files = {}, {}
    for part in parts:
        assert part.startswith(b"\r\n")
        assert part.endswith(b"\r\n")
        head, gap, content = part[2:-2].partition(b"\r\n\r\n")
        named = _FIELD.fullmatch(head.decode())
        assert named is not None, head
        assert gap, head
        if named["file"] is None:
            assert named["name"] not in fields
            fields[named["name"]] = content.decode()
        else:
            files[named["name"]] = (named["file"], named["type"], content)
    return fields | dict.fromkeys(files, "attached"), files


def _refusal(status, description, parameters=None):
    body = {"ok": False, "error_code": status, "description": description}
    return JSONResponse(body | ({"parameters": parameters} if parameters else {}), status)


def _number(text):
    return int(text) if text is not None and re.fullmatch(r"-?\d+", text) else None
