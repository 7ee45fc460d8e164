"""Errands in the database: corrections, recalls and digests, owed to chats like deliveries and settled like them.

queued -> sending -> done or unreachable. A story has at most one errand a chat: a second correction, or a recall,
takes the place of the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot import windows
from bot.model import MAX_DOUBTS, ChannelName, Errand, ErrandKind, ErrandSettlement, ErrandWay
from bot.storage import totals
from bot.storage.deliveries import Rests, nobody_rests
from bot.storage.schema import QUEUED, chats, deliveries, errands, is_open
from feeds.storage import revisions
from feeds.storage import stories as stories_table
from feeds.storage.revisions import Revised
from feeds.storage.schema import Instant, stories
from feeds.storage.upsert import insert_or

#: Deliveries whose chat has, or may have, the story in a message of its own; in a digest; or may still get it.
_IN_MESSAGE = ("sent", "delivered", "read", "sending", "in_doubt")
_UNSENT = ("queued", "digest")
#: Deliveries that ended without their chat having got anything.
_NEVER = ("expired", "failed", "rejected")

_sending = (is_open(errands.c.state), errands.c.state == "sending")
_ITS_DELIVERY = sa.and_(deliveries.c.story_id == errands.c.story_id, deliveries.c.chat_id == errands.c.chat_id)

#: The first of each kind by the index; a minimum over all of them would look at every open errand.
_NEXT = sa.select(
    *(
        sa.select(errands.c.next_at)
        .join(chats, chats.c.id == errands.c.chat_id)
        .where(
            is_open(errands.c.state),
            errands.c.state == "queued",
            errands.c.kind == kind,
            chats.c.channel == sa.bindparam("its_channel"),
        )
        .order_by(errands.c.next_at)
        .limit(1)
        .scalar_subquery()
        for kind in get_args(ErrandKind)
    )
)


def correct(connection: Connection, revised: Sequence[Revised], settled: Sequence[Revised], now: datetime) -> int:
    """Owes the correction of the `revised` stories to all who read them; gives to how many.

    `settled` are those whose change no reader needs to see: nothing is owed for them.
    """
    owed = sum(_owe(connection, one.story_id, "correction", now) for one in revised)
    revisions.settle(connection, [*revised, *settled], now)
    return owed


def correct_again(connection: Connection, story_id: int, now: datetime) -> int:
    """Owes the correction again to those of this story's chats that could not be reached; gives to how many."""
    update = sa.update(errands).where(
        errands.c.story_id == story_id, errands.c.kind == "correction", errands.c.state == "unreachable"
    )
    values = {"state": "queued", "attempts": 0, "doubts": 0, "next_at": now, "settled_at": None}
    return connection.execute(update.values(values)).rowcount


def recall(connection: Connection, story_id: int, now: datetime) -> str | None:
    """Takes a story back from everybody, in one transaction; gives its title, None when there is no such story."""
    story = stories_table.recall(connection, story_id)
    if story is None:
        return None
    _owe(connection, story_id, "recall", now)
    let_go_of_recalled(connection, now)
    return story.title


def let_go_of_recalled(connection: Connection, now: datetime) -> int:
    """Nothing recalled is sent: also what was being sent when its story was recalled, and is to be retried.

    Gives how many deliveries that were. Errands at chats that turn out never to have got the story are dropped.
    """
    recalled = sa.select(stories.c.id).where(stories.c.state == "recalled")
    let_go = 0
    for waiting in (QUEUED, sa.literal_column("'digest'")):
        update = sa.update(deliveries).where(deliveries.c.state == waiting, deliveries.c.story_id.in_(recalled))
        let_go += connection.execute(update.values(state="expired", settled_at=now, error="recalled")).rowcount
    unsent = sa.exists().where(_ITS_DELIVERY, deliveries.c.state.in_(_NEVER))
    queued = sa.and_(is_open(errands.c.state), errands.c.state == "queued")
    connection.execute(sa.delete(errands).where(queued, unsent))
    return let_go


def _owe(connection: Connection, story_id: int, kind: ErrandKind, now: datetime) -> int:
    """One errand for each chat that has the story or may get it this moment."""
    moment = sa.literal(now, Instant)
    if kind == "recall":
        way: sa.ColumnElement[str] = sa.case((deliveries.c.state == "digested", "tell"), else_="delete")
        # An earlier recall that worked is not repeated.
        replaceable = sa.or_(errands.c.kind != "recall", errands.c.state != "done")
    else:
        way = sa.literal("edit")
        replaceable = errands.c.kind == "correction"
    owed = sa.select(
        sa.literal(kind), deliveries.c.story_id, deliveries.c.chat_id, way, sa.literal("queued"), moment, moment
    ).where(deliveries.c.story_id == story_id, deliveries.c.state.in_((*_IN_MESSAGE, "digested")))
    columns = ["kind", "story_id", "chat_id", "way", "state", "created_at", "next_at"]
    insert = insert_or(connection, errands).from_select(columns, owed)
    fresh = {column: insert.excluded[column] for column in columns}
    statement = insert.on_conflict_do_update(
        index_elements=["story_id", "chat_id"],
        set_=fresh | {"attempts": 0, "doubts": 0, "settled_at": None, "error": None},
        where=replaceable,
    ).execution_options(preserve_rowcount=True)
    return connection.execute(statement).rowcount


def in_flight(connection: Connection, channel: ChannelName) -> tuple[tuple[int, int], ...]:
    """What is being done on a channel, as numbers of errands and of their attempts."""
    query = sa.select(errands.c.id, errands.c.attempts).join(chats, chats.c.id == errands.c.chat_id)
    return tuple(connection.execute(query.where(*_sending, chats.c.channel == channel)))


def recover(connection: Connection, now: datetime, flying: Sequence[tuple[int, int]] | None = None) -> int:
    """After a crash: edits and deletions are simply tried again; what was being told may have arrived.

    That is told once more, or given up when it happened before. Only for the process that alone sends; `flying` are
    those that `in_flight` gave when it began to, None is all that there are.
    """
    left = () if flying is None else (sa.tuple_(errands.c.id, errands.c.attempts).in_(flying),)
    told_twice = sa.and_(errands.c.way == "tell", errands.c.doubts >= MAX_DOUBTS)
    update = (
        sa.update(errands)
        .where(*_sending, *left)
        .values(
            state=sa.case((told_twice, "unreachable"), else_="queued"),
            doubts=errands.c.doubts + sa.case((errands.c.way == "tell", 1), else_=0),
            next_at=now,
            settled_at=sa.case((told_twice, sa.literal(now, Instant)), else_=sa.null()),
            error="the service stopped meanwhile",
        )
    )
    return connection.execute(update).rowcount


def claim(
    connection: Connection,
    channel: ChannelName,
    now: datetime,
    limit: int,
    rests: Rests = nobody_rests,
    *,
    digests: bool = False,
) -> tuple[Errand, ...]:
    """Takes up to `limit` errands to run now: recalls, else corrections, or `digests`; at most one a chat.

    An errand waits while its story is still being sent to the chat. `rests` says until when an address may not be
    sent to, None when it may; what is due there is put off until then.
    """
    kinds: tuple[ErrandKind, ...] = ("digest",) if digests else ("recall", "correction")
    found = (_waiting(connection, kind, channel, now, limit, rests) for kind in kinds)
    message_of = next(filter(None, found), {})
    if not message_of:
        return ()
    connection.execute(
        sa.update(errands).where(errands.c.id.in_(message_of)).values(state="sending", attempts=errands.c.attempts + 1)
    )
    rows = connection.execute(
        sa.select(errands, chats.c.address, chats.c.kind.label("chat_kind"), chats.c.language, chats.c.timezone)
        .add_columns(chats.c.heard_at)
        .add_columns((chats.c.state == "active").label("chat_active"))
        .join(chats, chats.c.id == errands.c.chat_id)
        .where(errands.c.id.in_(message_of))
        .order_by(errands.c.id)
    ).all()
    carried = _digests(connection, {row.chat_id: row.created_at for row in rows if row.kind == "digest"})
    return tuple(
        Errand(
            id=row.id,
            kind=row.kind,
            way=row.way,
            chat_id=row.chat_id,
            address=row.address,
            chat_kind=row.chat_kind,
            chat_active=row.chat_active,
            language=row.language,
            timezone=row.timezone,
            attempts=row.attempts,
            doubts=row.doubts,
            story_id=row.story_id,
            message_id=message_of[row.id],
            digest=carried[row.chat_id] if row.kind == "digest" else (),
            window_open=channel != "whatsapp" or windows.is_open(row.heard_at, now),
        )
        for row in rows
    )


def _waiting(
    connection: Connection, kind: ErrandKind, channel: ChannelName, now: datetime, limit: int, rests: Rests
) -> dict[int, str | None]:
    """Errands of one kind that may be run, with the message that each is about; in the order of their index."""
    waiting = (
        sa.select(
            errands.c.id,
            errands.c.chat_id,
            chats.c.address,
            sa.case((deliveries.c.state != "digested", deliveries.c.message_id)).label("message_id"),
        )
        .join(chats, chats.c.id == errands.c.chat_id)
        .join(deliveries, _ITS_DELIVERY, isouter=True)
        .where(
            is_open(errands.c.state),
            errands.c.state == "queued",
            errands.c.next_at <= now,
            errands.c.kind == kind,
            chats.c.channel == channel,
            sa.or_(deliveries.c.state.is_(None), deliveries.c.state.not_in(("sending", *_UNSENT, *_NEVER))),
        )
        .order_by(errands.c.next_at, errands.c.id)
        .limit(4 * limit)
        .with_for_update(of=errands, skip_locked=True)
    )
    taken: dict[int, tuple[int, str | None]] = {}
    later = True
    while later and len(taken) < limit:
        later = False
        for row in connection.execute(waiting).all():
            until = rests(row.address)
            if until is None:
                taken.setdefault(row.chat_id, (row.id, row.message_id))
                continue
            # Always later than now, so that this comes to an end.
            put_off = max(until, now + timedelta(milliseconds=1))
            connection.execute(sa.update(errands).where(errands.c.id == row.id).values(next_at=put_off))
            later = True
    return dict(list(taken.values())[:limit])


def _digests(connection: Connection, wanted: dict[int, datetime]) -> dict[int, tuple[int, ...]]:
    """What waits for each chat's digest since before the given moment, oldest first."""
    found: dict[int, list[int]] = defaultdict(list)
    query = (
        sa.select(deliveries.c.chat_id, deliveries.c.story_id, deliveries.c.queued_at)
        .where(deliveries.c.chat_id.in_(wanted), deliveries.c.state == sa.literal_column("'digest'"))
        .order_by(deliveries.c.id)
    )
    for row in connection.execute(query):
        if row.queued_at <= wanted[row.chat_id]:
            found[row.chat_id].append(row.story_id)
    return defaultdict(tuple, {chat_id: tuple(ids) for chat_id, ids in found.items()})


def next_due(connection: Connection, channel: ChannelName) -> datetime | None:
    """When the next errand of a channel may be run; None when nothing waits."""
    earliest = connection.execute(_NEXT, {"its_channel": channel}).one()
    return min(filter(None, earliest), default=None)


def settle(connection: Connection, settlements: Sequence[ErrandSettlement], now: datetime) -> None:
    """Writes what became of claimed errands, and of the deliveries that a digest carried."""
    for one in settlements:
        connection.execute(
            sa.update(errands)
            # What became a recall meanwhile is another errand.
            .where(errands.c.id == one.errand.id, errands.c.kind == one.errand.kind, errands.c.state == "sending")
            .values(
                state=one.state,
                way=one.way,
                attempts=one.attempts,
                doubts=one.doubts,
                next_at=one.next_at or now,
                settled_at=None if one.state == "queued" else now,
                error=one.error or None,
            )
        )
        if one.errand.digest and one.state != "queued":
            carried = sa.update(deliveries).where(
                deliveries.c.chat_id == one.errand.chat_id,
                deliveries.c.story_id.in_(one.errand.digest),
                deliveries.c.state == "digest",
            )
            reached = {"state": "digested", "message_id": one.message_id, "error": None}
            values = reached if one.state == "done" else {"state": "failed", "error": f"digest: {one.error}"[:300]}
            connection.execute(carried.values(values | {"settled_at": now}))


def counts(connection: Connection, story_id: int) -> dict[tuple[ErrandKind, ErrandWay, str], int]:
    """How many errands of a story there were by kind, way and state; the forgotten ones included."""
    group = (errands.c.kind, errands.c.way, errands.c.state)
    query = sa.select(*group, sa.func.count()).where(errands.c.story_id == story_id).group_by(*group)
    found = Counter(totals.errand_counts(connection, story_id))
    found.update({(kind, way, state): count for kind, way, state, count in connection.execute(query)})
    return dict(found)
