"""`/metrics`, and counting who calls our webhooks. Knows neither Prometheus nor the database.

The figures name nobody, yet they are the operator's: what came through a proxy, from outside, is told that there is
no such page, also when the proxy's own configuration forgot to say so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feeds.errors import StorageError

#: What proxies add to a request (RFC 7239 and its forerunner).
_PROXIED: Final = ("forwarded", "x-forwarded-for")


def metrics_route(page: Callable[[], Awaitable[bytes]], content_type: str) -> Route:
    """The route; 404 for what a proxy passed on, 503 while the database does not answer."""

    async def metrics(request: Request) -> Response:
        if any(name in request.headers for name in _PROXIED):
            return PlainTextResponse("Not Found", status_code=404)
        try:
            return Response(await page(), media_type=content_type)
        except StorageError as error:
            return PlainTextResponse(f"{error}\n", status_code=503)

    return Route("/metrics", metrics)


class CountingWebhooks:
    """An ASGI layer that tells `count` the endpoint and status of each answer below the given paths."""

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, str], count: Callable[[str, int], None]) -> None:
        """`endpoints` are names by path; a path that ends in "/" stands for all below it."""
        self._app = app
        self._endpoints = endpoints
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        endpoint = self._endpoint(scope["path"]) if scope["type"] == "http" else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(endpoint, message["status"])
            await send(message)

        await self._app(scope, receive, counted)

    def _endpoint(self, path: str) -> str | None:
        for known, name in self._endpoints.items():
            if path == known or (known.endswith("/") and path.startswith(known)):
                return name
        return None
