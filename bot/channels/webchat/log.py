"""What the web chat asks of the place where its conversations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class MessageLog(Protocol):
    """A durable list of payloads for each address, in the order in which they were appended.

    The ids of one address increase and are never used again, not even after rows were erased; they also *become
    visible* in that order: once a reader has seen id 7, no id below 7 of that address appears any more. A page
    that comes back asks for what follows the last id it saw, so an id that appears late would be lost to it.
    (PostgreSQL hands out sequence values before the commit: the implementation locks the address while it appends.)

    Every method raises `feeds.errors.StorageError` when the database fails.
    """

    async def append(self, address: str, payload: str) -> tuple[int, int]:
        """Keeps one payload durably; gives its id, a positive number, and the last id before it at this address.

        Between the two there is nothing and never will be: whoever has read up to the second may go on with the first
        without reading. 0 when there is nothing before it.
        """

    async def since(self, address: str, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """The first `limit` payloads with an id above `after`, oldest first; fewer only when there are no more."""

    async def latest(self, address: str, limit: int) -> Sequence[tuple[int, str]]:
        """The last `limit` payloads, oldest first; fewer only when there are no more."""

    async def replace(self, address: str, message_id: int, payload: str | None) -> bool:
        """Puts a payload in the place of a kept one, or (None) forgets that one; False when it isn't there."""
