"""The HTTP server: one ASGI application on one port. The only importer of uvicorn.

The port is taken when the server is made, before anything is served or sent: a port in use is one sentence and not a
half-started service.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp

from bot.errors import StartError

#: Seconds that open connections are given at a stop.
_GRACE = 3


class _QuietServer(uvicorn.Server):
    """Leaves signals to the service, which stops everything in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class WebServer:
    """Listens on one address. Takes the port when made; raises `StartError` when it can't."""

    def __init__(self, listen: str) -> None:
        host, _, port = listen.rpartition(":")
        self._host = host.strip("[]")
        self._socket = _bind(self._host, int(port))
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where it listens, with the port that was really taken: "http://127.0.0.1:8080"."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._socket.getsockname()[1]}"

    def start(self, app: ASGIApp) -> None:
        """Begins to serve `app`."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            limit_concurrency=4_000,
            h11_max_incomplete_event_size=32 * 1024,
        )
        self._server = _QuietServer(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web server")

    async def stop(self) -> None:
        """Answers what is under way, then closes. Safe to call twice or before `start`."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
            self._server = self._task = None
        self._socket.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # With the protocol named: asyncio turns Nagle's delay (40 ms an answer) off only for what says it is TCP.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
        except BaseException:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "another program listens there; stop it, or choose another port"
        elif error.errno in {errno.EACCES, errno.EPERM}:
            reason = "this user may not listen there; choose a port above 1023"
        else:
            reason = str(error)
        raise StartError(f"[web] listen = {host}:{port} can't be used: {reason}.") from error
    listener.setblocking(False)  # noqa: FBT003 - their signature
    return listener
