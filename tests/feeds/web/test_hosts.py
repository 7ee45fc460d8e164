"""Turns and pauses, on a clock of the test's own."""

from __future__ import annotations

import asyncio

import pytest

from feeds.web.hosts import HostPacer


class Hours:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def pacer(hours: Hours) -> HostPacer:
    return HostPacer(2.0, clock=lambda: hours.now, sleep=hours.sleep)


async def test_a_pause_between_two_requests_to_a_host(pacer: HostPacer, hours: Hours):
    """The pause is counted from the end of the last request, and what has passed of it is not waited for again."""
    async with pacer.turn("a:80"):
        hours.now += 7
    hours.now += 0.5
    async with pacer.turn("a:80"):
        pass
    assert hours.slept == [1.5]


async def test_no_pause_where_none_is_due(pacer: HostPacer, hours: Hours):
    """First requests, other hosts, other ports and hosts left alone for long enough are served at once."""
    for key in ("a:80", "b:80", "a:443"):
        async with pacer.turn(key):
            pass
    hours.now += 2
    async with pacer.turn("a:80"):
        pass
    assert hours.slept == []


async def test_one_at_a_time_and_in_order(pacer: HostPacer, hours: Hours):
    """Requests to one host follow one another in the order in which they came."""
    order: list[str] = []

    async def visit(name: str) -> None:
        async with pacer.turn("a:80"):
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(*(visit(name) for name in "xyz"))
    assert order == ["x in", "x out", "y in", "y out", "z in", "z out"]
    assert hours.slept == [2.0, 2.0]


async def test_a_failed_request_counts_and_lets_the_next_one_in(pacer: HostPacer, hours: Hours):
    """A turn ends with its block, also by an exception."""
    with pytest.raises(KeyError):
        async with pacer.turn("a:80"):
            raise KeyError
    async with pacer.turn("a:80"):
        pass
    assert hours.slept == [2.0]


async def test_whoever_gives_up_waiting_holds_nobody_up(pacer: HostPacer):
    """A cancelled waiter leaves the queue."""
    entered = asyncio.Event()
    leave = asyncio.Event()

    async def visit() -> None:
        async with pacer.turn("a:80"):
            entered.set()
            await leave.wait()

    first, second, third = (asyncio.create_task(visit()) for _ in range(3))
    await entered.wait()
    second.cancel()
    leave.set()
    await asyncio.gather(first, third)
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_hosts_are_forgotten(pacer: HostPacer, hours: Hours):
    """Memory doesn't grow with every host ever met, and a host in its pause is not forgotten."""
    for number in range(5000):
        async with pacer.turn(f"host{number}:80"):
            hours.now += 1
    assert len(pacer._hosts) <= 1024
    async with pacer.turn("host4999:80"):
        pass
    assert hours.slept == [2.0]
