"""The engine: transactions, translation of errors, and schema."""

import asyncio

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.storage import schema_desk  # noqa: F401 - its tables count
from bot.storage.migrations import BOT
from bot.storage.schema import metadata
from feeds.errors import StorageError, StorageUnavailableError
from feeds.storage.database import Database
from feeds.storage.migrate import FEEDS, is_current, migrate
from feeds.storage.schema import Instant, feeds
from tests.fakes.clock import NOON


def insert_feed(connection, url):
    connection.execute(sa.insert(feeds).values(url=url, name="A", added_at=NOON, next_poll_at=NOON))


def count_feeds(connection):
    return connection.scalar(sa.select(sa.func.count()).select_from(feeds))


async def test_a_write_is_kept(database):
    """What a unit of work wrote is there for the next reader."""
    await database.write(insert_feed, "https://a.example/feed/")

    assert await database.read(count_feeds) == 1


async def test_a_broken_write_leaves_nothing(database):
    """An exception in a unit of work rolls all of it back."""

    def breaks(connection):
        insert_feed(connection, "https://a.example/feed/")
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await database.write(breaks)

    assert await database.read(count_feeds) == 0


async def test_a_cancelled_caller_does_not_tear_a_transaction(database):
    """A unit of work whose caller is cancelled still commits whole."""
    entered = asyncio.Event()
    loop = asyncio.get_running_loop()
    gate = asyncio.Event()

    def slow(connection):
        loop.call_soon_threadsafe(entered.set)
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(5)
        insert_feed(connection, "https://a.example/feed/")

    task = asyncio.create_task(database.write(slow))
    await entered.wait()
    task.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    # Closing waits for running work.
    await database.close()
    await database.open()

    assert await database.read(count_feeds) == 1


async def test_a_database_error_is_translated(database):
    """What the driver raises arrives as a StorageError with a cause, and without the statement."""
    await database.write(insert_feed, "https://a.example/feed/")

    with pytest.raises(StorageError) as caught:
        await database.write(insert_feed, "https://a.example/feed/")

    assert "INSERT" not in str(caught.value)
    assert caught.value.__cause__ is not None


async def test_reading_cannot_write(sqlite_url):
    """A unit of work that was said to read only is refused when it writes."""
    database = Database(sqlite_url)
    await database.open()

    with pytest.raises(StorageError, match="readonly"):
        await database.read(insert_feed, "https://a.example/feed/")

    await database.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        pytest.param("nonsense", "This is no database address", id="no address"),
        pytest.param("mysql://localhost/x", "in sqlite or postgresql, not in mysql", id="another kind"),
        pytest.param("sqlite://", "needs a file", id="in memory"),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence(url, sentence):
    """A wrong address is found before anything is opened."""
    with pytest.raises(StorageUnavailableError, match=sentence):
        Database(url)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:////no/such/folder/k.db", id="no such folder"),
        pytest.param("postgresql://nobody:secret@127.0.0.1:1/none?connect_timeout=2", id="nobody listens"),
    ],
)
async def test_a_database_that_cannot_be_opened_says_why(url):
    """Opening fails with one sentence that hides the password."""
    database = Database(url)

    with pytest.raises(StorageUnavailableError, match="can't be opened") as caught:
        await database.open()

    assert "secret" not in str(caught.value)


async def test_a_closed_database_refuses_work(sqlite_url):
    """Work after closing is an error and not a hang; closing twice is fine."""
    database = Database(sqlite_url)
    await database.open()
    await database.close()
    await database.close()

    with pytest.raises(StorageError, match="not open"):
        await database.read(count_feeds)


async def test_migrations_make_the_schema_that_the_code_uses(database):
    """The migrated database and the tables in the code do not differ."""

    def differences(connection):
        context = MigrationContext.configure(connection)
        return compare_metadata(context, metadata)

    assert await database.read(differences) == []


async def test_a_migrated_database_is_current(database):
    """The constants in the code name the newest migrations, and migrating again changes nothing."""
    assert await database.read(is_current, FEEDS, BOT)

    await database.write(migrate, FEEDS, BOT)

    assert await database.read(is_current, FEEDS, BOT)


async def test_an_empty_database_is_not_current(tmp_path):
    """A database without tables is told apart from a current one."""
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    await database.open()

    assert not await database.read(is_current, FEEDS, BOT)

    await database.close()


async def test_only_one_service_runs_on_a_database(database_url):
    """The second process is refused until the first gives the right back."""
    first, second = Database(database_url), Database(database_url)
    await first.open()
    await second.open()
    holder, other = first.alone(), second.alone()

    assert await holder.take()
    assert not await other.take()
    await holder.give_back()
    assert await other.take()

    await other.give_back()
    await first.close()
    await second.close()


def test_a_moment_without_zone_is_refused():
    """Naive datetimes never reach the database."""
    with pytest.raises(ValueError, match="without a zone"):
        Instant().process_bind_param(NOON.replace(tzinfo=None), None)


def test_a_moment_survives_the_round_trip():
    """A moment comes back as aware UTC, to the millisecond."""
    stored = Instant().process_bind_param(NOON.replace(microsecond=123_456), None)

    assert Instant().process_result_value(stored, None) == NOON.replace(microsecond=123_000)
