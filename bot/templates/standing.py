"""How a template stands with Meta, and what an event makes of it. Pure: standing and event in, standing out.

Webhook fields `message_template_status_update` and `template_category_update` (Meta, webhook reference). Events come
repeated and out of order; an older one than what we know changes nothing. A template that is paused, disabled,
rejected or sorted under another category is used no more, by itself; only Meta's word brings it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from bot.model import Language
from bot.templates.definitions import TemplateCategory

Status = Literal["approved", "pending", "rejected", "paused", "disabled", "deleted"]

_STATUSES: dict[str, Status] = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "UNARCHIVED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "pending",
    "REJECTED": "rejected",
    "PAUSED": "paused",
    "DISABLED": "disabled",
    "ARCHIVED": "deleted",
    "DELETED": "deleted",
    "PENDING_DELETION": "deleted",
}
STATUS_FIELD = "message_template_status_update"
CATEGORY_FIELD = "template_category_update"


@dataclass(frozen=True, slots=True)
class Standing:
    """What Meta last said of one template in one language."""

    status: Status
    #: Under what Meta sorts it; None when it did not say.
    category: str | None
    #: Meta's time of the last word on the status, and of that on the category.
    status_at: datetime
    category_at: datetime
    #: Why, as Meta put it.
    reason: str = ""

    def is_usable(self, defined: TemplateCategory) -> bool:
        """Whether it may be sent: approved, and under the category at which its cost is reckoned."""
        return self.status == "approved" and self.category in {None, defined}


@dataclass(frozen=True, slots=True)
class TemplateEvent:
    """One word of Meta on a template. Either a status or a category."""

    name: str
    language: Language
    at: datetime
    status: Status | None = None
    category: str | None = None
    reason: str = ""


def read_event(field: str, value: Mapping[str, Any], at: datetime) -> TemplateEvent | None:
    """A webhook change as an event; None when it says nothing that changes whether a template may be used.

    Args:
        field: The change's field.
        value: The change's value; nothing in it is trusted to be there.
        at: The entry's time.
    """
    name = value.get("message_template_name")
    language: Language | None = _language(value.get("message_template_language"))
    if not isinstance(name, str) or language is None:
        return None
    if field == STATUS_FIELD:
        status = _STATUSES.get(str(value.get("event", "")).upper())
        category = value.get("message_template_category")
        return None if status is None else TemplateEvent(name, language, at, status, _text(category), _reason(value))
    if field == CATEGORY_FIELD and isinstance(value.get("new_category"), str):
        return TemplateEvent(name, language, at, category=value["new_category"].upper(), reason="recategorised")
    return None


def read_listed(row: Mapping[str, Any], at: datetime) -> TemplateEvent | None:
    """A row of the list of templates as an event; None for a language that we don't speak."""
    language: Language | None = _language(row.get("language"))
    status = _STATUSES.get(str(row.get("status", "")).upper())
    if not isinstance(row.get("name"), str) or language is None or status is None:
        return None
    return TemplateEvent(row["name"], language, at, status, _text(row.get("category")))


def after(standing: Standing | None, event: TemplateEvent) -> Standing:
    """What is known after an event, in whatever order events come."""
    if standing is None:
        before = datetime.fromtimestamp(0, UTC)
        standing = Standing("pending", None, before, before)
    if event.status is not None and event.at >= standing.status_at:
        standing = replace(standing, status=event.status, status_at=event.at, reason=event.reason)
    if event.category is not None and event.at >= standing.category_at:
        standing = replace(standing, category=event.category, category_at=event.at)
        if event.status is None:
            standing = replace(standing, reason=event.reason)
    return standing


def _language(code: object) -> Language | None:
    match str(code).lower().replace("-", "_").split("_")[0]:
        case "id":
            return "id"
        case "en":
            return "en"
        case _:
            return None


def _text(value: object) -> str | None:
    return value.upper() if isinstance(value, str) else None


def _reason(value: Mapping[str, Any]) -> str:
    """Meta's reason in one line of at most 200 characters; "" when there is none."""
    parts = [value.get("reason")]
    for key, inner in (("other_info", "description"), ("rejection_info", "reason")):
        nested = value.get(key)
        parts.append(nested.get(inner) if isinstance(nested, Mapping) else None)
    said = [" ".join(part.split()) for part in parts if isinstance(part, str) and part and part != "NONE"]
    return ": ".join(said)[:200]
