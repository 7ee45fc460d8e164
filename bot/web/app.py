"""The ASGI application: the routes of the service and of its channels, together."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute


def build_web(routes: Sequence[BaseRoute]) -> Starlette:
    """Puts the application together of what the service and its channels serve."""
    return Starlette(routes=routes)
