"""The route that Telegram calls, behind a real server."""

from __future__ import annotations

import asyncio
import io
import json

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.webhook import BODY_LIMIT, PATH, SECRET_HEADER, webhook_route
from tests.fakes.loopback import LoopbackServer

SECRET = "rahasia-123"


class Taker:
    """Takes updates, or not."""

    def __init__(self):
        self.taken = []
        self.ready = True

    def take(self, update):
        if self.ready:
            self.taken.append(update)
        return self.ready


@pytest.fixture
def taker():
    return Taker()


@pytest.fixture
async def server(taker):
    async with LoopbackServer(Starlette(routes=[webhook_route(SECRET, taker.take)])) as serving:
        yield serving


@pytest.fixture
async def call(server):
    """Calls the route; gives the status."""
    async with aiohttp.ClientSession() as session:

        async def post(body, secret=SECRET, method="POST"):
            headers = {} if secret is None else {SECRET_HEADER: secret}
            content = None if body is None else io.BytesIO(body)
            async with session.request(method, server.url + PATH, data=content, headers=headers) as response:
                return response.status

        yield post


async def test_update_is_taken(call, taker):
    """An update with the right secret is taken as it is."""
    update = {"update_id": 5, "message": {"text": "halo ✓"}}
    assert await call(json.dumps(update).encode()) == 200
    assert taker.taken == [update]


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("rahasia-12", id="a beginning"),
        pytest.param("rahasia-1234", id="too long"),
        pytest.param("RAHASIA-123", id="capitals"),
        pytest.param("é", id="other letters"),
    ],
)
async def test_wrong_secret(call, taker, secret):
    """Whoever doesn't know the secret is turned away, whatever he brings."""
    assert await call(b"x" * (BODY_LIMIT + 1) if secret is None else b'{"update_id":5}', secret=secret) == 403
    assert taker.taken == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"x"', id="a word"),
        pytest.param(b"{}", id="no number"),
        pytest.param(b'{"update_id":"5"}', id="a number in quotes"),
        pytest.param(b"[" * 100_000, id="nested deeply"),
    ],
)
async def test_no_update(call, taker, body):
    """What is no update is called so."""
    assert await call(body) == 400
    assert taker.taken == []


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413), (3 * BODY_LIMIT, 413)])
async def test_size(call, size, status):
    """A mebibyte is read, not a byte more."""
    body = b'{"update_id":5,"x":"'
    assert await call(body + b"y" * (size - len(body) - 2) + b'"}') == status


async def test_caller_hangs_up(server, call, taker):
    """Half a body is no update, and the next caller is served."""
    host, port = server.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 99\r\n\r\n{{".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await call(b'{"update_id":6}') == 200
    assert taker.taken == [{"update_id": 6}]


async def test_not_now(call, taker):
    """When updates can't be taken, Telegram is asked to bring them again."""
    taker.ready = False
    assert await call(b'{"update_id":5}') == 503


async def test_other_methods(call):
    """Only POST is served."""
    assert await call(None, method="GET") == 405
