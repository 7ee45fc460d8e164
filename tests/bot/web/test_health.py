"""`/healthz`, `/readyz` and `/metrics`, over HTTP as a supervisor asks."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.web import health
from bot.web.figures import CountingWebhooks, metrics_route
from bot.web.health import health_routes
from feeds.errors import StorageError
from tests.fakes.loopback import LoopbackServer


@asynccontextmanager
async def asking(app):
    async with LoopbackServer(app) as server, aiohttp.ClientSession(server.url) as client:
        yield client


def saying(fault):
    async def check():
        return fault

    return check


@pytest.mark.parametrize(
    ("faults", "status", "state"),
    [
        ({"database": None, "telegram": None}, 200, "ready"),
        ({"database": None, "telegram": "The token is refused."}, 200, "degraded"),
        ({"database": "disk I/O error", "telegram": None}, 503, "down"),
    ],
)
async def test_ready_is_what_the_database_says(faults, status, state):
    """A dead channel degrades and is named; without the database nothing can be done."""
    routes = health_routes({name: saying(fault) for name, fault in faults.items()}, lambda: None)
    async with asking(Starlette(routes=routes)) as client, client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (
            status,
            {"state": state, "faults": {name: fault for name, fault in faults.items() if fault}},
        )
        alive = await client.get("/healthz")
        assert alive.status == 200


async def test_a_part_that_does_not_answer_is_at_fault(monkeypatch):
    """A database that hangs is down, and the answer comes all the same."""
    monkeypatch.setattr(health, "PATIENCE", 0.0)

    async def hangs():
        await asyncio.Event().wait()

    routes = health_routes({"database": hangs, "telegram": saying(None)}, lambda: None)
    async with asking(Starlette(routes=routes)) as client, client.get("/readyz") as answer:
        assert answer.status == 503
        assert list((await answer.json())["faults"]) == ["database"]


async def test_a_task_that_ended_makes_the_process_unhealthy():
    """Only a restart brings a sender back that ended by a fault."""
    routes = health_routes({}, lambda: "ended by a fault: sender of telegram")
    async with asking(Starlette(routes=routes)) as client, client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (503, "ended by a fault: sender of telegram\n")


async def page():
    return b"kentongan_build_info 1\n"


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For"])
async def test_figures_are_not_for_the_outside(header):
    """What came through a proxy finds no such page."""
    async with asking(Starlette(routes=[metrics_route(page, "text/plain; version=0.0.4")])) as client:
        outside = await client.get("/metrics", headers={header: "203.0.113.9"})
        inside = await client.get("/metrics")

        assert outside.status == 404
        assert (inside.status, await inside.read()) == (200, b"kentongan_build_info 1\n")
        assert inside.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


async def test_figures_without_a_database():
    """A sentence, no traceback."""

    async def fails():
        raise StorageError("disk I/O error")

    async with asking(Starlette(routes=[metrics_route(fails, "text/plain")])) as client:
        answer = await client.get("/metrics")
        assert (answer.status, await answer.text()) == (503, "disk I/O error\n")


async def test_webhook_calls_are_counted_by_endpoint_and_answer():
    """Every answer below a known path, nothing else; a token is no endpoint."""
    counted = []

    async def answers(request):
        return Response(status_code=int(request.query_params["code"]))

    routes = [Route(path, answers, methods=["POST"]) for path in ("/telegram/webhook", "/websub/{token}", "/chat/say")]
    endpoints = {"/telegram/webhook": "telegram", "/websub/": "websub"}
    app = CountingWebhooks(Starlette(routes=routes), endpoints, lambda *call: counted.append(call))
    async with asking(app) as client:
        for path in ("/telegram/webhook?code=403", "/websub/secret?code=202", "/chat/say?code=200"):
            await client.post(path)
        await client.post("/telegram/webhook/more?code=200")

    assert counted == [("telegram", 403), ("websub", 202)]
