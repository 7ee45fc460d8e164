"""The dated rate table: what a delivered message costs, by day, market and category. Pure but for reading the file.

Money is whole millionths of a rupiah (`Micro`), so that a sum of a million messages is exact. Meta charges by the
recipient's calling code since 1 July 2025, and for replies within 24 hours as well since 1 October 2026; it changes
rates on the first of a quarter. The table is only as right as the admin who confirmed it: `Edition.fingerprint` is
what was confirmed, and another figure is another fingerprint.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.errors import BotError

#: Millionths of a rupiah.
Micro = int
RUPIAH: Micro = 1_000_000
#: What Meta sorts messages by. "service" is a free-form message within 24 hours of the person's last one.
Category = Literal["service", "utility", "marketing"]

#: Millionths of a currency unit: 100 units for one message is a slip of the pen.
_MOST_RATE = 100_000_000
_EDITION_KEYS = frozenset(
    {"effective_from", "source", "currency", "rupiah_per_unit", "surcharge_percent", "replies_billed", "market"}
)
_MARKET_KEYS = frozenset({"name", "calling_codes", "countries", "marketing", "utility"})


class RatesError(BotError):
    """The rate table can't be used. `faults` has one sentence for each fault found."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Market:
    """The countries that share a rate. Rates are millionths of the edition's currency."""

    name: str
    calling_codes: tuple[str, ...]
    #: ISO codes, as business-scoped ids begin with them: "ID.1349...".
    countries: tuple[str, ...]
    marketing: int
    utility: int

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What addresses of this market begin with; none for the market of all others."""
        return (*self.calling_codes, *(f"{country}." for country in self.countries))


@dataclass(frozen=True, slots=True)
class Edition:
    """The rates from one day on."""

    effective_from: date
    source: str
    currency: str
    rupiah_per_unit: int
    surcharge_percent: int
    replies_billed: bool
    #: The last one is that of all other countries.
    markets: tuple[Market, ...]

    def price(self, category: Category, market: Market) -> Micro:
        """What one delivered message costs, rounded up."""
        if category == "service" and not self.replies_billed:
            return 0
        rate = market.marketing if category == "marketing" else market.utility
        return -(-rate * self.rupiah_per_unit * (100 + self.surcharge_percent) // 100)

    def market_of(self, address: str) -> Market:
        """The market of a phone number or business-scoped id; the last one when none has its prefix."""
        found = (market for market in self.markets for prefix in market.prefixes if address.startswith(prefix))
        return next(found, self.markets[-1])

    @property
    def fingerprint(self) -> str:
        """What an admin confirms: changes with every figure, not with the wording of the source."""
        facts = (
            self.effective_from.isoformat(),
            self.currency,
            self.rupiah_per_unit,
            self.surcharge_percent,
            self.replies_billed,
            [(one.name, one.calling_codes, one.countries, one.marketing, one.utility) for one in self.markets],
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RateTable:
    """All editions, oldest first."""

    editions: tuple[Edition, ...]

    def on(self, day: date) -> Edition:
        """The edition in force on a day; before the first one, the first."""
        return next((one for one in reversed(self.editions) if one.effective_from <= day), self.editions[0])


def local_day(now: datetime, zone: str) -> date:
    """The day on which money is counted: that of the service's own zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def load_rates(path: Path | None = None) -> RateTable:
    """The rate table of a file, None for the one that comes with this version. Raises `RatesError`, all faults."""
    try:
        text = path.read_text("utf-8") if path is not None else files("bot.costs").joinpath("rates.toml").read_text()
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RatesError((f"the rate table can't be read: {error}",)) from error
    faults: list[str] = []
    rows = document.get("edition")
    editions = [_edition(row, faults) for row in rows] if isinstance(rows, list) and rows else []
    if not editions:
        faults.append("the rate table has no [[edition]]")
    faults += [f"unknown key {key}" for key in document.keys() - {"edition"}]
    if faults:
        raise RatesError(tuple(faults))
    found = sorted((one for one in editions if one is not None), key=lambda one: one.effective_from)
    days = [one.effective_from for one in found]
    if len(set(days)) < len(days):
        raise RatesError(("two editions begin on the same day",))
    return RateTable(tuple(found))


def _edition(row: Any, faults: list[str]) -> Edition | None:  # noqa: ANN401 - whatever TOML holds
    """An edition; adds to `faults` and gives None when it can't be one."""
    if not isinstance(row, dict):
        faults.append("[[edition]] is no table")
        return None
    day = row.get("effective_from")
    if type(day) is not date:
        faults.append("an edition needs effective_from, a date such as 2026-10-01")
        return None
    before = len(faults)
    where = f"edition {day}"
    faults += [f"{where}: unknown key {key}" for key in row.keys() - _EDITION_KEYS]
    if not isinstance(row.get("currency"), str) or len(row["currency"]) != 3:
        faults.append(f"{where}: currency is a code of three letters")
    if not isinstance(row.get("replies_billed"), bool):
        faults.append(f"{where}: replies_billed is true or false")
    _whole(row, "rupiah_per_unit", 1, 1_000_000, where, faults)
    _whole(row, "surcharge_percent", 0, 200, where, faults)
    markets = _markets(row.get("market"), where, faults)
    if len(faults) > before:
        return None
    return Edition(
        day,
        str(row.get("source", "")),
        row["currency"],
        row["rupiah_per_unit"],
        row["surcharge_percent"],
        row["replies_billed"],
        markets,
    )


def _markets(rows: Any, where: str, faults: list[str]) -> tuple[Market, ...]:  # noqa: ANN401 - whatever TOML holds
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows) or not rows:
        faults.append(f"{where}: no [[edition.market]]")
        return ()
    before = len(faults)
    for one in rows:
        name = f"{where}, market {one.get('name')}"
        faults += [f"{name}: unknown key {key}" for key in one.keys() - _MARKET_KEYS]
        for category in ("marketing", "utility"):
            _whole(one, category, 0, _MOST_RATE, name, faults)
        for key in ("calling_codes", "countries"):
            codes = one.get(key, [])
            if not isinstance(codes, list) or not all(isinstance(code, str) and code for code in codes):
                faults.append(f'{name}: {key} is a list such as ["62"]')
    if rows[-1].get("calling_codes") or rows[-1].get("countries"):
        faults.append(f"{where}: the last market is that of all other countries and names none")
    if len(faults) > before:
        return ()
    return tuple(
        Market(
            str(one.get("name", "")),
            tuple(one.get("calling_codes", ())),
            tuple(one.get("countries", ())),
            one["marketing"],
            one["utility"],
        )
        for one in rows
    )


def _whole(row: dict[str, Any], key: str, least: int, most: int, where: str, faults: list[str]) -> None:
    value = row.get(key)
    if type(value) is not int or not least <= value <= most:
        faults.append(f"{where}: {key} is a whole number from {least} to {most}")
