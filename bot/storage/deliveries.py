"""The outbox: which story is owed to which chat, and what became of it.

queued -> sending -> sent, failed, rejected, expired or in_doubt. "sending" is written before the send and settled
after it; a row that a crash left there may or may not have arrived. What waits for a digest is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import windows
from bot.model import MAX_DOUBTS, PRIORITIES, RECEIPTS, ChannelName, Claim, Settlement
from bot.storage import chats as chats_table
from bot.storage import totals
from bot.storage.prepared import Prepared, restored, stored
from bot.storage.schema import IN_DIGEST, QUEUED, chats, deliveries, holds
from feeds.storage.schema import MILLISECOND, Instant, stories
from feeds.storage.upsert import insert_or

#: How long the digest of a week may keep what is in it: seven days, and what an outage takes.
WEEK = timedelta(days=8)
#: Messages that did not reach a person, in a row, after which no more are tried.
GIVE_UP_AFTER = 3
_UNDELIVERED = "undelivered:"
#: Until when an address may not be sent to; None when it may.
Rests = Callable[[str], datetime | None]

# --- statements, built once: building them costs more than running them ---

_ZERO: sa.ColumnElement[int] = sa.literal_column("0")
_LOWEST: sa.ColumnElement[int] = sa.literal_column(str(-(1 << 62)))


def _place(row: sa.FromClause) -> sa.Tuple:
    """A row's place among those of its chat.

    In the order of the news; after an outage in that of `next_at`, which then lies before 1970
    (`bot.storage.backlog`). What was tried or put off, and only that has a `next_at` after `queued_at`, was the first
    of its chat and stays so.
    """
    next_at = sa.type_coerce(row.c.next_at, sa.BigInteger)
    turn = sa.case((row.c.next_at > row.c.queued_at, _LOWEST), (next_at < _ZERO, next_at), else_=_ZERO)
    return sa.tuple_(row.c.priority, turn, row.c.id)


_sending = (deliveries.c.settled_at.is_(None), deliveries.c.state == "sending")
_other = deliveries.alias("other")
_first_of_chat = ~sa.exists().where(
    _other.c.chat_id == deliveries.c.chat_id,
    # As in the partial index, which SQLite else would not take.
    _other.c.settled_at.is_(None),
    sa.or_(
        _other.c.state == sa.literal_column("'sending'"),
        sa.and_(_other.c.state == QUEUED, _place(_other) < _place(deliveries)),
    ),
)
#: Milliseconds that a window is open after a person's word (bot.windows).
_OPEN_FOR = (windows.WINDOW - windows.MARGIN) // MILLISECOND
#: What could go out now; a chat's deliveries go one after another.
_ready = (
    deliveries.c.channel == sa.bindparam("its_channel"),
    deliveries.c.state == QUEUED,
    deliveries.c.next_at <= sa.bindparam("now", type_=Instant),
    chats.c.state == sa.literal_column("'active'"),
    # Outside a person's 24 hours only what is urgent goes to WhatsApp; the rest is about to be put into the digest.
    sa.or_(
        deliveries.c.channel != sa.literal_column("'whatsapp'"),
        deliveries.c.priority == sa.literal_column(str(PRIORITIES["urgent"])),
        sa.type_coerce(chats.c.heard_at, sa.BigInteger)
        > sa.type_coerce(sa.bindparam("now", type_=Instant), sa.BigInteger) - sa.literal_column(str(_OPEN_FOR)),
    ),
    _first_of_chat,
)
_FIRST = Prepared(
    sa.select(
        deliveries.c.id,
        deliveries.c.story_id,
        deliveries.c.chat_id,
        deliveries.c.attempts,
        deliveries.c.doubts,
        deliveries.c.queued_at,
        chats.c.address,
        chats.c.kind,
        chats.c.language,
        chats.c.timezone,
        chats.c.heard_at,
    )
    .join(chats, chats.c.id == deliveries.c.chat_id)
    .where(*_ready)
    .order_by(deliveries.c.priority, deliveries.c.next_at, deliveries.c.id)
    .limit(sa.bindparam("limit"))
    .with_for_update(of=deliveries, skip_locked=True),
    "its_channel",
    "now",
    "limit",
)
_this = deliveries.c.id == sa.bindparam("its_id")
_TAKE = Prepared(
    sa.update(deliveries)
    .where(_this)
    .values(state=sa.literal_column("'sending'"), attempts=deliveries.c.attempts + sa.literal_column("1")),
    "its_id",
)
_LATER = Prepared(
    sa.update(deliveries).where(_this).values(next_at=sa.bindparam("until", type_=Instant)), "its_id", "until"
)
_SENT = Prepared(
    sa.update(deliveries)
    # A receipt may have been quicker than the answer of the send.
    .where(_this, deliveries.c.state == sa.literal_column("'sending'"))
    .values(
        state=sa.literal_column("'sent'"),
        settled_at=sa.bindparam("now", type_=Instant),
        message_id=sa.bindparam("message"),
        error=sa.null(),
    ),
    "its_id",
    "now",
    "message",
)
_SETTLE = (
    sa.update(deliveries)
    .where(_this, deliveries.c.state == sa.bindparam("old_state"))
    .values(
        state=sa.bindparam("new_state"),
        attempts=sa.bindparam("new_attempts"),
        doubts=sa.bindparam("new_doubts"),
        next_at=sa.bindparam("new_next_at", type_=Instant),
        settled_at=sa.bindparam("new_settled_at", type_=Instant),
        message_id=sa.func.coalesce(sa.bindparam("new_message", type_=sa.Text), deliveries.c.message_id),
        error=sa.bindparam("new_error"),
    )
)
_READY = sa.select(sa.literal(1)).join_from(deliveries, chats).where(*_ready).limit(1)
#: One look into the index for each priority.
_NEXT = sa.select(
    sa.func.min(
        sa.union_all(
            *(
                sa.select(sa.func.min(deliveries.c.next_at).label("next_at")).where(
                    deliveries.c.channel == sa.bindparam("its_channel"),
                    deliveries.c.priority == priority,
                    deliveries.c.state == QUEUED,
                    deliveries.c.next_at > sa.bindparam("now", type_=Instant),
                )
                for priority in PRIORITIES.values()
            )
        )
        .subquery()
        .c.next_at
    )
)


def nobody_rests(_address: str) -> None:
    """For those who keep no pace."""
    return


def in_flight(connection: Connection, channel: ChannelName) -> tuple[tuple[int, int], ...]:
    """What is being sent on a channel, as numbers of deliveries and of their attempts."""
    query = sa.select(deliveries.c.id, deliveries.c.attempts)
    return tuple(connection.execute(query.where(*_sending, deliveries.c.channel == channel)))


def recover(
    connection: Connection,
    now: datetime,
    flying: Sequence[tuple[int, int]] | None = None,
    receipt_wait: timedelta = timedelta(0),
) -> int:
    """After a crash: what was being sent may have arrived. It is sent once more, or parked when that happened before.

    Gives how many rows that were. Only for the process that alone sends; `flying` are those that `in_flight` gave
    when it began to, None is all that there are. Where a network's receipts tell whether it arrived, they are waited
    for.
    """
    again = deliveries.c.doubts < MAX_DOUBTS
    left = () if flying is None else (sa.tuple_(deliveries.c.id, deliveries.c.attempts).in_(flying),)
    update = (
        sa.update(deliveries)
        .where(*_sending, *left)
        .values(
            state=sa.case((again, "queued"), else_="in_doubt"),
            doubts=deliveries.c.doubts + 1,
            next_at=sa.case(
                (deliveries.c.channel.in_(RECEIPTS), sa.literal(now + receipt_wait, Instant)),
                else_=sa.literal(now, Instant),
            ),
            settled_at=sa.case((again, sa.null()), else_=sa.literal(now, Instant)),
            error="stopped: the service ended while sending",
        )
    )
    return connection.execute(update).rowcount


def turn(
    connection: Connection,
    channel: ChannelName,
    now: datetime,
    settlements: Sequence[Settlement],
    room: int,
    rests: Rests = nobody_rests,
    held: datetime | None = None,
) -> tuple[Claim, ...]:
    """A sender's whole round in one transaction: settles, notes a hold, and claims as `claim` does."""
    settle(connection, settlements, now)
    if held is not None:
        hold(connection, channel, held)
    return claim(connection, channel, now, room, rests) if room > 0 else ()


def claim(
    connection: Connection, channel: ChannelName, now: datetime, limit: int, rests: Rests = nobody_rests
) -> tuple[Claim, ...]:
    """Takes up to `limit` deliveries to send now: urgent ones first, then by their `next_at`.

    A chat's deliveries go out one after another: none while an earlier one is being sent or waits for its retry.
    `rests` says until when an address may not be sent to, None when it may; what is due there is put off until then.
    Marks what it takes "sending": whoever claims must send at once and settle.
    """
    taken: list[Claim] = []
    moment = stored(now)
    while len(taken) < limit:
        rows = [(tuple(row), rests(row[6])) for row in _FIRST.rows(connection, (channel, moment, limit - len(taken)))]
        claims = [_claim(row, channel, now) for row, until in rows if until is None]
        # To the end of their rests; always later than now, so that this comes to an end.
        later = [(row[0], max(stored(until), moment + 1)) for row, until in rows if until is not None]
        if claims:
            _TAKE.many(connection, [(one.id,) for one in claims])
            taken += claims
        if not later:
            break
        _LATER.many(connection, later)
    return tuple(taken)


def _claim(row: Sequence[Any], channel: ChannelName, now: datetime) -> Claim:
    key, story, chat, attempts, doubts, queued_at, address, kind, language, timezone, heard_at = row
    heard = None if heard_at is None else restored(heard_at)
    return Claim(
        key,
        story,
        chat,
        channel,
        address,
        kind,
        language,
        timezone,
        attempts + 1,
        doubts,
        restored(queued_at),
        window_open=channel != "whatsapp" or windows.is_open(heard, now),
    )


def next_due(connection: Connection, channel: ChannelName, now: datetime) -> datetime | None:
    """When, after `now`, the next queued delivery of a channel may go out; None when nothing waits for a moment.

    What may go out now, and is not claimed, waits for another of its chat.
    """
    earliest: datetime | None = connection.scalar(_NEXT, {"its_channel": channel, "now": now})
    return earliest


def is_ready(connection: Connection, channel: ChannelName, now: datetime) -> bool:
    """Whether a delivery of a channel could go out now, if its chat does not rest."""
    return connection.scalar(_READY, {"its_channel": channel, "now": now}) is not None


def settle(connection: Connection, settlements: Sequence[Settlement], now: datetime) -> None:
    """Writes what became of claimed deliveries, and of their chats, in one transaction."""
    sent = [one for one in settlements if one.state == "sent"]
    if sent:
        moment = stored(now)
        _SENT.many(connection, [(one.claim.id, moment, one.message_id) for one in sent])
    settle_from(connection, [(one, "sending") for one in settlements if one.state != "sent"], now)


def settle_from(connection: Connection, settlements: Sequence[tuple[Settlement, str]], now: datetime) -> None:
    """Writes failures of deliveries that are in the given states; one that has come further meanwhile is left alone."""
    if not settlements:
        return
    others = [one for one, _ in settlements]
    connection.execute(
        _SETTLE,
        [
            {
                "its_id": one.claim.id,
                "old_state": before,
                "new_message": one.message_id,
                "new_state": one.state,
                "new_attempts": one.attempts,
                "new_doubts": one.doubts,
                "new_next_at": one.next_at or now,
                "new_settled_at": None if one.state == "queued" else now,
                "new_error": one.error or None,
            }
            for one, before in settlements
        ],
    )
    for one in others:
        if one.new_address is not None:
            chats_table.move(connection, one.claim.channel, one.claim.address, one.new_address, now)
        elif one.chat_state is not None:
            chats_table.change_state(connection, one.claim.chat_id, one.chat_state, now)
        elif one.state == "failed" and one.error.startswith(_UNDELIVERED):
            _give_up_on(connection, one.claim.chat_id, now)


def _give_up_on(connection: Connection, chat_id: int, now: datetime) -> None:
    """A person who could not be reached `GIVE_UP_AFTER` times in a row is not written to until they write to us."""
    mine = sa.select(deliveries.c.state, deliveries.c.error).where(
        deliveries.c.chat_id == chat_id, deliveries.c.settled_at.is_not(None)
    )
    last = connection.execute(
        mine.order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc()).limit(GIVE_UP_AFTER)
    ).all()
    lost = [row for row in last if row.state == "failed" and (row.error or "").startswith(_UNDELIVERED)]
    if len(lost) == GIVE_UP_AFTER:
        chats_table.change_state(connection, chat_id, "blocked", now)


def hold(connection: Connection, channel: ChannelName, until: datetime) -> None:
    """Notes that the network wants nothing from us before `until`; a restart keeps to it. Never shortens a hold."""
    insert = insert_or(connection, holds).values(channel=channel, until=until)
    longer = insert.excluded.until > holds.c.until
    connection.execute(
        insert.on_conflict_do_update(index_elements=["channel"], set_={"until": insert.excluded.until}, where=longer)
    )


def held_until(connection: Connection, channel: ChannelName) -> datetime | None:
    """Until when nothing may be sent on a channel; may be past. None when the network never said so."""
    until: datetime | None = connection.scalar(sa.select(holds.c.until).where(holds.c.channel == channel))
    return until


def expire(connection: Connection, now: datetime, before: datetime) -> int:
    """Lets go of news from before `before`: old news late is worse than none. Gives how many.

    What waits for a digest is no exception, but a digest of the week has eight days.
    """
    expired = 0
    for waiting in (QUEUED, IN_DIGEST):
        update = sa.update(deliveries).where(deliveries.c.state == waiting, deliveries.c.story_id.in_(_older(before)))
        if waiting is IN_DIGEST:
            weekly = deliveries.c.chat_id.in_(sa.select(chats.c.id).where(chats.c.mode == "weekly"))
            # A limit for news of more than a week holds for them as well.
            week = min(before, now - WEEK)
            update = update.where(sa.or_(~weekly, deliveries.c.story_id.in_(_older(week))))
        expired += connection.execute(update.values(state="expired", settled_at=now, error="too old")).rowcount
    return expired


def _older(before: datetime) -> sa.Select[tuple[int]]:
    return sa.select(stories.c.id).where(stories.c.state == "due", stories.c.published_at < before)


def counts(connection: Connection) -> dict[str, int]:
    """How many deliveries there were by state; the forgotten ones included."""
    rows = connection.execute(sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state))
    return dict(Counter(dict(rows.all())) + Counter(totals.state_counts(connection)))
