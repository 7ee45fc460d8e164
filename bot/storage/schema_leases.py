"""Who does what, where several processes share one database (docs/decisions/027)."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.schema import metadata
from feeds.storage.schema import Instant

leases = sa.Table(
    "leases",
    metadata,
    #: A channel, "house", or "poll:" and its owner for each process that polls.
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    #: Grows with each owner: what was written under an older one is refused.
    sa.Column("epoch", sa.BigInteger, nullable=False),
    #: By the database's clock; 0 when it was given back.
    sa.Column("expires_at", Instant, nullable=False),
)
