"""The fetcher and servers that don't behave. Nothing is raised, nothing is asked twice, nothing goes on for ever."""

from __future__ import annotations

import asyncio
import random

import pytest

from feeds.model import Fetched, FetchFailed
from tests.fakes.hostile_web import Script, answer, drip, hang, head, packed, raw, redirect, reset, stall
from tests.fakes.skewed_time import SkewedLoop, on_skewed_time, rounds

CHUNKED = head(200, [("Transfer-Encoding", "chunked")])
LONG = head(200, [("Content-Length", "1000000")])


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        pytest.param(reset(), "refused", id="reset before an answer"),
        pytest.param(raw(b""), "refused", id="closed without an answer"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nContent-"), "refused", id="half a head"),
        pytest.param(raw(LONG + b"<rss"), "refused", id="half a body"),
        pytest.param(reset(LONG + b"<rss"), "refused", id="reset in a body"),
        pytest.param(reset(head(200) + b"<rss"), "refused", id="reset in a body without a length"),
        pytest.param(raw(CHUNKED + b"5\r\n<rs"), "refused", id="half a chunk"),
        pytest.param(raw(CHUNKED + b"4\r\n<rss\r\n"), "refused", id="no last chunk"),
        pytest.param(raw(CHUNKED + b"zz\r\n<rss\r\n0\r\n\r\n"), "protocol", id="chunk size in letters"),
        pytest.param(raw(CHUNKED + b"-1\r\n<rss\r\n0\r\n\r\n"), "protocol", id="negative chunk size"),
        pytest.param(raw(CHUNKED + b"f" * 17 + b"\r\n<rss\r\n"), "protocol", id="endless chunk size"),
        pytest.param(raw(CHUNKED + b"2\r\n<rss\r\n0\r\n\r\n"), "protocol", id="chunk longer than its size"),
        pytest.param(raw(head(200, [("Content-Length", "2")]) + b"<rss/>"), "protocol", id="body longer than its length"),
        pytest.param(raw(head(200, [("Content-Length", "-5")])), "protocol", id="negative length"),
        pytest.param(raw(head(200, [("Content-Length", "many")])), "protocol", id="length in letters"),
        pytest.param(raw(head(200, [("Content-Length", "9" * 40)])), "protocol", id="endless length"),
        pytest.param(raw(head(200, [("Content-Length", "3"), ("Content-Length", "5")]) + b"<rss/>"), "protocol", id="two lengths"),
        pytest.param(raw(head(200, [("Content-Length", "3"), ("Transfer-Encoding", "chunked")])), "protocol", id="length and chunks"),
        pytest.param(raw(b"<rss/>"), "protocol", id="a body without a head"),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "protocol", id="another protocol"),
        pytest.param(raw(b"HTTP/2 200 OK\r\n\r\n"), "protocol", id="HTTP 2"),
        pytest.param(raw(b"HTTP/1.1 abc OK\r\n\r\n"), "protocol", id="status in letters"),
        pytest.param(raw(bytes(range(256)) * 8), "protocol", id="noise"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n"), "protocol", id="null byte in a field"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"), "protocol", id="a field of 100 kB"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nX: "), "protocol", id="a field without end"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), "protocol", id="fields without end"),
        pytest.param(raw(head(200, [(f"X{number}", "y") for number in range(500)])), "protocol", id="500 fields"),
        pytest.param(raw(head(200, [(f"X{number}", "y" * 4000) for number in range(50)])), "protocol", id="200 kB of fields"),
        pytest.param(answer(101, [("Upgrade", "x"), ("Connection", "upgrade")]), "status", id="a switch of protocols"),
        pytest.param(answer(200, [("Content-Encoding", "br")], b"\x0b\x02\x80ab\x03"), "coding", id="brotli"),
        pytest.param(answer(200, [("Content-Encoding", "deflate")], b"x"), "coding", id="deflate"),
        pytest.param(answer(200, [("Content-Encoding", "zstd")], b"x"), "coding", id="zstd"),
        pytest.param(answer(200, [("Content-Encoding", "rahasia")], b"x"), "coding", id="unknown coding"),
        pytest.param(answer(200, [("Content-Encoding", "gzip, gzip")], b"x"), "coding", id="chain of codings"),
        pytest.param(answer(200, [("Content-Encoding", "gzip")] * 2, b"x"), "coding", id="coding named twice"),
        pytest.param(answer(200, [("Content-Encoding", "gzip")], b"<rss/>"), "coding", id="coding that isn't there"),
        pytest.param(packed(b"<rss/>", tail=b"\n<!-- -->"), "coding", id="more after the gzip data"),
        pytest.param(packed(b"<rss/>" * 1000, cut=4), "coding", id="gzip data cut short"),
        pytest.param(packed(bytes(50_000_000)), "coding", id="gzip bomb"),
        pytest.param(packed(random.Random(1).randbytes(60_000).hex().encode() * 45), "too_big", id="too much after decoding"),
        pytest.param(answer(200, [], bytes(2 * 1024 * 1024 + 1)), "too_big", id="a byte too many"),
        pytest.param(raw(head(200, [("Content-Length", "99999999999")])), "too_big", id="announces 100 GB"),
        pytest.param(drip(head(200), bytes(65_536)), "too_big", id="a body without end"),
        pytest.param(drip(CHUNKED, b"10000\r\n" + bytes(65_536) + b"\r\n"), "too_big", id="chunks without end"),
    ],
)  # fmt: skip
async def test_rude_answers(visit, script: Script, fault: str):
    """Each is one fault, explained on one short line, and the server was asked once."""
    async with visit({"/feed": script}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.fault == fault
    assert result.detail.isprintable()
    assert 0 < len(result.detail) <= 200
    assert web.connections == 1


async def test_exactly_the_most_that_we_read(visit):
    """The limit itself is allowed."""
    async with visit({"/feed": answer(200, [], bytes(2 * 1024 * 1024))}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)


@pytest.mark.parametrize(
    ("script", "limits", "detail"),
    [
        pytest.param(stall(LONG + b"<rss"), {"idle": 0.05}, "nothing more came for 0.05 s", id="stops in the body"),
        pytest.param(stall(LONG), {"idle": 0.05}, "nothing more came for 0.05 s", id="stops before the body"),
        pytest.param(hang, {"total": 0.05}, "not finished within 0.05 s", id="no answer, total"),
        pytest.param(stall(LONG + b"<rss"), {"total": 0.05}, "not finished within 0.05 s", id="stops in the body, total"),
        pytest.param(drip(LONG), {"total": 0.05}, "not finished within 0.05 s", id="a byte at a time"),
        pytest.param(
            drip(CHUNKED, b"1\r\nx\r\n"), {"total": 0.05}, "not finished within 0.05 s", id="a chunk of a byte at a time"
        ),
        pytest.param(
            drip(head(200, [("Content-Encoding", "gzip")]) + b"\x1f\x8b\x08\x08" + bytes(6), b"n"),
            {"total": 0.05},
            "not finished within 0.05 s",
            id="a gzip head without end",
        ),
    ],
)  # fmt: skip
async def test_servers_that_take_their_time(visit, script: Script, limits: dict[str, float], detail: str):
    """What is slow ends at the limit that it breaks, however often a byte arrives."""
    async with visit({"/feed": script}, **limits) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert result == FetchFailed("timeout", detail)


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(b"", id="silence"),
        pytest.param(head(103, [("Link", "</x>")]), id="early hints"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: y\r\n", id="a head without end"),
    ],
)
def test_the_true_limit_for_an_answer(visit, meanwhile: bytes):
    """With the limits of production a server has 35 s to connect and complete the head of its answer."""

    async def wait_for_an_answer(loop: SkewedLoop) -> None:
        async def script(asked, wire):
            await wire.send(meanwhile)
            loop.ahead += 34
            await rounds()
            assert not fetch.done()
            loop.ahead += 1
            await wire.gone()

        async with visit({"/feed": script}) as (web, fetcher):
            fetch = asyncio.create_task(fetcher.fetch(web.url("/feed")))
            assert await fetch == FetchFailed("timeout", "no answer from 127.0.0.1 in time")

    on_skewed_time(wait_for_an_answer)


@pytest.mark.parametrize(
    ("drop", "step", "detail"),
    [
        pytest.param(b"x", 1.0, "not finished within 60 s", id="a byte a second"),
        pytest.param(b"x", 14.0, "not finished within 60 s", id="a byte just before each limit"),
        pytest.param(b"x", 16.0, "nothing more came for 15 s", id="a byte just after the limit"),
    ],
)
def test_the_true_limits_against_a_drip(visit, drop: bytes, step: float, detail: str):
    """With the limits of production a drip ends after a minute, on a clock that is put forward, not waited for."""

    async def drip_slowly(loop: SkewedLoop) -> None:
        async def script(asked, wire):
            await wire.send(LONG)
            while True:
                await rounds()
                loop.ahead += step
                await rounds()
                await wire.send(drop)

        async with visit({"/feed": script}) as (web, fetcher):
            result = await fetcher.fetch(web.url("/feed"))
            assert result == FetchFailed("timeout", detail)
            assert loop.ahead <= 60 + 2 * step

    on_skewed_time(drip_slowly)


def test_redirects_share_one_total(visit):
    """Redirects don't start the clock anew: of 60 s, a first step of 31 s leaves too little for a second one."""

    async def two_slow_steps(loop: SkewedLoop) -> None:
        def after_31_s(script: Script) -> Script:
            async def slow(asked, wire):
                loop.ahead += 31
                await asyncio.sleep(0)
                await script(asked, wire)

            return slow

        scripts = {"/0": after_31_s(redirect("/1")), "/1": after_31_s(answer(200, [], b"<rss/>"))}
        async with visit(scripts) as (web, fetcher):
            assert await fetcher.fetch(web.url("/0")) == FetchFailed("timeout", "not finished within 60 s")
            assert isinstance(await fetcher.fetch(web.url("/1")), Fetched)

    on_skewed_time(two_slow_steps)


async def test_a_name_that_is_never_looked_up(visit):
    """Waiting for a name server counts against the time to connect and against the total."""

    async def never(host: str) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with visit({}, connect=0.05, fetcher={"resolver": never}) as (_, fetcher):
        assert await fetcher.fetch("http://feed.example/") == FetchFailed(
            "timeout", "no connection to feed.example in time"
        )
    async with visit({}, total=0.05, fetcher={"resolver": never}) as (_, fetcher):
        assert await fetcher.fetch("http://feed.example/") == FetchFailed("timeout", "not finished within 0.05 s")


async def test_a_name_that_does_not_exist(visit):
    """The system's own words explain what is wrong with a name."""

    async def unknown(host: str) -> list[str]:
        raise OSError(-2, "Name or service not known")

    async with visit({}, fetcher={"resolver": unknown}) as (_, fetcher):
        result = await fetcher.fetch("http://feed.example/")
    assert result == FetchFailed("dns", "feed.example can't be looked up: Name or service not known")


async def test_nobody_listens(visit):
    """A closed port is told apart from a server that breaks off."""
    async with visit({}) as (web, fetcher):
        closed = web.url("/feed")
        await web.__aexit__()
        result = await fetcher.fetch(closed)
    assert isinstance(result, FetchFailed)
    assert result.fault == "refused"
    assert result.detail.startswith("no connection to 127.0.0.1: ")


@pytest.mark.parametrize(
    ("script", "leaves"),
    [
        pytest.param(stall(LONG + b"<rss"), {"idle": 0.03}, id="stalled"),
        pytest.param(stall(head(404, [("Content-Length", "1000000")]) + b"x"), {}, id="error page not read"),
        pytest.param(stall(head(200, [("Content-Length", "99999999")]) + b"x"), {}, id="too big"),
        pytest.param(stall(head(302, [("Location", "/x"), ("Content-Length", "99999")]) + b"x"), {}, id="redirect"),
        pytest.param(hang, {"total": 0.03}, id="hung"),
    ],
)
async def test_we_hang_up(visit, script: Script, leaves: dict[str, float]):
    """A server that we give up on loses its connection at once."""
    gone = asyncio.Event()

    async def watched(asked, wire):
        try:
            await script(asked, wire)
        finally:
            gone.set()

    async with visit({"/feed": watched}, **leaves) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
        await gone.wait()
    assert isinstance(result, FetchFailed)


async def test_giving_up_a_fetch_gives_up_its_connection(visit):
    """A cancelled fetch raises, hangs up and leaves the host free for the next one."""
    asked_for = asyncio.Event()
    gone = asyncio.Event()

    async def script(asked, wire):
        asked_for.set()
        await wire.gone()
        gone.set()

    async with visit({"/hang": script, "/feed": answer(200, [], b"<rss/>")}) as (web, fetcher):
        task = asyncio.create_task(fetcher.fetch(web.url("/hang")))
        await asked_for.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gone.wait()
        assert isinstance(await fetcher.fetch(web.url("/feed")), Fetched)
