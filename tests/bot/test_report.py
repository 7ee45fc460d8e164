"""The service as picture, table and sentences; and the weekly report, once."""

import struct
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from bot.model import Failed, Sent
from bot.pictures import draw
from bot.report import Report, picture_of, report_messages, sentences, table_of
from bot.storage import chats, team
from bot.storage.days import HEALTH, SPAN, Day
from bot.texts.reporting import reporting_in
from bot.weekly import WeeklyReport, week_of
from tests.fakes.channel import FakeChannel

HOSTILE = "Harga $x_{1}$ turun </b> & \u202etopi\u202c \U0001f6b0 " + "panjang" * 60
MONDAY = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)  # 07.00 in Jakarta


def report(**last):
    """A month in which nothing was known until its last two days."""
    today = date(2026, 10, 6)
    empty = [Day(today - timedelta(days=n), None, 0, 0, None, None, (None,) * len(HEALTH)) for n in range(SPAN)]
    known = {"subscribers": 12, "sent": 24, "failed": 1, "median": 4, "p95": 9, "feeds": (3, 1, 1, 0, 2)} | last
    return Report((*reversed(empty[2:]), replace(empty[1], **known), replace(empty[0], **known)), ((HOSTILE, 12),))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_picture_is_drawn_whatever_a_title_says(language):
    """A true PNG, as wide as a telephone, in a process of its own."""
    png = await draw(picture_of(report(), "Kabar $ Rawa", language))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1080, 1890)


async def test_figures_come_without_a_picture_when_it_can_not_be_drawn(monkeypatch):
    """The sentences and the table say the same."""
    monkeypatch.setattr("sys.executable", "/bin/false")
    picture, table = await report_messages(report(), "Kabar Rawa", "id", weekly=False)
    assert picture.attachment is None
    assert picture.paragraphs[0] == "Pelanggan: 12. Terkirim 7 hari terakhir: 48, gagal: 2."
    assert (table.attachment.name, table.attachment.media_type) == ("kentongan-2026-10-06.csv", "text/csv")


def test_the_table_is_what_spreadsheets_read():
    """A head and a row for each day; nothing known is empty."""
    head, *rows = table_of(report(), reporting_in("id")).decode("utf-8-sig").splitlines()
    assert head == "hari,Pelanggan,terkirim,gagal,median (s),95% (s),sehat,tersendat,sakit,diam,dijeda"
    assert len(rows) == SPAN
    assert (rows[0], rows[-1]) == ("2026-09-07,,0,0,,,,,,,", "2026-10-06,12,24,1,4,9,3,1,1,0,2")


def test_a_day_without_deliveries_has_no_delay():
    """And no sentence about it."""
    assert len(sentences(report(median=None, p95=None), reporting_in("en"))) == 2


@pytest.mark.parametrize(("hours", "due"), [(-1, False), (0, True), (23, True), (24, False), (5 * 24, False)], ids=str)
def test_when_the_report_is_due(hours, due):
    """From seven on Monday, for a day."""
    assert week_of(MONDAY + timedelta(hours=hours), "Asia/Jakarta") == (date(2026, 10, 5) if due else None)


@pytest.fixture
def weekly(database, clock, monkeypatch):
    async def nothing(_picture):
        return None

    monkeypatch.setattr("bot.report.draw", nothing)
    clock.now = MONDAY
    return WeeklyReport(database, [FakeChannel()], {"telegram": frozenset({"1"})}, clock, "Asia/Jakarta", "Kabar Rawa")


def titles(weekly):
    """What each admin was sent, by its first message."""
    (channel,) = weekly.channels
    return {
        address: [message.title for message in messages if message.title] for address, messages in channel.sent.items()
    }


async def test_owners_and_editors_get_it_once(weekly):
    """In their language; reviewers don't; a restart repeats nothing."""
    database = weekly.database
    for number, role in ((2, "editor"), (3, "reviewer")):
        await database.write(team.invite, str(number), role, "telegram:1", MONDAY)
        await database.write(team.accept, str(number), "telegram", str(number), MONDAY)
    subscribe = partial(chats.subscribe, language="en", timezone="Asia/Jakarta", now=MONDAY)
    await database.write(subscribe, "telegram", "2", "private")
    for _ in range(2):
        await replace(weekly).tick()
    assert titles(weekly) == {"1": ["Laporan mingguan Kabar Rawa"], "2": ["Weekly report of Kabar Rawa"]}


@pytest.mark.parametrize(("kind", "again"), [("not_sent", True), ("gone", True), ("in_doubt", False)])
async def test_what_did_not_arrive_is_sent_later(weekly, monkeypatch, kind, again):
    """And what may have arrived is not repeated."""
    (channel,) = weekly.channels
    asked = []

    async def send(address, message):
        asked.append(message.title)
        return Failed(kind, "no") if len(asked) == 1 else Sent("1")

    monkeypatch.setattr(channel, "send", send)
    await weekly.tick()
    await weekly.tick()
    assert len(asked) == (3 if again else 1)
