"""The ASGI application: health, and the routes that channels bring along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

#: Says what is wrong with one part of the service, None when it is well.
Check = Callable[[], Awaitable[str | None]]


def build_web(
    routes: Sequence[BaseRoute],
    checks: Mapping[str, Check],
    waits_for: Callable[[], str | None] = lambda: None,
) -> Starlette:
    """Puts the application together.

    Args:
        routes: What the channels serve.
        checks: Parts of the service by name. "database" decides readiness; a channel that is down only degrades
            it, since the others go on.
        waits_for: Why this process only stands by, None when it is at work. Who stands by is not ready, so that a
            proxy in front of several passes visitors to the one that is.
    """

    async def healthy(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        waiting = waits_for()
        if waiting is not None:
            return JSONResponse({"state": "standby", "faults": {"standby": waiting}}, status_code=503)
        found = {name: await check() for name, check in checks.items()}
        faults = {name: fault for name, fault in found.items() if fault is not None}
        state = "down" if "database" in faults else "degraded" if faults else "ready"
        return JSONResponse({"state": state, "faults": faults}, status_code=503 if state == "down" else 200)

    return Starlette(routes=[Route("/healthz", healthy), Route("/readyz", ready), *routes])
