"""After a backup was put back: nothing that may have gone out since it was made goes out again (docs/decisions/039).

What happened between the backup and now, nobody can know from the backup. So whatever was open in it is taken as done,
whatever feeds show at the next poll is taken as told, and the figures of both are given to the operator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.migrations import BOT
from bot.storage.schema import alerts, chats, deliveries, errands
from bot.storage.schema_desk import announcements
from feeds.storage import feeds as feeds_table
from feeds.storage.copying import unbar
from feeds.storage.migrate import FEEDS, migrate

#: What stands at a delivery or an errand that was open in the backup.
REASON: Final = "restored: may have been sent after the backup was made"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was marked so that it does not go out again."""

    deliveries: int
    errands: int
    alerts: int
    #: Announcements that waited for their hour or for a second admin: whoever made one can say it again.
    announcements: int
    #: Feeds whose next poll is a baseline: what they published meanwhile can be found and is not sent.
    feeds: int


def mend(connection: Connection, now: datetime) -> Reconciled:
    """Brings a database that was put back to the newest schema, reconciles it, and lets it be used; all or nothing."""
    migrate(connection, FEEDS, BOT)
    reconciled = reconcile(connection, now)
    unbar(connection)
    return reconciled


def reconcile(connection: Connection, now: datetime) -> Reconciled:
    """Marks everything; in one transaction, before anybody may send from this database."""
    open_deliveries = sa.update(deliveries).where(deliveries.c.settled_at.is_(None))
    parked = connection.execute(open_deliveries.values(state="in_doubt", settled_at=now, error=REASON)).rowcount
    open_errands = sa.update(errands).where(errands.c.state.in_(("queued", "sending")))
    dropped = connection.execute(open_errands.values(state="unreachable", settled_at=now, error=REASON)).rowcount
    told = connection.execute(sa.update(alerts).where(alerts.c.told_at.is_(None)).values(told_at=now)).rowcount
    planned = sa.update(announcements).where(announcements.c.state.in_(("asking", "planned", "sending")))
    cancelled = connection.execute(planned.values(state="cancelled")).rowcount
    # Healing at the start (`owe_missing`) owes what became due after this moment only.
    connection.execute(sa.update(chats).where(chats.c.state == "active").values(subscribed_at=now))
    return Reconciled(parked, dropped, told, cancelled, feeds_table.begin_anew(connection, now))
