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
_RESERVED = sa.text("state = 'reserved'")


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
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("urgent_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("channel", "address", name="uq_chats_channel_address"),
    )
    op.create_index("ix_chats_state", "chats", ["state"])
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
        "charges",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("delivery_id", sa.BigInteger),
        sa.Column("errand_id", sa.BigInteger),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("story_id", sa.Integer),
        sa.Column("stories", sa.SmallInteger, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("reserved_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("message_id", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_charges"),
        sa.UniqueConstraint("errand_id", name="uq_charges_errand_id"),
        sa.UniqueConstraint("delivery_id", name="uq_charges_delivery_id"),
    )
    op.create_index("ix_charges_day", "charges", ["day"])
    op.create_index("ix_charges_message_id", "charges", ["message_id"])
    op.create_index("ix_charges_reserved", "charges", ["id"], sqlite_where=_RESERVED, postgresql_where=_RESERVED)
    op.create_index("ix_charges_story_id", "charges", ["story_id"])
    op.create_table(
        "budgets",
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("spent", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("period", name="pk_budgets"),
    )
    op.create_table(
        "rate_confirmations",
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_rate_confirmations"),
    )
    op.create_table(
        "template_standings",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("category", sa.Text),
        sa.Column("status_at", sa.BigInteger, nullable=False),
        sa.Column("category_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("name", "language", name="pk_template_standings"),
    )
    op.create_table(
        "admin_notices",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_admin_notices"),
        sa.UniqueConstraint("key", name="uq_admin_notices_key"),
    )
    op.create_table(
        "admin_notices_told",
        sa.Column("notice_id", _WIDE, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("notice_id", "channel", "address", name="pk_admin_notices_told"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["admin_notices.id"], name="fk_admin_notices_told_notice_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "consent_notices",
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_consent_notices"),
    )
    op.create_table(
        "consents",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("sealed", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("notice", sa.Text),
        sa.Column("message_id", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_chat_id", "consents", ["chat_id"])
    op.create_index("ix_consents_sealed", "consents", ["sealed"])
    op.create_table(
        "link_codes",
        sa.Column("hashed", sa.Text, nullable=False),
        sa.Column("chat_id", _WIDE, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("hashed", name="pk_link_codes"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_link_codes_chat_id"),
    )
    op.create_index("ix_link_codes_chat_id", "link_codes", ["chat_id"])
    op.create_table(
        "links",
        sa.Column("silent_id", _WIDE, nullable=False),
        sa.Column("chosen_id", _WIDE, nullable=False),
        sa.Column("linked_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("silent_id", name="pk_links"),
        sa.ForeignKeyConstraint(["silent_id"], ["chats.id"], name="fk_links_silent_id"),
        sa.ForeignKeyConstraint(["chosen_id"], ["chats.id"], name="fk_links_chosen_id"),
        sa.UniqueConstraint("chosen_id", name="uq_links_chosen_id"),
    )
