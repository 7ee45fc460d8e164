"""/pengaturan: how a chat wants to be sent its news. One message that changes where it stands."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.choices import DIGEST_HOURS, Mode, Preferences
from bot.commands import menus
from bot.commands.desk import Desk, Request
from bot.model import Button, Language, Message
from bot.storage import subscriptions
from bot.texts.choosing import choosing_in

#: Quiet hours that are offered, in full hours; others can be typed: "pengaturan tenang 22-6".
QUIET = ((20, 5), (21, 5), (22, 5), (22, 6))
_QUIET = re.compile(r"(?P<start>\d{1,2})(?:[.:](?P<from>[0-5]\d))?-(?P<end>\d{1,2})(?:[.:](?P<to>[0-5]\d))?")
#: Stories a day that are offered.
LIMITS = (1, 3, 5, 8)
ZONES = MappingProxyType({"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"})
_MODES: MappingProxyType[str, Mode] = MappingProxyType({"langsung": "instant", "harian": "daily", "mingguan": "weekly"})
_LANGUAGES: MappingProxyType[str, Language] = MappingProxyType({"id": "id", "en": "en"})

_Page = Callable[[Desk, Request, list[str]], Awaitable[Message]]


async def settings(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Shows the settings, or the page of one, or changes one and shows it again. What it can't read is shown as all."""
    refusal = menus.needs_start(request)
    if refusal is not None:
        return refusal
    word, *rest = request.words.lower().split() or [""]
    page = _PAGES.get(word)
    message = await (page(desk, request, rest) if page is not None else _overview(desk, request))
    return (message,)


async def _overview(desk: Desk, request: Request) -> Message:
    words, chosen = choosing_in(request.language), await menus.chosen(desk, request)
    wanted = chosen.preferences
    count = len(chosen.choices)
    hours = _hours(wanted, request) or words.service_hour
    lines = [
        words.settings_news_some.format(count=count) if count else words.settings_news_all,
        words.settings_mode[wanted.mode].format(hours=hours, day=words.week[wanted.digest_day]),
        words.settings_quiet.format(quiet=_quiet(wanted.quiet, request))
        if wanted.quiet
        else words.settings_never_quiet,
        words.settings_limit.format(limit=wanted.daily_limit) if wanted.daily_limit else words.settings_no_limit,
        words.settings_urgent if wanted.urgent_allowed else words.settings_urgent_waits,
        words.settings_clock.format(zone=zone_name(request.timezone, desk.clock())),
    ]
    buttons = (
        (Button(words.button_choices, say="ikuti utama"), Button(words.button_mode, say="pengaturan cara")),
        (Button(words.button_quiet, say="pengaturan tenang"), Button(words.button_limit, say="pengaturan batas")),
        (Button(words.button_urgent, say="pengaturan darurat"), Button(words.button_zone, say="pengaturan zona")),
        (Button(words.button_language, say="pengaturan bahasa"), Button(words.button_data, say="privasi")),
    )
    return Message(title=words.settings_title, paragraphs=("\n".join(lines),), buttons=buttons, in_place=True)


async def _mode(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if rest and rest[0] in _MODES:
        wanted = await _prefer(desk, request, replace(wanted, mode=_MODES[rest[0]]))
    words = choosing_in(request.language)
    choice = tuple(
        Button(menus.ticked(words.modes[mode], chosen=wanted.mode == mode), say=f"pengaturan cara {said}")
        for said, mode in _MODES.items()
    )
    more: tuple[menus.Row, ...] = ()
    if wanted.mode != "instant":
        more = ((Button(words.button_hours, say="pengaturan jam"),),)
    if wanted.mode == "weekly":
        more = ((Button(words.button_hours, say="pengaturan jam"), Button(words.button_day, say="pengaturan hari")),)
    return _page(words.mode_title, words.mode_how, (choice, *more), request)


async def _hours_page(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if len(rest) == 2 and rest[0].isdecimal() and int(rest[0][:3]) in DIGEST_HOURS and rest[1] in {"ya", "tidak"}:
        hours = set(wanted.digest_hours) - {int(rest[0])} | ({int(rest[0])} if rest[1] == "ya" else set())
        wanted = await _prefer(desk, request, replace(wanted, digest_hours=tuple(sorted(hours))))
    words = choosing_in(request.language)
    buttons = []
    for hour in DIGEST_HOURS:
        on = hour in wanted.digest_hours
        label = menus.ticked(_clock(hour * 60, request), chosen=on)
        buttons.append(Button(label, say=f"pengaturan jam {hour} {'tidak' if on else 'ya'}"))
    return _page(words.mode_title, words.hours_how, menus.rows_of(buttons, 3), request, "pengaturan cara")


async def _day(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if rest and rest[0] in {str(day) for day in range(7)}:
        wanted = await _prefer(desk, request, replace(wanted, digest_day=int(rest[0])))
    words = choosing_in(request.language)
    buttons = (
        Button(menus.ticked(name, chosen=wanted.digest_day == day), say=f"pengaturan hari {day}")
        for day, name in enumerate(words.week)
    )
    return _page(words.mode_title, words.day_how, menus.rows_of(buttons, 2), request, "pengaturan cara")


async def _quiet_page(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if rest and rest[0] == "tidak":
        wanted = await _prefer(desk, request, replace(wanted, quiet=None))
    elif rest and (asked := _read_quiet(rest[0])) is not None:
        wanted = await _prefer(desk, request, replace(wanted, quiet=asked))
    words = choosing_in(request.language)
    offered = dict.fromkeys([(start * 60, end * 60) for start, end in QUIET] + ([wanted.quiet] if wanted.quiet else []))
    buttons = [
        Button(
            menus.ticked(_quiet(each, request), chosen=wanted.quiet == each),
            say=f"pengaturan tenang {_typed(each[0])}-{_typed(each[1])}",
        )
        for each in offered
    ]
    off = Button(menus.ticked(words.quiet_off, chosen=wanted.quiet is None), say="pengaturan tenang tidak")
    urgent = (words.urgent_on if wanted.urgent_allowed else words.urgent_off).lower()
    rows = (*menus.rows_of(buttons), (off,), (Button(words.button_urgent, say="pengaturan darurat"),))
    return _page(words.quiet_title, words.quiet_how.format(urgent=urgent), rows, request)


async def _limit(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if rest and rest[0] == "tidak":
        wanted = await _prefer(desk, request, replace(wanted, daily_limit=None))
    elif rest and rest[0].isdecimal() and 1 <= int(rest[0][:4]) <= 100:
        wanted = await _prefer(desk, request, replace(wanted, daily_limit=int(rest[0])))
    words = choosing_in(request.language)
    buttons = [
        Button(
            menus.ticked(words.limit_each.format(limit=limit), chosen=wanted.daily_limit == limit),
            say=f"pengaturan batas {limit}",
        )
        for limit in dict.fromkeys((*LIMITS, *((wanted.daily_limit,) if wanted.daily_limit else ())))
    ]
    off = Button(menus.ticked(words.limit_off, chosen=wanted.daily_limit is None), say="pengaturan batas tidak")
    return _page(words.limit_title, words.limit_how, (*menus.rows_of(buttons), (off,)), request)


async def _urgent(desk: Desk, request: Request, rest: list[str]) -> Message:
    wanted = await _wanted(desk, request)
    if rest and rest[0] in {"ya", "tidak"}:
        wanted = await _prefer(desk, request, replace(wanted, urgent_allowed=rest[0] == "ya"))
    words = choosing_in(request.language)
    row = (
        Button(menus.ticked(words.urgent_on, chosen=wanted.urgent_allowed), say="pengaturan darurat ya"),
        Button(menus.ticked(words.urgent_off, chosen=not wanted.urgent_allowed), say="pengaturan darurat tidak"),
    )
    return _page(words.urgent_title, words.urgent_how, (row,), request)


async def _zone(desk: Desk, request: Request, rest: list[str]) -> Message:
    now, zone = desk.clock(), request.timezone
    if rest and rest[0] in ZONES:
        zone = ZONES[rest[0]]
        await desk.database.write(subscriptions.set_timezone, menus.chat_id(request), zone)
    words = choosing_in(request.language)
    row = tuple(
        Button(
            menus.ticked(
                f"{now.astimezone(ZoneInfo(each)).strftime(request.texts.clock)} {said.upper()}", chosen=each == zone
            ),
            say=f"pengaturan zona {said}",
        )
        for said, each in ZONES.items()
    )
    return _page(words.zone_title, words.zone_how, (row,), request)


async def _language(desk: Desk, request: Request, rest: list[str]) -> Message:
    if rest and rest[0] in _LANGUAGES:
        request = replace(request, language=_LANGUAGES[rest[0]])
        await desk.database.write(subscriptions.set_language, menus.chat_id(request), request.language)
    words = choosing_in(request.language)
    row = (
        Button(menus.ticked("Indonesia", chosen=request.language == "id"), say="pengaturan bahasa id"),
        Button(menus.ticked("English", chosen=request.language == "en"), say="pengaturan bahasa en"),
    )
    return _page(words.language_title, words.language_how, (row,), request)


_PAGES: MappingProxyType[str, _Page] = MappingProxyType(
    {
        "cara": _mode,
        "jam": _hours_page,
        "hari": _day,
        "tenang": _quiet_page,
        "batas": _limit,
        "darurat": _urgent,
        "zona": _zone,
        "bahasa": _language,
    }
)


def _page(
    title: str, sentence: str, rows: tuple[menus.Row, ...], request: Request, before: str = "pengaturan utama"
) -> Message:
    return Message(title=title, paragraphs=(sentence,), buttons=(*rows, menus.back(request, before)), in_place=True)


async def _wanted(desk: Desk, request: Request) -> Preferences:
    return (await menus.chosen(desk, request)).preferences


async def _prefer(desk: Desk, request: Request, wanted: Preferences) -> Preferences:
    await menus.write(desk, request, subscriptions.prefer, wanted)
    # What waited for quiet hours that are over now goes at once.
    desk.wake()
    return wanted


def _read_quiet(text: str) -> tuple[int, int] | None:
    """The minutes of the day that "21-5" or "21.30-05.15" means; None for what is no span of a day."""
    found = _QUIET.fullmatch(text)
    if found is None:
        return None
    start = int(found["start"]) * 60 + int(found["from"] or 0)
    end = int(found["end"]) * 60 + int(found["to"] or 0)
    return (start, end) if start != end and max(start, end) < 24 * 60 else None


def _typed(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}.{minute:02}" if minute else str(hour)


def _clock(minutes: int, request: Request) -> str:
    """A time of day as people there write it: "05.30"."""
    return datetime(2000, 1, 1, *divmod(minutes, 60)).strftime(request.texts.clock)  # noqa: DTZ001 - no moment, a time


def _quiet(quiet: tuple[int, int], request: Request) -> str:
    return f"{_clock(quiet[0], request)}–{_clock(quiet[1], request)}"


def _hours(wanted: Preferences, request: Request) -> str:
    return ", ".join(_clock(hour * 60, request) for hour in wanted.digest_hours)


def zone_name(zone: str, now: datetime) -> str:
    """What a zone is called: "WIB"."""
    return next(
        (said.upper() for said, each in ZONES.items() if each == zone), now.astimezone(ZoneInfo(zone)).strftime("%Z")
    )
