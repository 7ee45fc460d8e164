"""Which admins were sent which week's report."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import ChannelName
from bot.storage.schema_desk import weekly_reports
from feeds.storage.upsert import insert_or


def told(connection: Connection, week: date) -> frozenset[tuple[ChannelName, str]]:
    """Channel and address of everybody who has the report of the week that begins on this Monday."""
    query = sa.select(weekly_reports.c.channel, weekly_reports.c.address)
    rows = connection.execute(query.where(weekly_reports.c.week == week.isoformat()))
    return frozenset((row.channel, row.address) for row in rows)


def note(connection: Connection, week: date, channel: ChannelName, address: str, now: datetime) -> None:
    """This admin has it; reports of earlier weeks are forgotten."""
    connection.execute(sa.delete(weekly_reports).where(weekly_reports.c.week < week.isoformat()))
    row = {"week": week.isoformat(), "channel": channel, "address": address, "sent_at": now}
    connection.execute(insert_or(connection, weekly_reports).values(row).on_conflict_do_nothing())
