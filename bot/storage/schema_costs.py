"""Tables of what WhatsApp costs and may be sent there, of consent, and of people on two networks."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

_WideId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

charges = sa.Table(
    "charges",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: story, digest, or answer (what a person asked for; known only from its webhook).
    sa.Column("kind", sa.Text, nullable=False),
    #: Deliveries and errands are forgotten before what they cost is: no foreign keys.
    sa.Column("delivery_id", sa.BigInteger, unique=True),
    sa.Column("errand_id", sa.BigInteger, unique=True),
    sa.Column("chat_id", sa.BigInteger),
    #: None for a digest.
    sa.Column("story_id", sa.Integer),
    #: Stories in it.
    sa.Column("stories", sa.SmallInteger, nullable=False),
    #: service, utility or marketing.
    sa.Column("category", sa.Text, nullable=False),
    #: reserved, settled or released.
    sa.Column("state", sa.Text, nullable=False),
    #: Millionths of a rupiah: what was reserved, then what was billed.
    sa.Column("amount", sa.BigInteger, nullable=False),
    #: The day of the service's zone on which it counts, "2026-11-24".
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("reserved_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("message_id", sa.Text),
    sa.Index(None, "message_id"),
    sa.Index(None, "story_id"),
    sa.Index(None, "day"),
    sa.Index(
        "ix_charges_reserved",
        "id",
        sqlite_where=sa.text("state = 'reserved'"),
        postgresql_where=sa.text("state = 'reserved'"),
    ),
)

budgets = sa.Table(
    "budgets",
    metadata,
    #: A month "2026-11" or a day "2026-11-24". Who spends locks the month's row first.
    sa.Column("period", sa.Text, primary_key=True),
    #: Millionths of a rupiah, reserved and settled.
    sa.Column("spent", sa.BigInteger, nullable=False),
)

rate_confirmations = sa.Table(
    "rate_confirmations",
    metadata,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    #: The admin who said so.
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("confirmed_at", Instant, nullable=False),
)

template_standings = sa.Table(
    "template_standings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("category", sa.Text),
    sa.Column("status_at", Instant, nullable=False),
    sa.Column("category_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
)

admin_notices = sa.Table(
    "admin_notices",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: What makes it one of its kind: "day:2026-11-24"; it is noted once.
    sa.Column("key", sa.Text, nullable=False, unique=True),
    #: cap_day, cap_month, unconfirmed, template.
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Instant, nullable=False),
)

admin_notices_told = sa.Table(
    "admin_notices_told",
    metadata,
    sa.Column("notice_id", sa.ForeignKey("admin_notices.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    #: Sends that may have arrived: the first is repeated, the second is not.
    sa.Column("doubts", sa.SmallInteger, nullable=False, server_default="0"),
    #: NULL while it only may have arrived.
    sa.Column("told_at", Instant),
)

consent_notices = sa.Table(
    "consent_notices",
    metadata,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", _WideId, primary_key=True),
    #: The chat; NULL once its data is erased. Rows are never deleted and never otherwise changed.
    sa.Column("chat_id", sa.BigInteger),
    #: Its keyed hash; NULL until then.
    sa.Column("sealed", sa.Text),
    sa.Column("channel", sa.Text, nullable=False),
    #: given or withdrawn.
    sa.Column("act", sa.Text, nullable=False),
    #: news or urgent.
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("notice", sa.Text),
    sa.Column("message_id", sa.Text),
    sa.Column("at", Instant, nullable=False),
    sa.Index(None, "chat_id"),
    sa.Index(None, "sealed"),
)

link_codes = sa.Table(
    "link_codes",
    metadata,
    #: Never the code itself.
    sa.Column("hashed", sa.Text, primary_key=True),
    sa.Column("chat_id", sa.ForeignKey("chats.id"), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
    sa.Index(None, "chat_id"),
)

links = sa.Table(
    "links",
    metadata,
    #: The chat that is sent nothing, because its person reads at the other.
    sa.Column("silent_id", sa.ForeignKey("chats.id"), primary_key=True),
    sa.Column("chosen_id", sa.ForeignKey("chats.id"), nullable=False, unique=True),
    sa.Column("linked_at", Instant, nullable=False),
)
