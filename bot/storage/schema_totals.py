"""What is kept of deliveries and errands when they are forgotten: counts, and nobody's name."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata

delivery_totals = sa.Table(
    "delivery_totals",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    #: As in `deliveries`.
    sa.Column("state", sa.Text, primary_key=True),
    #: The first word of the error, where the story did not arrive; "" elsewhere.
    sa.Column("reason", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)

errand_totals = sa.Table(
    "errand_totals",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    #: These three as in `errands`.
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("way", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)

story_delays = sa.Table(
    "story_delays",
    metadata,
    #: A story of which deliveries were forgotten.
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    #: Milliseconds from being due to being taken by the network; NULL when nothing was.
    sa.Column("median", sa.BigInteger),
    sa.Column("p95", sa.BigInteger),
)
