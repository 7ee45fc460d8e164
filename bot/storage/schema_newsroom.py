"""The tables of the newsroom: links that sign an admin in, and who is signed in."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

newsroom_links = sa.Table(
    "newsroom_links",
    metadata,
    #: SHA-256 of the token, hexadecimal: who reads the table can't use it.
    sa.Column("token_hash", sa.Text, primary_key=True),
    #: The admin as a person on a network.
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

newsroom_sessions = sa.Table(
    "newsroom_sessions",
    metadata,
    #: SHA-256 of the token in the cookie, hexadecimal.
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)
