"""The fetcher and many hosts at once: politeness to each, patience with none at the others' cost."""

from __future__ import annotations

import asyncio
import resource
from contextlib import AsyncExitStack

import pytest

from feeds.model import Fetched, FetchFailed
from feeds.web.fetch import Fetcher, Limits
from feeds.web.hosts import HostPacer
from feeds.web.limits import affordable
from tests.fakes.hostile_web import Asked, HostileWeb, Wire, answer, hang, redirect
from tests.fakes.skewed_time import SkewedLoop, on_skewed_time


async def test_one_connection_to_a_host(visit):
    """Ten fetches from one host follow one another."""
    async with visit({"/feed": answer(200, [], b"<rss/>")}) as (web, fetcher):
        results = await asyncio.gather(*(fetcher.fetch(web.url("/feed")) for _ in range(10)))
    assert all(isinstance(result, Fetched) for result in results)
    assert web.most_open == 1


async def test_a_pause_before_every_further_request_to_a_host(visit):
    """Redirects within the host take their turn like everybody; the first request waits for nothing."""
    pauses: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        pauses.append(seconds)
        now += seconds

    pacer = HostPacer(2.0, clock=lambda: now, sleep=sleep)
    scripts = {"/feed": redirect("/new"), "/new": answer(200, [], b"<rss/>")}
    async with visit(scripts, fetcher={"pacer": pacer}) as (web, fetcher):
        await fetcher.fetch(web.url("/feed"))
        assert pauses == [2.0]
        await fetcher.fetch(web.url("/new"))
    assert pauses == [2.0, 2.0]


async def test_hanging_hosts_delay_nobody_else():
    """While 60 hosts hang, 20 healthy ones are fetched."""
    async with AsyncExitStack() as stack:
        hung = [await stack.enter_async_context(HostileWeb({"/feed": hang})) for _ in range(60)]
        good = [await stack.enter_async_context(HostileWeb({"/feed": answer(200, [], b"<rss/>")})) for _ in range(20)]
        allowed = {web.key for web in [*hung, *good]}
        fetcher = await stack.enter_async_context(Fetcher(user_agent="x", allow_private_hosts=allowed))
        waiting = [asyncio.create_task(fetcher.fetch(web.url("/feed"))) for web in hung]
        while not all(web.requests for web in hung):
            await asyncio.sleep(0)
        results = await asyncio.gather(*(fetcher.fetch(web.url("/feed")) for web in good))
        assert all(isinstance(result, Fetched) for result in results)
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def test_waiting_for_a_turn_is_not_counted(visit):
    """Behind a request that used up its whole minute, the next one has all of its own."""

    async def queue(loop: SkewedLoop) -> None:
        async def hang_for_long(asked: Asked, wire: Wire) -> None:
            loop.ahead += 61
            await wire.gone()

        scripts = {"/hang": hang_for_long, "/feed": answer(200, [], b"<rss/>")}
        async with visit(scripts) as (web, fetcher):
            first, second = await asyncio.gather(fetcher.fetch(web.url("/hang")), fetcher.fetch(web.url("/feed")))
        assert isinstance(first, FetchFailed)
        assert isinstance(second, Fetched)

    on_skewed_time(queue)


async def test_a_bound_on_all_hosts_together():
    """Beyond the bound fetches wait until another one ends."""
    inside = asyncio.Event()
    leave = asyncio.Event()

    async def slow(asked: Asked, wire: Wire) -> None:
        inside.set()
        await leave.wait()
        await answer(200, [], b"<rss/>")(asked, wire)

    async with HostileWeb({"/feed": slow}) as one, HostileWeb({"/feed": answer(200, [], b"<rss/>")}) as two:
        limits = Limits(at_once=1, host_gap=0)
        async with Fetcher(user_agent="x", allow_private_hosts={one.key, two.key}, limits=limits) as fetcher:
            first = asyncio.create_task(fetcher.fetch(one.url("/feed")))
            await inside.wait()
            second = asyncio.create_task(fetcher.fetch(two.url("/feed")))
            for _ in range(20):
                await asyncio.sleep(0)
            assert two.connections == 0
            leave.set()
            results = await asyncio.gather(first, second)
    assert all(isinstance(result, Fetched) for result in results)


@pytest.mark.parametrize(
    ("files", "requests"), [(1024, 512), (256, 128), (1_000_000, 600), (1, 1), (resource.RLIM_INFINITY, 600)]
)
def test_no_more_connections_than_files(files: int, requests: int):
    """Of the files that the process may open, half at most are for requests."""
    assert affordable(600, files) == requests
