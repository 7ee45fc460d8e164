"""Names to addresses, and names that never answer."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from feeds.web.lookup import SystemLookup


def info(family: int, address: str) -> tuple[object, ...]:
    return (family, socket.SOCK_STREAM, 6, "", (address, 0))


async def test_the_systems_own_answer():
    """The real call finds this machine."""
    assert set(await SystemLookup()("localhost")) <= {"127.0.0.1", "::1"}
    assert await SystemLookup()("localhost")


async def test_answers_keep_their_order_and_lose_their_doubles():
    """The system's preference is kept; families that are not IP are left out."""

    def answer(host: bytes, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        assert host == b"a.example"
        return [
            info(socket.AF_INET6, "2404::1"),
            info(socket.AF_INET, "1.1.1.1"),
            info(socket.AF_INET, "1.1.1.1"),
            info(socket.AF_UNIX, "/x"),
        ]

    assert await SystemLookup(getaddrinfo=answer)("a.example") == ("2404::1", "1.1.1.1")


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(socket.gaierror(socket.EAI_NONAME, "Name or service not known"), id="no such name"),
        pytest.param(UnicodeError("label too long"), id="not a name at all"),
    ],
)
async def test_trouble_is_an_oserror(trouble: Exception):
    """Whatever the call raises for a bad name arrives as the error of a failed lookup."""

    def fail(*args: object, **kwargs: object) -> list[tuple[object, ...]]:
        raise trouble

    with pytest.raises(socket.gaierror):
        await SystemLookup(getaddrinfo=fail)("a.example")


async def test_names_that_hang_hold_nobody_up():
    """Fifty dead name servers don't delay the next name, and may be given up while they hang."""
    release = threading.Event()

    def slow(host: bytes, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        if host.startswith(b"dead"):
            release.wait(timeout=30)
        return [info(socket.AF_INET, "1.1.1.1")]

    mishaps: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: mishaps.append(context))
    lookup = SystemLookup(getaddrinfo=slow)
    dead = [asyncio.create_task(lookup(f"dead{number}.example")) for number in range(50)]
    try:
        assert await lookup("good.example") == ("1.1.1.1",)
        for task in dead:
            task.cancel()
        results = await asyncio.gather(*dead, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
    finally:
        release.set()
    for thread in threading.enumerate():
        if thread.name == "lookup":
            await asyncio.to_thread(thread.join)
    await asyncio.sleep(0)
    assert mishaps == []


async def test_threads_are_bounded():
    """A lookup beyond the bound waits until one that hangs has ended."""
    release = threading.Event()
    began: list[bytes] = []

    def slow(host: bytes, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        began.append(host)
        if host == b"dead.example":
            release.wait(timeout=30)
        return [info(socket.AF_INET, "1.1.1.1")]

    lookup = SystemLookup(at_once=1, getaddrinfo=slow)
    dead = asyncio.create_task(lookup("dead.example"))
    while not began:
        await asyncio.sleep(0)
    waiting = asyncio.create_task(lookup("good.example"))
    await asyncio.sleep(0)
    assert began == [b"dead.example"]
    release.set()
    assert await waiting == ("1.1.1.1",)
    assert await dead == ("1.1.1.1",)
