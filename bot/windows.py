"""What may be sent to a WhatsApp chat now: anything, a template, or nothing. Pure.

Meta's customer service window: 24 hours from each message of the person, inside which free text may be sent; outside
only an approved template. A tap on a link is no message. (Meta, "Send messages", customer service windows.)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

#: Meta's own span.
WINDOW = timedelta(hours=24)
#: We take it for closed a little earlier: what is claimed now arrives later, and clocks differ.
MARGIN = timedelta(minutes=5)
#: A digest that could not go out at its hour may follow until so much later: nobody is woken at night by one.
EVENING = timedelta(hours=4)

#: "message": free text at once. "template": an approved one at once. "digest": waits for the next digest.
Way = Literal["message", "template", "digest"]


def is_open(heard_at: datetime | None, now: datetime) -> bool:
    """Whether free text may be sent."""
    return heard_at is not None and heard_at > opened_after(now)


def opened_after(now: datetime) -> datetime:
    """Whoever last wrote after this moment has an open window."""
    return now - WINDOW + MARGIN


def way_of(*, is_open: bool, urgent: bool, urgent_allowed: bool, template_usable: bool, at_once: bool) -> Way:
    """How one story reaches one chat.

    Args:
        is_open: Whether free text may be sent.
        urgent: Whether the story is.
        urgent_allowed: Whether the person agreed to urgent messages at any time.
        template_usable: Whether the urgent template is approved and runs.
        at_once: Whether ordinary stories go out one by one while the window is open.
    """
    if is_open:
        return "message" if urgent or at_once else "digest"
    return "template" if urgent and urgent_allowed and template_usable else "digest"
