"""Time that tests own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: A Tuesday noon in Jakarta; the day on which tests take place.
NOON = datetime(2026, 10, 6, 5, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> datetime:
        """Moves on, for example by `hours=2`, and gives the new moment."""
        self.now += timedelta(**step)
        return self.now
