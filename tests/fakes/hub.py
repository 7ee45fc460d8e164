"""A WebSub hub on loopback: takes requests, verifies intents, sends news, well signed and badly."""

from __future__ import annotations

import hashlib
import hmac
import io
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
from aiohttp import web


class FakeHub:
    """Answers each request with the next of `answers` (status, headers); 202 when there is none."""

    def __init__(self):
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        #: Awaited with the form before the answer, as by a hub that verifies at once.
        self.before_answer = None
        self.host = ""

    def url(self, path="/hub"):
        return f"http://{self.host}{path}"

    @property
    def form(self):
        """The last request."""
        return self.asked[-1][1]

    async def verify(self, form=None, *, challenge="a-challenge", **changes):
        """Calls back to verify a request, with parameters changed or (None) left out; gives status and body."""
        form = form or self.form
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": challenge,
            "hub.lease_seconds": form["hub.lease_seconds"],
        } | {f"hub.{name}": value for name, value in changes.items()}
        query = {name: value for name, value in query.items() if value is not None}
        async with aiohttp.ClientSession() as client:
            url = f"{form['hub.callback']}?{urlencode(query)}"
            async with client.get(url) as response:
                return response.status, await response.text()

    async def tell(self, body=b"<rss/>", *, form=None, secret=None, method="sha256", signature=None):
        """Sends news; `signature` replaces the right one, "" sends none. Gives the status."""
        form = form or self.form
        if signature is None:
            key = (secret or form["hub.secret"]).encode()
            signature = f"{method}={hmac.new(key, body, getattr(hashlib, method)).hexdigest()}"
        headers = {"Content-Type": "application/rss+xml"} | ({"X-Hub-Signature": signature} if signature else {})
        async with (
            aiohttp.ClientSession() as client,
            client.post(form["hub.callback"], data=io.BytesIO(body), headers=headers) as response,
        ):
            return response.status

    async def _answer(self, request):
        form = dict(await request.post())
        self.asked.append((request.path, form))
        if self.before_answer is not None:
            await self.before_answer(form)
        status, headers = self.answers.pop(0) if self.answers else (202, {})
        return web.Response(status=status, headers=headers)


@asynccontextmanager
async def serve_hub():
    """A hub on a free port of 127.0.0.1."""
    hub = FakeHub()
    app = web.Application()
    app.router.add_post("/{path:.*}", hub._answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hub.host = f"127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    try:
        yield hub
    finally:
        await runner.cleanup()
