"""What WhatsApp's webhook says of money and of templates, taken into the ledger and into the templates' standing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.costs.ledger import Terms
from bot.model import InboxEvent
from bot.storage import ledger, templates
from bot.templates.standing import read_event
from feeds.model import Clock
from feeds.storage.database import Database


@dataclass(frozen=True, slots=True)
class Billing:
    """Takes events of the webhook, each as often as it comes. Raises `StorageError` when the database fails."""

    database: Database
    clock: Clock
    terms: Terms

    async def __call__(self, events: Sequence[InboxEvent]) -> None:
        """Notes what statuses cost, and what Meta decided about templates; all else is of no interest."""
        await self.database.write(note, events, self.terms, self.clock())


def note(connection: Connection, events: Sequence[InboxEvent], terms: Terms, now: datetime) -> None:
    """As `Billing`, in one transaction. What can't be read says nothing."""
    for event in events:
        payload = _dict(json.loads(event.payload))
        if event.kind == "status":
            status = _dict(payload.get("item"))
            address = status.get("recipient_id") or status.get("recipient_user_id")
            ledger.hear(connection, status, str(address or ""), terms, now)
        elif event.kind == "other" and isinstance(payload.get("field"), str):
            told = read_event(payload["field"], _dict(payload.get("value")), now)
            if told is not None:
                templates.note(connection, told, now)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
