"""Which process this is, in words that tell others of the same machine whether it still lives.

A process that ended needs no term of grace: whoever can see that the owner of a lease is dead takes it at once. What
can't be seen, because it is on another machine or in another container, is taken to be alive.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")
#: Fields of /proc/PID/stat behind the name (proc_pid_stat(5)): the state, and the start in ticks since the boot.
_STATE, _START = 0, 19


def this_process() -> str:
    """Machine, number, start and realm; the same for as long as the process lives, and never again."""
    number = os.getpid()
    _, start = _state_and_start(number) or ("", "?")
    return f"{socket.gethostname()}/{number}/{start}/{_realm()}"


def is_dead(owner: str) -> bool:
    """Whether the process that called itself so has surely ended."""
    _, number, start, realm = ["", "", "", "", *owner.split("/")][-4:]
    if not realm or realm != _realm() or not number.isdecimal():
        return False
    found = _state_and_start(int(number))
    return found is None or found[0] in {"Z", "X"} or found[1] != start


def _state_and_start(number: int) -> tuple[str, str] | None:
    """State and start of a process; None when there is none of this number."""
    try:
        # The name stands in brackets and may hold anything.
        fields = (_PROC / str(number) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return fields[_STATE], fields[_START]
    except (OSError, IndexError):
        return None


def _realm() -> str:
    """This boot of this machine and the container in it; "" where the system does not tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("utf-8").strip()
        return f"{boot[:13]}.{(_PROC / 'self/ns/pid').readlink().name}"
    except OSError:
        return ""
