"""Dates as Indonesian feeds and pages write them. Pure: no clock, no locale, no guessing of unknown zones.

Sites of regency governments write RFC 822 and ISO 8601, but also "Sen, 06 Okt 2025 09:10 WIB", "6 Agustus 2025 pukul
09.10", "06/10/2025 | 24:00" and "0000-00-00 00:00:00". General parsers read WIB as UTC or give up on Indonesian
names, so this one knows exactly the forms below and answers None to everything else: an unknown date is dated by
`settle_published`, a wrong one would push old news or hide new.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType

#: Longer than the wordiest date in use (RFC 5322 with comments), short enough that no pattern can be made to toil.
MAX_LENGTH = 100
#: The years in which a regency's news can have been published.
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: A clock may run ahead by this much before its date is taken for a mistake.
MAX_AHEAD = timedelta(minutes=10)

#: Names and abbreviations by their month; Indonesian, the spelling of before 1972 and English.
_MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "januari january jan",
                "februari february pebruari feb peb",
                "maret march mar mrt",
                "april apr",
                "mei may",
                "juni june jun",
                "juli july jul",
                "agustus august agust agst agt ags agu aug",
                "september sept sep",
                "oktober october okt oct",
                "november nopember nov nop",
                "desember december des dec",
            ),
            start=1,
        )
        for name in names.split()
    }
)

#: Minutes east of UTC. WIB, WITA, WIT: Keppres 41/1987. American names: RFC 822. The others are unambiguous in use;
#: names that two countries share (IST, and the military letters, which RFC 822 defined wrongly) are refused.
_ZONES = MappingProxyType(
    {
        name: minutes
        for minutes, names in (
            (0, "z ut utc gmt wet"),
            (420, "wib asia/jakarta asia/pontianak"),
            (480, "wita asia/makassar asia/ujung_pandang sgt myt hkt"),
            (540, "wit asia/jayapura jst kst"),
            (60, "bst cet"),
            (120, "cest eet"),
            (-240, "edt"),
            (-300, "est cdt"),
            (-360, "cst mdt"),
            (-420, "mst pdt"),
            (-480, "pst"),
        )
        for name in names.split()
    }
)


#: How WordPress writes all its dates: RFC 822 in UTC.
_COMMONEST = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([0-9]{4})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000"
)


def _any_of(words: Iterable[str]) -> str:
    # Longest first: an alternation takes the first name that fits, and "wit" begins "wita".
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WEEKDAY = (
    r"(?:(?:senin|sen|selasa|sel|rabu|rab|kamis|kam|jum'?at|jum|sabtu|sab|minggu|ming|mgg|min|ahad|ahd"
    r"|monday|mon|tuesday|tues|tue|wednesday|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|sunday|sun)"
    r"\.?(?:\s*[,|]\s*|\s+(?:-\s+)?|(?=\d)))?"
)
_MONTH = rf"(?P<name>{_any_of(_MONTHS)})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_ISO = r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})"
_NUMERIC = rf"(?P<day>\d{{1,2}})\s?(?P<dash>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=dash)\s?{_YEAR}"
_DAY_MONTH = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.,/-]{{0,2}}{_MONTH}[\s.,/'-]{{0,2}}{_YEAR}"
_MONTH_DAY = rf"{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<year>\d{{4}})"
_BASIC = r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
_BASIC_TIME = r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:[.,](?P<fraction>\d{1,9}))?"
_TIME = (
    r"(?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>\d{2})"
    r"(?:(?P=colon)(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
)
#: A named zone may follow an offset ("+0700 WIB") and repeats it; it may precede one too ("UTC+7", "GMT+0700").
_ZONE = (
    r"(?:(?:utc|gmt)?\s?(?P<sign>[+-])(?P<zone_hour>\d{2}|\d)(?:[:.]?(?P<zone_minute>\d{2}))?"
    rf"(?:\s?(?:{_any_of(_ZONES)}))?|(?P<zone>{_any_of(_ZONES)}))"
)
#: Between date and time. A bare dash is no separator: in "2025-10-06-07:00" it is the sign of an offset.
_GAP = r"(?:\s*[|,;•·]\s*(?:[-–—|]\s)?|\s+[-–—/]\s*|\s+)"
_TAIL = rf"(?:{_GAP}{_TIME})?\s*{_ZONE}?"
_HEAD = rf"{_TIME}\s*{_ZONE}?{_GAP}{_WEEKDAY}"

_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_WEEKDAY}{_ISO}(?:(?:t|{_GAP}){_TIME})?\s*{_ZONE}?",
        rf"{_BASIC}(?:t{_BASIC_TIME}\s*{_ZONE}?)?",
        rf"{_WEEKDAY}{_DAY_MONTH}{_TAIL}",
        rf"{_WEEKDAY}{_MONTH_DAY}{_TAIL}",
        rf"{_WEEKDAY}{_NUMERIC}{_TAIL}",
        # asctime, date(1) and JavaScript's Date: the time stands inside the date or the zone before the year.
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}\s*{_ZONE}?\s+(?P<year>\d{{4}})",
        rf"{_HEAD}{_ISO}",
        rf"{_HEAD}{_DAY_MONTH}",
        rf"{_HEAD}{_MONTH_DAY}",
        rf"{_HEAD}{_NUMERIC}",
    )
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb\u0060\u00b4]")
_COMMENT = re.compile(r"\(([^()]*)\)")
#: Words around a date that carry nothing: "pukul 09.10", "Tanggal 6 Oktober 2025", "October 6 at 9:10".
_FILLER = re.compile(r"(?<!')\b(?:pukul|pkl|jam|tanggal|tgl|at)\b\.?:?")
_LONG_ZONES = (
    (" waktu indonesia barat", " wib"),
    (" waktu indonesia tengah", " wita"),
    (" waktu indonesia timur", " wit"),
)


def parse_date(raw: str, zone: tzinfo) -> datetime | None:
    """Reads a date as a feed or page wrote it; the answer is aware UTC.

    Reads RFC 822/5322 (weekday and seconds may be missing, years may have two digits: 00-49 are 2000-2049 as in
    RFC 5322), ISO 8601 calendar dates and RFC 3339, asctime, Unix time in seconds or milliseconds, and Indonesian
    or English names in any mixture, with the time before or after the date. Numbers between slashes, dots or dashes
    are day, month, year. A wrong weekday is ignored. Hour 24 is midnight at the day's end.

    Args:
        raw: The date as written.
        zone: The feed's own zone, for dates that name none. A date without a time is midnight there.

    Returns:
        None for what is empty, longer than `MAX_LENGTH`, impossible (31 February, "0000-00-00"), relative ("2 jam
        lalu"), in a zone we do not know, outside `FIRST_YEAR`..`LAST_YEAR`, or in no form named above. Never raises.
    """
    if len(raw) > MAX_LENGTH:
        return None
    if (common := _COMMONEST.fullmatch(raw)) is not None and (moment := _from_commonest(common)) is not None:
        return moment
    text = _clean(raw)
    if _EPOCH.fullmatch(text):
        return _from_epoch(text)
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _build(match.groupdict(), zone)
    return None


def settle_published(claimed: datetime | None, first_seen: datetime) -> datetime:
    """The time that an entry is dated with: what its feed claims, unless that is unknown or in the future.

    A claim more than `MAX_AHEAD` after `first_seen` is a mistake of zone or of typing; the entry existed when we
    first saw it, so that is the best date we have. Both arguments and the answer are aware UTC.
    """
    if claimed is None or claimed > first_seen + MAX_AHEAD:
        return first_seen
    return claimed


def _from_commonest(match: re.Match[str]) -> datetime | None:
    """What `_build` would say of nine dates in ten, at a fifth of the price; None when it must look itself."""
    day, name, year, hour, minute, second = match.groups()
    try:
        moment = datetime(int(year), _MONTHS[name.lower()], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _clean(raw: str) -> str:
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", raw)).lower()
    # Browsers put direction marks into dates; they print nothing.
    text = "".join(char for char in text if char.isprintable() or char.isspace())
    text = _COMMENT.sub(_uncomment, text)
    text = " ".join(_FILLER.sub(" ", text).split()).strip(" .,")
    for words, name in _LONG_ZONES:
        text = text.replace(words, name)
    return text


def _uncomment(found: re.Match[str]) -> str:
    """Keeps what brackets say of the time ("(09:10 WIB)", "(WIB)"), drops RFC 5322 comments ("(Waktu Jawa)")."""
    inside = found[1].strip()
    return f" {inside} " if inside[:1].isdigit() or inside in _ZONES else " "


def _from_epoch(digits: str) -> datetime | None:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(digits.ljust(13, "0")))
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _build(parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    """Puts the written parts together, or says None when no calendar or clock has them."""
    year, day, name = int(parts["year"] or 0), int(parts["day"] or 0), parts.get("name")
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 50 else 1900
    month = _MONTHS[name] if name else int(parts["month"] or 0)
    clock = _clock(parts)
    offset = _offset(parts, zone)
    if clock is None or offset is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        local = datetime(year, month, day, tzinfo=offset) + clock
    except ValueError:  # the calendar has no such day
        return None
    return local.astimezone(UTC) if local.year <= LAST_YEAR else None


def _clock(parts: dict[str, str | None]) -> timedelta | None:
    """The time of day, zero when none is written; None when no clock shows it."""
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    half = parts.get("half")
    if half:
        # PHP's "H:i A" writes 13:10 PM and 00:10 AM, which say the same thing twice.
        if (hour == 0 and half == "p") or (hour > 12 and half == "a"):
            return None
        hour = hour if hour > 12 else hour % 12 + (12 if half == "p" else 0)
    # 24 is the end of the day in ISO 8601, 60 a leap second in RFC 5322; both run over into what follows.
    if hour > 24 or minute > 59 or second > 60:
        return None
    micro = int((parts.get("fraction") or "").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _offset(parts: dict[str, str | None], zone: tzinfo) -> tzinfo | None:
    """The zone that is written, else `zone`; None when no place on earth keeps it."""
    if name := parts.get("zone"):
        return timezone(timedelta(minutes=_ZONES[name]))
    sign = parts.get("sign")
    if not sign:
        return zone
    hours, minutes = int(parts.get("zone_hour") or 0), int(parts.get("zone_minute") or 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1))
