"""The callback of our subscriptions at hubs: `/websub/{token}` (https://www.w3.org/TR/websub/).

What a hub sends is not read: a good signature marks the feed as due, and its news comes by the same way as ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from feeds.model import Clock
from feeds.storage import websub as websub_table
from feeds.storage.database import Database
from feeds.websub import Intent, SignedBody, Subscription, read_signature, status

#: The path below the public address, without the token.
PATH: Final = "/websub/"
#: Bytes of a hub's message; no feed that we read is larger.
BODY_LIMIT: Final = 5 * 1024 * 1024
#: Seconds within which a message must have arrived whole.
PATIENCE: Final = 30.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HubCallback:
    """Answers hubs.

    - GET: 200 with the challenge for the verification that we are waiting for, 200 for a denial, else 404.
    - POST: 410 for a subscription that we don't have, so that the hub ends it; 413 above the limit; 408 when it does
      not arrive in time; else 202, whether the signature was good or not (section 8.1). Only a good one on a verified
      subscription has an effect: the feed is due, and `wake` is called.
    """

    database: Database
    clock: Clock
    #: Random numbers in [0, 1), for jitter.
    draw: Callable[[], float]
    #: Starts what is due.
    wake: Callable[[], Awaitable[object]]

    def route(self) -> Route:
        """The route to serve."""
        return Route(PATH + "{token:str}", self._call, methods=["GET", "POST"])

    async def _call(self, request: Request) -> Response:
        subscription = await self.database.read(websub_table.by_token, request.path_params["token"])
        if request.method == "POST":
            return Response(status_code=410) if subscription is None else await self._content(request, subscription)
        return Response(status_code=404) if subscription is None else await self._intent(request, subscription)

    async def _intent(self, request: Request, subscription: Subscription) -> Response:
        query = request.query_params
        intent = Intent(
            mode=query.get("hub.mode", ""),
            topic=query.get("hub.topic", ""),
            challenge=query.get("hub.challenge", ""),
            lease_seconds=query.get("hub.lease_seconds", ""),
        )
        after = await self.database.write(websub_table.hear, subscription.token, intent, self.clock(), self.draw())
        if after is None:
            return Response(status_code=404)
        _log.info("hub called", feed=after.feed_id, hub=after.hub, status=status(after, self.clock()))
        answer = "" if after.denied else intent.challenge
        return PlainTextResponse(answer, headers={"X-Content-Type-Options": "nosniff"})

    async def _content(self, request: Request, subscription: Subscription) -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                authentic = await _is_authentic(request, subscription.secret)
        except TimeoutError:
            return Response(status_code=408)
        except ClientDisconnect:
            return Response(status_code=400)
        if authentic is None:
            return Response(status_code=413)
        if authentic and status(subscription, self.clock()) == "verified":
            effect = await self.database.write(websub_table.ping, subscription.feed_id, self.clock())
            _log.info("hub has news", feed=subscription.feed_id, effect=effect)
            if effect == "due":
                await self.wake()
        return Response(status_code=202)


async def _is_authentic(request: Request, secret: str) -> bool | None:
    """Whether the body bears our signature; None when it is longer than the limit: then no more of it is read."""
    signature = read_signature(request.headers.get("X-Hub-Signature"))
    if signature is None:
        return False
    body = SignedBody(secret, signature)
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > BODY_LIMIT:
            return None
        body.feed(piece)
    return body.is_authentic()
