"""What a parsed feed means for what we already have: new, changed or unchanged entries. Pure.

Does not know how entries are stored; it is told what is known and answers with what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Sorted:
    """A document sorted into what needs reading, oldest first, and the count of what does not."""

    candidates: tuple[Candidate, ...]
    unchanged: int
    #: Links that name no entry in this document, see `identity.shared_links`.
    shared: frozenset[str]


def keys_of(feed_id: int, data: FeedData) -> frozenset[bytes]:
    """Every feed key of a document: what to look up before `sort_entries`."""
    shared = identity.shared_links(data.entries)
    return frozenset(key for entry in data.entries for key in identity.feed_keys(feed_id, entry, shared))


def sort_entries(feed_id: int, data: FeedData, known: Mapping[bytes, KnownEntry]) -> Sorted:
    """Sorts a document by what is known. Oldest first, so that messages go out in the order of the news."""
    shared = identity.shared_links(data.entries)
    candidates = []
    unchanged = 0
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


def may_push(*, first_poll: bool, published: datetime, now: datetime, max_age: timedelta) -> bool:
    """Nothing old is pushed: neither a new feed's baseline nor news older than `max_age`."""
    return not first_poll and now - published <= max_age
