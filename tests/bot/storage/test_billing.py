"""From a webhook's document to the ledger and the templates' standing: the two ends of WhatsApp together."""

import json

import pytest
import sqlalchemy as sa

from bot.channels.whatsapp.events import split
from bot.costs.rates import load_rates
from bot.people import Seen
from bot.storage import ledger, templates
from bot.storage.billing import Billing
from bot.storage.schema_costs import charges
from bot.storage.schema_whatsapp import whatsapp_people
from tests.bot.storage.newsroom import rows
from tests.bot.storage.test_paying import EDITION, SERVICE, TERMS, agreed, citizen, owe_one
from tests.fakes.clock import NOON
from tests.fakes.graph import NUMBER, webhook


def events_of(items, name="statuses"):
    body, _ = webhook(items, name)
    return split(json.loads(body), NUMBER)


def status(said, tracker):
    pricing = {"billable": True, "category": "service", "type": "regular"}
    at = {"timestamp": "1791262800", "recipient_id": "628123"}
    return {"id": "wamid.1", "status": said, "pricing": pricing, "biz_opaque_callback_data": tracker} | at


@pytest.fixture
def billing(database, clock):
    return Billing(database, clock, TERMS)


async def test_a_status_settles_what_was_reserved(database, billing):
    """By the tracker that went with the send, as often as Meta repeats it."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)

    for said in ("sent", "delivered", "delivered"):
        await billing(events_of([status(said, "1")]))

    assert await rows(database, charges, "state", "amount") == [("settled", SERVICE)]
    assert (await database.read(ledger.spent, TERMS, NOON)).month == SERVICE


async def test_a_template_that_meta_pauses_is_used_no_more(database, billing):
    """The change stands in no list of the webhook; all the others in it say nothing to us."""
    await agreed(database)
    value = {"message_template_name": "kabar_1", "message_template_language": "id", "event": "PAUSED"}
    changes = [
        {"field": "message_template_status_update", "value": value},
        {"field": "account_update", "value": {"event": "VERIFIED_ACCOUNT"}},
        {"field": 7, "value": ["odd"]},
    ]

    await billing(split({"entry": [{"id": "1", "changes": changes}]}, NUMBER))

    usable = await database.read(templates.usable)
    assert ("kabar_1", "id") not in usable
    assert ("kabar_1", "en") in usable


@pytest.mark.parametrize(
    ("seen", "prefix"),
    [
        pytest.param(Seen("ID.7", "628111"), "62", id="a number at home"),
        pytest.param(Seen(None, "60123"), "60", id="a number abroad"),
        pytest.param(Seen("ID.8", None), "ID.", id="an id alone"),
    ],
)
async def test_a_price_goes_by_the_persons_number(database, seen, prefix):
    """And not by the address of their chat, which is a number of our own."""
    await agreed(database)
    address = "483920117264905"
    await citizen(database, address, heard=NOON)
    row = {"address": address, "user_id": seen.user_id, "phone": seen.phone, "created_at": NOON}
    await database.write(lambda connection: connection.execute(sa.insert(whatsapp_people).values(row)))

    await owe_one(database)

    market = next((one for one in EDITION.markets if prefix in one.prefixes), EDITION.markets[-1])
    assert await rows(database, charges, "amount") == [(EDITION.price("service", market),)]


def test_prices_differ_by_market():
    """Else the test before could not fail."""
    edition = load_rates().on(NOON.date())
    assert len({edition.price("service", market) for market in edition.markets}) > 1
