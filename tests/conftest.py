"""What every test stands on: captured data, databases, and a guard that keeps all traffic on loopback."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def _missing(what: str) -> None:
    """CI must fail where something it needs is missing; elsewhere the test steps aside and says so."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must not pass without it", pytrace=False)
    pytest.skip(f"{what} is not on this machine")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of captured feeds and pages; it lies beside the repository and is never copied into it."""
    folder = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        _missing(f"captured data ({folder})")
    return folder


def _is_loopback(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_loopback():
    """Refuses every connection that leaves this machine: a test that needs the internet is a wrong test."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self, address):
        if not _is_loopback(address):
            raise AssertionError(f"a test tried to reach {address!r}; only loopback is allowed")
        return real_connect(self, address)

    def connect_ex(self, address):
        if not _is_loopback(address):
            raise AssertionError(f"a test tried to reach {address!r}; only loopback is allowed")
        return real_connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    yield
    patch.undo()
