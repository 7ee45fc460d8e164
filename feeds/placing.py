"""Where drafts belong: an entry we have, a story we have, or a new story. Pure.

Today a story is joined by exact likeness (same page, same worldwide guid, same words); a wider sense of sameness
belongs here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Draft

#: The same words again after this long are a new event: "Selamat Hari Raya" is written afresh every year.
JOIN_WINDOW = timedelta(days=14)
#: Inside one feed the same words are the same entry (its guid was rewritten) when the dates agree this well.
SAME_ENTRY_WINDOW = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Match:
    """A stored entry that shares a key with a draft."""

    entry_id: int
    feed_id: int
    story_id: int
    #: Whether its story is open to be joined: neither held nor rejected.
    open: bool
    published: datetime
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Placement:
    """What to do with one draft. Exactly one of `replaces`, `joins`, `follows` is set; none means a new story."""

    draft: Draft
    #: Id of the stored entry that it updates.
    replaces: int | None = None
    #: Id of the stored story that it joins.
    joins: int | None = None
    #: Index of an earlier placement whose new story it joins.
    follows: int | None = None

    @property
    def starts_story(self) -> bool:
        """Whether the draft is the first of a new story."""
        return self.replaces is None and self.joins is None and self.follows is None


def place(
    feed_id: int, drafts: Sequence[Draft], matches: Mapping[bytes, Sequence[Match]], now: datetime
) -> tuple[Placement, ...]:
    """Places drafts of one feed, in their order.

    A held draft never joins: neither would it hide in a clean story nor drag that story down.

    Args:
        feed_id: The feed that the drafts come from.
        drafts: What was read, oldest first.
        matches: Stored entries by key, for every key of the drafts.
        now: The present moment.
    """
    placements: list[Placement] = []
    begun: dict[bytes, int] = {}
    for index, draft in enumerate(drafts):
        placement = _place_one(feed_id, draft, matches, now)
        if placement.starts_story and not draft.verdict.held:
            earlier = next((begun[key] for key in draft.story_keys if key in begun), None)
            if earlier is None:
                begun.update(dict.fromkeys(draft.story_keys, index))
            else:
                placement = Placement(draft, follows=earlier)
        placements.append(placement)
    return tuple(placements)


def _place_one(feed_id: int, draft: Draft, matches: Mapping[bytes, Sequence[Match]], now: datetime) -> Placement:
    if draft.replaces is not None:
        return Placement(draft, replaces=draft.replaces)
    for key in draft.keys:
        for match in matches.get(key, ()):
            return Placement(draft, replaces=match.entry_id)
    for key in draft.story_keys:
        for match in matches.get(key, ()):
            if match.feed_id == feed_id and abs(match.published - draft.published) <= SAME_ENTRY_WINDOW:
                return Placement(draft, replaces=match.entry_id)
            if match.open and not draft.verdict.held and now - match.first_seen <= JOIN_WINDOW:
                return Placement(draft, joins=match.story_id)
    return Placement(draft)
