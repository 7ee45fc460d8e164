"""The audit log: written with the act, paged, and never changed."""

import pytest
import sqlalchemy as sa

from bot.storage import audit
from bot.storage.schema_desk import audit as table
from feeds.errors import StorageError
from tests.fakes.clock import NOON


def note_many(connection, count):
    """So many acts."""
    for number in range(count):
        audit.note(connection, NOON, who="telegram:42", act="feed_paused", target=f"feed {number}")


async def test_acts_are_paged_newest_first(database):
    """Every act is on exactly one page, also when more are done meanwhile."""
    await database.write(note_many, 5)
    first = await database.read(audit.page, 2)
    await database.write(note_many, 1)
    second = await database.read(audit.page, 3, first[-1].id)
    assert [act.target for act in [*first, *second]] == ["feed 4", "feed 3", "feed 2", "feed 1", "feed 0"]
    assert (first[0].who, first[0].act, first[0].at) == ("telegram:42", "feed_paused", NOON)


async def test_a_detail_is_one_short_line(database):
    """A site's title can't fill the log."""
    await database.write(audit.note, NOON, who="service", act="announced", detail="a\n" * 1000)
    (act,) = await database.read(audit.page, 1)
    assert len(act.detail) == audit.DETAIL_LIMIT
    assert "\n" not in act.detail


@pytest.mark.parametrize(
    "change", [sa.update(table).values(who="telegram:1"), sa.delete(table)], ids=["update", "delete"]
)
async def test_the_database_refuses_to_change_the_log(database, change):
    """Whatever the code says."""
    await database.write(note_many, 1)

    def tamper(connection):
        connection.execute(change)

    with pytest.raises(StorageError, match="append-only"):
        await database.write(tamper)
    assert len(await database.read(audit.page, 5)) == 1
