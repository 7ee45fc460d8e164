"""The fetcher and certificates: only a chain to a trusted root, in its time, for this host."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from feeds.model import Fetched, FetchFailed
from feeds.web.transport import plain_socket
from tests.fakes.hostile_web import Asked, HostileWeb, Wire, answer, head, redirect

CERTIFICATES = Path(__file__).parents[2] / "data" / "tls"


def server_with(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "key.pem")
    return context


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A context that trusts the root of the test certificates."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "root.pem"))


async def test_a_good_certificate(visit, trusting):
    """A chain to a trusted root for this host is read."""
    server = {"tls": server_with("good")}
    async with visit({"/feed": answer(200, [], b"<rss/>")}, server=server, fetcher={"ssl_context": trusting}) as (
        web,
        fetcher,
    ):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert result.body == b"<rss/>"


@pytest.mark.parametrize("name", ["expired", "wronghost", "rogue"])
async def test_bad_certificates(visit, trusting, name: str):
    """Expired, for another host, or signed by itself: refused, and nothing is asked."""
    server = {"tls": server_with(name)}
    async with visit({"/feed": answer(200, [], b"<rss/>")}, server=server, fetcher={"ssl_context": trusting}) as (
        web,
        fetcher,
    ):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.fault == "tls"
    assert result.detail.startswith("the certificate of 127.0.0.1 can't be verified: ")
    assert web.requests == []


async def test_certificates_are_verified_unless_told_how(visit):
    """Without a context of its own the fetcher trusts the system's roots, which the test's is not."""
    server = {"tls": server_with("good")}
    async with visit({"/feed": answer()}, server=server, fetcher={"ssl_context": None}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.fault == "tls"


async def test_no_tls_where_it_is_expected(visit):
    """A server that speaks plain HTTP at an https address is a fault of TLS."""
    async with visit({}, server={"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n"}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed").replace("http:", "https:"))
    assert isinstance(result, FetchFailed)
    assert result.fault == "tls"
    assert result.detail.startswith("no TLS with 127.0.0.1: ")


async def test_no_way_down_from_https(visit, trusting):
    """A redirect from https to http is refused, the http side is not asked; from http up to https is fine."""
    server = {"tls": server_with("good")}
    async with visit({}, server=server) as (secure, _), HostileWeb({"/feed": answer()}) as plain:
        options = {"ssl_context": trusting, "allow_private_hosts": {secure.key, plain.key}}
        async with visit({}, fetcher=options) as (_, fetcher):
            secure.scripts["/down"] = redirect(plain.url("/feed"))
            secure.scripts["/feed"] = answer(200, [], b"<rss/>")
            plain.scripts["/up"] = redirect(secure.url("/feed"))
            down = await fetcher.fetch(secure.url("/down"))
            up = await fetcher.fetch(plain.url("/up"))
    assert down == FetchFailed("redirects", "127.0.0.1 redirects from https down to http")
    assert isinstance(up, Fetched)
    assert (up.url, up.moved_to) == (secure.url("/feed"), secure.url("/feed"))
    assert plain.paths() == ["/up"]


async def test_no_long_farewell(visit, trusting):
    """A server that goes deaf in the middle of a body can't keep the connection: it is cut, not said goodbye to."""
    sockets: list[socket.socket] = []

    def remember(info):
        sockets.append(plain_socket(info))
        return sockets[-1]

    async def deaf(asked: Asked, wire: Wire) -> None:
        wire.writer.transport.pause_reading()
        await wire.send(head(200, [("Content-Length", "1000000")]) + b"<rss")
        await asyncio.Event().wait()

    server = {"tls": server_with("good")}
    options = {"ssl_context": trusting, "open_socket": remember}
    async with visit({"/feed": deaf}, server=server, fetcher=options, idle=0.05) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert [sock.fileno() for sock in sockets] == [-1]
    assert result == FetchFailed("timeout", "nothing more came for 0.05 s")
