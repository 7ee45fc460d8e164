"""Which way news takes to WhatsApp chats, what is reserved for it, and that no cap is ever exceeded."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.costs.ledger import Caps, Terms
from bot.costs.rates import RUPIAH, load_rates
from bot.model import ErrandSettlement
from bot.storage import backlog, errands, ledger, paying, templates
from bot.storage.schema import chats as chat_table
from bot.storage.schema import deliveries as delivery_table
from bot.storage.schema_costs import admin_notices, charges
from bot.templates.filling import all_named
from bot.templates.standing import TemplateEvent
from feeds.storage.database import Database
from tests.bot.storage.newsroom import delivery_states, publish, rows, subscribe
from tests.fakes.clock import NOON

HOUR = timedelta(hours=1)
#: 17.00 in Jakarta on the day of the tests.
FIVE = NOON.replace(hour=10)
TERMS = Terms(load_rates())
EDITION = TERMS.table.on(NOON.date())
SERVICE = EDITION.price("service", EDITION.markets[0])
MARKETING = EDITION.price("marketing", EDITION.markets[0])


async def citizen(database, address, *, heard=None, urgent=None):
    chat = await subscribe(database, address, channel="whatsapp")
    values = {"heard_at": heard, "urgent_at": urgent}
    await database.write(lambda c: c.execute(sa.update(chat_table).where(chat_table.c.id == chat.id).values(values)))
    return chat


async def agreed(database):
    """The rates are confirmed and every template is approved."""
    await database.write(ledger.confirm, EDITION, "telegram", "1", NOON)
    for name, language in all_named():
        event = TemplateEvent(name, language, NOON, "approved")
        await database.write(templates.note, event, NOON)


async def owe_one(database, terms=TERMS, at=NOON, *, urgent=False):
    story_id = await publish(database, at=at, urgent=urgent)
    await database.write(backlog.owe, [story_id], at, 12, terms)
    return story_id


def charge_rows(database):
    return rows(database, charges, "kind", "category", "state", "amount")


@pytest.mark.parametrize(
    ("heard", "urgent", "allowed", "state", "category"),
    [
        pytest.param(NOON - HOUR, False, None, "queued", "service", id="open: at once"),
        pytest.param(NOON - 25 * HOUR, False, None, "digest", None, id="closed: with the digest"),
        pytest.param(None, False, None, "digest", None, id="never heard of: with the digest"),
        pytest.param(NOON - HOUR, True, None, "queued", "service", id="urgent and open"),
        pytest.param(None, True, NOON, "queued", "utility", id="urgent, closed, allowed: a utility template"),
        pytest.param(None, True, None, "digest", None, id="urgent, closed, not allowed"),
    ],
)
async def test_the_way_of_a_story(database, heard, urgent, allowed, state, category):
    """What goes out at once has its cost reserved in the same transaction."""
    await agreed(database)
    await citizen(database, "628123", heard=heard, urgent=allowed)

    await owe_one(database, urgent=urgent)

    assert await delivery_states(database) == [state]
    assert [row[1] for row in await charge_rows(database)] == ([category] if category else [])


async def test_other_networks_cost_nothing(database):
    """Telegram and the web chat know neither windows nor charges."""
    await subscribe(database, "1")

    await owe_one(database)

    assert await delivery_states(database) == ["queued"]
    assert await charge_rows(database) == []


async def test_without_confirmed_rates_nothing_paid_is_broadcast(database):
    """It waits, the admins are told once, and what is urgent goes all the same."""
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)
    await owe_one(database)
    await owe_one(database, urgent=True)
    planned = await database.write(backlog.plan_digests, FIVE, 17, TERMS)

    assert await delivery_states(database) == ["digest", "digest", "queued"]
    assert (planned, await rows(database, admin_notices, "code")) == (0, [("unconfirmed",)])


async def test_over_the_cap_stories_wait_and_the_urgent_goes(database):
    """Two fit into the day; the third waits; the cap holds for no urgent one."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    terms = Terms(TERMS.table, Caps(day=2 * SERVICE + 1))
    for urgent in (False, False, False, True):
        await owe_one(database, terms, urgent=urgent)

    assert await delivery_states(database) == ["queued", "queued", "digest", "queued"]
    assert (await database.read(ledger.spent, terms, NOON)).day == 3 * SERVICE
    assert [code for (code,) in await rows(database, admin_notices, "code")] == ["cap_day"]


async def test_a_digest_is_one_template_a_chat_as_far_as_money_goes(database):
    """Who waited longest comes first; the others' stories wait for the next day, and none is lost."""
    await agreed(database)
    for number in range(3):
        await citizen(database, f"62812{number}")
    terms = Terms(TERMS.table, Caps(day=2 * MARKETING))
    await owe_one(database, terms)
    await owe_one(database, terms)

    planned = await database.write(backlog.plan_digests, FIVE, 17, terms)
    again = await database.write(backlog.plan_digests, FIVE + HOUR, 17, terms)
    taken = await database.write(errands.claim, "whatsapp", FIVE, 5, digests=True)
    done = [ErrandSettlement(one, "done", "tell", attempts=1, message_id=f"w{one.id}") for one in taken]
    await database.write(errands.settle, done, FIVE)
    tomorrow = await database.write(backlog.plan_digests, FIVE + 24 * HOUR, 17, terms)

    assert (planned, again, tomorrow) == (2, 0, 1)
    assert [(one.window_open, len(one.digest)) for one in taken] == [(False, 2)] * 2
    assert sorted(await delivery_states(database)) == ["digest"] * 2 + ["digested"] * 4
    assert [row[:3] for row in await charge_rows(database)] == [("digest", "marketing", "reserved")] * 3


async def test_an_open_window_makes_the_digest_a_service_message(database):
    """The same news at two thirds of the price."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    terms = Terms(TERMS.table, in_window="digest")
    await owe_one(database, terms)

    assert await database.write(backlog.plan_digests, FIVE, 17, terms) == 1
    assert await charge_rows(database) == [("digest", "service", "reserved", SERVICE)]


async def test_nobody_is_woken_at_night(database):
    """What could not go out in the evening waits for the next one, even if a new day brings new money."""
    await agreed(database)
    await citizen(database, "628123")
    await owe_one(database)

    assert await database.write(backlog.plan_digests, FIVE + 7 * HOUR, 17, TERMS) == 0


async def test_no_template_no_digest(database):
    """It waits until one may be used again."""
    await agreed(database)
    await citizen(database, "628123")
    await owe_one(database)
    for name in ("kabar_1", "kabar_2", "kabar_3"):
        await database.write(templates.note, TemplateEvent(name, "id", FIVE, "paused"), FIVE)

    assert await database.write(backlog.plan_digests, FIVE, 17, TERMS) == 0
    await database.write(templates.note, TemplateEvent("kabar_1", "id", FIVE + HOUR, "approved"), FIVE)
    assert await database.write(backlog.plan_digests, FIVE + HOUR, 17, TERMS) == 1


async def test_a_window_that_closes_takes_its_story_into_the_digest(database):
    """Its cost is released; a digest that was planned as free text is planned anew."""
    await agreed(database)
    await citizen(database, "628123", heard=NOON - 23 * HOUR)
    await owe_one(database)
    later = NOON + HOUR

    diverted = await database.write(paying.divert_closed, later, TERMS)

    assert (diverted, await delivery_states(database)) == (1, ["digest"])
    assert await charge_rows(database) == [("story", "service", "released", SERVICE)]
    assert (await database.read(ledger.spent, TERMS, later)).month == 0


async def test_numbers_abroad_are_reckoned_at_their_own_rate(database):
    """And by the country in a business-scoped id."""
    await agreed(database)
    for address in ("628123", "ID.abc", "491701"):
        await citizen(database, address, heard=NOON)

    await owe_one(database)

    abroad = EDITION.price("service", EDITION.markets[1])
    assert [row[3] for row in await charge_rows(database)] == [SERVICE, SERVICE, abroad]


async def test_what_one_more_story_would_cost(database):
    """Shown before a broadcast."""
    await citizen(database, "628123", heard=NOON)
    await citizen(database, "628124")

    assert await database.read(paying.estimate, NOON, TERMS) == (2, 1, SERVICE, MARKETING)


@pytest.mark.postgres
async def test_two_spenders_at_once_never_exceed_the_cap(database_url):
    """Each takes its part under the lock, whichever comes first."""
    database, other = Database(database_url), Database(database_url)
    await database.open()
    await other.open()
    await agreed(database)
    for number in range(20):
        await citizen(database, f"62812{number:02}", heard=NOON)
    terms = Terms(TERMS.table, Caps(day=50 * SERVICE + RUPIAH))
    ids = [await publish(database) for _ in range(6)]

    await asyncio.gather(
        *((database, other)[number % 2].write(backlog.owe, [one], NOON, 12, terms) for number, one in enumerate(ids))
    )

    spent = (await database.read(ledger.spent, terms, NOON)).day
    states = await rows(database, delivery_table, "state")
    assert (spent, len(states), states.count(("queued",))) == (50 * SERVICE, 120, 50)
    await other.close()
    await database.close()
