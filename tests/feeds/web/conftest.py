"""A fetcher that may visit servers of the test, and nothing else."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from feeds.web.fetch import Fetcher, Limits
from tests.fakes.hostile_web import HostileWeb, Script

#: Limits that no healthy answer on loopback comes near to, without a pause between requests.
PATIENT = {"host_gap": 0.0}

Visit = Callable[..., AbstractAsyncContextManager[tuple[HostileWeb, Fetcher]]]


@pytest.fixture(scope="session")
def roots() -> ssl.SSLContext:
    """The system's roots, read once: that takes longer than most of the tests."""
    return ssl.create_default_context()


@pytest.fixture
def visit(roots: ssl.SSLContext) -> Visit:
    """Gives a context with a server of the given scripts and a fetcher that may visit it."""

    @asynccontextmanager
    async def visiting(
        scripts: dict[str, Script],
        *,
        fetcher: dict[str, Any] | None = None,
        server: dict[str, Any] | None = None,
        **limits: float,
    ) -> AsyncGenerator[tuple[HostileWeb, Fetcher]]:
        async with HostileWeb(scripts, **(server or {})) as web:
            options = {
                "user_agent": "Kentongan/1.0 (+https://kentongan.example/)",
                "allow_private_hosts": {web.key},
                "limits": Limits(**(PATIENT | limits)),
                "ssl_context": roots,
                **(fetcher or {}),
            }
            async with Fetcher(**options) as client:
                yield web, client

    return visiting
