"""The decisions of the ledger: what may still be spent, what a webhook says was billed, when admins are warned. Pure.

A charge is reserved with the message it is for, in one transaction, and ends settled (billed, perhaps at nothing) or
released (never delivered). What is reserved counts as spent until then, so that no order of events makes two messages
spend the same rupiah. The caps are hard for all that we send of our own accord; what is urgent and what a person asked
for counts, and is never kept back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

from bot.costs.rates import Category, Edition, Micro, RateTable

#: reserved with its message, settled when it was delivered, released when it surely was not.
ChargeState = Literal["reserved", "settled", "released"]
#: Admins are told when so much of a cap is spent.
WARN_PERCENT = 80
#: Meta lets go of what could not be delivered for so long; a charge that nobody mentioned since is released.
FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be spent in a day and in a month of the service's zone; None for no limit."""

    day: Micro | None = None
    month: Micro | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Reserved and billed so far."""

    day: Micro = 0
    month: Micro = 0

    def plus(self, amount: Micro) -> Spent:
        """With one more sum, of today."""
        return Spent(self.day + amount, self.month + amount)


@dataclass(frozen=True, slots=True)
class Terms:
    """By what we spend on WhatsApp: the rate table, the caps, and whose days are counted."""

    table: RateTable
    caps: Caps = Caps()
    zone: str = "Asia/Jakarta"
    #: Within 24 hours of the person's last word: "story" sends each at once, "digest" keeps them for the digest.
    in_window: str = "story"


@dataclass(frozen=True, slots=True)
class Pricing:
    """The `pricing` object of a status webhook."""

    billable: bool
    category: Category


def room(spent: Spent, caps: Caps) -> Micro | None:
    """What may still be spent today; None for any sum, never less than nothing."""
    left = [cap - sum_ for cap, sum_ in ((caps.day, spent.day), (caps.month, spent.month)) if cap is not None]
    return max(0, min(left)) if left else None


def affordable(prices: Sequence[Micro], left: Micro | None) -> int:
    """How many of the first of these messages fit into what is left; the first that does not ends the row.

    The row ends there even if a cheaper one behind it would fit: else whoever costs more would wait for ever.
    """
    if left is None:
        return len(prices)
    total = 0
    for count, price in enumerate(prices):
        total += price
        if total > left:
            return count
    return len(prices)


def crossed(cap: Micro | None, spent: Micro) -> bool:
    """Whether so much of a cap is spent that admins should hear of it."""
    return cap is not None and spent * 100 >= cap * WARN_PERCENT


def after(state: ChargeState, amount: Micro, status: str, priced: Micro | None) -> tuple[ChargeState, Micro]:
    """A charge after a status of its message, in whatever order and however often they come.

    Billed is what was delivered: "sent" only says at what price, "failed" undoes what nobody has confirmed, and a
    delivery that follows a failure (people have several phones) counts all the same.

    Args:
        state: What it was.
        amount: Reserved or billed so far.
        status: sent, delivered, read, played or failed.
        priced: What the status says that it costs; None when it says nothing.
    """
    if state == "settled":
        return state, amount
    known = amount if priced is None else priced
    if status in {"delivered", "read", "played"}:
        return "settled", known
    if status == "failed":
        return "released", amount
    return (state, known) if status == "sent" and state == "reserved" else (state, amount)


def counted(state: ChargeState, amount: Micro) -> Micro:
    """What of a charge counts as spent."""
    return 0 if state == "released" else amount


def forecast(spent: Micro, today: date) -> Micro:
    """What the month will have cost at its end if it goes on as so far, the running day counted as a whole one."""
    days = monthrange(today.year, today.month)[1]
    return spent * days // today.day


def read_pricing(status: Mapping[str, Any]) -> Pricing | None:
    """What a status says of its price; None when it says nothing, which is common for "read".

    `type` is regular, free_customer_service or free_entry_point. An unknown category counts as marketing, the
    dearest.
    """
    pricing = status.get("pricing")
    if not isinstance(pricing, Mapping):
        return None
    free = pricing.get("billable") is False or str(pricing.get("type", "regular")).startswith("free")
    category = pricing.get("category")
    known = [one for one in get_args(Category) if one == category]
    return Pricing(not free, known[0] if known else "marketing")


def billed(pricing: Pricing, edition: Edition, address: str) -> Micro:
    """What a message cost by our table; Meta's own invoice is the last word."""
    return edition.price(pricing.category, edition.market_of(address)) if pricing.billable else 0
