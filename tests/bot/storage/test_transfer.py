"""From SQLite to PostgreSQL: every row of every table, numbers that go on, or a refusal that changes nothing."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.storage import backlog, errands, leases, owing, totals, transfer
from bot.storage.schema import metadata
from bot.storage.web_messages import WebMessages
from feeds.errors import StorageError
from feeds.storage.database import Database
from tests.bot.storage.newsroom import deliver, publish, revise, subscribe
from tests.e2e.process import kentongan
from tests.fakes.clock import NOON

pytestmark = pytest.mark.postgres
DAY = timedelta(days=1)


@pytest.fixture
async def old(sqlite_url, clock):
    """A SQLite database that has been at work."""
    database = Database(sqlite_url)
    await database.open()
    for number in range(3):
        await subscribe(database, str(number))
    first = await publish(database, 'Judul dengan \\ dan \t dan "kutip" dan emoji \U0001f30b')
    await database.write(backlog.owe, [first], NOON, 12)
    await deliver(database, outcomes={"1": {"state": "failed", "error": "gone: blocked"}})
    await revise(database, first, "Judul lain\0", NOON)
    await database.write(errands.recall, first, NOON)
    second = await publish(database, "Yang mendesak", urgent=True)
    await database.write(owing.owe, [second], NOON)
    await database.write(totals.fold_deliveries, NOON + DAY, {first: totals.Delays(None, None)})
    log = WebMessages(database, clock)
    last = [(await log.append("s", f"{number}"))[0] for number in range(3)][-1]
    await log.replace("s", last, None)
    yield database
    await database.close()


@pytest.fixture
async def new(postgres_url):
    database = Database(postgres_url)
    await database.open()
    yield database
    await database.close()


def everything(connection):
    """All rows of all tables, as the code reads them."""
    found = {}
    for table in metadata.sorted_tables:
        rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        found[table.name] = [
            tuple(value.replace("\0", "") if isinstance(value, str) else value for value in row) for row in rows
        ]
    return found


async def test_every_row_arrives(old, new):
    """Moments, truth values, bytes, texts with every sign, and NULL; and what comes next gets a new number."""
    copied = await new.write_from(old, transfer.copy_all)

    before, after = await old.read(everything), await new.read(everything)
    assert after == before
    assert copied == {name: len(rows) for name, rows in before.items() if name != "leases"}
    assert copied["stories"] == 2
    assert copied["deliveries"] == 3
    assert copied["delivery_totals"] == 2
    third = await publish(new, "Yang baru")
    assert third == 3
    # The last message of the web chat was deleted; its number never comes back.
    assert await WebMessages(new, lambda: NOON).append("s", "x") == (4, 2)
    assert await new.write(owing.owe, [third], NOON) == 3


async def test_a_failure_leaves_nothing_behind(old, new):
    """The copy is one transaction."""

    def broken(table, _rows):
        if table == "deliveries":
            raise StorageError("the connection is gone")

    with pytest.raises(StorageError, match="gone"):
        await new.write_from(old, transfer.copy_all, broken)

    assert await new.read(transfer.why_not) is None


async def test_only_an_empty_and_idle_database_is_filled(old, new):
    """What is there already is not touched."""
    await new.write(leases.take, ["house"], "a")
    assert "works on the new database" in await new.read(transfer.why_not)
    await new.write(leases.give_back, await new.write(leases.take, ["house"], "b", lambda _owner: True))
    assert await new.read(transfer.why_not) is None
    await publish(new)
    assert "feeds has rows" in await new.read(transfer.why_not)


async def test_the_command(old, postgres_url, sqlite_url, tmp_path):
    """It copies once; a second time, and everything that is no such database, is refused with a sentence."""
    config = tmp_path / "config.toml"
    config.write_text(f'[database]\nurl = "{postgres_url}"\n[web]\nlisten = "127.0.0.1:0"\n', "utf-8")

    code, out, err = await kentongan("migrate", "--from", sqlite_url, "--config", str(config), "--json")
    again = await kentongan("migrate", "--from", sqlite_url, "--config", str(config))
    nowhere = await kentongan("migrate", "--from", f"sqlite:///{tmp_path}/none.db", "--config", str(config))
    config.write_text(f'[database]\nurl = "{sqlite_url}"\n[web]\nlisten = "127.0.0.1:0"\n', "utf-8")
    wrong = await kentongan("migrate", "--from", sqlite_url, "--config", str(config))

    assert (code, json.loads(out)["tables"]["chats"]) == (0, 3), err
    assert (again[0], "not empty" in again[2]) == (1, True)
    assert (nowhere[0], "no SQLite database" in nowhere[2]) == (2, True)
    assert (wrong[0], "must name the new PostgreSQL" in wrong[2]) == (2, True)
