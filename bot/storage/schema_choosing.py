"""The tables of what chats choose: subscriptions, what stories are told by, and reports of mistakes.

How a chat wants to be sent what it chose (at once, in a digest, not at night) are columns of `chats`.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

#: The columns of `chats` that say how a chat wants to be sent what it chose.
CHOOSING = (
    "plain",
    "chooses",
    "mode",
    "digest_hours",
    "digest_day",
    "quiet_from",
    "quiet_to",
    "daily_limit",
    "urgent_allowed",
)

_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chats.id"), nullable=False),
    #: feed, regency, district, topic or word: is sent; without_topic or without_word: is not.
    sa.Column("kind", sa.Text, nullable=False),
    #: The feed's number, the region's code, the topic's name, or the stems of the words, sorted.
    sa.Column("value", sa.Text, nullable=False),
    #: The longest stem of words, by which they are found; of other kinds the value.
    sa.Column("lead", sa.Text, nullable=False),
    #: Words as the person wrote them; empty for other kinds.
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("chat_id", "kind", "value"),
    sa.Index(None, "kind", "lead", "value"),
)

#: By what a story is chosen: kinds and values as in `subscriptions`; of words only those that somebody chose.
story_tags = sa.Table(
    "story_tags",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)

#: A reader says that a story is wrong: a row for each admin, who is told once. Not by whom: nobody needs to know.
reports = sa.Table(
    "reports",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("told_at", Instant),
)
