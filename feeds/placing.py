"""Where drafts belong: an entry we have, a story we have, or a new story. Pure.

A story is joined by exact likeness first (same page, same worldwide guid, same words); what that leaves over is
compared with the stories that share some of its wording (`feeds.similar`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Draft
from feeds.similar import Telling, compare, read_telling

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
    placements: Sequence[Placement], candidates: Mapping[int, Sequence[Candidate]]
) -> tuple[Placement, ...]:
    """Lets drafts that start stories join those that they tell again: a stored one, or that of an earlier draft.

    A draft joins only where it is the same as every entry that it is compared with: copies of copies would else lead
    from one day's news to the next. Of several stories it takes the one that it is most like.

    Args:
        placements: As `place` gives them.
        candidates: Stored stories with like wording, by the index of the placement.
    """
    joined = list(placements)
    begun: dict[int, list[Telling]] = {}
    for index, placement in enumerate(placements):
        if placement.follows is not None and placement.follows in begun:
            begun[placement.follows].append(_telling(placement.draft))
        if not may_be_retold(placement):
            continue
        telling = _telling(placement.draft)
        stored = {candidate.story_id: candidate.told for candidate in candidates.get(index, ())}
        story_id, earlier = _most_alike(telling, stored), _most_alike(telling, begun)
        if story_id is not None:
            joined[index] = Placement(placement.draft, joins=story_id)
        elif earlier is not None:
            joined[index] = Placement(placement.draft, follows=earlier)
            begun[earlier].append(telling)
        else:
            begun[index] = [telling]
    return tuple(_follow_on(placement, joined) for placement in joined)


def _telling(draft: Draft) -> Telling:
    return read_telling(draft.data.title, draft.article.text, draft.published)


def _most_alike(telling: Telling, stories: Mapping[int, Sequence[Telling]]) -> int | None:
    """The story that is told again, None when none is."""
    same: dict[int, float] = {}
    for story, told in stories.items():
        comparisons = [compare(one, telling) for one in told]
        if comparisons and all(comparison.kinship == "same" for comparison in comparisons):
            same[story] = max(comparison.likeness for comparison in comparisons)
    return max(same, key=lambda story: same[story], default=None)


def _follow_on(placement: Placement, joined: Sequence[Placement]) -> Placement:
    """What follows a draft that joined goes where that one went."""
    if placement.follows is None:
        return placement
    leader = joined[placement.follows]
    return placement if leader.starts_story else Placement(placement.draft, joins=leader.joins, follows=leader.follows)
