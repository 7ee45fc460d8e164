"""A real HTTP server inside the test's own loop, on 127.0.0.1 and a port that is free."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import uvicorn


class LoopbackServer(uvicorn.Server):
    """Serves an ASGI application. `async with LoopbackServer(app) as server: server.url`.

    Differs from uvicorn's own server where that waits on the clock or takes over the signals of the process.
    """

    def __init__(self, app):
        async def until_cancelled(scope, receive, send):
            # What still works when the server ends is cancelled by it, which is no fault to log.
            with contextlib.suppress(asyncio.CancelledError):
                await app(scope, receive, send)

        super().__init__(uvicorn.Config(until_cancelled, lifespan="off", ws="none", log_config=None, http="h11"))
        self._ready = asyncio.Event()
        self._over = asyncio.Event()

    @property
    def url(self):
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    async def __aenter__(self):
        # With the protocol named, asyncio sets TCP_NODELAY; else every answer waits 40 ms for an acknowledgement.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._task = asyncio.create_task(self.serve(sockets=[self._socket]))
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._task}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        return self

    async def __aexit__(self, *_):
        self._over.set()
        await self._task

    def hang_up(self, client):
        """Breaks the connection that comes from `client`, a (host, port), without a word."""
        for connection in list(self.server_state.connections):
            if connection.client == tuple(client):
                connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self):
        """Leaves the signals to pytest."""
        yield

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self._ready.set()

    async def main_loop(self):
        await self._over.wait()

    async def shutdown(self, sockets=None):
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self.servers:
            await server.wait_closed()
