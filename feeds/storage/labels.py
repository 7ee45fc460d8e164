"""A story's labels in the database: columns of `stories`, and a row of `story_places` for each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.model import EventCard, Labels, Place
from feeds.storage.schema import story_places

#: The level of a code by its length: "16.03", "16.03.06", "16.03.06.1001".
_LEVELS: dict[int, Literal["regency", "district", "village"]] = {5: "regency", 8: "district", 13: "village"}


def columns(labels: Labels) -> dict[str, Any]:
    """What the labels put into a story's row."""
    event = labels.event or EventCard()
    return {
        "topics": " ".join(labels.topics),
        "urgent": labels.urgent,
        "event_day": event.day and event.day.isoformat(),
        "event_time": None if event.time is None else event.time.isoformat("minutes"),
        "event_place": event.place,
        "event_deadline": event.deadline and event.deadline.isoformat(),
    }


def put_places(connection: Connection, stories: Sequence[tuple[int, Labels]]) -> None:
    """Writes the places of stories (id, labels) anew."""
    ids = [story_id for story_id, _ in stories]
    connection.execute(sa.delete(story_places).where(story_places.c.story_id.in_(ids)))
    add_places(connection, stories)


def add_places(connection: Connection, stories: Sequence[tuple[int, Labels]]) -> None:
    """Writes the places of stories (id, labels) that have none yet."""
    rows = [
        {"story_id": story_id, "code": place.code, "position": position, "name": place.name}
        for story_id, labels in stories
        for position, place in enumerate(labels.places)
    ]
    if rows:
        connection.execute(sa.insert(story_places), rows)


def places_of(connection: Connection, story_ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    """The places of stories, in the order in which each names them."""
    found: defaultdict[int, list[Place]] = defaultdict(list)
    query = sa.select(story_places).where(story_places.c.story_id.in_(story_ids)).order_by(story_places.c.position)
    for row in connection.execute(query):
        found[row.story_id].append(Place(row.code, row.name, _LEVELS[len(row.code)]))
    return {story_id: tuple(places) for story_id, places in found.items()}


def read(row: Any, places: tuple[Place, ...]) -> Labels:  # noqa: ANN401 - a row of stories
    """The labels of a story's row."""
    event = EventCard(
        day=date.fromisoformat(row.event_day) if row.event_day else None,
        time=time.fromisoformat(row.event_time) if row.event_time else None,
        place=row.event_place,
        deadline=date.fromisoformat(row.event_deadline) if row.event_deadline else None,
    )
    return Labels(
        places=places,
        topics=tuple(row.topics.split()),
        urgent=row.urgent,
        event=event if event != EventCard() else None,
    )
