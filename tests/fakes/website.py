"""A web site on loopback: serves what it is told, with validators, and remembers what it was asked."""

from __future__ import annotations

import hashlib
from contextlib import asynccontextmanager

from aiohttp import web


class FakeSite:
    """Paths with bodies. Answers 304 to a matching validator."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.statuses: dict[str, int] = {}
        #: Paths that lead to another address, with the status that says so.
        self.moves: dict[str, tuple[str, int]] = {}
        self.asked: list[tuple[str, int]] = []
        self.host = ""

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def put(self, path: str, body: bytes | str, content_type: str = "application/rss+xml") -> str:
        """Serves `body` from now on; gives its address."""
        self.pages[path] = (body.encode() if isinstance(body, str) else body, content_type)
        self.statuses.pop(path, None)
        return self.url(path)

    def fail(self, path: str, status: int) -> None:
        """Answers with this status from now on."""
        self.statuses[path] = status

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path_qs if request.path_qs in self.pages else request.path
        if path in self.moves:
            location, status = self.moves[path]
            self.asked.append((path, status))
            return web.Response(status=status, headers={"Location": location})
        if path in self.statuses or path not in self.pages:
            status = self.statuses.get(path, 404)
            self.asked.append((path, status))
            return web.Response(status=status)
        body, content_type = self.pages[path]
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            self.asked.append((path, 304))
            return web.Response(status=304, headers={"ETag": tag})
        self.asked.append((path, 200))
        return web.Response(body=body, headers={"ETag": tag, "Content-Type": content_type})


@asynccontextmanager
async def serve_site():
    """A site on a free port of 127.0.0.1."""
    site = FakeSite()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site._answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    socket_site = web.TCPSite(runner, "127.0.0.1", 0)
    await socket_site.start()
    port = socket_site._server.sockets[0].getsockname()[1]
    site.host = f"127.0.0.1:{port}"
    try:
        yield site
    finally:
        await runner.cleanup()
