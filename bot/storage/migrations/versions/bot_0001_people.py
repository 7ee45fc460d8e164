"""People: chats, deliveries, and the web chat's log."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0001"
down_revision = None
branch_labels = ("bot",)
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_QUEUED = sa.text("state = 'queued'")
_UNSETTLED = sa.text("settled_at IS NULL")
_DIGEST = sa.text("state = 'digest'")
_OPEN = sa.text("state IN ('queued', 'sending')")
_UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("consented_at", sa.BigInteger),
        sa.Column("subscribed_at", sa.BigInteger),
        sa.Column("plain", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("chooses", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("mode", sa.Text, nullable=False, server_default="instant"),
        sa.Column("digest_hours", sa.Integer, nullable=False, server_default="0"),
        sa.Column("digest_day", sa.SmallInteger, nullable=False, server_default="5"),
        sa.Column("quiet_from", sa.SmallInteger),
        sa.Column("quiet_to", sa.SmallInteger),
        sa.Column("daily_limit", sa.SmallInteger),
        sa.Column("urgent_allowed", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("caught_up_at", sa.BigInteger),
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("urgent_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("channel", "address", name="uq_chats_channel_address"),
    )
    op.create_index("ix_chats_state", "chats", ["state"])
    op.create_index(
        "ix_chats_choosing",
        "chats",
        ["timezone"],
        sqlite_where=sa.text("plain = 0"),
        postgresql_where=sa.text("NOT plain"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("chat_id", _WIDE, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("message_id", sa.Text),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_deliveries_story_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_deliveries_chat_id"),
        sa.UniqueConstraint("story_id", "chat_id", name="uq_deliveries_story_id_chat_id"),
    )
    op.create_index(
        "ix_deliveries_queued",
        "deliveries",
        ["channel", "priority", "next_at", "id"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
    op.create_index(
        "ix_deliveries_open", "deliveries", ["chat_id"], sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED
    )
    op.create_index("ix_deliveries_chat_id", "deliveries", ["chat_id"])
    op.create_index("ix_deliveries_digest", "deliveries", ["chat_id"], sqlite_where=_DIGEST, postgresql_where=_DIGEST)
    op.create_table(
        "errands",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("story_id", sa.Integer),
        sa.Column("chat_id", _WIDE, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_errands"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_errands_story_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_errands_chat_id"),
        sa.UniqueConstraint("story_id", "chat_id", name="uq_errands_story_id_chat_id"),
    )
    op.create_index("ix_errands_open", "errands", ["kind", "next_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_errands_chat_id", "errands", ["chat_id"])
    op.create_table(
        "holds",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_holds"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("feed_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("fault", sa.Text),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_alerts_feed_id"),
    )
    op.create_index(
        "ix_alerts_untold", "alerts", ["channel", "address"], sqlite_where=_UNTOLD, postgresql_where=_UNTOLD
    )
    op.create_table(
        "web_messages",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_messages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_web_messages_address_id", "web_messages", ["address", "id"])
    op.create_table(
        "subscriptions",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("chat_id", _WIDE, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("lead", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_subscriptions_chat_id"),
        sa.UniqueConstraint("chat_id", "kind", "value", name="uq_subscriptions_chat_id_kind_value"),
    )
    op.create_index("ix_subscriptions_kind_lead_value", "subscriptions", ["kind", "lead", "value"])
    op.create_table(
        "story_tags",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "kind", "value", name="pk_story_tags"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_tags_story_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reports",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("story_id", "channel", "address", name="pk_reports"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_reports_story_id"),
    )
