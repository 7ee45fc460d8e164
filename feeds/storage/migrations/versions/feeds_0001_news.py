"""News: feeds, stories, entries and their keys."""

import sqlalchemy as sa
from alembic import op

revision = "feeds_0001"
down_revision = None
branch_labels = ("feeds",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("removed_at", sa.BigInteger),
        sa.Column("baseline_at", sa.BigInteger),
        sa.Column("last_polled_at", sa.BigInteger),
        sa.Column("last_ok_at", sa.BigInteger),
        sa.Column("next_poll_at", sa.BigInteger, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("caching_url", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("entry_marks", sa.LargeBinary),
        sa.Column("whole_at", sa.BigInteger),
        sa.Column("host", sa.Text, nullable=False, server_default=""),
        sa.Column("asked_minutes", sa.Integer),
        sa.Column("usual_gap", sa.Integer),
        sa.Column("newest_at", sa.BigInteger),
        sa.Column("moved_to", sa.Text),
        sa.Column("moved_polls", sa.Integer, nullable=False, server_default="0"),
        sa.Column("gone_polls", sa.Integer, nullable=False, server_default="0"),
        sa.Column("gone_since", sa.BigInteger),
        sa.Column("rung", sa.Text, nullable=False, server_default="own"),
        sa.Column("rung_tested_at", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("fault", sa.Text),
        sa.Column("fault_detail", sa.Text),
        sa.Column("failing_since", sa.BigInteger),
        sa.Column("mended", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("long_gap", sa.Integer),
        sa.Column("last_news_at", sa.BigInteger),
        sa.Column("alerted", sa.Text),
        sa.Column("alerted_at", sa.BigInteger),
        sa.Column("frozen_at", sa.BigInteger),
        sa.Column("frozen_told_at", sa.BigInteger),
        sa.Column("thawed_at", sa.BigInteger),
        sa.Column("hub", sa.Text),
        sa.Column("hub_topic", sa.Text),
        sa.Column("regency", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
    )
    op.create_index("ix_feeds_state_next_poll_at", "feeds", ["state", "next_poll_at"])
    op.create_index("ix_feeds_host", "feeds", ["host"])
    op.create_table(
        "hub_subscriptions",
        sa.Column("feed_id", sa.Integer, nullable=False),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("next_try", sa.BigInteger, nullable=False),
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("lease_end", sa.BigInteger),
        sa.Column("denied", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name="pk_hub_subscriptions"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_hub_subscriptions_feed_id"),
        sa.UniqueConstraint("token", name="uq_hub_subscriptions_token"),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed_id", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("push", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("image", sa.Text),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("held_at", sa.BigInteger),
        sa.Column("reasons", sa.Text, nullable=False, server_default=""),
        sa.Column("topics", sa.Text, nullable=False, server_default=""),
        sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("event_day", sa.Text),
        sa.Column("event_time", sa.Text),
        sa.Column("event_place", sa.Text),
        sa.Column("event_deadline", sa.Text),
        sa.Column("changed_seq", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_stories_feed_id"),
    )
    op.create_index("ix_stories_state_published_at", "stories", ["state", "published_at"])
    op.create_index("ix_stories_changed_seq", "stories", ["changed_seq"])
    op.create_table(
        "story_places",
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "code", name="pk_story_places"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_places_story_id"),
    )
    op.create_index("ix_story_places_code", "story_places", ["code"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("replaced_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_revisions_story_id"),
    )
    op.create_index("ix_revisions_story_id", "revisions", ["story_id"])
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_revisions_open", "revisions", ["replaced_at"], sqlite_where=unsettled, postgresql_where=unsettled
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed_id", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("guid", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("first_seen_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("raw_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("reasons", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_entries_feed_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_entries_story_id"),
    )
    op.create_index("ix_entries_feed_id_published_at", "entries", ["feed_id", "published_at"])
    op.create_index("ix_entries_story_id", "entries", ["story_id"])
    op.create_table(
        "entry_keys",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", "entry_id", name="pk_entry_keys"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_entry_keys_entry_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry_marks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("marks", sa.LargeBinary(48), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entry_marks"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_entry_marks_entry_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "baselines",
        sa.Column("feed_id", sa.Integer, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name="pk_baselines"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_baselines_feed_id"),
    )
