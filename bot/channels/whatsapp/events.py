"""What a webhook of Meta's brings: one document, cut into its events; and each event, read. Pure, and never raises.

Meta sends batches (entry x change x item), repeats them for seven days, keeps no order, and adds fields as it likes.
What is not understood is "other": kept for a while, so that it can be looked at, and has no effect.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from bot.channels.whatsapp.failures import refusal
from bot.model import InboxEvent, Receipt
from bot.people import Seen

#: Characters of what a person typed that are read; WhatsApp lets them type 65,536.
TEXT_LIMIT: Final = 4096

_PLAIN_KEY: Final = re.compile(r"[!-~]{1,400}")
_STATES: Final[dict[str, Literal["sent", "delivered", "read", "failed"]]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
#: Items of a change, by the name of their list.
_LISTS: Final[dict[str, Literal["message", "status", "preference", "identity"]]] = {
    "messages": "message",
    "statuses": "status",
    "user_preferences": "preference",
    "user_id_update": "identity",
}
#: What says something to us although it is no text: the help.
_WORDLESS: Final = frozenset(
    {
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "location",
        "contacts",
        "order",
        "unsupported",
        "unknown",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """A person said something; what it says is "" for a picture or a voice note without words."""

    who: Seen
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Renamed:
    """A person is known by another id or number from now on; what did not change is None on both sides."""

    before: Seen
    after: Seen


@dataclass(frozen=True, slots=True)
class Preferred:
    """A person told WhatsApp that a business may, or may not, send what it calls marketing."""

    who: Seen
    wants: bool


# --- cutting ----------------------------------------------------------------------------------------------------


def split(document: object, phone_number_id: str) -> tuple[InboxEvent, ...]:
    """Every event of a document for our number, and those that are for no number in particular."""
    events = [
        event
        for entry in _list(_dict(document).get("entry"))
        for change in _list(_dict(entry).get("changes"))
        for event in _of_change(_dict(change), phone_number_id)
    ]
    return tuple({event.key: event for event in events}.values())


def _of_change(change: dict[str, Any], phone_number_id: str) -> Iterator[InboxEvent]:
    value = change.get("value")
    fields = _dict(value)
    number = _dict(fields.get("metadata")).get("phone_number_id")
    if number is not None and str(number) != phone_number_id:
        return
    known = False
    for name, kind in _LISTS.items():
        for item in _list(fields.get(name)):
            if isinstance(item, dict):
                known = True
                contact = _contact_of(item, _list(fields.get("contacts")))
                yield _event(kind, {"item": item, "contact": contact})
    if not known:
        yield _event("other", {"field": change.get("field"), "value": value})


def _event(
    kind: Literal["message", "status", "preference", "identity", "other"], payload: dict[str, Any]
) -> InboxEvent:
    text = json.dumps(payload, separators=(",", ":"))
    item = _dict(payload.get("item"))
    name = item.get("id")
    if kind == "status":
        name = f"{name}:{item.get('status')}" if isinstance(name, str) else None
    if kind not in {"message", "status"} or not isinstance(name, str) or not _PLAIN_KEY.fullmatch(name):
        name = hashlib.sha256(text.encode()).hexdigest()
    return InboxEvent(f"{kind}:{name}", kind, text)


def _contact_of(item: dict[str, Any], contacts: list[Any]) -> dict[str, Any]:
    """The contact that an item is of; with a single one, that one. Contacts may be missing, and may lack the id."""
    known = [contact for contact in contacts if isinstance(contact, dict)]
    names = {
        item.get(name)
        for name in ("from", "from_user_id", "recipient_id", "recipient_user_id", "wa_id", "user_id")
        if isinstance(item.get(name), str)
    }
    fitting = [
        one for one in known if names & {one[name] for name in ("wa_id", "user_id") if isinstance(one.get(name), str)}
    ]
    if fitting:
        return fitting[0]
    return known[0] if len(known) == 1 and not names else {}


# --- reading ----------------------------------------------------------------------------------------------------


def read_message(payload: str, fallback: datetime) -> Said | Renamed | None:
    """What a message says; None for what says nothing to us: a reaction, a note of the system."""
    item, contact = _parts(payload)
    kind = item.get("type")
    if kind == "system":
        return _renamed_by_system(item)
    who = _who(item, contact, "from", "from_user_id")
    text = _text(item, kind)
    return None if text is None or not who else Said(who, text[:TEXT_LIMIT], _moment(item.get("timestamp"), fallback))


def read_receipt(payload: str, fallback: datetime) -> Receipt | None:
    """What a status says of a message of ours; None for a state that we do not know and for one without a tracker."""
    item, _ = _parts(payload)
    state, tracker, name = item.get("status"), item.get("biz_opaque_callback_data"), item.get("id")
    if not isinstance(state, str) or state not in _STATES or not isinstance(tracker, str) or not isinstance(name, str):
        return None
    at = _moment(item.get("timestamp"), fallback)
    if state != "failed":
        return Receipt(tracker, name, _STATES[state], at)
    errors = _list(item.get("errors"))
    return Receipt(tracker, name, "failed", at, refusal(errors[0] if errors else None))


def read_recipient(payload: str) -> Seen:
    """Whom a status names: sometimes both by id and by number."""
    item, contact = _parts(payload)
    return _who(item, contact, "recipient_id", "recipient_user_id")


def read_preference(payload: str) -> Preferred | None:
    """What a person prefers; None for a preference that we do not know."""
    item, contact = _parts(payload)
    who = _who(item, contact, "wa_id", "user_id")
    value = item.get("value")
    if not who or item.get("category") != "marketing_messages" or value not in {"stop", "resume"}:
        return None
    return Preferred(who, value == "resume")


def read_identity(payload: str) -> Renamed | None:
    """Who is known by another id from now on; written as an object with both, or as two fields."""
    item, contact = _parts(payload)
    ids = _dict(item.get("user_id"))
    old = ids.get("previous", item.get("previous_user_id", item.get("old_user_id")))
    new = ids.get("current", item.get("current_user_id", item.get("new_user_id", contact.get("user_id"))))
    phone = item.get("wa_id", contact.get("wa_id"))
    before, after = Seen.of(old, None), Seen.of(new, phone)
    if before.user_id is None:
        # Without the old id the number is what tells who it was.
        before = Seen.of(None, phone)
    return Renamed(before, after) if before and after.user_id is not None else None


def _renamed_by_system(item: dict[str, Any]) -> Renamed | None:
    """`user_changed_number` and `user_changed_user_id`."""
    system = _dict(item.get("system"))
    before = Seen.of(item.get("from_user_id"), item.get("from"))
    after = Seen.of(system.get("user_id"), system.get("wa_id") or system.get("new_wa_id"))
    return Renamed(before, after) if before and after else None


def _text(item: dict[str, Any], kind: object) -> str | None:
    if kind == "text":
        return _string(_dict(item.get("text")).get("body"))
    if kind == "button":
        button = _dict(item.get("button"))
        return _string(button.get("payload")) or _string(button.get("text"))
    if kind == "interactive":
        interactive = _dict(item.get("interactive"))
        reply = _dict(interactive.get("button_reply")) or _dict(interactive.get("list_reply"))
        return _string(reply.get("id")) or _string(reply.get("title")) or None
    if isinstance(kind, str) and kind in _WORDLESS:
        return _string(_dict(item.get(kind)).get("caption"))
    return None


def _who(item: dict[str, Any], contact: dict[str, Any], phone: str, user_id: str) -> Seen:
    return Seen.of(item.get(user_id, contact.get("user_id")), item.get(phone, contact.get("wa_id")))


def _parts(payload: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = _dict(json.loads(payload))
    return _dict(parts.get("item")), _dict(parts.get("contact"))


def _moment(value: object, fallback: datetime) -> datetime:
    """A moment of Meta's, in seconds as text; never later than `fallback`, which is when it was brought."""
    try:
        return min(datetime.fromtimestamp(int(str(value)), UTC), fallback)
    except (ValueError, OverflowError, OSError):
        return fallback


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str:
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
