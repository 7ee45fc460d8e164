"""The tables of people: chats, what is owed to them, and the web chat's log. They stand on the tables of news."""

from __future__ import annotations

import sqlalchemy as sa

from feeds.storage import schema as news
from feeds.storage.schema import Instant

#: The newest migration of this branch; the service migrates only when the database says otherwise.
REVISION = "bot_0003"

#: One metadata for the whole database: foreign keys cross from people to news, never back.
metadata = news.metadata

#: A rowid on SQLite (only INTEGER gives one), 64 bits wide on both.
_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_QUEUED = sa.text("state = 'queued'")
#: Queued, being sent or waiting for a digest. Cheaper for SQLite to see than states: this index took half of a
#: fan-out's time.
_OPEN = sa.text("settled_at IS NULL")

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    #: The network's own id of the chat, as text; a forum topic has its number behind a colon.
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    #: new, active (subscribed), stopped (by the person), blocked (by the network), paused (no rights to write),
    #: silent (its person reads at another chat, bot.linking).
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    #: When the person agreed to be sent news, having read what is stored (UU 27/2022, article 20).
    sa.Column("consented_at", Instant),
    #: What became due before this moment is not owed here; a change of what the chat chose moves it.
    sa.Column("subscribed_at", Instant),
    #: True for a chat that gets everything, at once and at any hour: those below say nothing then.
    sa.Column("plain", sa.Boolean, nullable=False, server_default=sa.true()),
    #: Whether it gets only what one of its choices names (bot.storage.schema_choosing).
    sa.Column("chooses", sa.Boolean, nullable=False, server_default=sa.false()),
    #: instant, daily or weekly.
    sa.Column("mode", sa.Text, nullable=False, server_default="instant"),
    #: Hours of its digest by its own clock, a bit for each; 0 for the service's.
    sa.Column("digest_hours", sa.Integer, nullable=False, server_default="0"),
    #: Day of a weekly digest, 0 for Monday.
    sa.Column("digest_day", sa.SmallInteger, nullable=False, server_default="5"),
    #: Minutes of its day from which and until which nothing is sent; both or neither.
    sa.Column("quiet_from", sa.SmallInteger),
    sa.Column("quiet_to", sa.SmallInteger),
    #: At most so many stories a day; NULL for the service's limit.
    sa.Column("daily_limit", sa.SmallInteger),
    #: Whether urgent stories pass its digest and its quiet hours.
    sa.Column("urgent_allowed", sa.Boolean, nullable=False, server_default=sa.true()),
    #: When the person last asked to be brought up to date.
    sa.Column("caught_up_at", Instant),
    #: When the person last said anything: what may be sent on WhatsApp depends on it (bot.windows).
    sa.Column("heard_at", Instant),
    #: When the person agreed to urgent messages at any time; NULL without such a word.
    sa.Column("urgent_at", Instant),
    sa.UniqueConstraint("channel", "address"),
    sa.Index(None, "state"),
    # Few as long as most take everything: a look whether there are any costs nothing.
    sa.Index("ix_chats_choosing", "timezone", sqlite_where=sa.text("plain = 0"), postgresql_where=sa.text("NOT plain")),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False),
    sa.Column("chat_id", sa.ForeignKey("chats.id"), nullable=False),
    #: The chat's channel, here as well: each sender finds its own without a look at every chat.
    sa.Column("channel", sa.Text, nullable=False),
    #: 1 urgent, 2 ordinary (bot.model.PRIORITIES).
    sa.Column("priority", sa.SmallInteger, nullable=False),
    #: queued, sending, sent, failed (chat), rejected (message), expired, in_doubt; where a network tells so, delivered
    #: and read; beyond the day's limit digest (waits for the digest) and digested (its title was in one).
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    #: Sends that may have arrived: the first is repeated, the second is not.
    sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("queued_at", Instant, nullable=False),
    #: Not before this moment; a moment before 1970 is a place in the order after an outage (bot.storage.backlog).
    sa.Column("next_at", Instant, nullable=False),
    #: When it came to its end; NULL exactly while it is queued, being sent or waiting for a digest.
    sa.Column("settled_at", Instant),
    sa.Column("message_id", sa.Text),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("story_id", "chat_id"),
    # The next ones to send, in order.
    sa.Index(
        "ix_deliveries_queued", "channel", "priority", "next_at", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED
    ),
    # What a chat still waits for: its order is kept by it.
    sa.Index("ix_deliveries_open", "chat_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index(None, "chat_id"),
    sa.Index(
        "ix_deliveries_digest",
        "chat_id",
        sqlite_where=sa.text("state = 'digest'"),
        postgresql_where=sa.text("state = 'digest'"),
    ),
)

errands = sa.Table(
    "errands",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: correction, recall or digest.
    sa.Column("kind", sa.Text, nullable=False),
    #: None for a digest.
    sa.Column("story_id", sa.ForeignKey("stories.id")),
    sa.Column("chat_id", sa.ForeignKey("chats.id"), nullable=False),
    #: What is tried: delete, edit or tell. Of a done errand: what worked.
    sa.Column("way", sa.Text, nullable=False),
    #: queued, sending, done, unreachable.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
    #: Not before this moment.
    sa.Column("next_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("story_id", "chat_id"),
    sa.Index(
        "ix_errands_open",
        "kind",
        "next_at",
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    ),
    sa.Index(None, "chat_id"),
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    #: The network said that nothing may be sent before; a restart does not forget it.
    sa.Column("until", Instant, nullable=False),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), nullable=False),
    #: sick, silent, recovered or frozen, since when, and for "sick" a fault with what exactly was seen.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("fault", sa.Text),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    #: One row for each admin: what one of them could not be told is not told twice to the others.
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("told_at", Instant),
    #: Sends that may have arrived: the first is repeated, the second is not.
    sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Index(
        "ix_alerts_untold",
        "channel",
        "address",
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    ),
)

web_messages = sa.Table(
    "web_messages",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Index(None, "address", "id"),
    # Ids never come back after a deletion: a browser resumes after the last one it saw.
    sqlite_autoincrement=True,
)


#: As a literal, as in the partial index of what is queued: SQLite uses it for no other.
QUEUED: sa.ColumnElement[str] = sa.literal_column("'queued'")
#: The same for what waits for a digest.
IN_DIGEST: sa.ColumnElement[str] = sa.literal_column("'digest'")


def is_open(state: sa.Column[str]) -> sa.ColumnElement[bool]:
    """The condition of the index of open errands, word for word: SQLite uses it for no other."""
    return state.in_([sa.literal_column("'queued'"), sa.literal_column("'sending'")])
