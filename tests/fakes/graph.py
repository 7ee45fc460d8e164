"""A Graph server for tests: takes what Meta takes, refuses what it refuses, and brings webhooks as it does.

`Graph` keeps the books and knows no network: `post` is a request at a moment, and gives an answer. `GraphServer` puts
it on loopback. Whatever a good client never sends is collected in `complaints`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.loopback import LoopbackServer

NUMBER, ACCOUNT, TOKEN, SECRET, VERIFY = "1065", "4195", "EAAtokentoken", "s3cr3t", "kata-kita"


@dataclass(eq=False)
class Fault:
    """What becomes of a send: refused by `code`, or (None) taken while its answer gets lost; `later` tells by webhook."""

    code: int | None
    status: int = 400
    later: bool = False
    #: For a lost answer: whether the message arrived all the same.
    arrives: bool = True


def refusal(code, status=400):
    """The answer of a refusal."""
    return status, {
        "error": {"message": f"(#{code}) no", "code": code, "error_data": {"details": f"because of {code}"}}
    }


@dataclass
class Graph:
    """What the server knows."""

    rate: int = 80
    #: Messages to one person that may stand close together; then one every six seconds.
    burst: int = 45
    #: (time, person, body) of all that arrived, in order; a person is an id or a phone number.
    arrived: list = field(default_factory=list)
    #: Statuses to be brought: (wamid, state, tracker, person, error code).
    statuses: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    faults: dict = field(default_factory=lambda: defaultdict(deque))
    _recent: deque = field(default_factory=deque)
    _next: dict = field(default_factory=dict)
    _named: int = 0

    def fail_next(self, person, fault):
        """The next send to a person ends like this."""
        self.faults[person].append(fault)

    def post(self, body, now):
        """A send: (status, answer), or None when the answer gets lost."""
        message = json.loads(body)
        person = message.get("recipient") or message.get("to")
        self.complaints += problems(message)
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.rate:
            self.refused.append((now, 130429))
            return refusal(130429)
        if self._next.get(person, 0) > now + 6 * (self.burst - 1) + 1e-6:
            self.refused.append((now, 131056))
            return refusal(131056)
        self._recent.append(now)
        fault = self.faults[person].popleft() if self.faults[person] else None
        if fault is not None and fault.code is not None and not fault.later:
            return refusal(fault.code, fault.status)
        if fault is not None and not fault.arrives:
            return None
        self._next[person] = max(self._next.get(person, 0), now) + 6
        self._named += 1
        wamid = f"wamid.{self._named:08}"
        tracker = message.get("biz_opaque_callback_data")
        if fault is not None and fault.later:
            self.statuses.append((wamid, "failed", tracker, person, fault.code))
        else:
            self.arrived.append((now, person, message))
            self.statuses += [(wamid, state, tracker, person, None) for state in ("sent", "delivered", "read")]
        if fault is not None and fault.code is None:
            return None
        return 200, {"messaging_product": "whatsapp", "contacts": [{"input": person}], "messages": [{"id": wamid}]}


def status(wamid, state, tracker, person, code, at):
    """A status as it stands in a webhook."""
    made = {"id": wamid, "status": state, "timestamp": str(int(at)), "biz_opaque_callback_data": tracker}
    made["recipient_user_id" if "." in person else "recipient_id"] = person
    return made | ({"errors": [{"code": code, "title": "x"}]} if code is not None else {})


def webhook(items, name="statuses", **value):
    """A batch: its bytes and its signature."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, name: items} | value
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}],
    }
    body = json.dumps(document).encode()
    return body, sign(body)


def sign(body, secret=SECRET):
    """The header of a webhook."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def said(text, *, number, phone=None, user_id=None, at=1_791_262_800):
    """A message of a person, in whole."""
    made = {"id": f"wamid.in{number}", "timestamp": str(at), "type": "text", "text": {"body": text}}
    return made | {key: value for key, value in (("from", phone), ("from_user_id", user_id)) if value}


def problems(message):
    """What Meta would refuse in a body."""
    found = [] if message.get("messaging_product") == "whatsapp" else ["no messaging_product"]
    if ("to" in message) == ("recipient" in message):
        found.append("neither or both of to and recipient")
    kind = message.get("type")
    if kind == "text" and not 0 < len(message["text"]["body"]) <= 4096:
        found.append("a text of a wrong length")
    if kind == "interactive":
        parts = message["interactive"]
        if not 0 < len(parts["body"]["text"]) <= 1024:
            found.append("a body of a wrong length")
        replies = [button["reply"] for button in parts["action"].get("buttons", [])]
        if any(not 0 < len(reply["title"]) <= 20 or len(reply["id"]) > 256 for reply in replies):
            found.append("a button of a wrong length")
        rows = [row for section in parts["action"].get("sections", []) for row in section["rows"]]
        if len(rows) > 10 or any(
            not 0 < len(row["title"]) <= 24 or len(row.get("description", "")) > 72 for row in rows
        ):
            found.append("rows of a wrong length or number")
    return found


class GraphServer:
    """A `Graph` on loopback."""

    def __init__(self):
        self.graph = Graph(rate=10_000)
        self.news = asyncio.Condition()
        self.token = TOKEN
        self._server = LoopbackServer(
            Starlette(
                routes=[
                    Route("/v26.0/{account}/phone_numbers", self._numbers),
                    Route("/v26.0/{number}/messages", self._messages, methods=["POST"]),
                ]
            )
        )

    @property
    def url(self):
        return self._server.url

    async def __aenter__(self):
        await self._server.__aenter__()
        return self

    async def __aexit__(self, kind, *_):
        await self._server.__aexit__()
        if kind is None:
            assert not self.graph.complaints, "\n".join(self.graph.complaints)

    async def until(self, true):
        """Waits until something is true; looks again at each send."""
        async with asyncio.timeout(20), self.news:
            await self.news.wait_for(true)

    def _unknown(self, request):
        return request.headers.get("authorization") != f"Bearer {self.token}"

    async def _numbers(self, request):
        if self._unknown(request):
            return JSONResponse({"error": {"message": f"bad token {TOKEN}", "code": 190}}, 401)
        return JSONResponse({"data": [{"id": NUMBER}] if request.path_params["account"] == ACCOUNT else []})

    async def _messages(self, request):
        if self._unknown(request):
            return JSONResponse({"error": {"message": "bad token", "code": 190}}, 401)
        answer = self.graph.post(await request.body(), asyncio.get_running_loop().time())
        async with self.news:
            self.news.notify_all()
        if answer is None:
            self._server.hang_up(request.client)
            return Response()
        return JSONResponse(answer[1], answer[0])
