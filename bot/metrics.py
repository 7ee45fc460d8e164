"""What an operator watches: some twenty figures in Prometheus' form. The only importer of `prometheus_client`.

Two kinds. What happens is counted as it happens, by the hooks that the composition root hands to the poller, the
senders and the web server. How things stand is read from the database when somebody asks. Labels are words from
short lists (a channel, a state, a kind): never a feed, a story or a chat, so the number of series is bounded and
nobody can be recognised (https://prometheus.io/docs/practices/naming/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.model import ErrandSettlement, Settlement
from bot.storage.figures import Figures
from feeds.update import Outcome

#: What `generate_latest` writes.
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
#: Seconds of a poll: a quick answer, a slow site, a site that hangs until the limit.
_POLL_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
#: Seconds from being owed to being sent: at once, within a broadcast, after an outage.
_DELAY_SECONDS: Final = (0.5, 1, 2, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


@dataclass(frozen=True, slots=True)
class Now:
    """How the parts of this process are, beside what the database knows."""

    #: Whether a channel works, by name.
    channels_up: Mapping[str, bool]
    #: Open pages of the web chat.
    web_streams: int
    #: The last change that the search index has taken in.
    indexed_change: int
    #: When the last backup was completed; None without one.
    backed_up: datetime | None


class Metrics:
    """All figures of one process, in a registry of their own."""

    def __init__(self, version: str) -> None:
        # A moment of creation beside every counter doubles the page and answers no question.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._gauge("build_info", "The version that runs; always 1.", "version").labels(version).set(1)
        self._polls = self._counter("polls", "Polls by outcome: news, same, failed or broke.", "outcome")
        self._poll_seconds = Histogram(
            "kentongan_poll_seconds", "Seconds of a poll.", registry=self._registry, buckets=_POLL_SECONDS
        )
        self._entries = self._counter("entries", "Entries by what became of them: new, merged, changed, held.", "what")
        self._due = self._counter("stories_due", "Stories that became due for sending.")
        self._deliveries = self._counter("deliveries", "Deliveries that came to an end.", "channel", "state")
        self._retries = self._counter("retries", "Sends that are to be tried again.", "channel")
        self._delay = Histogram(
            "kentongan_delivery_delay_seconds",
            "Seconds from owing a story to a chat until its network took it.",
            ("channel",),
            registry=self._registry,
            buckets=_DELAY_SECONDS,
        )
        self._errands = self._counter(
            "errands", "Corrections, recalls and digests by what became of them.", "kind", "state"
        )
        self._webhooks = self._counter(
            "webhook_events", "Calls of our webhooks by how we answered.", "endpoint", "code"
        )
        self._feeds = self._gauge("feeds", "Feeds by health.", "health")
        self._stories = self._gauge("stories", "Stories by state.", "state")
        self._chats = self._gauge("chats", "Chats by channel and state.", "channel", "state")
        self._queued = self._gauge("queue_deliveries", "Deliveries that wait to be sent.", "channel")
        self._oldest = self._gauge("queue_oldest_seconds", "How long the oldest of them has waited.", "channel")
        self._digest = self._gauge("queue_digest", "Deliveries that wait for a digest.")
        self._open = self._gauge("queue_errands", "Errands that wait to be run.", "kind")
        self._held = self._gauge("channel_held_seconds", "How long a network still wants nothing from us.", "channel")
        self._up = self._gauge("channel_up", "1 while a channel works.", "channel")
        self._lag = self._gauge("search_lag_changes", "Changes that the search index has not taken in yet.")
        self._streams = self._gauge("web_streams", "Open pages of the web chat.")
        self._backup = self._gauge("backup_age_seconds", "Age of the last backup; -1 without one.")

    # --- what happens -------------------------------------------------------------------------------------------

    def polled(self, outcome: Outcome | None, seconds: float) -> None:
        """A poll ended; None: by a fault of ours."""
        self._poll_seconds.observe(seconds)
        if outcome is None:
            self._polls.labels("broke").inc()
            return
        stored = outcome.stored
        word = "failed" if outcome.fault is not None else "news" if stored.new_entries else "same"
        self._polls.labels(word).inc()
        self._due.inc(stored.due)
        for what, count in (
            ("new", stored.new_entries),
            ("merged", stored.joined),
            ("changed", stored.changed),
            ("held", stored.held),
        ):
            self._entries.labels(what).inc(count)

    def delivered(self, settlement: Settlement, now: datetime) -> None:
        """A send came to an end, or is to be tried again."""
        channel = settlement.claim.channel
        if settlement.state == "queued":
            self._retries.labels(channel).inc()
            return
        self._deliveries.labels(channel, settlement.state).inc()
        if settlement.state == "sent":
            self._delay.labels(channel).observe(max(0.0, (now - settlement.claim.queued_at).total_seconds()))

    def errand(self, settlement: ErrandSettlement) -> None:
        """An errand came to an end, or goes on in another way."""
        self._errands.labels(settlement.errand.kind, settlement.state).inc()

    def webhook(self, endpoint: str, code: int) -> None:
        """Somebody called one of our webhooks."""
        self._webhooks.labels(endpoint, str(code)).inc()

    # --- how things stand ---------------------------------------------------------------------------------------

    def page(self, figures: Figures, present: Now, now: datetime) -> bytes:
        """Everything, as `CONTENT_TYPE` says."""
        _show(self._feeds, {(health,): count for health, count in figures.feeds.items()})
        _show(self._stories, {(state,): count for state, count in figures.stories.items()})
        _show(self._chats, figures.chats)
        _show(self._queued, {(channel,): figures.queued.get(channel, 0) for channel in present.channels_up})
        _show(self._oldest, {(channel,): _age(figures.oldest.get(channel), now) for channel in present.channels_up})
        _show(self._held, {(channel,): _rest(figures.held_until.get(channel), now) for channel in present.channels_up})
        _show(self._up, {(channel,): up for channel, up in present.channels_up.items()})
        _show(self._open, {(kind,): count for kind, count in figures.errands.items()})
        self._digest.set(figures.for_digest)
        self._lag.set(max(0, figures.newest_change - present.indexed_change))
        self._streams.set(present.web_streams)
        self._backup.set(-1 if present.backed_up is None else _age(present.backed_up, now))
        return generate_latest(self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"kentongan_{name}", meaning, labels, registry=self._registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"kentongan_{name}", meaning, labels, registry=self._registry)


def _show(gauge: Gauge, values: Mapping[Any, float]) -> None:
    """Sets a gauge to exactly these values, by tuples of labels: a state that nothing is in any more is not shown."""
    gauge.clear()
    for labels, value in values.items():
        gauge.labels(*labels).set(value)


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _rest(until: datetime | None, now: datetime) -> float:
    return 0.0 if until is None else max(0.0, (until - now).total_seconds())
