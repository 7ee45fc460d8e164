"""Who is who on WhatsApp: one person behind a business-scoped id, a phone number, or both. Pure.

Since 2026 WhatsApp names people by an id that holds within one business portfolio; the phone number may be absent,
and a person who changes number gets a new id. So neither is the address of a chat here. That is a number of our own,
drawn once, which never changes, says nothing about the person, and is not given again after a database is made anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

#: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
_USER_ID: Final = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
#: E.164 without the plus, as WhatsApp writes it. Never made by taking letters out of an id.
_PHONE: Final = re.compile(r"[1-9][0-9]{5,14}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one event says of a person; either may be missing, and both may."""

    user_id: str | None = None
    phone: str | None = None

    @classmethod
    def of(cls, user_id: object, phone: object) -> Seen:
        """Takes what looks like an id and like a number, and nothing else."""
        plain = phone.removeprefix("+") if isinstance(phone, str) else ""
        return cls(
            user_id if isinstance(user_id, str) and _USER_ID.fullmatch(user_id) else None,
            plain if _PHONE.fullmatch(plain) else None,
        )

    def __bool__(self) -> bool:
        """Whether it names anybody."""
        return self.user_id is not None or self.phone is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as we know them."""

    id: int
    #: Of the chat: a number of our own.
    address: str
    user_id: str | None
    phone: str | None
    #: When they last said anything; None when never.
    heard_at: datetime | None = None
    #: What the numbers of the last list say, from 1 on; "" says nothing.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is to be done so that one row stands for the person."""

    what: Literal["new", "known", "merge"]
    #: The row that stands for the person; None for "new".
    keep: Person | None = None
    #: Ends in `keep`; for "merge" only.
    drop: Person | None = None
    #: Loses its phone number, which belongs to somebody else now.
    bereft: Person | None = None


def recognise(seen: Seen, by_id: Person | None, by_phone: Person | None) -> Recognised:
    """Says which row is the person. `by_id` and `by_phone` are the rows that bear what was seen, if any.

    The id is the stronger of the two: numbers are handed on to other people. A row with the same number and another id
    is somebody else, who is not given its subscription.
    """
    stranger = by_phone is not None and by_phone.user_id not in {None, seen.user_id} and seen.user_id is not None
    if stranger:
        return Recognised("known" if by_id else "new", by_id, bereft=by_phone)
    if by_id is None or by_phone is None or by_id.id == by_phone.id:
        keep = by_id or by_phone
        return Recognised("new" if keep is None else "known", keep)
    # The older address stays: it may be an admin's.
    keep, drop = sorted((by_id, by_phone), key=lambda person: person.id)
    return Recognised("merge", keep, drop)
