"""The tables of WhatsApp: who a person is there, and what its webhook has brought."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
#: Word for word the condition of the index of what waits: SQLite uses it for no other.
WAITING = sa.text("handled_at IS NULL")

whatsapp_people = sa.Table(
    "whatsapp_people",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: The address of the person's chat: a number of our own (bot.people).
    sa.Column("address", sa.Text, nullable=False, unique=True),
    #: The business-scoped id, and the phone number without the plus; either may be missing.
    sa.Column("user_id", sa.Text, unique=True),
    sa.Column("phone", sa.Text, unique=True),
    sa.Column("created_at", Instant, nullable=False),
    #: When they last said anything: within 24 hours of it we may answer in our own words.
    sa.Column("heard_at", Instant),
    #: What the numbers of the last list say, as JSON.
    sa.Column("choices", sa.Text),
)

whatsapp_events = sa.Table(
    "whatsapp_events",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: What tells an event from all others: Meta brings the same one for up to seven days.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    #: message, status, preference, identity, other.
    sa.Column("kind", sa.Text, nullable=False),
    #: JSON as it came; emptied when the event was dealt with, for it holds what people wrote.
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("handled_at", Instant),
    #: Why dealing with it failed.
    sa.Column("error", sa.Text),
    sa.Index("ix_whatsapp_events_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    sa.Index(None, "received_at"),
)
