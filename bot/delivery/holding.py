"""Keeps to what a network asked for before a restart."""

from __future__ import annotations

from bot.delivery.pacing import Pacer
from bot.model import ChannelName
from bot.storage import deliveries
from feeds.model import Clock
from feeds.storage.database import Database


async def remember(pacer: Pacer, database: Database, channel: ChannelName, clock: Clock, now: float) -> None:
    """Holds the pacer until the moment that the network named; `now` is the pacer's time. Twice does no harm."""
    until = await database.read(deliveries.held_until, channel)
    if until is not None:
        # The database's moments are cut to milliseconds, and a hold must not end early.
        pacer.hold(now + (until - clock()).total_seconds() + 0.001)
