"""Outside a person's 24 hours only templates leave: urgent news and the digest."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.delivery.pacing import NO_GAPS, Pacer
from bot.delivery.runner import Runner
from bot.delivery.sender import Sender
from bot.storage import backlog, templates
from bot.storage.schema import deliveries
from bot.templates.standing import TemplateEvent
from tests.bot.storage.newsroom import delivery_states, errand_states, rows
from tests.bot.storage.test_paying import FIVE, TERMS, agreed, citizen, owe_one
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import NOON


@pytest.fixture
def whatsapp(database, clock):
    channel, pacer = FakeChannel(), Pacer(1000.0, NO_GAPS)
    channel.name = "whatsapp"
    sender = Sender(channel, database, pacer, clock, lambda: 0.0, service="Kabar Rawa")
    runner = Runner(channel, database, pacer, asyncio.Lock(), clock, lambda: 0.0, service="Kabar Rawa")
    return channel, sender, runner


async def test_urgent_news_leaves_as_text_or_as_a_template(database, whatsapp):
    """By the window of each chat, in the same broadcast."""
    channel, sender, _ = whatsapp
    await agreed(database)
    await citizen(database, "6281", heard=NOON)
    await citizen(database, "6282", urgent=NOON)
    await owe_one(database, urgent=True)

    await sender.drain()

    (opened,), (closed,) = channel.sent["6281"], channel.sent["6282"]
    assert (opened.template, closed.template.name) == (None, "darurat")
    assert dict(closed.template.parameters)["service"] == "Kabar Rawa"


async def test_the_digest_leaves_as_a_template(database, whatsapp, clock):
    """And its stories are told."""
    channel, _, runner = whatsapp
    await agreed(database)
    await citizen(database, "6282")
    await owe_one(database)
    await owe_one(database)
    clock.now = FIVE
    await database.write(backlog.plan_digests, FIVE, 17, TERMS)

    await runner.drain()

    assert [message.template.name for message in channel.sent["6282"]] == ["kabar_2"]
    assert await delivery_states(database) == ["digested", "digested"]


async def test_a_digest_whose_template_was_stopped_waits(database, whatsapp, clock):
    """Nothing is sent, nothing counts as tried, nothing is lost."""
    channel, _, runner = whatsapp
    await agreed(database)
    await citizen(database, "6282")
    await owe_one(database)
    clock.now = FIVE
    await database.write(backlog.plan_digests, FIVE, 17, TERMS)
    await database.write(templates.note, TemplateEvent("kabar_1", "id", FIVE, "paused"), FIVE)

    await runner.drain()

    assert not channel.sent
    assert await errand_states(database) == [("digest", "tell", "queued")]
    assert await rows(database, deliveries, "state") == [("digest",)]
    assert await database.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(deliveries))) == 1
