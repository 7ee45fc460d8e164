"""The tables of the newsroom's desk: what admins did."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

#: A rowid on SQLite, 64 bits wide on both.
_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

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
)
