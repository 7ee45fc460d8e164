"""WhatsApp's people, inbox and receipts, on both databases."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery.receipts import Receipts
from bot.model import Failed, InboxEvent, Receipt, Settlement
from bot.people import Seen
from bot.storage import chats, deliveries, owing
from bot.storage.schema import deliveries as table
from bot.storage.whatsapp_inbox import WhatsAppInbox
from bot.storage.whatsapp_people import WhatsAppPeople
from feeds.storage.schema import feeds, stories
from tests.fakes.clock import NOON

ID, OTHER, PHONE, SECOND = "ID.111", "ID.222", "628111", "628222"


@pytest.fixture
def people(database, clock):
    rng = random.Random(1)
    return WhatsAppPeople(database, clock, lambda: str(rng.randrange(10**14, 10**15)))


async def subscribe(database, address, now=NOON):
    await database.write(
        chats.subscribe, "whatsapp", address, "private", language="id", timezone="Asia/Jakarta", now=now
    )


async def state(database, address):
    chat = await database.read(chats.find, "whatsapp", address)
    return None if chat is None else chat.state


@pytest.mark.parametrize("first", [Seen(ID), Seen(None, PHONE)], ids=["by id", "by phone"])
async def test_what_was_missing_is_filled_in(people, first):
    """One row, one address, whichever came first."""
    address = (await people.meet(first)).address
    both = await people.meet(Seen(ID, PHONE))
    again = await people.meet(Seen(None, PHONE))
    assert (both.address, again.address, again.user_id) == (address, address, ID)


async def test_two_rows_that_are_one_person(people, database):
    """The older address stays, the subscription with it."""
    first = await people.meet(Seen(None, PHONE))
    second = await people.meet(Seen(ID))
    await subscribe(database, second.address)
    merged = await people.meet(Seen(ID, PHONE))
    assert (merged.address, merged.user_id, merged.phone) == (first.address, ID, PHONE)
    assert await people.at(second.address) is None
    assert await state(database, first.address) == "active"


async def test_the_choice_made_last_holds(people, database):
    """Who said stop under one name is not written to under the other."""
    first, second = await people.meet(Seen(None, PHONE)), await people.meet(Seen(ID))
    await subscribe(database, first.address)
    await subscribe(database, second.address)
    await database.write(chats.stopped, "whatsapp", second.address, NOON + timedelta(hours=1))
    await people.meet(Seen(ID, PHONE))
    assert await state(database, first.address) == "stopped"


async def test_a_number_that_somebody_else_has_now(people, database):
    """The new owner is a stranger, and gets nothing of the old one's."""
    old = await people.meet(Seen(ID, PHONE))
    await subscribe(database, old.address)
    new = await people.meet(Seen(OTHER, PHONE))
    assert new.address != old.address
    assert (await people.at(old.address)).phone is None
    assert await state(database, new.address) is None


@pytest.mark.parametrize("known", [False, True], ids=["new id", "id met before"])
async def test_a_person_with_a_new_id(people, known):
    """The address stays; the old number goes with the old id."""
    person = await people.meet(Seen(ID, PHONE))
    if known:
        await people.meet(Seen(OTHER))
    await people.rename(Seen(ID), Seen(OTHER, SECOND))
    found = await people.meet(Seen(OTHER))
    assert (found.address, found.user_id, found.phone) == (person.address, OTHER, SECOND)


async def test_when_somebody_was_heard(people, database):
    """Never earlier than known: webhooks come late and in any order."""
    person = await people.meet(Seen(ID), NOON)
    await subscribe(database, person.address)
    for hours in (-30, 2, 1):
        person = await people.meet(Seen(ID), NOON + timedelta(hours=hours))
    assert person.heard_at == NOON + timedelta(hours=2)


async def test_an_event_is_kept_once(database, clock):
    """Within a batch and over many; what was dealt with keeps its key and loses its words."""
    inbox = WhatsAppInbox(database, clock)
    event = InboxEvent("message:1", "message", '{"a":1}')
    await inbox.keep([event, event, InboxEvent("status:1:read", "status", "{}")])
    kept = await inbox.waiting(10)
    await inbox.done({one.id: None for one in kept})
    await inbox.keep([event])
    assert [one.kind for one in kept] == ["message", "status"]
    assert await inbox.waiting(10) == ()


# --- receipts ---------------------------------------------------------------------------------------------------


def publish(connection):
    row = {"id": 1, "name": "A", "url": "https://a.example/", "added_at": NOON, "next_poll_at": NOON}
    connection.execute(sa.insert(feeds).values(row))
    story = {"id": 1, "feed_id": 1, "state": "due", "push": True, "title": "T", "summary": "S"}
    story |= {"published_at": NOON, "created_at": NOON, "due_at": NOON}
    connection.execute(sa.insert(stories).values(story))
    owing.owe(connection, [1], NOON)


@pytest.fixture
async def claim(people, database):
    """A delivery that is being sent."""
    await subscribe(database, (await people.meet(Seen(ID))).address)
    await database.write(publish)
    (one,) = await database.write(deliveries.claim, "whatsapp", NOON, 1)
    return one


def receipt(claim, state, name="w1", failed=None):
    return Receipt(str(claim.id), name, state, NOON, failed)


SENT, DOUBT, LATE = "sent", "doubt", "late"
NO = Failed("undelivered", "131026")
AGAIN = Failed("not_sent", "131000")


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        pytest.param(SENT, ["delivered"], "delivered", id="delivered"),
        pytest.param(SENT, ["read", "delivered", "sent"], "read", id="never back"),
        pytest.param(SENT, [NO], "failed", id="failed after all"),
        pytest.param(SENT, [NO, "sent"], "failed", id="sent comes late"),
        pytest.param(SENT, [NO, "delivered"], "delivered", id="delivered to the other phone"),
        pytest.param(SENT, [AGAIN], "queued", id="to be tried again"),
        pytest.param(SENT, [AGAIN, "sent"], "queued", id="to be tried again, in any order"),
        pytest.param(DOUBT, ["sent"], "sent", id="a lost answer is found"),
        pytest.param(DOUBT, [NO], "failed", id="a lost answer was a refusal"),
        pytest.param(LATE, ["delivered"], "delivered", id="the receipt outruns the answer"),
        pytest.param(LATE, [NO], "failed", id="the failure outruns the answer"),
        pytest.param(LATE, [AGAIN, AGAIN], "queued", id="the failure outruns the answer, twice"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
async def test_what_receipts_settle(database, clock, claim, before, told, after, at_once):
    """One by one or in a batch, a delivery comes to the same end."""
    take = Receipts("whatsapp", database, clock, lambda: 0.5)
    answer = Settlement(claim, "sent", message_id="w1", attempts=1)
    if before == SENT:
        await database.write(deliveries.settle, [answer], NOON)
    elif before == DOUBT:
        doubt = Settlement(claim, "queued", next_at=NOON + timedelta(minutes=10), attempts=1, doubts=1)
        await database.write(deliveries.settle, [doubt], NOON)
    receipts = [receipt(claim, one) if isinstance(one, str) else receipt(claim, "failed", failed=one) for one in told]
    for batch in [receipts] if at_once else [[one] for one in receipts]:
        await take(batch)
    if before == LATE:
        await database.write(deliveries.settle, [answer], NOON)
    found = await database.read(lambda connection: connection.scalar(sa.select(table.c.state)))
    assert found == after


async def test_receipts_of_others(database, clock, claim):
    """Of another channel's delivery, of a database that is no more, of nothing at all: no effect."""
    take = Receipts("whatsapp", database, clock, lambda: 0.5)
    old = Receipt(str(claim.id), "w", "read", NOON - timedelta(days=1))
    await take(
        [old, Receipt("99", "w", "read", NOON), Receipt("x", "w", "read", NOON), Receipt("errand:9", "w", "read", NOON)]
    )
    await Receipts("telegram", database, clock, lambda: 0.5)([receipt(claim, "read")])
    found = await database.read(lambda connection: connection.scalar(sa.select(table.c.state)))
    assert found == "sending"
