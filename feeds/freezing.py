"""When a feed is frozen: several of its entries look like an intruder's work, so none goes out unseen. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from feeds.model import Draft, Verdict

#: Entries held as hijacked within this time, and not decided yet, that freeze their feed.
FREEZE_AT = 3
WITHIN = timedelta(days=7)
#: Why an entry of a frozen feed is held when nothing else is wrong with it.
FROZEN = "frozen_feed"
#: Reasons that tell of a feed being rebuilt or moved, or of the operator's rules; no sign of an intruder by themselves.
_NO_SIGN = frozenset((FROZEN, "flood", "foreign_redirect", "review"))


def looks_hijacked(reasons: Iterable[str]) -> bool:
    """Whether any of the reasons for holding an entry is a sign of an intruder."""
    return any(reason.partition(":")[0] not in _NO_SIGN for reason in reasons)


def freezes(held: int) -> bool:
    """Whether so many undecided entries within `WITHIN` freeze a feed."""
    return held >= FREEZE_AT


def hold(draft: Draft) -> Draft:
    """A draft of a frozen feed: held, whatever the guard says of it."""
    return draft if draft.verdict.held else replace(draft, verdict=Verdict(held=True, reasons=(FROZEN,)))
