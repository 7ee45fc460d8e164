"""The ledger in the database: what is reserved and billed, and how much of a day and a month is spent.

Every change of a charge changes the sums of its day and month in the same transaction, and whoever spends locks the
month first: so two transactions never spend the same rupiah.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.costs.ledger import FORGOTTEN, ChargeState, Spent, Terms, after, billed, counted, crossed, read_pricing
from bot.costs.rates import Category, Edition, Micro, local_day
from bot.model import ChannelName
from bot.storage import notices
from bot.storage.schema import deliveries, errands
from bot.storage.schema_costs import budgets, charges, rate_confirmations
from feeds.storage.upsert import insert_or

#: What is before the number of an errand in a tracker (bot.delivery.receipts).
_ERRAND = "errand:"
#: Deliveries that will not be sent any more, or not by themselves.
_LET_GO = ("failed", "rejected", "expired", "digest", "digested")
_RESERVED = charges.c.state == sa.literal_column("'reserved'")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who said that a rate table is right, and when."""

    channel: ChannelName
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What one day cost, by category."""

    day: date
    amounts: Mapping[Category, Micro]
    messages: int


@dataclass(frozen=True, slots=True)
class StoryCost:
    """What one story cost by itself; its share of digests is not in it."""

    story_id: int
    amount: Micro
    messages: int


def confirm(connection: Connection, edition: Edition, channel: ChannelName, address: str, now: datetime) -> bool:
    """Notes that an admin compared this edition with Meta's card; False when somebody had before."""
    insert = insert_or(connection, rate_confirmations).values(
        fingerprint=edition.fingerprint, channel=channel, address=address, confirmed_at=now
    )
    statement = insert.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount == 1


def confirmation(connection: Connection, edition: Edition) -> Confirmation | None:
    """Who confirmed this edition; None while nothing paid may be broadcast by it."""
    table = rate_confirmations
    row = connection.execute(sa.select(table).where(table.c.fingerprint == edition.fingerprint)).one_or_none()
    return None if row is None else Confirmation(row.channel, row.address, row.confirmed_at)


def lock(connection: Connection, terms: Terms, now: datetime) -> Spent:
    """What is spent of today and this month; nobody else spends before this transaction ends."""
    day = local_day(now, terms.zone)
    insert = insert_or(connection, budgets).values(period=_month(day.isoformat()), spent=0)
    # Sets what is there: for the lock, and for the value under it.
    same = insert.on_conflict_do_update(index_elements=["period"], set_={"spent": budgets.c.spent})
    month = connection.execute(same.returning(budgets.c.spent)).scalar_one()
    return Spent(_spent(connection, day.isoformat()), month)


def spent(connection: Connection, terms: Terms, now: datetime) -> Spent:
    """The same, without the lock: to be shown."""
    day = local_day(now, terms.zone).isoformat()
    return Spent(_spent(connection, day), _spent(connection, _month(day)))


def book(connection: Connection, terms: Terms, day: str, change: Micro, now: datetime) -> None:
    """Adds to the sums of a day and its month, and notes for the admins when a cap comes near."""
    if change == 0:
        return
    for period, cap in ((_month(day), terms.caps.month), (day, terms.caps.day)):
        insert = insert_or(connection, budgets).values(period=period, spent=change)
        added = insert.on_conflict_do_update(
            index_elements=["period"], set_={"spent": budgets.c.spent + insert.excluded.spent}
        )
        total = connection.execute(added.returning(budgets.c.spent)).scalar_one()
        if crossed(cap, total):
            code = "cap_day" if period == day else "cap_month"
            notices.note(connection, f"{code}:{period}", code, f"{total}/{cap}", now)


def hear(connection: Connection, status: Mapping[str, Any], address: str, terms: Terms, now: datetime) -> None:
    """Takes a status webhook into the ledger.

    The tracker (`biz_opaque_callback_data`) is a delivery's id, or "errand:" and an errand's. A priced message that has
    no charge is an answer, and is counted from here on. Repeated and unordered statuses change nothing twice.

    Args:
        connection: Of the transaction that stores the webhook.
        status: The status object as Meta sent it; nothing in it is trusted to be there.
        address: The recipient's phone number or business-scoped id, "" when the status names none.
        terms: The rates of the message's own time.
        now: This moment.
    """
    said, message_id = str(status.get("status", "")), status.get("id")
    if not isinstance(message_id, str):
        return
    lock(connection, terms, now)
    pricing = read_pricing(status)
    row = _find(connection, status.get("biz_opaque_callback_data"), message_id)
    at = now if row is None else row.reserved_at
    edition = terms.table.on(local_day(at, terms.zone))
    priced = None if pricing is None else billed(pricing, edition, address)
    if row is None:
        if pricing is not None and priced is not None and said != "failed":
            _count_answer(connection, message_id, pricing.category, said, priced, terms, now)
        return
    state, amount = after(row.state, row.amount, said, priced)
    if (state, amount) == (row.state, row.amount):
        return
    category = row.category if pricing is None else pricing.category
    values = {"state": state, "amount": amount, "category": category, "message_id": message_id}
    settled_at = None if state == "reserved" else now
    connection.execute(sa.update(charges).where(charges.c.id == row.id).values(**values, settled_at=settled_at))
    book(connection, terms, row.day, counted(state, amount) - counted(row.state, row.amount), now)


def _find(connection: Connection, tracker: object, message_id: str) -> Any | None:  # noqa: ANN401 - a row of charges
    keys = [charges.c.message_id == message_id]
    if isinstance(tracker, str) and (digits := tracker.removeprefix(_ERRAND)).isascii() and digits.isdigit():
        own = charges.c.errand_id if tracker.startswith(_ERRAND) else charges.c.delivery_id
        if len(digits) <= 18:
            keys.insert(0, own == int(digits))
    for key in keys:
        row = connection.execute(sa.select(charges).where(key).order_by(charges.c.id).limit(1)).one_or_none()
        if row is not None:
            return row
    return None


def _count_answer(
    connection: Connection,
    message_id: str,
    category: Category,
    said: str,
    priced: Micro,
    terms: Terms,
    now: datetime,
) -> None:
    state: ChargeState = "reserved"
    state, amount = after(state, priced, said, priced)
    day = local_day(now, terms.zone).isoformat()
    row = {
        "kind": "answer",
        "stories": 0,
        "category": category,
        "state": state,
        "amount": amount,
        "day": day,
        "reserved_at": now,
        "settled_at": None if state == "reserved" else now,
        "message_id": message_id,
    }
    connection.execute(sa.insert(charges).values(row))
    book(connection, terms, day, counted(state, amount), now)


def catch_up(connection: Connection, terms: Terms, now: datetime) -> int:
    """Lets charges follow their messages: named when sent, released when they never will be; gives how many were.

    A message that was in a webhook before it was in the database counted as an answer; its charge takes that over.
    """
    lock(connection, terms, now)
    _name(connection)
    _take_over_answers(connection, terms, now)
    gone = sa.or_(
        charges.c.delivery_id.in_(sa.select(deliveries.c.id).where(deliveries.c.state.in_(_LET_GO))),
        charges.c.errand_id.in_(sa.select(errands.c.id).where(errands.c.state == "unreachable")),
        charges.c.reserved_at <= now - FORGOTTEN,
    )
    return release(connection, gone, terms, now)


def release(connection: Connection, which: sa.ColumnElement[bool], terms: Terms, now: datetime) -> int:
    """Releases reserved charges; gives how many. The caller holds the lock."""
    reserved = sa.and_(_RESERVED, which)
    days = connection.execute(
        sa.select(charges.c.day, sa.func.sum(charges.c.amount), sa.func.count()).where(reserved).group_by(charges.c.day)
    ).all()
    if not days:
        return 0
    connection.execute(sa.update(charges).where(reserved).values(state="released", settled_at=now))
    for day, amount, _count in days:
        book(connection, terms, day, -int(amount), now)
    return sum(count for _, _, count in days)


def _name(connection: Connection) -> None:
    """Gives charges the network's names of their messages."""
    unnamed = sa.and_(_RESERVED, charges.c.message_id.is_(None))
    by_delivery = (
        sa.select(deliveries.c.message_id)
        .where(deliveries.c.id == charges.c.delivery_id, deliveries.c.state == "sent")
        .scalar_subquery()
    )
    sent = sa.select(deliveries.c.id).where(deliveries.c.state == "sent")
    connection.execute(
        sa.update(charges).where(unnamed, charges.c.delivery_id.in_(sent)).values(message_id=by_delivery)
    )
    # A digest's message is named by the stories that were in it, settled in the same moment.
    by_digest = (
        sa.select(sa.func.max(deliveries.c.message_id))
        .join(
            errands, sa.and_(errands.c.chat_id == deliveries.c.chat_id, errands.c.settled_at == deliveries.c.settled_at)
        )
        .where(errands.c.id == charges.c.errand_id, deliveries.c.state == "digested")
        .scalar_subquery()
    )
    done = sa.select(errands.c.id).where(errands.c.state == "done")
    connection.execute(sa.update(charges).where(unnamed, charges.c.errand_id.in_(done)).values(message_id=by_digest))


def _take_over_answers(connection: Connection, terms: Terms, now: datetime) -> None:
    answer = charges.alias("answer")
    pairs = connection.execute(
        sa.select(
            charges.c.id,
            charges.c.day,
            charges.c.amount.label("reserved"),
            answer.c.id.label("answer_id"),
            answer.c.state,
            answer.c.amount,
            answer.c.category,
            answer.c.settled_at,
            answer.c.day.label("answer_day"),
        )
        .join(answer, answer.c.message_id == charges.c.message_id)
        .where(_RESERVED, answer.c.kind == "answer", charges.c.kind != "answer")
    ).all()
    for one in pairs:
        connection.execute(sa.delete(charges).where(charges.c.id == one.answer_id))
        values = {"state": one.state, "amount": one.amount, "category": one.category, "settled_at": one.settled_at}
        connection.execute(sa.update(charges).where(charges.c.id == one.id).values(values))
        book(connection, terms, one.answer_day, -counted(one.state, one.amount), now)
        book(connection, terms, one.day, counted(one.state, one.amount) - one.reserved, now)


def by_day(connection: Connection, terms: Terms, now: datetime) -> tuple[DayFigures, ...]:
    """The days of this month on which anything was spent, in order."""
    month = _month(local_day(now, terms.zone).isoformat())
    found: dict[str, dict[Category, Micro]] = {}
    messages: dict[str, int] = {}
    query = (
        sa.select(charges.c.day, charges.c.category, sa.func.sum(charges.c.amount), sa.func.count())
        .where(charges.c.day.between(f"{month}-01", f"{month}-31"), charges.c.state != "released")
        .group_by(charges.c.day, charges.c.category)
        .order_by(charges.c.day)
    )
    for day, category, amount, count in connection.execute(query):
        found.setdefault(day, {})[category] = int(amount)
        messages[day] = messages.get(day, 0) + count
    return tuple(DayFigures(date.fromisoformat(day), found[day], messages[day]) for day in found)


def by_story(connection: Connection, since: datetime, most: int) -> tuple[StoryCost, ...]:
    """The stories that cost most by themselves since a moment."""
    total = sa.func.sum(charges.c.amount)
    query = (
        sa.select(charges.c.story_id, total, sa.func.count())
        .where(charges.c.story_id.is_not(None), charges.c.state != "released", charges.c.reserved_at >= since)
        .group_by(charges.c.story_id)
        .order_by(total.desc(), charges.c.story_id)
        .limit(most)
    )
    return tuple(StoryCost(story_id, int(amount), count) for story_id, amount, count in connection.execute(query))


def forget_people(connection: Connection, chat_id: int) -> None:
    """The sums stay, whose message it was does not."""
    connection.execute(sa.update(charges).where(charges.c.chat_id == chat_id).values(chat_id=None, message_id=None))


def forget_before(connection: Connection, moment: datetime) -> int:
    """Deletes charges that came to their end before `moment`; gives how many. The sums of days and months stay."""
    old = sa.and_(charges.c.settled_at < moment, charges.c.state != "reserved")
    return connection.execute(sa.delete(charges).where(old)).rowcount


def _spent(connection: Connection, period: str) -> Micro:
    return connection.scalar(sa.select(budgets.c.spent).where(budgets.c.period == period)) or 0


def _month(day: str) -> str:
    return day[:7]


#: Charges are kept this long, as the office's accounts need them.
KEPT = timedelta(days=400)
