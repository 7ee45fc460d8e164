"""Drafts become entries and stories, in one transaction with whatever they make due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.decide import KnownEntry
from feeds.freezing import hold
from feeds.marks import Hashes, MarkIndex, alike_earlier, marks_of
from feeds.model import Draft
from feeds.placing import Match, Placement, join_retold, may_be_retold, place
from feeds.storage import changes, freezing, labels, revisions
from feeds.storage import marks as marks_table
from feeds.storage.marks import Wanted
from feeds.storage.schema import Instant, entries, entry_keys, stories
from feeds.storage.stories import OnDue
from feeds.storage.upsert import insert_or

#: A feed's poll asks for a hundred keys: a statement made anew would be told each of them one by one.
_KEYS: sa.BindParameter[list[bytes]] = sa.bindparam("keys", expanding=True)
_KNOWN = (
    sa.select(entry_keys.c.key, entries.c.id, entries.c.story_id, entries.c.raw_hash)
    .join(entries, entries.c.id == entry_keys.c.entry_id)
    .where(entry_keys.c.key.in_(_KEYS))
)
_MATCHES = (
    sa.select(
        entry_keys.c.key,
        entries.c.id,
        entries.c.feed_id,
        entries.c.story_id,
        entries.c.published_at,
        entries.c.first_seen_at,
        stories.c.state,
    )
    .join(entries, entries.c.id == entry_keys.c.entry_id)
    .join(stories, stories.c.id == entries.c.story_id)
    .where(entry_keys.c.key.in_(_KEYS))
    .order_by(entries.c.id)
)

StoryState = Literal["quiet", "due", "held"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store did, for reports and logs."""

    new_entries: int = 0
    new_stories: int = 0
    joined: int = 0
    changed: int = 0
    held: int = 0
    due: int = 0
    #: The new stories and how each of them begins.
    started: tuple[tuple[int, StoryState], ...] = ()
    #: Known stories that the feed tells now, too.
    joins: tuple[int, ...] = ()


def known_entries(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, KnownEntry]:
    """Stored entries by feed key, for the given keys."""
    rows = connection.execute(_KNOWN, {"keys": list(keys)})
    return {bytes(key): KnownEntry(entry, story, bytes(raw)) for key, entry, story, raw in rows}


def store(
    connection: Connection,
    feed_id: int,
    drafts: Sequence[Draft],
    now: datetime,
    on_due: OnDue,
    *,
    review_all: bool,
    nearby: MarkIndex | None = None,
) -> Stored:
    """Stores drafts of one feed: places them, notes which stories changed, and makes new stories due.

    With `review_all` every new story that would be pushed is held for an admin first. `nearby` is kept from one store
    to the next to save reading the stored marks anew.
    """
    if not drafts:
        return Stored()
    changes.take_turn(connection)  # also so that two feeds can't start the same story at once
    marks = [marks_of(draft.article.text) for draft in drafts]
    nearby = nearby or MarkIndex()
    placements = _place(connection, feed_id, drafts, marks, nearby, now)
    if freezing.freeze(connection, feed_id, placements, now):
        drafts = [hold(one.draft) if one.replaces is None else one.draft for one in placements]
        placements = _place(connection, feed_id, drafts, marks, nearby, now)
    firsts = [index for index, placement in enumerate(placements) if placement.starts_story]
    first_drafts = [placements[index].draft for index in firsts]
    states = [_state(draft, review_all=review_all) for draft in first_drafts]
    ids = _insert_stories(connection, feed_id, list(zip(first_drafts, states, strict=True)), now)
    started = dict(zip(firsts, ids, strict=True))
    fresh = [(p.draft, _story_id(index, p, started)) for index, p in enumerate(placements) if p.replaces is None]
    fresh_ids = iter(_insert_entries(connection, feed_id, fresh, now))
    changed = [placement for placement in placements if placement.replaces is not None]
    told = [_update_entry(connection, placement, now) for placement in changed]
    touched = {story_id for _, story_id in fresh} | {story_id for story_id in told if story_id is not None}
    changes.touch(connection, sorted(touched))
    ids_of = [next(fresh_ids) if p.replaces is None else p.replaces for p in placements]
    marks_table.add(connection, nearby, list(zip(ids_of, marks, strict=True)), now)
    due = [story_id for story_id, state in zip(ids, states, strict=True) if state == "due"]
    if due:
        on_due(connection, due, now)
    return Stored(
        new_entries=len(fresh),
        new_stories=len(firsts),
        joined=len(fresh) - len(firsts),
        changed=len(changed),
        held=states.count("held"),
        due=len(due),
        started=tuple(zip(ids, states, strict=True)),
        joins=tuple(sorted({story_id for _, story_id in fresh} - set(ids))),
    )


def tell(connection: Connection, feed_id: int, draft: Draft, now: datetime, on_due: OnDue) -> int:
    """Stores a draft as a story of its own, whatever it is like, and makes it due; gives the story's id."""
    changes.take_turn(connection)
    (story_id,) = _insert_stories(connection, feed_id, [(draft, "due")], now)
    _insert_entries(connection, feed_id, [(draft, story_id)], now)
    changes.touch(connection, [story_id])
    on_due(connection, [story_id], now)
    return story_id


def _place(
    connection: Connection,
    feed_id: int,
    drafts: Sequence[Draft],
    marks: Sequence[Hashes],
    nearby: MarkIndex,
    now: datetime,
) -> tuple[Placement, ...]:
    """Places drafts: by their keys, and what that leaves over by its wording."""
    placements = place(feed_id, drafts, _matches(connection, drafts), now)
    new = {index: marks[index] for index, placement in enumerate(placements) if may_be_retold(placement)}
    if not new:
        return placements
    marks_table.catch_up(connection, nearby, now)
    wanted = {index: Wanted(own, drafts[index].published) for index, own in new.items()}
    return join_retold(placements, marks_table.candidates(connection, nearby, wanted, now), alike_earlier(new))


def _matches(connection: Connection, drafts: Sequence[Draft]) -> Mapping[bytes, Sequence[Match]]:
    keys = {key for draft in drafts for key in (*draft.keys, *draft.story_keys)}
    found: dict[bytes, list[Match]] = defaultdict(list)
    for row in connection.execute(_MATCHES, {"keys": list(keys)}):
        # What joins a recalled story is recalled with it, whichever feed repeats it.
        still_open = row.state in {"quiet", "due", "recalled"}
        found[bytes(row.key)].append(
            Match(row.id, row.feed_id, row.story_id, still_open, row.published_at, row.first_seen_at)
        )
    return found


def _story_id(index: int, placement: Placement, started: Mapping[int, int]) -> int:
    if placement.joins is not None:
        return placement.joins
    return started[index if placement.follows is None else placement.follows]


def _state(draft: Draft, *, review_all: bool) -> StoryState:
    if draft.verdict.held or (review_all and draft.push):
        return "held"
    return "due" if draft.push else "quiet"


def _insert_stories(
    connection: Connection, feed_id: int, drafts: Sequence[tuple[Draft, StoryState]], now: datetime
) -> list[int]:
    if not drafts:
        return []
    rows = [
        {
            "feed_id": feed_id,
            "state": state,
            "push": draft.push,
            "title": draft.data.title,
            "summary": "\n".join(draft.summary),
            "link": draft.data.link,
            "image": draft.data.image,
            "published_at": draft.published,
            "created_at": now,
            "due_at": now if state == "due" else None,
            "held_at": now if state == "held" else None,
            "reasons": "\n".join(draft.verdict.reasons or (("review",) if state == "held" else ())),
            **labels.columns(draft.labels),
        }
        for draft, state in drafts
    ]
    insert = sa.insert(stories).returning(stories.c.id, sort_by_parameter_order=True)
    ids = list(connection.scalars(insert, rows))
    labels.add_places(connection, [(story, draft.labels) for story, (draft, _) in zip(ids, drafts, strict=True)])
    return ids


def _insert_entries(
    connection: Connection, feed_id: int, placed: Sequence[tuple[Draft, int]], now: datetime
) -> list[int]:
    if not placed:
        return []
    rows = [
        {
            "feed_id": feed_id,
            "story_id": story_id,
            "guid": draft.data.guid,
            "link": draft.data.link,
            "title": draft.data.title,
            "text": draft.article.text,
            "author": draft.data.author,
            "published_at": draft.published,
            "first_seen_at": now,
            "raw_hash": draft.raw_hash,
            "reasons": "\n".join(draft.verdict.reasons),
        }
        for draft, story_id in placed
    ]
    insert = sa.insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    ids = list(connection.scalars(insert, rows))
    _add_keys(connection, [(entry_id, draft) for entry_id, (draft, _) in zip(ids, placed, strict=True)])
    return ids


def _add_keys(connection: Connection, drafts: Iterable[tuple[int, Draft]]) -> None:
    rows = [
        {"key": key, "entry_id": entry_id}
        for entry_id, draft in drafts
        for key in dict.fromkeys((*draft.keys, *draft.story_keys, draft.headline))
    ]
    connection.execute(insert_or(connection, entry_keys).on_conflict_do_nothing(), rows)


def _update_entry(connection: Connection, placement: Placement, now: datetime) -> int | None:
    """Gives the story that tells something else from now on, None when none does."""
    draft = placement.draft
    entry = connection.execute(
        sa.update(entries)
        .where(entries.c.id == placement.replaces)
        .values(
            guid=draft.data.guid,
            link=draft.data.link,
            title=draft.data.title,
            text=draft.article.text,
            raw_hash=draft.raw_hash,
            reasons="\n".join(draft.verdict.reasons),
            changed_at=now,
        )
        .returning(entries.c.id, entries.c.feed_id, entries.c.story_id)
    ).one()
    _add_keys(connection, [(entry.id, draft)])
    values: dict[str, Any] = {
        "title": draft.data.title,
        "summary": "\n".join(draft.summary),
        "link": draft.data.link,
        "image": draft.data.image,
        **labels.columns(draft.labels),
    }
    if draft.verdict.held:
        # A page that was hacked after we read it: nobody finds it any more until an admin has looked. What an admin
        # has approved or rejected for the same reasons stays as decided.
        reasons = "\n".join(draft.verdict.reasons)
        undecided = stories.c.state.in_(("quiet", "due")) & (stories.c.reasons != reasons)
        values |= {
            "state": sa.case((undecided, "held"), else_=stories.c.state),
            "held_at": sa.case((undecided, sa.literal(now, Instant)), else_=stories.c.held_at),
            "reasons": reasons,
        }
    # Only the outlet that had the story first speaks for it.
    spoken_for = sa.and_(stories.c.id == entry.story_id, stories.c.feed_id == entry.feed_id)
    revisions.keep(connection, spoken_for, values["title"], values["summary"], now)
    changed = connection.execute(sa.update(stories).where(spoken_for).values(values))
    if not changed.rowcount:
        return None
    labels.put_places(connection, [(entry.story_id, draft.labels)])
    story_id: int = entry.story_id
    return story_id
