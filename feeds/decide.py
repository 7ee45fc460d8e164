"""What a parsed feed means for what we already have: new, changed or unchanged entries. Pure.

Does not know how entries are stored; it is told what is known and answers with what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from feeds import identity
from feeds.model import EntryData, FeedData


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A stored entry of this feed, as far as recognising it needs."""

    id: int
    story_id: int
    raw_hash: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry worth reading, with the keys that recognise it."""

    data: EntryData
    keys: tuple[bytes, ...]
    raw_hash: bytes
    #: Id of the stored entry that it replaces, None when no key is known.
    replaces: int | None
    #: Why it must be looked at by an admin whatever it says, "" when nothing is odd about it.
    suspicion: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A document sorted into what needs reading, oldest first, and the count of what does not."""

    candidates: tuple[Candidate, ...]
    unchanged: int
    #: Links that name no entry in this document, see `identity.shared_links`.
    shared: frozenset[str]

    @property
    def unknown(self) -> int:
        """How many entries no key recognised."""
        return sum(candidate.replaces is None for candidate in self.candidates)

    @property
    def changed(self) -> bool:
        """Whether a known entry says something else than it did."""
        return any(candidate.replaces is not None for candidate in self.candidates)

    @property
    def knows_any(self) -> bool:
        """Whether the document has an entry that we know."""
        return self.unchanged + len(self.candidates) > self.unknown


def keys_of(feed_id: int, data: FeedData) -> frozenset[bytes]:
    """Every feed key of a document: what to look up before `sort_entries`."""
    shared = identity.shared_links(data.entries)
    return frozenset(key for entry in data.entries for key in identity.feed_keys(feed_id, entry, shared))


def sort_entries(feed_id: int, data: FeedData, known: Mapping[bytes, KnownEntry], *, familiar: int = 0) -> Sorted:
    """Sorts a document by what is known. Oldest first, so that messages go out in the order of the news.

    `familiar` entries more are in the document and not in `data`: they are unchanged.
    """
    shared = identity.shared_links(data.entries)
    candidates = []
    unchanged = familiar
    for entry in reversed(identity.first_of_each(feed_id, data.entries, shared)):
        keys = identity.feed_keys(feed_id, entry, shared)
        fingerprint = identity.raw_hash(entry)
        match = next((known[key] for key in keys if key in known), None)
        if match is not None and match.raw_hash == fingerprint:
            unchanged += 1
        else:
            candidates.append(Candidate(entry, keys, fingerprint, match.id if match else None))
    # A stable sort: entries of the same or of no date stay in the document's order.
    candidates.sort(key=lambda candidate: candidate.data.published or datetime.max.replace(tzinfo=UTC))
    return Sorted(tuple(candidates), unchanged, shared)


#: A poll that is not the first floods when this many of its entries are unknown, or more than half of at least four.
FLOOD_ENTRIES = 20
FLOOD_OF_AT_LEAST = 4
#: Clocks of sites are off, and entries are dated when they are begun: this much before the last poll is still fresh.
FRESH_GRACE = timedelta(hours=6)


def is_flood(found: Sorted) -> bool:
    """Whether so much is unknown at once that the feed was rewritten, moved or hijacked rather than busy."""
    total = found.unchanged + len(found.candidates)
    return found.unknown >= FLOOD_ENTRIES or (total >= FLOOD_OF_AT_LEAST and found.unknown * 2 > total)


def headlines_of(feed_id: int, found: Sorted) -> frozenset[bytes]:
    """The headline keys of what is unknown: what to look up before `stem_flood`."""
    unknown = (candidate for candidate in found.candidates if candidate.replaces is None)
    return frozenset(identity.headline_key(feed_id, candidate.data) for candidate in unknown)


def stem_flood(feed_id: int, found: Sorted, known: Mapping[bytes, KnownEntry], since: datetime | None) -> Sorted:
    """In a flood, recognises entries by headline, and makes suspicious what stays unknown.

    What is dated after the last look (`since`) is not suspicious: that is a busy site, or one that was down. An entry
    without a date, or with an old one that nobody has seen before, is.
    """
    return replace(found, candidates=tuple(_stemmed(feed_id, one, known, since) for one in found.candidates))


def _stemmed(
    feed_id: int, candidate: Candidate, known: Mapping[bytes, KnownEntry], since: datetime | None
) -> Candidate:
    if candidate.replaces is not None:
        return candidate
    match = known.get(identity.headline_key(feed_id, candidate.data))
    if match is not None:
        return replace(candidate, replaces=match.id)
    published = candidate.data.published
    fresh = published is not None and (since is None or published >= since - FRESH_GRACE)
    return candidate if fresh else replace(candidate, suspicion="flood")


def suspect_all(found: Sorted, suspicion: str) -> Sorted:
    """Makes every unknown entry suspicious: an admin looks first."""
    candidates = (
        candidate if candidate.replaces is not None else replace(candidate, suspicion=suspicion)
        for candidate in found.candidates
    )
    return replace(found, candidates=tuple(candidates))


def leave_known(found: Sorted) -> Sorted:
    """Takes what is known for unchanged, whatever the document says of it."""
    unknown = tuple(candidate for candidate in found.candidates if candidate.replaces is None)
    return replace(found, candidates=unknown, unchanged=found.unchanged + len(found.candidates) - len(unknown))


def may_push(*, first_poll: bool, published: datetime, now: datetime, max_age: timedelta) -> bool:
    """Nothing old is pushed: neither a new feed's baseline nor news older than `max_age`."""
    return not first_poll and now - published <= max_age
