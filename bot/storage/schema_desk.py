"""The tables of the admins: who they are, what they did, and what they announce."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

#: A rowid on SQLite, 64 bits wide on both.
_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

#: Why a delivery ended that its chat was never meant to get; it is left out of figures and never sent again.
NOT_MEANT: Final = "not meant"

#: Append-only: triggers of the migration refuse to change or delete a row.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    #: Who did it: "telegram:4242", or "service" for what happens by itself.
    sa.Column("who", sa.Text, nullable=False),
    #: A word of `bot.texts.desk`: "feed_paused".
    sa.Column("act", sa.Text, nullable=False),
    #: To what: "feed 3", "story 12", "telegram:77"; may be empty.
    sa.Column("target", sa.Text, nullable=False),
    #: What else must be known, short; never a secret.
    sa.Column("detail", sa.Text, nullable=False),
    sa.Index(None, "target"),
)

#: Admins who came by an invitation; those of the configuration are in no table.
admins = sa.Table(
    "admins",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    #: The person's native id there, never a name, which somebody else could take over.
    sa.Column("address", sa.Text, nullable=False),
    #: reviewer, editor or owner (bot.model.ROLES).
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("added_at", Instant, nullable=False),
    sa.UniqueConstraint("channel", "address"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    #: SHA-256 of the token, hexadecimal: who reads the table can't use it.
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: draft, asking (for a second admin), planned, sending, done, stopped, cancelled.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    #: To whom, a word of `bot.storage.announcements`.
    sa.Column("target", sa.Text, nullable=False),
    #: When it goes out; NULL is at once.
    sa.Column("at", Instant),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("agreed_by", sa.Text),
    sa.Column("story_id", sa.ForeignKey("stories.id")),
    #: Where its progress is shown, in which language and zone, and the message that shows it.
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text),
    #: When the other admins were asked for the second yes.
    sa.Column("asked_at", Instant),
    sa.Index(None, "state"),
    sa.Index(None, "story_id"),
)

#: The service day by day, by the clock of its zone: what the tables of people forget or never knew.
days = sa.Table(
    "days",
    metadata,
    #: As ISO 8601 writes it.
    sa.Column("day", sa.Text, primary_key=True),
    #: At the last look on that day; NULL for days before there was this table.
    sa.Column("subscribers", sa.Integer),
    #: Of the stories that became due on that day: messages a network has taken, and those that failed.
    sa.Column("sent", sa.BigInteger, nullable=False),
    sa.Column("failed", sa.BigInteger, nullable=False),
    #: Seconds from being due to being sent.
    sa.Column("median", sa.Integer),
    sa.Column("p95", sa.Integer),
    #: Feeds by health at the last look.
    sa.Column("healthy", sa.Integer),
    sa.Column("degraded", sa.Integer),
    sa.Column("sick", sa.Integer),
    sa.Column("silent", sa.Integer),
    sa.Column("paused", sa.Integer),
)

#: Which admin was sent which week's report.
weekly_reports = sa.Table(
    "weekly_reports",
    metadata,
    #: The Monday, as ISO 8601 writes it.
    sa.Column("week", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("sent_at", Instant, nullable=False),
)

#: What an admin is asked about and has not decided yet: feeds to be added.
proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    #: Addresses and names of feeds, as JSON.
    sa.Column("feeds", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)
