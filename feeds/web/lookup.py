"""Looking up host names with the system's resolver, so that a name that hangs holds nobody else up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

#: Turns a host name into its addresses, as text. Raises `OSError` when it has none or can't be looked up now.
Lookup = Callable[[str], Awaitable[Sequence[str]]]

_GetAddrInfo = Callable[..., Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]]


class SystemLookup:
    """`getaddrinfo`, each call in a thread of its own.

    asyncio's own lookups share a pool of a few threads (6 on two cores), and `getaddrinfo` can't be interrupted: six
    names whose name servers are dead would stop every other lookup for up to half a minute. Threads here are daemons,
    so one that hangs doesn't hold up the end of the program either.

    Args:
        at_once: Lookups under way at most, those included that nobody waits for any more.
        getaddrinfo: The blocking call, for tests.
    """

    def __init__(self, *, at_once: int = 256, getaddrinfo: _GetAddrInfo = socket.getaddrinfo) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._getaddrinfo = getaddrinfo

    async def __call__(self, host: str) -> Sequence[str]:
        """The addresses of `host` in the system's order of preference, IPv4 and IPv6, without repetitions."""
        await self._slots.acquire()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def settle(addresses: Sequence[str], trouble: OSError | None) -> None:
            self._slots.release()
            if answer.done():  # nobody waits any more
                return
            if trouble is None:
                answer.set_result(addresses)
            else:
                answer.set_exception(trouble)

        def look() -> None:
            addresses: Sequence[str] = ()
            trouble: OSError | None = None
            try:
                addresses = self._addresses(host)
            except OSError as exc:
                trouble = exc
            except ValueError as exc:
                trouble = socket.gaierror(socket.EAI_NONAME, f"not a name that can be looked up: {exc}")
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, addresses, trouble)

        threading.Thread(target=look, name="lookup", daemon=True).start()
        return await answer

    def _addresses(self, host: str) -> Sequence[str]:
        # Bytes, because text would pass through Python's "idna" codec, which has its own idea of names.
        infos = self._getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        addresses = [str(address[0]) for family, *_, address in infos if family in {socket.AF_INET, socket.AF_INET6}]
        return tuple(dict.fromkeys(addresses))
