"""Subscriptions at hubs, and feeds that a hub calls."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.feed_model import Declared
from feeds.storage.schema import Instant, feeds, hub_subscriptions
from feeds.storage.upsert import insert_or
from feeds.websub import PING_GAP, Intent, Subscription, answer_intent

#: What a server asks for outweighs what a hub tells.
_RESTING = ("too_many", "server")


def wanting(connection: Connection, now: datetime, limit: int) -> tuple[tuple[int, Declared, Subscription | None], ...]:
    """Active feeds that declare a hub which is to be asked now, the longest waiting first.

    Gives each feed's id, what it declares, and its subscription; None when it has none there yet, or when the feed
    has changed its hub or topic since.
    """
    table = hub_subscriptions
    same = sa.and_(table.c.hub == feeds.c.hub, table.c.topic == feeds.c.hub_topic)
    query = (
        sa.select(feeds.c.hub.label("declared_hub"), feeds.c.hub_topic, feeds.c.id.label("declaring"), table)
        .outerjoin(table, sa.and_(table.c.feed_id == feeds.c.id, same))
        .where(
            feeds.c.state == "active",
            feeds.c.hub.is_not(None),
            feeds.c.hub_topic.is_not(None),
            sa.or_(table.c.feed_id.is_(None), table.c.next_try <= now),
        )
        .order_by(table.c.next_try, feeds.c.id)
        .limit(limit)
    )
    return tuple(
        (row.declaring, Declared(row.declared_hub, row.hub_topic), None if row.feed_id is None else _subscription(row))
        for row in connection.execute(query)
    )


def save(connection: Connection, subscription: Subscription) -> None:
    """Stores a subscription; a feed has one, so that of another hub or topic is replaced and its token forgotten."""
    values = asdict(subscription)
    upsert = insert_or(connection, hub_subscriptions).values(values)
    connection.execute(upsert.on_conflict_do_update(index_elements=["feed_id"], set_=values))


def refuse(connection: Connection, asked: Subscription, after: Subscription) -> None:
    """Notes that a hub did not take the request `asked`, unless the hub has called meanwhile."""
    connection.execute(
        sa.update(hub_subscriptions)
        .where(hub_subscriptions.c.token == asked.token, hub_subscriptions.c.asked_at == asked.asked_at)
        .values(asdict(after))
    )


def by_token(connection: Connection, token: str) -> Subscription | None:
    """The subscription that a callback belongs to; None when there is none, or its feed was removed."""
    query = (
        sa.select(hub_subscriptions)
        .join(feeds, feeds.c.id == hub_subscriptions.c.feed_id)
        .where(hub_subscriptions.c.token == token, feeds.c.state != "removed")
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _subscription(row)


def hear(connection: Connection, token: str, intent: Intent, now: datetime, draw: float) -> Subscription | None:
    """A hub's intent, decided and stored in one transaction; None when we don't agree, and then nothing changes."""
    subscription = by_token(connection, token)
    after = None if subscription is None else answer_intent(subscription, intent, now, draw)
    if after is not None:
        save(connection, after)
    return after


def ping(connection: Connection, feed_id: int, now: datetime) -> Literal["due", "ignored"]:
    """Marks a feed as due because its hub says so.

    Never later than it is due anyway, nor sooner than `PING_GAP` after its last poll. Ignored when the feed is not
    active, and while its server (or, with a 429, its host) has asked for peace.
    """
    row = connection.execute(sa.select(feeds.c.host, feeds.c.last_polled_at).where(feeds.c.id == feed_id)).one_or_none()
    if row is None:
        return "ignored"
    due = now if row.last_polled_at is None else max(now, row.last_polled_at + PING_GAP)
    other = feeds.alias()
    resting = sa.exists().where(
        other.c.host == row.host, other.c.fault == "too_many", other.c.next_poll_at > now, other.c.state == "active"
    )
    update = (
        sa.update(feeds)
        .where(
            feeds.c.id == feed_id,
            feeds.c.state == "active",
            sa.or_(feeds.c.fault.is_(None), feeds.c.fault.not_in(_RESTING)),
            ~resting,
        )
        .values(
            next_poll_at=sa.case((feeds.c.next_poll_at < due, feeds.c.next_poll_at), else_=sa.literal(due, Instant))
        )
    )
    return "due" if connection.execute(update).rowcount else "ignored"


def _subscription(row: Any) -> Subscription:  # noqa: ANN401 - a row of hub_subscriptions
    return Subscription(
        feed_id=row.feed_id,
        hub=row.hub,
        topic=row.topic,
        token=row.token,
        secret=row.secret,
        next_try=row.next_try,
        asked_at=row.asked_at,
        lease_end=row.lease_end,
        denied=row.denied,
        failures=row.failures,
    )
