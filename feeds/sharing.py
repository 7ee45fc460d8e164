"""Which hosts a process polls where several do: rendezvous hashing, pure.

Hosts fall into a fixed number of shares; each share goes to the poller that has the highest number for it. Everybody
works that out alone from the same list of names, and when one comes or goes, only its own shares change hands.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b

#: Many more than pollers, so that each has about as much as the others. A power of two.
SHARES = 256


def shares_of(name: str, pollers: Collection[str]) -> frozenset[int]:
    """The shares of the poller called `name`; none when it is not among the `pollers`."""
    return frozenset(
        share for share in range(SHARES) if max(pollers, key=lambda one: (_number(one, share), one), default="") == name
    )


def _number(name: str, share: int) -> bytes:
    return blake2b(f"{share} {name}".encode(), digest_size=8).digest()
