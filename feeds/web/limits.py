"""How much one fetch may take, and the timer that holds it to that."""

from __future__ import annotations

import asyncio
import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much time, how many bytes and how many steps one fetch may take.

    Seconds are of the requests themselves: looking up names counts, waiting for a host's turn does not.
    """

    #: All requests of a fetch together, whatever still trickles in.
    total: float = 60.0
    #: Lookup, connection and TLS of one request.
    connect: float = 10.0
    #: From there until the head of the answer is complete.
    first_byte: float = 25.0
    #: Between two pieces of the body.
    idle: float = 15.0
    #: Bytes of the head of an answer.
    head_bytes: int = 64 * 1024
    #: Bytes of a body as it comes from the wire.
    raw_bytes: int = 2 * 1024 * 1024
    #: Bytes of a body after decoding.
    decoded_bytes: int = 5 * 1024 * 1024
    #: Decoded bytes that each byte from the wire may stand for, judged from `ratio_from` decoded bytes on.
    ratio: int = 100
    #: See `ratio`; small bodies full of blanks pack well without malice.
    ratio_from: int = 256 * 1024
    #: Redirects followed.
    redirects: int = 5
    #: Seconds from the end of a request to the next one to the same host and port.
    host_gap: float = 2.0
    #: Requests under way to all hosts together; fewer when the process may not open that many files.
    at_once: int = 600


@dataclass(slots=True)
class Budget:
    """The seconds that a fetch still has. Every request takes off what it used; waiting for a turn is free."""

    left: float


def affordable(wanted: int, files: int) -> int:
    """Requests that a process can have under way when it may open that many `files` (the soft RLIMIT_NOFILE).

    Half of the files is for us, the rest for all else in the process; running out would look like a fault of the sites.
    """
    return wanted if files == resource.RLIM_INFINITY else max(1, min(wanted, files // 2))


class Alarm:
    """All time limits of one request on one timer: what may take how long now, and the end of it all.

    Args:
        total: Seconds left of the fetch's `Limits.total`.
        reason: What to say when they are over.
    """

    def __init__(self, total: float, reason: str) -> None:
        self._end = asyncio.get_running_loop().time() + total
        self._end_reason = reason
        self.reason = reason
        self.timer = asyncio.timeout(None)

    def allow(self, seconds: float, reason: str) -> None:
        """Lets what comes now take that many seconds, and never beyond the end; call it inside `async with timer`."""
        until = asyncio.get_running_loop().time() + seconds
        self.reason = reason if until < self._end else self._end_reason
        self.timer.reschedule(min(until, self._end))
