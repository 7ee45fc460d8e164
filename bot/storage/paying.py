"""Which way news takes to WhatsApp chats, and what is reserved for it: in the transaction that owes it.

Inside a person's 24 hours a story goes out at once, outside it waits for the digest; what is urgent goes out as a
template to those who allowed it. What the budget does not hold, and everything while nobody has confirmed the rates,
waits for the next digest: nothing is dropped for money.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import windows
from bot.costs.ledger import Terms, affordable, room
from bot.costs.rates import Category, Edition, Micro, local_day
from bot.model import PRIORITIES
from bot.storage import ledger, notices
from bot.storage import templates as templates_table
from bot.storage.schema import QUEUED, chats, deliveries, errands
from bot.storage.schema_costs import charges
from bot.storage.schema_whatsapp import whatsapp_people
from bot.templates.filling import URGENT, pick_digest
from feeds.storage.schema import Instant

_WHATSAPP = "whatsapp"
#: In the words of the partial index.
_IN_DIGEST = deliveries.c.state == sa.literal_column("'digest'")
#: Rows written in one statement.
_BATCH = 5_000


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """Whether free text may be sent to a chat: always, but on WhatsApp within the person's 24 hours."""
    opened = chats.c.heard_at > sa.literal(windows.opened_after(now), Instant)
    return sa.or_(chats.c.channel != _WHATSAPP, sa.and_(chats.c.heard_at.is_not(None), opened))


def route(connection: Connection, story_ids: Sequence[int], now: datetime, terms: Terms) -> None:
    """Sends what was just owed to WhatsApp chats its way: at once with its cost reserved, or into the digest."""
    here = sa.and_(
        deliveries.c.story_id.in_(story_ids),
        deliveries.c.channel == _WHATSAPP,
        deliveries.c.state == QUEUED,
    )
    if connection.scalar(sa.select(sa.literal(1)).where(here).limit(1)) is None:
        return
    ledger.lock(connection, terms, now)
    edition = terms.table.on(local_day(now, terms.zone))
    confirmed = _is_confirmed(connection, edition, now)
    urgent = deliveries.c.priority == PRIORITIES["urgent"]
    _divert(connection, sa.and_(here, urgent, deliveries.c.chat_id.in_(_beyond_urgent(connection, now))))
    if terms.in_window == "digest" or not confirmed:
        _divert(connection, sa.and_(here, ~urgent))
    else:
        _divert(
            connection, sa.and_(here, ~urgent, deliveries.c.chat_id.in_(sa.select(chats.c.id).where(~is_open(now))))
        )
    _reserve_stories(connection, sa.and_(here, urgent), edition, terms, now)
    # What is urgent counts, and is never kept back.
    left = room(ledger.spent(connection, terms, now), terms.caps)
    rows = connection.execute(
        sa.select(deliveries.c.id, _price(edition, "service").label("price"))
        .join(chats, chats.c.id == deliveries.c.chat_id)
        .where(here, ~urgent)
        .order_by(deliveries.c.story_id, deliveries.c.id)
    ).all()
    count = affordable([row.price for row in rows], left)
    for start in range(count, len(rows), _BATCH):
        beyond = [row.id for row in rows[start : start + _BATCH]]
        _divert(connection, deliveries.c.id.in_(beyond))
    _reserve_stories(connection, sa.and_(here, ~urgent), edition, terms, now)


def divert_closed(connection: Connection, now: datetime, terms: Terms) -> int:
    """What still waits to be sent although its chat's window has closed meanwhile goes into the digest.

    Its cost is released. Digests that were planned as free text are planned anew. Gives how many stories that were.
    """
    ledger.lock(connection, terms, now)
    closed = sa.select(chats.c.id).where(chats.c.channel == _WHATSAPP, ~is_open(now))
    late = sa.and_(
        deliveries.c.channel == _WHATSAPP,
        deliveries.c.state == QUEUED,
        deliveries.c.priority != PRIORITIES["urgent"],
        deliveries.c.chat_id.in_(closed),
    )
    diverted = _divert(connection, late)
    # A digest that waits for its second try may have been in doubt: it was told, perhaps, and keeps its charge.
    stale = (
        sa.select(errands.c.id)
        .join(charges, charges.c.errand_id == errands.c.id)
        .where(
            errands.c.kind == "digest",
            errands.c.state == "queued",
            errands.c.doubts == 0,
            errands.c.chat_id.in_(closed),
            charges.c.category == "service",
        )
    )
    ids = connection.scalars(stale).all()
    if ids:
        ledger.release(connection, charges.c.errand_id.in_(ids), terms, now)
        connection.execute(sa.delete(errands).where(errands.c.id.in_(ids)))
    ledger.catch_up(connection, terms, now)
    return diverted


def plan(
    connection: Connection,
    which: sa.ColumnElement[bool],
    moment: datetime,
    at: datetime,
    now: datetime,
    terms: Terms,
) -> int:
    """Owes a digest to each WhatsApp chat, of those chosen by `which`, that has waited since before `moment`.

    As far as money goes; it is due at `at`.
    Those who have waited longest come first. Nothing late in the evening, and nothing while nobody has confirmed the
    rates or no template may be used: all that keeps waiting. Gives to how many chats.
    """
    if now - moment > windows.EVENING:
        return 0
    under_way = sa.select(errands.c.chat_id).where(
        errands.c.kind == "digest", errands.c.state.in_(("queued", "sending"))
    )
    first = sa.func.min(deliveries.c.queued_at)
    edition = terms.table.on(local_day(now, terms.zone))
    waiting = (
        sa.select(chats.c.id, chats.c.language, is_open(now).label("open"), sa.func.count().label("stories"))
        .add_columns(_price(edition, "service").label("service"))
        .add_columns(_price(edition, "marketing").label("marketing"))
        .join(deliveries, deliveries.c.chat_id == chats.c.id)
        .where(_IN_DIGEST, deliveries.c.queued_at <= moment)
        .where(chats.c.channel == _WHATSAPP, chats.c.state == "active", which)
        .where(chats.c.id.not_in(under_way))
        .group_by(chats.c.id)
        .order_by(first, chats.c.id)
    )
    found = connection.execute(waiting).all()
    if not found or not _is_confirmed(connection, edition, now):
        return 0
    usable = templates_table.usable(connection)
    ready = [row for row in found if row.open or pick_digest(row.stories, row.language, usable) is not None]
    prices: list[Micro] = [row.service if row.open else row.marketing for row in ready]
    before = ledger.lock(connection, terms, now)
    count = affordable(prices, room(before, terms.caps))
    for start in range(0, count, _BATCH):
        _owe_digests(connection, ready[start : min(start + _BATCH, count)], (moment, at), terms, now)
    return count


def _owe_digests(
    connection: Connection, rows: Sequence[sa.Row[Any]], when: tuple[datetime, datetime], terms: Terms, now: datetime
) -> None:
    moment, at = when
    owed = [
        {"kind": "digest", "chat_id": row.id, "way": "tell", "state": "queued", "created_at": moment, "next_at": at}
        for row in rows
    ]
    by_chat = {row.id: row for row in rows}
    insert = sa.insert(errands).returning(errands.c.id, errands.c.chat_id)
    day = local_day(now, terms.zone).isoformat()
    reserved = []
    for errand_id, chat_id in connection.execute(insert, owed).all():
        row = by_chat[chat_id]
        reserved.append(
            {
                "kind": "digest",
                "errand_id": errand_id,
                "chat_id": chat_id,
                "stories": min(row.stories, 32_000),
                "category": "service" if row.open else "marketing",
                "state": "reserved",
                "amount": row.service if row.open else row.marketing,
                "day": day,
                "reserved_at": now,
            }
        )
    connection.execute(sa.insert(charges), reserved)
    ledger.book(connection, terms, day, sum(one["amount"] for one in reserved), now)


def estimate(connection: Connection, now: datetime, terms: Terms) -> tuple[int, int, Micro, Micro]:
    """What one more ordinary story would cost: chats in all, of them with an open window, at once, in the digest.

    The last two are what those with an open window cost now, and what the digests of all others cost at their hour
    if this story is the first in them.
    """
    edition = terms.table.on(local_day(now, terms.zone))
    at_once = sa.and_(is_open(now), sa.literal(terms.in_window != "digest"))
    query = sa.select(
        sa.func.count(),
        sa.func.sum(sa.case((at_once, 1), else_=0)),
        sa.func.sum(sa.case((at_once, _price(edition, "service")), else_=0)),
        sa.func.sum(
            sa.case((at_once, 0), (is_open(now), _price(edition, "service")), else_=_price(edition, "marketing"))
        ),
    ).where(chats.c.channel == _WHATSAPP, chats.c.state == "active")
    total, opened, now_cost, later = connection.execute(query).one()
    return total, int(opened or 0), int(now_cost or 0), int(later or 0)


def _is_confirmed(connection: Connection, edition: Edition, now: datetime) -> bool:
    if ledger.confirmation(connection, edition) is not None:
        return True
    notices.note(connection, f"unconfirmed:{edition.fingerprint}", "unconfirmed", str(edition.effective_from), now)
    return False


def _beyond_urgent(connection: Connection, now: datetime) -> sa.Select[tuple[int]]:
    """Chats that what is urgent can't be sent to: window closed, and not allowed or no template for it."""
    languages = [language for name, language in templates_table.usable(connection) if name == URGENT]
    refused = sa.or_(chats.c.urgent_at.is_(None), chats.c.language.not_in(languages))
    return sa.select(chats.c.id).where(chats.c.channel == _WHATSAPP, ~is_open(now), refused)


def _divert(connection: Connection, which: sa.ColumnElement[bool]) -> int:
    statement = sa.update(deliveries).where(which).values(state="digest")
    return connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount


def _reserve_stories(
    connection: Connection, which: sa.ColumnElement[bool], edition: Edition, terms: Terms, now: datetime
) -> None:
    day = local_day(now, terms.zone).isoformat()
    opened = is_open(now)
    row = {
        "kind": sa.literal("story"),
        "delivery_id": deliveries.c.id,
        "chat_id": deliveries.c.chat_id,
        "story_id": deliveries.c.story_id,
        "stories": sa.literal(1),
        "category": sa.case((opened, "service"), else_="utility"),
        "state": sa.literal("reserved"),
        "amount": sa.case((opened, _price(edition, "service")), else_=_price(edition, "utility")),
        "day": sa.literal(day),
        "reserved_at": sa.literal(now, Instant),
    }
    fresh = deliveries.c.id.not_in(sa.select(charges.c.delivery_id).where(charges.c.delivery_id.is_not(None)))
    select = sa.select(*row.values()).join(chats, chats.c.id == deliveries.c.chat_id).where(which, fresh)
    before = connection.scalar(sa.select(sa.func.max(charges.c.id))) or 0
    connection.execute(sa.insert(charges).from_select(list(row), select))
    # Nobody else writes charges under the lock.
    total = connection.scalar(sa.select(sa.func.sum(charges.c.amount)).where(charges.c.id > before))
    ledger.book(connection, terms, day, int(total or 0), now)


def _price(edition: Edition, category: Category) -> sa.ColumnElement[int]:
    """The price by what a person's number begins with, or their id where WhatsApp tells no number."""
    known = (
        sa.select(sa.func.coalesce(whatsapp_people.c.phone, whatsapp_people.c.user_id))
        .where(whatsapp_people.c.address == chats.c.address)
        .correlate(chats)
        .scalar_subquery()
    )
    name = sa.func.coalesce(known, chats.c.address)
    cases = [
        (sa.or_(*(name.startswith(prefix, autoescape=True) for prefix in market.prefixes)), market)
        for market in edition.markets[:-1]
    ]
    rest = sa.literal(edition.price(category, edition.markets[-1]), sa.BigInteger)
    if not cases:
        return rest
    return sa.case(
        *((test, sa.literal(edition.price(category, market), sa.BigInteger)) for test, market in cases), else_=rest
    )
