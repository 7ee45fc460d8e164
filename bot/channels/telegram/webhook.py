"""Receiving by webhook: the one route that Telegram calls. Knows nothing of what an update says."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

#: Where Telegram calls, below the public address.
PATH: Final = "/telegram/webhook"
#: The header that proves that Telegram calls (core.telegram.org/bots/api#setwebhook).
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not a secret
#: Bytes of an update; real ones are a few kilobytes.
BODY_LIMIT: Final = 1024 * 1024

#: Takes an update; False when it can't now, and Telegram should bring it again.
Take = Callable[[dict[str, Any]], bool]


def webhook_route(secret: str, take: Take) -> Route:
    """Gives the route that hands updates to `take`.

    It answers 403 to a wrong secret before it reads the body, 413 above the limit, 400 to what is no update, 503 when
    updates can't be taken now (Telegram repeats them for a day), and 200 otherwise.
    """
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if take(update) else 503)

    return Route(PATH, receive, methods=["POST"])


async def _read(request: Request) -> bytes | None:
    """The body, None when it is longer than the limit: then no more of it is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    """The update, None when the body is none."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
