"""What a permanent redirect means for a feed. Pure.

A redirect is followed at once and believed late: a hacked or expired domain redirects too. The new address is stored
after five good polls in a row that led to the same place on the same registrable domain and showed an entry we know;
what a foreign domain shows is held for an admin.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.text.hosts import host_of, registrable

#: Good polls in a row before a new address is stored.
POLLS_TO_BELIEVE = 5


@dataclass(frozen=True, slots=True)
class Move:
    """What is known of a feed's move: where to, seen in how many polls in a row."""

    to: str | None = None
    polls: int = 0


def follow(url: str, before: Move, moved_to: str | None, *, knows_entry: bool) -> tuple[Move, str]:
    """The move after a good poll, and the address to poll from now on.

    Args:
        url: The feed's address.
        before: What was known of its move.
        moved_to: Where only permanent redirects led this time, None when none did.
        knows_entry: Whether the document had an entry that we know.
    """
    if moved_to is None or not knows_entry or is_foreign(url, moved_to) or _downgrades(url, moved_to):
        return Move(), url
    move = Move(moved_to, before.polls + 1 if before.to == moved_to else 1)
    return (Move(), moved_to) if move.polls >= POLLS_TO_BELIEVE else (move, url)


def is_foreign(url: str, answered: str) -> bool:
    """Whether an answer came from another registrable domain than the feed's."""
    return registrable(host_of(url)) != registrable(host_of(answered))


def _downgrades(url: str, moved_to: str) -> bool:
    return urlsplit(url).scheme == "https" and urlsplit(moved_to).scheme != "https"
