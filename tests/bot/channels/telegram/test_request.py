"""Requests against a server that misbehaves in every way a line can."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut

from bot.channels.telegram.failures import NotSentError
from bot.channels.telegram.request import HIDDEN, BotApiRequest
from tests.fakes.ear import PATIENCE

TOKEN = "777:SECRETsecretSECRETsecret"
SECRET = "SECRETsecretSECRETsecret"

RESULT = b'{"ok":true,"result":{"message_id":55}}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(RESULT), RESULT)


class Seen(list):
    """Requests as (first line, body)."""

    def __init__(self):
        super().__init__()
        self.arrived = asyncio.Event()


@asynccontextmanager
async def server(behave):
    """A server that does `behave(writer, request)` after each request; gives its address and what it saw."""
    seen = Seen()

    async def handle(reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
                seen.append((lines[0], (await reader.readexactly(length)).decode()))
                seen.arrived.set()
                await behave(writer, seen[-1])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        host, port = listening.sockets[0].getsockname()
        yield f"http://{host}:{port}", seen
    finally:
        listening.close()


@asynccontextmanager
async def client(url, **settings):
    """An open connection."""
    request = BotApiRequest(token=TOKEN, api_url=url, **settings)
    await request.initialize()
    try:
        yield request
    finally:
        await request.shutdown()


def answers(data):
    """A behaviour: these bytes."""

    async def behave(writer, _request):
        writer.write(data)
        await writer.drain()

    return behave


def answers_and_hangs_up(data):
    """A behaviour: these bytes, then the end."""

    async def behave(writer, _request):
        writer.write(data)
        await writer.drain()
        writer.close()

    return behave


async def says_nothing(_writer, _request):
    """A behaviour: silence, until the client goes away."""


def free_port():
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


async def test_request_line_and_body():
    """The true token is in the address only, and the form is sent as it was made."""
    async with server(answers(OK)) as (url, seen), client(url + "/") as request:
        result = await request.call("sendMessage", b"chat_id=5&text=a%26b")
    assert result == {"message_id": 55}
    assert seen == [(f"POST /bot{TOKEN}/sendMessage HTTP/1.1", "chat_id=5&text=a%26b")]


async def test_library_does_not_know_the_token():
    """The library builds addresses with another token; its methods work all the same."""
    me = b'{"ok":true,"result":{"id":777,"is_bot":true,"first_name":"K","username":"k_bot"}}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(me)
    async with server(answers(head + me)) as (url, seen):
        request = BotApiRequest(token=TOKEN, api_url=url)
        async with Bot(HIDDEN, request=request, get_updates_request=request) as bot:
            assert SECRET not in repr(bot) + repr(request)
    assert seen[0][0] == f"POST /bot{TOKEN}/getMe HTTP/1.1"


async def test_connection_is_kept():
    """A second request goes over the first connection."""
    writers = set()

    async def behave(writer, _request):
        writers.add(writer)
        await answers(OK)(writer, None)

    async with server(behave) as (url, seen), client(url) as request:
        await request.call("sendMessage", b"")
        await request.call("sendMessage", b"")
    assert (len(seen), len(writers)) == (2, 1)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "302", id="302"
        ),
        pytest.param(b"HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "301", id="301"),
    ],
)
async def test_redirect(data, status):
    """A redirect is not followed: it would carry the token elsewhere."""
    async with server(answers(data)) as (url, seen), client(url) as request:
        with pytest.raises(NetworkError, match=status):
            await request.call("sendMessage", b"")
    assert len(seen) == 1


# --- what never reached the server ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:{port}", id="nobody listens"),
        pytest.param("http://a..b", id="no name of a host"),
        pytest.param("http://", id="no host"),
        pytest.param("ftp://127.0.0.1:{port}", id="not the web"),
    ],
)
async def test_never_reached(url):
    """Without a connection nothing was sent."""
    async with client(url.format(port=free_port())) as request:
        with pytest.raises(NotSentError):
            await request.call("sendMessage", b"")


async def test_not_a_tls_server():
    """A server that does not speak TLS when it should never saw the request."""

    async def handle(_reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with listening, client(f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}") as request:
        with pytest.raises(NotSentError, match="SSL"):
            await request.call("sendMessage", b"")


async def test_pool_is_full():
    """A request that gets no connection in time was not sent; the one that holds it is not disturbed."""
    async with server(says_nothing) as (url, seen), client(url, pool_size=1, connect_timeout=0.02) as request:
        first = asyncio.create_task(request.post("getMe", read_timeout=PATIENCE, connect_timeout=PATIENCE))
        await seen.arrived.wait()
        with pytest.raises(NotSentError, match=r"no connection within 0\.02 s"):
            await request.call("sendMessage", b"n=2")
        assert not first.done()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert len(seen) == 1


async def test_closed():
    """Before it is opened and after it is closed nothing is sent."""
    request = BotApiRequest(token=TOKEN, api_url="http://127.0.0.1:1")
    with pytest.raises(NotSentError):
        await request.call("sendMessage", b"")
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NotSentError):
        await request.call("sendMessage", b"")


# --- what may have reached it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(answers_and_hangs_up(b""), id="hangs up without a word"),
        pytest.param(answers_and_hangs_up(b"HTTP/1.1 200 OK\r\nConte"), id="half a head"),
        pytest.param(answers_and_hangs_up(OK[:-20]), id="half a body"),
        pytest.param(answers_and_hangs_up(b"\x15\x03\x01\x00\x02\x02\x16"), id="not HTTP"),
        pytest.param(answers_and_hangs_up(b"HTTP/1.1 abc\r\n\r\n"), id="a broken status"),
    ],
)
async def test_broken_line(behave):
    """The server had the whole request; what became of it nobody knows."""
    async with server(behave) as (url, seen), client(url) as request:
        with pytest.raises(NetworkError) as caught:
            await request.call("sendMessage", b"text=x")
    assert not isinstance(caught.value, (NotSentError, TimedOut))
    assert [body for _, body in seen] == ["text=x"]


@pytest.mark.parametrize(
    "behave",
    [pytest.param(says_nothing, id="silence"), pytest.param(answers(OK[:-20]), id="silence after half a body")],
)
async def test_slow_answer(behave):
    """A server that does not answer in time may have sent the message."""
    async with server(behave) as (url, seen), client(url) as request:
        with pytest.raises(TimedOut, match=r"no answer within 0\.02 s"):
            await request.call("sendMessage", b"text=x", read_timeout=0.02)
        await seen.arrived.wait()
    assert [body for _, body in seen] == ["text=x"]


async def test_library_sets_timeouts_for_one_call():
    """A timeout that the library passes counts for that call."""
    async with server(says_nothing) as (url, _), client(url) as request:
        with pytest.raises(TimedOut):
            await request.post(f"https://x/bot{HIDDEN}/getMe", read_timeout=0.02, connect_timeout=5)
        assert request.read_timeout == 25


# --- secrets ----------------------------------------------------------------------------------------------------


def said(error):
    """All that a log could show of an error and of what it stems from."""
    words = ""
    while error is not None:
        words += f"{error!s} {error!r} {error.args!r} {vars(error) if hasattr(error, '__dict__') else ''}"
        error = error.__cause__ or error.__context__
    return words


def echoes(status):
    """A behaviour: an error page that repeats the address, as proxies do."""

    async def behave(writer, request):
        page = f"<p>Cannot {request[0]} {request[0].replace(':', '%3A')}</p>".encode()
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(page), page))
        await writer.drain()

    return behave


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(echoes(404), id="404 that echoes"),
        pytest.param(echoes(502), id="502 that echoes"),
        pytest.param(echoes(200), id="200 that echoes"),
        pytest.param(answers_and_hangs_up(b""), id="hangs up"),
        pytest.param(says_nothing, id="slow"),
    ],
)
async def test_token_is_in_no_error_and_no_log(behave, caplog):
    """Whatever fails, neither the error nor its causes nor any log line shows the token, at any level."""
    caplog.set_level(0)
    async with server(behave) as (url, _), client(url) as request:
        with pytest.raises(TelegramError) as caught:
            await request.call("getMe", b"", read_timeout=0.02)
    assert SECRET not in said(caught.value)
    assert SECRET not in caplog.text


async def test_token_is_in_no_error_of_connecting(caplog):
    """Nor when no connection comes about."""
    caplog.set_level(0)
    async with client(f"http://127.0.0.1:{free_port()}") as request:
        with pytest.raises(TelegramError) as caught:
            await request.call("getMe", b"")
        assert "127.0.0.1" in str(caught.value)
    assert SECRET not in said(caught.value) + caplog.text


async def test_refused_token_is_not_repeated(caplog):
    """The library repeats the token that was refused; it only knows the stand-in."""
    caplog.set_level(0)
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    head = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with server(answers(head + body)) as (url, _):
        request = BotApiRequest(token=TOKEN, api_url=url)
        bot = Bot(HIDDEN, request=request, get_updates_request=request)
        with pytest.raises(InvalidToken) as caught:
            await bot.initialize()
        await bot.shutdown()
    assert SECRET not in said(caught.value) + caplog.text
