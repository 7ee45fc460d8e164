"""Copies of a whole database: taken while it is used, checked, and put back in one step."""

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from feeds.errors import StorageError
from feeds.storage import copying
from feeds.storage import feeds as feeds_table
from feeds.storage.database import Database
from tests.fakes.clock import NOON


@pytest.fixture(autouse=True)
def _client_programs(request):
    """PostgreSQL's cases need its client programs."""
    if "postgres" in request.node.name and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on this machine")


async def names(url):
    database = Database(url)
    await database.open()
    found = await database.read(feeds_table.list_all)
    await database.close()
    return [feed.name for feed in found]


async def nothing(_url):
    """Nothing to mend."""


async def unbarred(url):
    database = Database(url)
    await database.open()
    barred = await database.read(copying.is_barred)
    await database.write(copying.unbar)
    await database.close()
    return barred


async def test_a_copy_has_what_was_there_and_the_rest_goes_aside(database, database_url, tmp_path):
    """Copied while the database is open; what is written afterwards is in the file put aside."""
    await database.write(feeds_table.add, "https://a.example/", "Kab A", NOON)
    copy, aside = tmp_path / f"copy{copying.suffix(database_url)}", tmp_path / "aside"

    await copying.copy_out(database_url, copy)
    await database.write(feeds_table.add, "https://b.example/", "Kab B", NOON)
    await database.close()

    assert await copying.put_back(database_url, copy, aside, unbarred)
    assert await names(database_url) == ["Kab A"]
    assert await copying.put_back(database_url, aside, tmp_path / "again", unbarred)
    assert await names(database_url) == ["Kab A", "Kab B"]


async def test_a_copy_is_for_its_owner_only(database, database_url, tmp_path):
    """It holds people's addresses."""
    copy = tmp_path / "copy"

    await copying.copy_out(database_url, copy)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy"]


async def test_a_copy_never_writes_over_a_file(database, database_url, tmp_path):
    """Not even over an older copy."""
    (tmp_path / "copy").write_text("precious")

    with pytest.raises(StorageError, match="exists already"):
        await copying.copy_out(database_url, tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "precious"


async def test_writers_are_not_held_up(sqlite_url, tmp_path):
    """A copy is read from one snapshot: it holds what was committed when it began, and the writer goes on."""
    database = Database(sqlite_url)
    await database.open()
    await database.write(feeds_table.add, "https://a.example/", "Kab A", NOON)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        # A reader in the middle of its snapshot is all that a copy is to a writer.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM feeds").fetchone()
        await database.write(feeds_table.add, "https://b.example/", "Kab B", NOON)
        await copying.copy_out(sqlite_url, tmp_path / "copy.db")
        seen = reader.execute("SELECT count(*) FROM feeds").fetchone()
    await database.close()

    assert seen == (1,)
    assert await names(f"sqlite:///{tmp_path}/copy.db") == ["Kab A", "Kab B"]


async def test_what_was_deleted_is_not_in_a_copy(sqlite_url, tmp_path):
    """Freed pages stay in a database's file; a copy has none of them."""
    database = Database(sqlite_url)
    await database.open()
    secret = "Ibu Sri Kenanga"
    await database.write(feeds_table.add, "https://a.example/", secret, NOON)
    await database.write(lambda c: c.execute(sa.text("DELETE FROM feeds")))
    await copying.copy_out(sqlite_url, tmp_path / "copy.db")
    await database.close()

    assert secret.encode() not in (tmp_path / "copy.db").read_bytes()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"this is no database", "no sound SQLite"), (b"", "none of Kentongan's"), (None, "There is no file")],
)
async def test_what_is_no_backup_changes_nothing(sqlite_url, tmp_path, content, says):
    """A wrong file is refused before the database is touched."""
    source = tmp_path / "source"
    if content is not None:
        source.write_bytes(content)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    before = path.read_bytes()

    with pytest.raises(StorageError, match=says):
        await copying.put_back(sqlite_url, source, tmp_path / "aside", nothing)

    assert path.read_bytes() == before
    assert not (tmp_path / "aside").exists()
    assert not list(tmp_path.glob("*.restoring*"))


async def test_a_broken_copy_is_refused(sqlite_url, tmp_path):
    """One whose middle was overwritten."""
    source = tmp_path / "source"
    content = bytearray(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    content[8192:40_960] = b"\xff" * 32_768
    source.write_bytes(content)

    with pytest.raises(StorageError, match="no sound SQLite"):
        await copying.put_back(sqlite_url, source, tmp_path / "aside", nothing)


async def test_a_mend_that_fails_changes_nothing(sqlite_url, tmp_path):
    """The copy is mended before it takes the place."""
    source = tmp_path / "copy.db"
    await copying.copy_out(sqlite_url, source)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    before = path.read_bytes()

    async def fails(_url):
        raise StorageError("made by another version")

    with pytest.raises(StorageError, match="another version"):
        await copying.put_back(sqlite_url, source, tmp_path / "aside", fails)

    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


async def test_a_broken_database_goes_aside_with_its_log(sqlite_url, tmp_path):
    """What can't be opened any more is kept as it is, and its log is not played on the new one."""
    source = tmp_path / "copy.db"
    await copying.copy_out(sqlite_url, source)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(b"\xff" * 8192)
    log = path.with_name(path.name + "-wal")
    log.write_bytes(b"old log")

    await copying.put_back(sqlite_url, source, tmp_path / "aside", nothing)

    assert await names(sqlite_url) == []
    assert (tmp_path / "aside").read_bytes() == b"\xff" * 8192
    assert (tmp_path / "aside-wal").read_bytes() == b"old log"


async def test_without_a_database_there_is_nothing_to_put_aside(sqlite_url, tmp_path):
    """The disk was lost, the backup was on another."""
    source = tmp_path / "copy.db"
    await copying.copy_out(sqlite_url, source)
    fresh = f"sqlite:///{tmp_path}/new.db"

    assert not await copying.put_back(fresh, source, tmp_path / "aside", nothing)
    assert await names(fresh) == []


async def test_nothing_to_copy_is_said(tmp_path):
    """A wrong configuration, most likely."""
    with pytest.raises(StorageError, match="There is no database"):
        await copying.copy_out(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []


async def test_without_postgres_programs_it_says_what_to_install(monkeypatch, tmp_path):
    """And leaves nothing behind."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StorageError, match="postgresql-client"):
        await copying.copy_out("postgresql://kent@127.0.0.1/kent", tmp_path / "copy.dump")

    assert list(tmp_path.iterdir()) == []


def test_where_a_database_goes_that_is_replaced():
    """Named after the moment, beside a file."""
    moment = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)

    assert copying.aside("sqlite:///data/k.db", moment) == Path("data/k.db.before-restore-20261124T201500Z")
    assert copying.aside("postgresql://kent@db/kent", moment) == Path("kentongan-before-restore-20261124T201500Z.dump")
