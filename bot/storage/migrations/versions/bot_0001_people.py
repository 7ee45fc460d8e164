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
_UNHANDLED = sa.text("handled_at IS NULL")
_RESERVED = sa.text("state = 'reserved'")

_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_keeps_updates BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_keeps_deletes BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


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
        "audit",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_target", "audit", ["target"])
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "admins",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_admins"),
        sa.UniqueConstraint("channel", "address", name="uq_admins_channel_address"),
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )
    op.create_table(
        "announcements",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("agreed_by", sa.Text),
        sa.Column("story_id", sa.Integer),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("asked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_announcements_story_id"),
    )
    op.create_index("ix_announcements_state", "announcements", ["state"])
    op.create_index("ix_announcements_story_id", "announcements", ["story_id"])
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
    _scale()
    _desk()
    _whatsapp()
    _newsroom()


def _scale() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "delivery_totals",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "state", "reason", name="pk_delivery_totals"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_delivery_totals_story_id"),
    )
    op.create_table(
        "errand_totals",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "kind", "way", "state", name="pk_errand_totals"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_errand_totals_story_id"),
    )
    op.create_table(
        "story_delays",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("median", sa.BigInteger),
        sa.Column("p95", sa.BigInteger),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_delays"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_delays_story_id"),
    )


def _desk() -> None:
    op.create_table(
        "days",
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("subscribers", sa.Integer),
        sa.Column("sent", sa.BigInteger, nullable=False),
        sa.Column("failed", sa.BigInteger, nullable=False),
        sa.Column("median", sa.Integer),
        sa.Column("p95", sa.Integer),
        *(sa.Column(name, sa.Integer) for name in ("healthy", "degraded", "sick", "silent", "paused")),
        sa.PrimaryKeyConstraint("day", name="pk_days"),
    )
    op.create_table(
        "weekly_reports",
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("week", "channel", "address", name="pk_weekly_reports"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", _WIDE, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("feeds", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )


def _whatsapp() -> None:
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


def _newsroom() -> None:
    op.create_table(
        "newsroom_links",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_newsroom_links"),
    )
    op.create_table(
        "newsroom_sessions",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_newsroom_sessions"),
    )
