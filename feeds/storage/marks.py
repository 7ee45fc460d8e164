"""The stored marks of entries, and the stories that a draft may be telling again.

Rows are only ever added at the end, in the transaction of the news, and leave at the front when they are older than
the window. So an index in memory catches up by reading what is new since its last row, and one that starts from
nothing has the same marks as one that never stopped; no text is read again.

Only committed rows are read: storing is done one transaction at a time (see `storage.entries`), and the index is
brought up to date before the transaction adds its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.marks import Hashes, MarkIndex, pack
from feeds.placing import Candidate
from feeds.similar import WINDOW, read_telling
from feeds.storage.schema import entries, entry_marks, stories

#: Rows read at a time while catching up.
_BATCH = 20_000
#: Rows that are looked at for being too old, and how long after the last time at least.
_SWEPT, _SWEPT_AFTER = 5_000, timedelta(minutes=1)
#: After so long an index is made anew, without what has left the window.
_LIFETIME = timedelta(days=1)
#: Entries of a story that a draft is compared with: it must be the same as each of them.
MAX_TOLD = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft whose like is looked for."""

    marks: Hashes
    published: datetime


def add(connection: Connection, index: MarkIndex, marked: Sequence[tuple[int, Hashes]], now: datetime) -> None:
    """Notes the marks of entries that are new or changed, and lets the oldest go when `index` has not lately."""
    rows = [{"entry_id": entry_id, "seen_at": now, "marks": pack(marks)} for entry_id, marks in marked if len(marks)]
    if not rows:
        return
    connection.execute(sa.insert(entry_marks), rows)
    if index.swept is not None and now - index.swept < _SWEPT_AFTER:
        return
    index.swept = now
    oldest = sa.select(entry_marks.c.id, entry_marks.c.seen_at).order_by(entry_marks.c.id).limit(_SWEPT).subquery()
    last_old = sa.select(sa.func.max(oldest.c.id)).where(oldest.c.seen_at < now - WINDOW).scalar_subquery()
    connection.execute(sa.delete(entry_marks).where(entry_marks.c.id <= last_old))


def catch_up(connection: Connection, index: MarkIndex, now: datetime) -> None:
    """Reads into `index` what was stored since it was last brought up to date, once a day the whole window."""
    if index.begun is None or now - index.begun >= _LIFETIME:
        index.begin(now)
    while True:
        rows = connection.execute(
            sa.select(entry_marks.c.id, entry_marks.c.entry_id, entry_marks.c.marks)
            .where(entry_marks.c.id > index.last_row, entry_marks.c.seen_at >= now - WINDOW)
            .order_by(entry_marks.c.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return
        index.add_packed([row.entry_id for row in rows], [bytes(row.marks) for row in rows])
        index.last_row = rows[-1].id
        if len(rows) < _BATCH:
            return


def candidates(
    connection: Connection, index: MarkIndex, wanted: Mapping[int, Wanted], now: datetime
) -> dict[int, tuple[Candidate, ...]]:
    """Stories that are open to be joined and have a recent entry with like marks, by the key of what is wanted."""
    found = {key: index.find(one.marks) for key, one in wanted.items() if len(one.marks)}
    entry_ids = {entry_id for ids in found.values() for entry_id in ids}
    if not entry_ids:
        return {}
    rows = connection.execute(
        sa.select(entries.c.id, entries.c.story_id, entries.c.published_at)
        .join(stories, stories.c.id == entries.c.story_id)
        .where(
            entries.c.id.in_(entry_ids),
            entries.c.first_seen_at >= now - WINDOW,
            stories.c.state.in_(("quiet", "due", "recalled")),
        )
    )
    known = {row.id: row for row in rows}
    near = {
        key: dict.fromkeys(
            known[one].story_id
            for one in ids
            if one in known and abs(known[one].published_at - wanted[key].published) <= WINDOW
        )
        for key, ids in found.items()
    }
    told = _told(connection, {story_id for story_ids in near.values() for story_id in story_ids})
    return {key: tuple(told[story_id] for story_id in story_ids) for key, story_ids in near.items()}


def _told(connection: Connection, story_ids: set[int]) -> dict[int, Candidate]:
    """Stories with the first entries that tell them."""
    nth = sa.func.row_number().over(partition_by=entries.c.story_id, order_by=entries.c.id).label("nth")
    numbered = (
        sa.select(entries.c.story_id, entries.c.title, entries.c.text, entries.c.published_at, nth)
        .where(entries.c.story_id.in_(story_ids))
        .subquery()
    )
    tellings = defaultdict(list)
    for row in connection.execute(sa.select(numbered).where(numbered.c.nth <= MAX_TOLD).order_by(numbered.c.nth)):
        tellings[row.story_id].append(read_telling(row.title, row.text, row.published_at))
    return {story_id: Candidate(story_id, tuple(told)) for story_id, told in tellings.items()}
