"""Whether the service lives and whether it is ready: `/healthz` and `/readyz`, told apart.

Alive means that a restart would not help; what supervises the process restarts it when it is not. Ready means that
the database answers: without it nothing can be done. A channel that is down only degrades, since the others go on.
Who only stands by is not ready, so that a proxy in front of several passes visitors to the one that works.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

#: Says what is wrong with one part of the service, None when it is well.
Check = Callable[[], Awaitable[str | None]]
#: Says which part of the process has ended by a fault, None when all of them run.
Alive = Callable[[], str | None]
#: Seconds that a part is given to say how it is; whoever asks us is not patient for much longer.
PATIENCE: Final = 3.0


def health_routes(
    checks: Mapping[str, Check], alive: Alive, waits_for: Callable[[], str | None] = lambda: None
) -> list[Route]:
    """The two routes. Of the checks "database" decides readiness; every other one only degrades it.

    `waits_for` says why this process only stands by, None when it is at work.
    """

    async def healthy(_request: Request) -> Response:
        fault = alive()
        return PlainTextResponse("ok\n") if fault is None else PlainTextResponse(f"{fault}\n", status_code=503)

    async def ready(_request: Request) -> Response:
        waiting = waits_for()
        if waiting is not None:
            return JSONResponse({"state": "standby", "faults": {"standby": waiting}}, status_code=503)
        found = await asyncio.gather(*(_ask(check) for check in checks.values()))
        faults = {name: fault for name, fault in zip(checks, found, strict=True) if fault is not None}
        state = "down" if "database" in faults else "degraded" if faults else "ready"
        return JSONResponse({"state": state, "faults": faults}, status_code=503 if state == "down" else 200)

    return [Route("/healthz", healthy), Route("/readyz", ready)]


async def _ask(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return f"It did not answer within {PATIENCE:.0f} seconds."
