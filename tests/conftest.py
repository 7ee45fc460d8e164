"""What every test stands on: captured data, databases, a clock, and a guard that keeps all traffic on loopback."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
import socket
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from bot.storage.migrations import BOT
from feeds.search.finder import Finder
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, migrate
from tests.fakes.clock import FakeClock

_POSTGRES = os.environ.get("KENTONGAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
_numbers = count()

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
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
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


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at noon."""
    return FakeClock()


async def _migrated(url: str) -> None:
    database = Database(url)
    await database.open()
    await database.write(migrate, FEEDS, BOT)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template():
    """The name of a migrated PostgreSQL database, made once and copied for each test."""
    try:
        server = psycopg.connect(_POSTGRES, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        _missing("a PostgreSQL server (KENTONGAN_TEST_POSTGRES names another)")
        raise
    name = f"kentongan_{os.getpid()}_template"
    with server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        asyncio.run(_migrated(_postgres_url(name)))
        yield server, name
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    server.close()


def _postgres_url(name: str) -> str:
    return _POSTGRES.rpartition("/")[0] + f"/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path) -> object:
    """The address of a fresh, migrated database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_template")
    name = f"kentongan_{os.getpid()}_{next(_numbers)}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    yield _postgres_url(name)
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def database(database_url):
    """A fresh, open database, once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def finder(database, tmp_path):
    """The search index of `database`, open."""
    finder = Finder(database, tmp_path / "search", ZoneInfo("Asia/Jakarta"))
    await finder.open()
    yield finder
    await finder.close()


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path) -> str:
    """The address of a fresh, migrated SQLite database, for tests in which the kind does not matter."""
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_template) -> object:
    """The address of a fresh, migrated PostgreSQL database, for what several processes share."""
    server, template = postgres_template
    name = f"kentongan_{os.getpid()}_{next(_numbers)}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    yield _postgres_url(name)
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
