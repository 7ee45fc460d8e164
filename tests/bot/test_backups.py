"""Backups that the service makes by itself: when, under which name, and which may go."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backups import NEWEST, Backups, moment_of, name_of, outdated
from feeds.errors import StorageError
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 24, 20, 15)).map(  # noqa: DTZ001 - made aware below
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)


def test_a_name_tells_the_moment():
    """And nothing else is taken for a backup."""
    assert name_of(NOW, ".db") == "kentongan-20261124T201500Z.db"
    assert moment_of("kentongan-20261124T201500Z.dump") == NOW
    assert [moment_of(name) for name in ("kentongan.db", "kentongan-old.db", "surat.pdf")] == [None] * 3


def test_the_newest_three_and_the_last_of_each_day_stay():
    """Two days are kept here: today and yesterday."""
    kept = ["24T201500Z", "24T201400Z", "24T201300Z", "23T235900Z"]
    gone = ["24T201200Z", "23T120000Z", "22T120000Z"]
    names = [f"kentongan-202611{stamp}.db" for stamp in kept + gone]

    assert outdated([*names, "surat.pdf"], NOW, 2) == tuple(f"kentongan-202611{stamp}.db" for stamp in gone)


@given(st.lists(MOMENTS, max_size=40, unique=True), st.integers(0, 10))
def test_the_newest_never_go_and_going_twice_is_going_once(moments, days):
    """Whatever there is."""
    names = [name_of(moment, ".db") for moment in moments]

    gone = outdated(names, NOW, days)
    left = [name for name in names if name not in gone]

    assert set(sorted(names)[-NEWEST:]) <= set(left)
    assert outdated(left, NOW, days) == ()
    assert len(left) <= NEWEST + days


@pytest.fixture
def seconds():
    return [0.0]


@pytest.fixture
def backups(sqlite_url, tmp_path, clock, seconds):
    minute = timedelta(minutes=1)
    return Backups(sqlite_url, tmp_path / "backups", minute, 7, clock, timer=lambda: seconds[0])


async def test_a_tick_makes_one_and_tidies(backups, clock):
    """Every minute one; of today the newest three are left."""
    backups.look()
    for _ in range(5):
        await backups.tick()
        clock.forward(minutes=1)

    assert backups.last == clock() - timedelta(minutes=1)
    assert sorted(path.name for path in backups.folder.iterdir()) == [
        name_of(clock() - timedelta(minutes=ago), ".db") for ago in (3, 2, 1)
    ]


async def test_a_slow_backup_rests_ten_times_as_long(backups, clock, seconds):
    """A database so large that copying it would never end."""
    backups.look()
    times = iter([0.0, 30.0, 299.0, 300.0, 330.0])
    backups.timer = lambda: next(times)
    for _ in range(3):
        await backups.tick()
        clock.forward(minutes=1)

    assert [moment_of(path.name) for path in sorted(backups.folder.iterdir())] == [
        clock() - timedelta(minutes=3),
        clock() - timedelta(minutes=1),
    ]


async def test_a_failure_is_no_crash(backups, tmp_path, capsys):
    """The next one may work; the figures tell how old the last one is."""
    backups.look()
    backups.url = f"sqlite:///{tmp_path}/none.db"

    await backups.tick()

    assert backups.last is None
    assert list(backups.folder.iterdir()) == []


def test_the_last_one_of_an_earlier_process_is_found(backups):
    """So that a restart does not look like a lost backup."""
    backups.folder.mkdir()
    (backups.folder / name_of(NOW, ".db")).touch()

    backups.look()

    assert backups.last == NOW


def test_a_folder_that_can_not_be_is_said(sqlite_url, tmp_path):
    """Before anything starts."""
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="backup_to"):
        Backups(sqlite_url, tmp_path / "file" / "x", timedelta(minutes=1), 7, FakeClock()).look()
