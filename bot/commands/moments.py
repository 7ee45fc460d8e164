"""Moments as people type them: "besok 07.00", "2026-12-01 07.00". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_WHEN = re.compile(
    r"(?P<day>besok|tomorrow|hari ini|today|(?P<year>\d{4})-(?P<month>\d{2})-(?P<dom>\d{2}))\s+"
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?=\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a line begins with, and what follows."""

    #: None when the line names no moment.
    at: datetime | None
    rest: str
    #: False when it names one that no calendar or clock has.
    exists: bool = True


def read_moment(line: str, now: datetime, timezone: str) -> Moment:
    """Reads the moment that a line begins with, by the clock of `timezone`."""
    found = _WHEN.match(line)
    if found is None:
        return Moment(None, line)
    rest = line[found.end() :].strip()
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    try:
        if found["year"]:
            day = date(int(found["year"]), int(found["month"]), int(found["dom"]))
        else:
            day = today + timedelta(days=1) if found["day"].lower() in {"besok", "tomorrow"} else today
        at = datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), tzinfo=zone)
        return Moment(at.astimezone(UTC), rest)
    except (ValueError, OverflowError):
        return Moment(None, rest, exists=False)
