"""The tables of news. Rows never leave `storage`: its functions hand out the data classes of `feeds.model`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

#: The newest migration of this branch; the service migrates only when the database says otherwise.
REVISION = "feeds_0001"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment, kept as whole milliseconds since 1970.

    The same number on both databases: it compares, sorts and indexes alike and knows no zone. Refuses naive
    datetimes.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - their signature
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone can't be stored: {value!r}")
        return (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, ANN401 - their signature
        """From the database."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    #: active, paused or removed; a removed feed keeps its entries, so that adding it again resends nothing. "local" is
    #: the built-in one of announcements.
    sa.Column("state", sa.Text, nullable=False, server_default="active"),
    sa.Column("added_at", Instant, nullable=False),
    #: When it was removed, as long as that can be undone.
    sa.Column("removed_at", Instant),
    #: The first successful poll; until then whatever is found is the baseline.
    sa.Column("baseline_at", Instant),
    sa.Column("last_polled_at", Instant),
    sa.Column("last_ok_at", Instant),
    sa.Column("next_poll_at", Instant, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    #: The address that gave these two, when that is not `url`.
    sa.Column("caching_url", sa.Text),
    sa.Column("body_hash", sa.Text),
    #: Marks of the entries in that body, see `feeds.sift`.
    sa.Column("entry_marks", sa.LargeBinary),
    #: The last time that the whole body was asked for without validators.
    sa.Column("whole_at", Instant),
    #: Host and port: a 429 speaks for all feeds of its host.
    sa.Column("host", sa.Text, nullable=False, server_default=""),
    #: What the feed itself asks for, in minutes.
    sa.Column("asked_minutes", sa.Integer),
    #: Median seconds between two entries, and when the newest was published.
    sa.Column("usual_gap", sa.Integer),
    sa.Column("newest_at", Instant),
    #: Where permanent redirects lead, and for how many good polls in a row.
    sa.Column("moved_to", sa.Text),
    sa.Column("moved_polls", sa.Integer, nullable=False, server_default="0"),
    #: 410 Gone: how often in a row, and since when.
    sa.Column("gone_polls", sa.Integer, nullable=False, server_default="0"),
    sa.Column("gone_since", Instant),
    #: Where it is read from, see `feeds.ladder`, and when another rung was tried last.
    sa.Column("rung", sa.Text, nullable=False, server_default="own"),
    sa.Column("rung_tested_at", Instant),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("fault", sa.Text),
    sa.Column("fault_detail", sa.Text),
    #: The first of the failures in a row.
    sa.Column("failing_since", Instant),
    #: Whether the last document had to be mended to be read.
    sa.Column("mended", sa.Boolean, nullable=False, server_default=sa.false()),
    #: A pause in seconds that is still its habit, and when it last had news: what silence is judged by.
    sa.Column("long_gap", sa.Integer),
    sa.Column("last_news_at", Instant),
    #: What admins were told of its health last (sick, silent, recovered), and when.
    sa.Column("alerted", sa.Text),
    sa.Column("alerted_at", Instant),
    #: Frozen: everything new is held until an admin thaws it; when the admins were told, and the last thaw.
    sa.Column("frozen_at", Instant),
    sa.Column("frozen_told_at", Instant),
    sa.Column("thawed_at", Instant),
    #: The hub that the feed declares, and its address there; both or neither.
    sa.Column("hub", sa.Text),
    sa.Column("hub_topic", sa.Text),
    #: The code of the regency whose news it carries, when the configuration says so.
    sa.Column("regency", sa.Text),
    sa.Index(None, "state", "next_poll_at"),
    sa.Index(None, "host"),
)

hub_subscriptions = sa.Table(
    "hub_subscriptions",
    metadata,
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("next_try", Instant, nullable=False),
    sa.Column("asked_at", Instant),
    sa.Column("lease_end", Instant),
    sa.Column("denied", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
)

#: First documents of feeds that wait to be edited, see `storage.baselines`.
baselines = sa.Table(
    "baselines",
    metadata,
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    #: The feed that had it first.
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), nullable=False),
    #: quiet (searchable, never pushed), due (owed to every matching chat), held, rejected, recalled.
    sa.Column("state", sa.Text, nullable=False),
    #: Whether it may ever be pushed: false for a baseline and for what was old when it came.
    sa.Column("push", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    #: Sentences, one a line.
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("image", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    #: When it became due: chats that subscribed later are not owed it.
    sa.Column("due_at", Instant),
    sa.Column("held_at", Instant),
    #: Why the guard held it, one reason a line.
    sa.Column("reasons", sa.Text, nullable=False, server_default=""),
    #: Labels, see `feeds.labelling`: topics parted by spaces, the strongest first.
    sa.Column("topics", sa.Text, nullable=False, server_default=""),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    #: The event card: local days and time as ISO 8601 writes them.
    sa.Column("event_day", sa.Text),
    sa.Column("event_time", sa.Text),
    sa.Column("event_place", sa.Text),
    sa.Column("event_deadline", sa.Text),
    #: The number of its last change, see `storage.changes`.
    sa.Column("changed_seq", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index(None, "state", "published_at"),
    sa.Index(None, "changed_seq"),
)

story_places = sa.Table(
    "story_places",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    #: Kemendagri's code; a regency's code begins the codes of all that lies in it.
    sa.Column("code", sa.Text, primary_key=True),
    #: The text's order.
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index(None, "code"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False),
    #: What the story said until then, as in `stories`.
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("replaced_at", Instant, nullable=False),
    #: When those who had read it were thought of; None while that is still to be done.
    sa.Column("settled_at", Instant),
    sa.Index(None, "story_id"),
    sa.Index(
        "ix_revisions_open",
        "replaced_at",
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    ),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("story_id", sa.ForeignKey("stories.id"), nullable=False),
    sa.Column("guid", sa.Text),
    sa.Column("link", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    #: Clean paragraphs, one a line.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("first_seen_at", Instant, nullable=False),
    sa.Column("changed_at", Instant),
    sa.Column("raw_hash", sa.LargeBinary(16), nullable=False),
    #: Why the guard held it, one a line; empty when it did not.
    sa.Column("reasons", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "feed_id", "published_at"),
    sa.Index(None, "story_id"),
)

#: What near copies are found by (`feeds.marks`), for the days in which they count; see `storage.marks`.
entry_marks = sa.Table(
    "entry_marks",
    metadata,
    #: Never given twice: an index in memory knows by it what it has read.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("entry_id", sa.ForeignKey("entries.id"), nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    #: Up to twelve numbers of 4 bytes.
    sa.Column("marks", sa.LargeBinary(48), nullable=False),
    sqlite_autoincrement=True,
)

entry_keys = sa.Table(
    "entry_keys",
    metadata,
    sa.Column("key", sa.LargeBinary(16), primary_key=True),
    sa.Column("entry_id", sa.ForeignKey("entries.id"), primary_key=True),
    sqlite_with_rowid=False,
)
