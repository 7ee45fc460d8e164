"""What a sender whose lease was taken over still knows: that messages of its last claims arrived.

It may write nothing else any more. This it may, because it is a fact and not a plan: its successor waits for it
before it sends again what was in flight. Each row says by the number of the attempt whose claim it still is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ErrandSettlement, Settlement
from bot.storage import errands as errands_table
from bot.storage.schema import deliveries, errands


def testify(connection: Connection, settlements: Sequence[Settlement], now: datetime) -> int:
    """Notes which of these deliveries were sent, unless they were claimed anew; gives how many."""
    noted = 0
    for one in settlements:
        if one.state != "sent":
            continue
        update = sa.update(deliveries).where(
            deliveries.c.id == one.claim.id,
            deliveries.c.state == "sending",
            deliveries.c.attempts == one.claim.attempts,
        )
        values = {"state": "sent", "settled_at": now, "message_id": one.message_id, "error": None}
        noted += connection.execute(update.values(values)).rowcount
    return noted


def testify_errands(connection: Connection, settlements: Sequence[ErrandSettlement], now: datetime) -> int:
    """The same of errands that were done."""
    done = [one for one in settlements if one.state == "done"]
    which = sa.tuple_(errands.c.id, errands.c.attempts).in_([(one.errand.id, one.errand.attempts) for one in done])
    ours = set(connection.scalars(sa.select(errands.c.id).where(which, errands.c.state == "sending").with_for_update()))
    errands_table.settle(connection, [one for one in done if one.errand.id in ours], now)
    return len(ours)
