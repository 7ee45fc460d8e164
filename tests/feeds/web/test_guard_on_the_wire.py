"""The address guard where it counts: nothing forbidden is ever connected to, whichever way the address comes."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.model import FetchFailed
from feeds.web.guard import ForbiddenAddressError
from feeds.web.transport import open_session
from tests.fakes.guard_cases import CASES, PUBLIC, GuardCase
from tests.fakes.hostile_web import answer, redirect

PROJECT = Path(__file__).parents[3]


class Sockets:
    """Stands where sockets are opened: writes down each address that has passed the guard, and opens none."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def __call__(self, info):
        self.opened.append(str(info[4][0]))
        raise ConnectionRefusedError(111, "Connection refused")


class Names:
    """A name server that gives the next of its answers to each question, the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
async def test_no_case_opens_a_socket(visit, case: GuardCase):
    """Asked for directly, every case is refused before a socket is opened."""
    sockets = Sockets()
    async with visit({}, fetcher={"resolver": Names(case.answers), "open_socket": sockets}) as (_, fetcher):
        result = await fetcher.fetch(case.url)
    assert isinstance(result, FetchFailed)
    assert (result.fault, sockets.opened) == (case.fault, [])
    assert result.detail.isprintable()


async def test_a_public_address_opens_one_socket(visit):
    """The counter counts: a public name is connected to, once, at its address."""
    sockets = Sockets()
    async with visit({}, fetcher={"resolver": Names((PUBLIC,)), "open_socket": sockets}) as (_, fetcher):
        result = await fetcher.fetch("http://feed.example/")
    assert result == FetchFailed("refused", "no connection to feed.example: Connection refused")
    assert sockets.opened == [PUBLIC]


async def test_four_addresses_at_most(visit):
    """Of a name with many addresses only the first four are tried, each once."""
    addresses = tuple(f"93.184.216.{number}" for number in range(1, 100))
    sockets = Sockets()
    async with visit({}, fetcher={"resolver": Names(addresses), "open_socket": sockets}) as (_, fetcher):
        await fetcher.fetch("http://feed.example/")
    assert sockets.opened == list(addresses[:4])


async def test_rebinding(visit):
    """A name that was public a moment ago is judged anew for each request, by the very answer that is connected to."""
    sockets = Sockets()
    names = Names((PUBLIC,), ("127.0.0.1",))
    async with visit({}, fetcher={"resolver": names, "open_socket": sockets}) as (_, fetcher):
        first = await fetcher.fetch("http://feed.example/")
        second = await fetcher.fetch("http://feed.example/")
    assert (first.fault, second.fault) == ("refused", "forbidden_address")
    assert sockets.opened == [PUBLIC]
    assert names.asked == ["feed.example", "feed.example"]


async def test_rebinding_in_a_redirect(visit):
    """A public name that redirects to a name which turned private is not followed."""
    sockets = Sockets()
    names = Names(("10.0.0.1",))
    async with visit({"/feed": redirect("http://feed.example/")}, fetcher={"resolver": names}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert (result.fault, sockets.opened) == ("forbidden_address", [])


async def test_the_door_does_not_open_the_wall_for_others(visit):
    """While a listed host on loopback is being read, an unlisted name with the same address is refused."""
    names = Names(("127.0.0.1",))
    async with visit({"/feed": answer()}, fetcher={"resolver": names}) as (web, fetcher):
        assert not isinstance(await fetcher.fetch(web.url("/feed")), FetchFailed)
        result = await fetcher.fetch(web.url("/feed").replace("127.0.0.1", "feed.example"))
        other = await fetcher.fetch("http://feed.example:8080/")
    assert (result.fault, other.fault) == ("forbidden_address", "forbidden_address")
    assert web.connections == 1


async def test_a_listed_name_may_be_private(visit):
    """A name that the operator listed is looked up and reached wherever it leads, at its port."""
    names = Names(("127.0.0.1",))
    async with visit({"/feed": answer()}) as (web, _):
        options = {"resolver": names, "allow_private_hosts": {f"kominfo.lan:{web.port}"}}
        async with visit({}, fetcher=options) as (_, fetcher):
            result = await fetcher.fetch(f"http://kominfo.lan:{web.port}/feed")
    assert not isinstance(result, FetchFailed)
    assert web.requests[0].get("host") == f"kominfo.lan:{web.port}"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "http://[::1]:8080/", "http://10.1.2.3/"])
async def test_the_wall_stands_where_sockets_are_opened(url: str):
    """Even when nobody read the address first, a literal that never meets the resolver stops at the socket."""
    sockets = Sockets()
    async with open_session(
        lookup=Names((PUBLIC,)),
        user_agent="x",
        connect=5,
        ssl_context=ssl.create_default_context(),
        open_socket=sockets,
    ) as session:
        with pytest.raises(OSError) as caught:
            await session.get(url)
    assert isinstance(caught.value.os_error, ForbiddenAddressError)
    assert sockets.opened == []


def program(*arguments: str) -> list[str]:
    return [*arguments, sys.executable, "-W", "error", "-m", "tests.fakes.guard_attempts"]


def namespaces_work() -> bool:
    """Whether this machine lets us have a network of our own, and can set it up."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    setup = "ip link set lo up && ip -6 route add local ::/0 dev lo"
    probe = ["unshare", "--map-root-user", "--net", "sh", "-c", setup]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


def test_nothing_is_tried_and_nothing_is_reached():
    """All cases, directly, by redirect and for a missing certificate, in a process of their own: no connect call.

    Where the machine allows it the process is alone in a network where every address answers, so the control really
    arrives; elsewhere the calls to connect are counted and stopped.
    """
    alone = namespaces_work()
    command = [*program("unshare", "--map-root-user", "--net"), "namespace"] if alone else program()
    run = subprocess.run(command, check=False, capture_output=True, text=True, cwd=PROJECT, timeout=120)
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert (seen["accepted"], seen["attempts"], seen["reached"]) == ([], [], [])
    assert seen["asked_of_the_broken"] == 0
    assert seen["control"] == [f"{PUBLIC}:80"] * 2
    assert seen["control_reached"] == ([PUBLIC] * 2 if alone else [])
    assert seen["cases"] >= 60
