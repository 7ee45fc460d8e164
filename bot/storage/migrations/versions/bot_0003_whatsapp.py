"""WhatsApp: its people and events, what it costs, its templates; consent, and joined chats."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0003"
down_revision = "bot_0002"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_UNHANDLED = sa.text("handled_at IS NULL")
_RESERVED = sa.text("state = 'reserved'")


def upgrade() -> None:
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
    op.create_table(
        "whatsapp_people",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("choices", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_whatsapp_people"),
        sa.UniqueConstraint("address", name="uq_whatsapp_people_address"),
        sa.UniqueConstraint("user_id", name="uq_whatsapp_people_user_id"),
        sa.UniqueConstraint("phone", name="uq_whatsapp_people_phone"),
    )
    op.create_table(
        "whatsapp_events",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("handled_at", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_whatsapp_events"),
        sa.UniqueConstraint("key", name="uq_whatsapp_events_key"),
    )
    op.create_index(
        "ix_whatsapp_events_waiting", "whatsapp_events", ["id"], sqlite_where=_UNHANDLED, postgresql_where=_UNHANDLED
    )
    op.create_index("ix_whatsapp_events_received_at", "whatsapp_events", ["received_at"])
