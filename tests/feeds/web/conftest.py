"""A fetcher that may visit servers of the test, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from feeds.web.fetch import Fetcher, Limits
from tests.fakes.hostile_web import HostileWeb, Script

#: Limits that no healthy answer on loopback comes near to, without a pause between requests.
PATIENT = {"host_gap": 0.0}

Visit = Callable[..., AbstractAsyncContextManager[tuple[HostileWeb, Fetcher]]]


@pytest.fixture
def visit() -> Visit:
    """Opens a server with the given scripts and a fetcher that may visit it: `async with visit({...}, total=1)`."""

    @asynccontextmanager
    async def visiting(
        scripts: dict[str, Script],
        *,
        fetcher: dict[str, Any] | None = None,
        server: dict[str, Any] | None = None,
        **limits: float,
    ) -> AsyncGenerator[tuple[HostileWeb, Fetcher]]:
        async with HostileWeb(scripts, **(server or {})) as web:
            options = {"allow_private_hosts": {web.key}, "limits": Limits(**(PATIENT | limits)), **(fetcher or {})}
            async with Fetcher(user_agent="Kentongan/1.0 (+https://kentongan.example/)", **options) as client:
                yield web, client

    return visiting
