"""Run as a program: leads a fetcher through every case of the guard's table and counts what it tries to reach.

Each case comes three ways: asked for, by a redirect, and as the place of a certificate that a server left out of its
chain.

It counts in two ways. An audit hook sees each call to `connect` of this process, whoever makes it. With the argument
"namespace" the process is alone in a network namespace where *every* address is its own and has listeners on all web
ports, so that an attempt would not only be seen but succeed; without it, the hook stops attempts that leave loopback.
Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from feeds.model import FetchFailed
from feeds.web.fetch import Fetcher, Limits
from feeds.web.guard import WEB_PORTS
from tests.fakes import authorities
from tests.fakes.authorities import authority, show, trusting
from tests.fakes.guard_cases import CASES, PUBLIC, GuardCase
from tests.fakes.hostile_web import HostileWeb, redirect

#: Short, for attempts that succeed where nobody speaks HTTP.
LIMITS = Limits(total=25, connect=2, first_byte=2, host_gap=0)

ROOT = authority("Akar")
INTERMEDIATE = authority("Antara", ROOT)


@dataclass
class Count:
    """What was tried, and what arrived. Attempts at the redirecting server and at name servers are not counted."""

    own: set[tuple[str, int]] = field(default_factory=set)
    attempts: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)

    def watch(self, *, stop: bool) -> None:
        """Starts to watch this process; for the rest of its life."""

        def hook(event: str, args: tuple[object, ...]) -> None:
            if event != "socket.connect" or not isinstance(args[1], tuple) or tuple(args[1][:2]) in self.own:
                return
            self.attempts.append(f"{args[1][0]}:{args[1][1]}")
            if stop:
                raise ConnectionRefusedError(f"stopped on the way to {args[1][0]}")

        sys.addaudithook(hook)


def own_every_address() -> None:
    """Makes all of IPv4 and IPv6 addresses of this machine: "local default" routes, as for a transparent proxy."""
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
    ):
        subprocess.run(command.split(), check=True, capture_output=True)


async def listen(count: Count, stack: contextlib.AsyncExitStack) -> None:
    """Listens on every web port of every address."""

    async def reached(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count.reached.append(str(writer.get_extra_info("sockname")[0]))
        writer.close()

    for port in sorted(WEB_PORTS | {22, 25, 6379}):
        for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            server = await asyncio.start_server(reached, host, port, family=family)
            await stack.enter_async_context(server)


class Answers:
    """A name server of the case's own."""

    def __init__(self) -> None:
        self.now: tuple[str, ...] = ()

    async def __call__(self, host: str) -> tuple[str, ...]:
        return self.now


async def run(*, namespace: bool) -> dict[str, object]:
    count = Count()
    answers = Answers()
    if namespace:
        own_every_address()
    async with contextlib.AsyncExitStack() as stack:
        if namespace:
            await listen(count, stack)
        web = await stack.enter_async_context(HostileWeb())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        show(tls, folder, authorities.host(INTERMEDIATE))
        broken = await stack.enter_async_context(HostileWeb(tls=tls))
        count.own |= {(web.host, web.port), (broken.host, broken.port)}
        count.watch(stop=not namespace)
        fetcher = await stack.enter_async_context(
            Fetcher(
                user_agent="x",
                allow_private_hosts={web.key, broken.key},
                limits=LIMITS,
                resolver=answers,
                ssl_context=trusting(ROOT),
            )
        )

        async def refused(case: GuardCase, url: str) -> bool:
            answers.now = case.answers
            return isinstance(await fetcher.fetch(url), FetchFailed)

        accepted: list[str] = []
        for case in CASES:
            written = case.url.encode("utf-8", "surrogateescape")
            web.scripts = {"/go": redirect(written.decode("latin-1"), 302)}
            show(tls, folder, authorities.host(INTERMEDIATE, aia=written))
            purposes = (case.url, web.url("/go"), broken.url())
            accepted += [f"{case.id}: {url}" for url in purposes if not await refused(case, url)]
        forbidden, arrived = list(count.attempts), list(count.reached)
        # The control: where all addresses are public, this machinery does see an attempt.
        answers.now = (PUBLIC,)
        await fetcher.fetch("http://feed.example/")
        show(tls, folder, authorities.host(INTERMEDIATE, aia="http://ca.example/"))
        await fetcher.fetch(broken.url())
    return {
        "namespace": namespace,
        "cases": len(CASES),
        "asked_of_the_broken": len(broken.requests),
        "accepted": accepted,
        "attempts": forbidden,
        "reached": arrived,
        "control": count.attempts[len(forbidden) :],
        "control_reached": count.reached[len(arrived) :],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(namespace="namespace" in sys.argv[1:]))))
