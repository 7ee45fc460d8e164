"""The service in figures, for admins: gathered from the tables, then a picture, a table and a few sentences."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model import Attachment, Language, Message
from bot.pictures import Chart, Line, Picture, Ranking, draw
from bot.storage import days as days_table
from bot.storage.days import SPAN, Day
from bot.texts.catalogue import Texts
from bot.texts.reporting import ReportingTexts, reporting_in
from bot.texts.speech import texts_in
from feeds.storage.database import Database

#: The top stories of so many days, and how many.
WEEK = timedelta(days=7)
TOP = 5
_FILE = "kentongan-{day}"


@dataclass(frozen=True, slots=True)
class Report:
    """The last days in figures, oldest first, and the stories that most chats were sent."""

    days: tuple[Day, ...]
    top: tuple[tuple[str, int], ...]

    @property
    def today(self) -> date:
        """The day on which it was gathered."""
        return self.days[-1].day


async def refresh(database: Database, now: datetime, timezone: str) -> None:
    """Counts the days that have to be counted, each in a short transaction of its own."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    for day in await database.read(days_table.unwritten, today):
        await database.write(days_table.count, day, now, timezone)


async def gather(database: Database, now: datetime, timezone: str) -> Report:
    """The figures as they are now."""
    await refresh(database, now, timezone)
    today = now.astimezone(ZoneInfo(timezone)).date()
    shown = await database.read(days_table.last, today)
    return Report(shown, await database.read(days_table.top_stories, now - WEEK, TOP))


async def report_messages(report: Report, service: str, language: Language, *, weekly: bool) -> tuple[Message, ...]:
    """What an admin gets: the picture with a few sentences (without it, when it can't be drawn), and the table."""
    words = reporting_in(language)
    png = await draw(picture_of(report, service, language))
    name = _FILE.format(day=report.today.isoformat())
    picture = None if png is None else Attachment(f"{name}.png", "image/png", png, words.alt)
    title = words.weekly_title if weekly else words.title
    table = Attachment(f"{name}.csv", "text/csv", table_of(report, words), words.table)
    lines = (*sentences(report, words), *(() if weekly else (words.one_story,)))
    return (
        Message(title=title.format(service=service), paragraphs=lines, attachment=picture),
        Message(paragraphs=(words.table,), attachment=table),
    )


def sentences(report: Report, words: ReportingTexts) -> tuple[str, ...]:
    """The same in a few sentences, for who sees no picture. Pure."""
    today, week = report.days[-1], report.days[-7:]
    sent, failed = sum(day.sent for day in week), sum(day.failed for day in week)
    lines = [words.summary.format(subscribers=today.subscribers or 0, sent=sent, failed=failed)]
    yesterday = report.days[-2]
    if yesterday.median is not None:
        lines.append(words.delay.format(median=yesterday.median, p95=yesterday.p95))
    counts = dict(zip(days_table.HEALTH, today.feeds, strict=True))
    lines.append(words.health.format(**{state: number or 0 for state, number in counts.items()}))
    return tuple(lines)


def picture_of(report: Report, service: str, language: Language) -> Picture:
    """What is drawn. Pure."""
    words, texts = reporting_in(language), texts_in(language)
    shown = report.days
    feeds = tuple(Line(name, tuple(day.feeds[place] for day in shown)) for place, name in enumerate(words.states))
    return Picture(
        title=words.title.format(service=service),
        subtitle=words.subtitle.format(span=SPAN, day=f"{_day(report.today, texts)} {report.today.year}"),
        days=tuple(_day(day.day, texts) for day in shown),
        subscribers=Chart(words.subscribers, (Line(words.subscribers, tuple(day.subscribers for day in shown)),)),
        deliveries=Chart(
            words.deliveries,
            (
                Line(words.sent, tuple(day.sent for day in shown)),
                Line(words.failed, tuple(day.failed for day in shown)),
            ),
        ),
        delays=Chart(
            words.delays,
            (Line(words.median, tuple(day.median for day in shown)), Line(words.p95, tuple(day.p95 for day in shown))),
        ),
        feeds=Chart(words.feeds, feeds),
        top=Ranking(words.top, report.top),
    )


def table_of(report: Report, words: ReportingTexts) -> bytes:
    """The figures as CSV, with the mark that spreadsheets know UTF-8 by. Pure."""
    out = io.StringIO()
    writer = csv.writer(out)
    delays = (f"{words.median} (s)", f"{words.p95} (s)")
    writer.writerow([words.day, words.subscribers, words.sent, words.failed, *delays, *words.states])
    for one in report.days:
        writer.writerow([one.day.isoformat(), one.subscribers, one.sent, one.failed, one.median, one.p95, *one.feeds])
    return out.getvalue().encode("utf-8-sig")


def _day(day: date, texts: Texts) -> str:
    return f"{day.day} {texts.months[day.month - 1]}"
