"""A language model on loopback: answers chat completions with what it is told to say, and remembers what it was asked."""

from __future__ import annotations

from contextlib import asynccontextmanager

from aiohttp import web


class FakeModel:
    """Says `says`, or answers with `status` or a raw `body` when one is set."""

    def __init__(self) -> None:
        self.says: str | None = ""
        self.status = 200
        self.body: bytes | None = None
        self.asked: list[dict] = []
        self.keys: list[str | None] = []
        self.url = ""

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        if self.body is not None:
            return web.Response(body=self.body, status=self.status, content_type="application/json")
        if self.status != 200:
            return web.Response(status=self.status, headers={"Location": "/elsewhere"})
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": self.says}}]})


@asynccontextmanager
async def serve_model():
    """A model on a free port of 127.0.0.1."""
    model = FakeModel()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model._answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    model.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/v1"
    try:
        yield model
    finally:
        await runner.cleanup()
