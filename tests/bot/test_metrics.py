"""The figures that an operator watches: what they count, and that they name nobody."""

from datetime import timedelta

import pytest

from bot.metrics import Metrics, Now
from bot.model import Claim, Errand, ErrandSettlement, Settlement
from bot.storage import deliveries, errands, owing
from bot.storage.figures import Figures, figures
from feeds.storage.entries import Stored
from feeds.update import Outcome
from tests.bot.storage.newsroom import deliver, publish, subscribe
from tests.fakes.clock import NOON

EMPTY = Figures({}, {}, {}, {}, {}, 0, {}, {}, 0)
QUIET = Now(channels_up={"telegram": True}, web_streams=0, indexed_change=0, backed_up=None)


def shown(metrics, found=EMPTY, present=QUIET, now=NOON):
    """The page as a mapping."""
    lines = metrics.page(found, present, now).decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs if not name.startswith(("process_", "python_"))}


@pytest.fixture
def metrics():
    return Metrics("1.2.3")


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (None, "broke"),
        (Outcome(None, fault="timeout"), "failed"),
        (Outcome(None), "same"),
        (Outcome(None, Stored(new_entries=3, joined=1, due=2), entries=3), "news"),
    ],
)
def test_a_poll_is_counted_by_its_outcome(metrics, outcome, word):
    """One of four words, and its seconds."""
    metrics.polled(outcome, 0.3)

    page = shown(metrics)
    assert page[f'kentongan_polls_total{{outcome="{word}"}}'] == 1
    assert page["kentongan_poll_seconds_sum"] == 0.3


def test_what_a_poll_stored_is_counted(metrics):
    """By what became of each entry."""
    metrics.polled(Outcome(None, Stored(new_entries=5, joined=2, changed=1, held=1, due=2), entries=9), 1.0)

    page = shown(metrics)
    entries = {what: page[f'kentongan_entries_total{{what="{what}"}}'] for what in ("new", "merged", "changed", "held")}
    assert entries == {"new": 5, "merged": 2, "changed": 1, "held": 1}
    assert page["kentongan_stories_due_total"] == 2


def claim():
    return Claim(1, 2, 3, "telegram", "628123456789", "private", "id", "Asia/Jakarta", 1, 0, NOON)


def test_a_delivery_is_counted_when_it_ends(metrics):
    """Sent with its delay; in doubt and failed without; a retry is no end."""
    for state in ("sent", "in_doubt", "queued"):
        metrics.delivered(Settlement(claim(), state), NOON + timedelta(seconds=4))

    page = shown(metrics)
    assert page['kentongan_deliveries_total{channel="telegram",state="sent"}'] == 1
    assert page['kentongan_deliveries_total{channel="telegram",state="in_doubt"}'] == 1
    assert page['kentongan_retries_total{channel="telegram"}'] == 1
    assert page['kentongan_delivery_delay_seconds_bucket{channel="telegram",le="2.0"}'] == 0
    assert page['kentongan_delivery_delay_seconds_bucket{channel="telegram",le="5.0"}'] == 1
    assert 'kentongan_deliveries_total{channel="telegram",state="queued"}' not in page


def test_errands_and_webhooks_are_counted(metrics):
    """By kind and end; by endpoint and answer."""
    errand = Errand(1, "recall", "delete", 3, "9", "private", True, "id", "Asia/Jakarta", 1, 0, 2, "m1")
    metrics.errand(ErrandSettlement(errand, "done", "delete"))
    metrics.webhook("websub", 410)

    page = shown(metrics)
    assert page['kentongan_errands_total{kind="recall",state="done"}'] == 1
    assert page['kentongan_webhook_events_total{code="410",endpoint="websub"}'] == 1


def test_what_is_over_is_not_shown_any_more(metrics):
    """A state that no chat is in has no series; a queue that is empty is 0."""
    before = Figures(
        {"sick": 1}, {"held": 2}, {("web", "active"): 5}, {"telegram": 7}, {"telegram": NOON}, 1, {}, {}, 3
    )
    first = shown(metrics, before, now=NOON + timedelta(seconds=9))
    second = shown(metrics)

    assert first['kentongan_feeds{health="sick"}'] == 1
    assert first['kentongan_chats{channel="web",state="active"}'] == 5
    assert first['kentongan_queue_oldest_seconds{channel="telegram"}'] == 9
    assert first["kentongan_search_lag_changes"] == 3
    assert 'kentongan_feeds{health="sick"}' not in second
    assert second['kentongan_queue_deliveries{channel="telegram"}'] == 0
    assert second['kentongan_queue_oldest_seconds{channel="telegram"}'] == 0


def test_a_process_has_a_registry_of_its_own():
    """Two services in one process, as in tests, count apart."""
    one, other = Metrics("1"), Metrics("1")
    one.webhook("telegram", 200)

    assert 'kentongan_webhook_events_total{code="200",endpoint="telegram"}' not in shown(other)


async def test_figures_of_the_database(database):
    """Counted on both databases: people by state, what waits and since when, holds."""
    for address in ("1", "2", "3"):
        await subscribe(database, address)
    first = await publish(database, "Satu")
    await database.write(owing.owe, [first], NOON)
    await deliver(database)
    await database.write(errands.recall, first, NOON)
    later = NOON + timedelta(minutes=3)
    second = await publish(database, "Dua", state="due")
    await database.write(owing.owe, [second], later)
    await database.write(deliveries.hold, "telegram", later)

    found = await database.read(figures)

    assert found.chats == {("telegram", "active"): 3}
    assert found.queued == {"telegram": 3}
    assert found.oldest == {"telegram": later}
    assert found.errands == {"recall": 3}
    assert found.held_until == {"telegram": later}
    assert found.stories == {"due": 1, "recalled": 1}
    assert found.feeds == {"healthy": 1}


async def test_no_figure_names_anybody(database, metrics):
    """Whoever the chats are, the page has the same series: no address, no story, no feed."""
    await subscribe(database, "628123456789")
    story = await publish(database, "Berita rahasia")
    await database.write(owing.owe, [story], NOON)
    metrics.delivered(Settlement(claim(), "sent"), NOON)

    page = metrics.page(await database.read(figures), QUIET, NOON).decode()

    for word in ("628123456789", "rahasia", "a.example", "Kab A"):
        assert word not in page
