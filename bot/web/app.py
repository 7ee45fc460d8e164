"""The ASGI application: the routes of the service, of its channels and of its public pages, together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.pages.assets import files_route, load_files
from bot.pages.policy import Secured, secure_headers

#: Serves the page for an address that leads nowhere.
Missing = Callable[[Request, Exception], Awaitable[Response]]


def build_web(
    routes: Sequence[BaseRoute], *, embed_origins: tuple[str, ...] = (), missing: Missing | None = None
) -> ASGIApp:
    """Puts the application together; every answer of it carries the strict policy.

    Args:
        routes: What the service, its channels and its public pages serve.
        embed_origins: Origins whose pages may embed ours.
        missing: The page for an address that leads nowhere.
    """
    handlers = {404: missing} if missing is not None else None
    own = files_route(load_files())
    return Secured(Starlette(routes=[own, *routes], exception_handlers=handlers), secure_headers(embed_origins))
