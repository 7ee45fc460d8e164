"""Where drafts belong: an entry we have, a story we have, or a new story. Pure.

A story is joined by exact likeness first (same page, same worldwide guid, same words); what that leaves over is
compared with the stories that share some of its wording (`feeds.similar`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Draft
from feeds.similar import Telling, most_alike, read_telling

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
class Candidate:
    """A stored story, open to be joined, that a draft may be telling again."""

    story_id: int
    #: The entries that told it first.
    told: tuple[Telling, ...]


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


def may_be_retold(placement: Placement) -> bool:
    """Whether a draft that starts a story might tell one again: what is held never joins, however alike it is."""
    return placement.starts_story and not placement.draft.verdict.held


def join_retold(
    placements: Sequence[Placement],
    candidates: Mapping[int, Sequence[Candidate]],
    earlier: Mapping[int, Sequence[int]],
) -> tuple[Placement, ...]:
    """Lets drafts that start stories join those that they tell again: a stored one, or that of an earlier draft.

    Args:
        placements: As `place` gives them.
        candidates: Stored stories with like wording, by the index of the placement.
        earlier: Earlier placements with like wording, by the index of the placement.
    """
    joined = list(placements)
    begun: dict[int, list[Telling]] = {}
    for index, placement in enumerate(placements):
        if not may_be_retold(placement):
            continue
        ours = {_leader(joined, one) for one in earlier.get(index, ())} & begun.keys()
        stored = candidates.get(index, ())
        if not ours and not stored:
            begun[index] = []
            continue
        telling = _telling(placement.draft)
        drafted = {one: [_telling(joined[one].draft), *begun[one]] for one in ours}
        story_id = most_alike(telling, {candidate.story_id: candidate.told for candidate in stored})
        leader = most_alike(telling, drafted)
        if story_id is not None:
            joined[index] = Placement(placement.draft, joins=story_id)
        elif leader is not None:
            joined[index] = Placement(placement.draft, follows=leader)
            begun[leader].append(telling)
        else:
            begun[index] = []
    return tuple(_follow_on(placement, joined) for placement in joined)


def _leader(joined: Sequence[Placement], index: int) -> int:
    """The placement whose new story another one belongs to."""
    follows = joined[index].follows
    return index if follows is None else follows


def _telling(draft: Draft) -> Telling:
    return read_telling(draft.data.title, draft.article.text, draft.published)


def _follow_on(placement: Placement, joined: Sequence[Placement]) -> Placement:
    """What follows a draft that joined goes where that one went."""
    if placement.follows is None:
        return placement
    leader = joined[placement.follows]
    return placement if leader.starts_story else Placement(placement.draft, joins=leader.joins, follows=leader.follows)
