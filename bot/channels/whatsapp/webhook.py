"""The one route that Meta calls. Knows nothing of what an event says.

Proof is the signature over the bytes as they came: Meta writes other than ASCII letters as escapes, so JSON that was
read and written again would have another one.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

#: Where Meta calls, below the public address.
PATH: Final = "/whatsapp/webhook"
#: The header with the signature.
SIGNATURE_HEADER: Final = "X-Hub-Signature-256"
#: Bytes of a batch; Meta sends up to 3 MB
#: (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview).
BODY_LIMIT: Final = 3 * 1024 * 1024
#: Seconds within which a batch must have arrived whole.
PATIENCE: Final = 30.0

_SIGNATURE: Final = re.compile(r"sha256=([0-9a-f]{64})", re.IGNORECASE)
_LENGTH: Final = re.compile(r"[0-9]{1,12}")

#: Keeps the events of a document; False when that can't be done now, and Meta should bring them again.
Take = Callable[[object], Awaitable[bool]]


def webhook_route(app_secret: str, verify_token: str, take: Take) -> Route:
    """Gives the route that hands documents to `take`.

    GET answers Meta's challenge when it bears the token, else 403. POST answers 413 above the limit, by the length
    that is promised or by count, 403 to a wrong signature or none, 408 when it does not come in time, 400 to what is
    no JSON, 500 when events can't be kept (Meta repeats for seven days), and 200 otherwise, whatever the events say.
    """

    async def receive(request: Request) -> Response:
        if request.method != "POST":
            return _challenge(request, verify_token)
        promised = request.headers.get("content-length", "0")
        if not _LENGTH.fullmatch(promised) or int(promised) > BODY_LIMIT:
            return Response(status_code=413)
        signature = _SIGNATURE.fullmatch(request.headers.get(SIGNATURE_HEADER, ""))
        if signature is None:
            return Response(status_code=403)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _read(request)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        expected = hmac.digest(app_secret.encode(), body, hashlib.sha256)
        if not hmac.compare_digest(expected, bytes.fromhex(signature[1])):
            return Response(status_code=403)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        return Response(status_code=200 if await take(document) else 500)

    return Route(PATH, receive, methods=["GET", "POST"])


def _challenge(request: Request, verify_token: str) -> Response:
    """Meta asks once whether the address is ours (hub.mode=subscribe)."""
    query = request.query_params
    given = query.get("hub.verify_token", "").encode(errors="replace")
    if query.get("hub.mode") != "subscribe" or not hmac.compare_digest(given, verify_token.encode()):
        return Response(status_code=403)
    return PlainTextResponse(query.get("hub.challenge", ""), headers={"X-Content-Type-Options": "nosniff"})


async def _read(request: Request) -> bytes | None:
    """The body, None when it is longer than the limit: then no more of it is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
