"""What is owed beyond a chat's day, too late, or after an outage: diverted, let go of, put in order.

The outbox itself is `bot.storage.deliveries`; this decides which of its rows wait, in which order, and for what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.choices import hours_of
from bot.costs.ledger import Terms
from bot.storage import owing, paying
from bot.storage.matching import rest_until
from bot.storage.schema import QUEUED, chats, deliveries, errands
from feeds.storage.schema import Instant, stories

#: What has waited for so long, although it might have gone out, waits because of an outage.
LATE = timedelta(minutes=30)
#: Rows put in order in one transaction: a second or so in which nothing else is written.
BATCH = 20_000
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: As a literal and in the words of the partial index, else SQLite would not use it.
_IN_DIGEST = deliveries.c.state == sa.literal_column("'digest'")
#: Deliveries that count as one of a chat's day.
_OF_THE_DAY = ("queued", "sending", "sent", "delivered", "read", "in_doubt")


def owe(
    connection: Connection, story_ids: Sequence[int], now: datetime, daily_limit: int, terms: Terms | None = None
) -> None:
    """Owes these stories to every chat that wants them; beyond `daily_limit` a day, in the digest.

    In the news' transaction. A day is the chat's own. Which stories a chat gets at once is decided in their order.
    With `terms`, what goes to WhatsApp takes its paid way.
    """
    limits = _own_limits(connection)
    if _is_quiet_day(connection, now, min([daily_limit, *limits])):
        owing.owe(connection, story_ids, now)
    else:
        _owe_within(connection, story_ids, now, daily_limit, limits)
    if terms is not None:
        paying.route(connection, story_ids, now, terms)


def owe_missing(
    connection: Connection, now: datetime, since: datetime, daily_limit: int, terms: Terms | None = None
) -> int:
    """Heals: owes what became due after `since` and has no delivery yet; gives how many. Never owes twice."""
    query = sa.select(stories.c.id).where(stories.c.state == "due", stories.c.due_at >= since).order_by(stories.c.id)
    ids = connection.scalars(query).all()
    limits = _own_limits(connection)
    few = len(ids) <= min([daily_limit, *limits])
    owed = owing.owe_missing(connection, now, since) if few else _owe_within(connection, ids, now, daily_limit, limits)
    if terms is not None and owed:
        paying.route(connection, ids, now, terms)
    return owed


def owe_joined(connection: Connection, now: datetime, since: datetime, terms: Terms | None = None) -> int:
    """Owes what another feed tells by now to those who chose that feed (`owing.owe_joined`); gives how many."""
    ids, owed = owing.owe_joined(connection, now, since)
    if terms is not None and owed:
        paying.route(connection, ids, now, terms)
    return owed


def _own_limits(connection: Connection) -> Sequence[int]:
    """The limits that chats set for themselves; a handful at most, and one look when there are none."""
    own = sa.select(chats.c.daily_limit).where(
        # Who has a limit is not plain: the first condition only says where to look.
        sa.not_(chats.c.plain),
        chats.c.daily_limit.is_not(None),
        chats.c.state == "active",
    )
    return connection.scalars(own.distinct()).all()


def _is_quiet_day(connection: Connection, now: datetime, daily_limit: int) -> bool:
    """Whether there were so few stories that no chat can be over its limit: all that the limit costs on most days."""
    recent = sa.select(sa.func.count()).where(
        # The first condition only says where to look; nothing older is ever due.
        stories.c.published_at >= now - 30 * _DAY,
        stories.c.state == "due",
        stories.c.due_at >= now - _DAY,
    )
    return (connection.scalar(recent) or 0) <= daily_limit


def _owe_within(
    connection: Connection, story_ids: Sequence[int], now: datetime, daily_limit: int, own_limits: Sequence[int]
) -> int:
    zones = connection.scalars(sa.select(chats.c.timezone).where(chats.c.state == "active").distinct()).all()
    owed = 0
    for story_id in story_ids:
        owed += owing.owe(connection, [story_id], now)
        for zone in zones:
            midnight = _last(now, zone, 0)
            _divert(connection, story_id, zone, midnight, daily_limit)
            for own in own_limits:
                _divert(connection, story_id, zone, midnight, own, chats.c.daily_limit == own)
    return owed


def _divert(
    connection: Connection,
    story_id: int,
    zone: str,
    midnight: datetime,
    daily_limit: int,
    *which: sa.ColumnElement[bool],
) -> None:
    # An urgent story goes out whatever the day has brought.
    ordinary = sa.exists().where(stories.c.id == story_id, stories.c.urgent.is_(sa.false()))
    counted = deliveries.alias()
    full = (
        sa.select(counted.c.chat_id)
        .join(chats, chats.c.id == counted.c.chat_id)
        .where(
            counted.c.story_id.in_(sa.select(stories.c.id).where(stories.c.due_at >= midnight)),
            counted.c.queued_at >= midnight,
            counted.c.state.in_(_OF_THE_DAY),
            chats.c.timezone == zone,
            *which,
        )
        .group_by(counted.c.chat_id)
        .having(sa.func.count() > daily_limit)
    )
    connection.execute(
        sa.update(deliveries)
        .where(
            deliveries.c.story_id == story_id, deliveries.c.state == "queued", deliveries.c.chat_id.in_(full), ordinary
        )
        .values(state="digest")
    )


def reorder(connection: Connection, now: datetime) -> int:
    """After an outage: of all that could go out now, the newest goes first. Gives how many rows were put in order.

    Does nothing as long as nothing is late. A row's place is its `next_at`, which is only a lower bound: what is put
    in order gets a moment before 1970, the earlier the newer its story. Urgent ones are claimed before all others
    anyway. At most `BATCH` rows; call it again for more.
    """
    could_go = (deliveries.c.state == QUEUED, deliveries.c.next_at <= now)
    late = sa.select(sa.literal(1)).where(*could_go, deliveries.c.queued_at < now - LATE).limit(1)
    if connection.scalar(late) is None:
        return 0
    batch = sa.select(deliveries.c.id).where(*could_go, deliveries.c.next_at > _EPOCH).limit(BATCH)
    due_at = sa.type_coerce(stories.c.due_at, sa.BigInteger)
    turn = -sa.select(due_at).where(stories.c.id == deliveries.c.story_id).scalar_subquery()
    return connection.execute(sa.update(deliveries).where(deliveries.c.id.in_(batch)).values(next_at=turn)).rowcount


def plan_digests(connection: Connection, now: datetime, hour: int, terms: Terms | None = None) -> int:
    """Owes a digest to each chat for which something has waited since before its last digest hour; gives to how many.

    `hour` is that of chats without hours of their own; all are by the chat's own clock. A digest is due at once, in
    quiet hours at their end. With `terms`, those on WhatsApp are owed as far as money goes.
    """
    planned = 0
    own = (chats.c.timezone, chats.c.mode, chats.c.digest_hours, chats.c.digest_day, chats.c.quiet_from)
    others = sa.true() if terms is None else chats.c.channel != "whatsapp"
    waiting = sa.select(deliveries.c.chat_id).where(_IN_DIGEST).distinct()
    ways = connection.execute(sa.select(*own, chats.c.quiet_to).where(chats.c.id.in_(waiting)).distinct()).all()
    for way in ways:
        day = way.digest_day if way.mode == "weekly" else None
        moment = max(_last(now, way.timezone, each, day) for each in hours_of(way.digest_hours) or (hour,))
        quiet = None if way.quiet_from is None else (way.quiet_from, way.quiet_to)
        at = rest_until(quiet, way.timezone, now)
        alike = sa.and_(
            *(column.is_not_distinct_from(value) for column, value in zip(own, way, strict=False)),
            chats.c.quiet_to.is_not_distinct_from(way.quiet_to),
        )
        if terms is not None:
            planned += paying.plan(connection, alike, moment, at, now, terms)
        ready = sa.select(deliveries.c.chat_id).where(_IN_DIGEST, deliveries.c.queued_at <= moment).distinct()
        under_way = sa.select(errands.c.chat_id).where(
            errands.c.kind == "digest", errands.c.state.in_(("queued", "sending"))
        )
        owed = sa.select(
            sa.literal("digest"),
            chats.c.id,
            sa.literal("tell"),
            sa.literal("queued"),
            sa.literal(moment, Instant),
            sa.literal(at, Instant),
        ).where(alike, others, chats.c.id.in_(ready), chats.c.id.not_in(under_way))
        columns = ["kind", "chat_id", "way", "state", "created_at", "next_at"]
        insert = sa.insert(errands).from_select(columns, owed).execution_options(preserve_rowcount=True)
        planned += connection.execute(insert).rowcount
    return planned


def _last(now: datetime, zone: str, hour: int, day: int | None = None) -> datetime:
    """The last moment, not after `now`, at which clocks there showed this full hour; on this day of the week if any."""
    local = now.astimezone(ZoneInfo(zone))
    back = 0 if day is None else (local.weekday() - day) % 7
    date = local.date() - timedelta(days=back)
    moment = datetime.combine(date, time(hour), ZoneInfo(zone)).astimezone(UTC)
    return moment if moment <= now else (moment - (_DAY if day is None else 7 * _DAY))
