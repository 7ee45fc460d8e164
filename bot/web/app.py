"""The ASGI application: health, and the routes that channels bring along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.pages.assets import files_route, load_files
from bot.pages.policy import Secured, secure_headers

#: Says what is wrong with one part of the service, None when it is well.
Check = Callable[[], Awaitable[str | None]]


#: Serves the page for an address that leads nowhere.
Missing = Callable[[Request, Exception], Awaitable[Response]]


def build_web(
    routes: Sequence[BaseRoute],
    checks: Mapping[str, Check],
    *,
    embed_origins: tuple[str, ...] = (),
    missing: Missing | None = None,
) -> ASGIApp:
    """Puts the application together; every answer of it carries the strict policy.

    Args:
        routes: What the channels and the public pages serve.
        checks: Parts of the service by name. "database" decides readiness; a channel that is down only degrades
            it, since the others go on.
        embed_origins: Origins whose pages may embed ours.
        missing: The page for an address that leads nowhere.
    """

    async def healthy(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        found = {name: await check() for name, check in checks.items()}
        faults = {name: fault for name, fault in found.items() if fault is not None}
        state = "down" if "database" in faults else "degraded" if faults else "ready"
        return JSONResponse({"state": state, "faults": faults}, status_code=503 if state == "down" else 200)

    own = [Route("/healthz", healthy), Route("/readyz", ready), files_route(load_files())]
    handlers = {404: missing} if missing is not None else None
    return Secured(Starlette(routes=[*own, *routes], exception_handlers=handlers), secure_headers(embed_origins))
