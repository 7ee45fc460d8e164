"""Which chats want a story, and when: what owing asks of chats that chose something (docs/decisions/029).

A story is told by tags: its feeds, regencies, kecamatan, topics, and those words that somebody chose. Owing compares
tags with choices by their index and never looks at texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.choices import OF_WORDS, UNWANTED, WANTED, Kind, story_stems, words_in
from bot.storage.prepared import stored
from bot.storage.schema import QUEUED, chats, deliveries
from bot.storage.schema_choosing import story_tags, subscriptions
from feeds.regions.home import home_of
from feeds.storage.schema import Instant, entries, feeds, stories, story_places
from feeds.storage.upsert import insert_or

DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)
#: In the words of the partial index, else SQLite would not use it.
_CHOOSING = sa.not_(chats.c.plain)
#: Story ids looked up in one query.
_BATCH = 500


# --- what a story is told by ------------------------------------------------------------------------------------


def tag(connection: Connection, story_ids: Sequence[int]) -> None:
    """Writes the tags of stories; what is there already stays. Costs one look-up of each story's stems."""
    for start in range(0, len(story_ids), _BATCH):
        _tag(connection, story_ids[start : start + _BATCH])


def _tag(connection: Connection, story_ids: Sequence[int]) -> None:
    tags: set[tuple[int, str, str]] = set()
    outlets = (
        sa.select(entries.c.story_id, feeds.c.id, feeds.c.name, feeds.c.url, feeds.c.regency)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(entries.c.story_id.in_(story_ids))
        .distinct()
    )
    first = sa.select(stories.c.id, feeds.c.id, feeds.c.name, feeds.c.url, feeds.c.regency).join(
        feeds, feeds.c.id == stories.c.feed_id
    )
    for story_id, feed_id, name, url, regency in connection.execute(
        outlets.union(first.where(stories.c.id.in_(story_ids)))
    ):
        tags.add((story_id, "feed", str(feed_id)))
        home = regency or home_of(name, url)
        if home is not None:
            tags.add((story_id, "regency", home))
    places = sa.select(story_places.c.story_id, story_places.c.code).where(story_places.c.story_id.in_(story_ids))
    for story_id, code in connection.execute(places):
        tags.add((story_id, "regency", code[:5]))
        if len(code) >= 8:
            tags.add((story_id, "district", code[:8]))
    told = sa.select(stories.c.id, stories.c.title, stories.c.summary, stories.c.topics)
    stems: dict[int, frozenset[str]] = {}
    for story_id, title, summary, topics in connection.execute(told.where(stories.c.id.in_(story_ids))):
        stems[story_id] = story_stems(title, summary)
        tags |= {(story_id, kind, topic) for topic in topics.split() for kind in ("topic", "without_topic")}
    tags |= _word_tags(connection, stems)
    rows = [{"story_id": story_id, "kind": kind, "value": value} for story_id, kind, value in sorted(tags)]
    if rows:
        connection.execute(insert_or(connection, story_tags).on_conflict_do_nothing(), rows)


def _word_tags(connection: Connection, stems: dict[int, frozenset[str]]) -> set[tuple[int, str, str]]:
    """The chosen words that stories have: found by their longest stem, then compared whole."""
    stories_of: defaultdict[str, list[int]] = defaultdict(list)
    for story_id, own in stems.items():
        for stem in own:
            stories_of[stem].append(story_id)
    tags: set[tuple[int, str, str]] = set()
    for some in _parts(sorted(stories_of)):
        query = (
            sa.select(subscriptions.c.kind, subscriptions.c.lead, subscriptions.c.value)
            .where(subscriptions.c.kind.in_(OF_WORDS), subscriptions.c.lead.in_(some))
            .distinct()
        )
        for kind, lead, value in connection.execute(query):
            tags |= {(story_id, kind, value) for story_id in stories_of[lead] if words_in(value, stems[story_id])}
    return tags


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


# --- who wants it -----------------------------------------------------------------------------------------------


def wants() -> sa.ColumnElement[bool]:
    """Whether the chat of a row wants the story of the row; the story must be tagged unless the chat is plain."""
    wanted = sa.or_(sa.not_(chats.c.chooses), _fits(WANTED))
    # What we announce ourselves is for everybody; its target is the announcement's business.
    announced = stories.c.feed_id.in_(sa.select(feeds.c.id).where(feeds.c.state == "local"))
    return sa.or_(chats.c.plain, announced, sa.and_(wanted, sa.not_(_fits(UNWANTED))))


def _fits(kinds: Sequence[Kind]) -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(
            subscriptions.c.chat_id == chats.c.id,
            subscriptions.c.kind.in_(kinds),
            story_tags.c.story_id == stories.c.id,
            story_tags.c.kind == subscriptions.c.kind,
            story_tags.c.value == subscriptions.c.value,
        )
        .correlate(chats, stories)
    )


def choosing_zones(connection: Connection) -> tuple[str, ...]:
    """The zones of subscribed chats that are not plain; none at all is the usual case, and costs one look."""
    query = sa.select(chats.c.timezone).where(_CHOOSING, chats.c.state == "active").distinct()
    return tuple(connection.scalars(query))


# --- when -------------------------------------------------------------------------------------------------------


def state_of() -> sa.ColumnElement[str]:
    """In which state the story of a row is owed to the chat of the row."""
    at_once = sa.or_(chats.c.plain, chats.c.mode == "instant", _passes())
    return sa.case((at_once, "queued"), else_="digest")


def not_before(zones: Sequence[str], now: datetime) -> sa.ColumnElement[int]:
    """The moment, as a number, before which the chat of a row is sent nothing: now, or the end of its quiet hours."""
    goes = sa.or_(chats.c.plain, chats.c.quiet_from.is_(None), _passes())
    return sa.case((goes, sa.literal(now, Instant)), else_=_after_quiet(zones, now))


def put_off(connection: Connection, now: datetime, ahead: timedelta) -> int:
    """Puts off what is queued for chats whose quiet hours have begun, or begin within `ahead`; gives how many.

    What was tried already keeps its time. Urgent stories go where they are allowed.
    """
    zones = choosing_zones(connection)
    if not zones:
        return 0
    later = (
        sa.select(_after_quiet(zones, now + ahead))
        .where(chats.c.id == deliveries.c.chat_id)
        .correlate(deliveries)
        .scalar_subquery()
    )
    urgent = sa.exists().where(stories.c.id == deliveries.c.story_id, stories.c.urgent)
    quiet = sa.select(chats.c.id).where(_CHOOSING, chats.c.state == "active", _is_quiet(zones, now + ahead))
    asleep = quiet.where(sa.not_(chats.c.urgent_allowed))
    update = sa.update(deliveries).where(
        deliveries.c.state == QUEUED,
        deliveries.c.settled_at.is_(None),
        deliveries.c.chat_id.in_(quiet),
        deliveries.c.next_at < sa.literal(now + ahead, Instant),
        sa.or_(sa.not_(urgent), deliveries.c.chat_id.in_(asleep)),
    )
    return connection.execute(update.values(next_at=later)).rowcount


def rest_until(preferences_quiet: tuple[int, int] | None, zone: str, now: datetime) -> datetime:
    """The end of the quiet hours that `now` falls into, else `now`. Pure."""
    if preferences_quiet is None:
        return now
    start, end = preferences_quiet
    minute = _minute(zone, now)
    inside = start <= minute < end if start <= end else minute >= start or minute < end
    return now if not inside else _floor(now) + _MINUTE * ((end - minute) % DAY_MINUTES)


def _passes() -> sa.ColumnElement[bool]:
    return sa.and_(stories.c.urgent, chats.c.urgent_allowed)


def _is_quiet(zones: Sequence[str], now: datetime) -> sa.ColumnElement[bool]:
    minute = _minutes(zones, now)
    within = sa.and_(minute >= chats.c.quiet_from, minute < chats.c.quiet_to)
    over_midnight = sa.or_(minute >= chats.c.quiet_from, minute < chats.c.quiet_to)
    inside = sa.case((chats.c.quiet_from <= chats.c.quiet_to, within), else_=over_midnight)
    return sa.and_(chats.c.quiet_from.is_not(None), inside)


def _after_quiet(zones: Sequence[str], now: datetime) -> sa.ColumnElement[int]:
    """The end of the quiet hours that `now` falls into, else `now`, as a number."""
    rest = (chats.c.quiet_to - _minutes(zones, now) + DAY_MINUTES) % DAY_MINUTES
    end = sa.literal(stored(_floor(now)), sa.BigInteger) + sa.cast(rest, sa.BigInteger) * 60_000
    return sa.case((_is_quiet(zones, now), sa.type_coerce(end, Instant)), else_=sa.literal(now, Instant))


def _minutes(zones: Sequence[str], now: datetime) -> sa.ColumnElement[int]:
    """The minute of the day by the clock of the chat of a row."""
    whens: dict[Any, Any] = {zone: sa.literal_column(str(_minute(zone, now))) for zone in zones}
    return sa.case(whens, value=chats.c.timezone, else_=sa.literal_column("0"))


def _minute(zone: str, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def _floor(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
