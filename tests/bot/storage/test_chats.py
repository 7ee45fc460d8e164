"""Chats in the database."""

from datetime import timedelta

import pytest

from bot.storage import chats, deliveries, owing
from tests.bot.storage.test_deliveries import publish, states, subscribe
from tests.fakes.clock import NOON

LATER = NOON + timedelta(hours=1)


async def test_subscribing_records_consent_and_the_beginning(database):
    """A first subscription is a change; a second is none."""
    args = {"language": "id", "timezone": "Asia/Jakarta"}
    chat, changed = await database.write(chats.subscribe, "telegram", "1", "private", now=NOON, **args)
    again, changed_again = await database.write(chats.subscribe, "telegram", "1", "private", now=LATER, **args)

    assert (changed, changed_again) == (True, False)
    assert (chat.state, chat.consented_at, chat.subscribed_at) == ("active", NOON, NOON)
    assert again == chat


async def test_coming_back_after_a_stop_starts_afresh(database):
    """What came out in between is not owed."""
    chat = await subscribe(database, "1")
    await database.write(chats.change_state, chat.id, "stopped", NOON)

    back = await subscribe(database, "1", now=LATER)

    assert (back.id, back.state, back.subscribed_at) == (chat.id, "active", LATER)


async def test_stopping_lets_go_of_what_is_owed(database):
    """After a stop nothing more goes out, not even what was queued."""
    chat = await subscribe(database, "1")
    await database.write(owing.owe, await publish(database), NOON)

    await database.write(chats.change_state, chat.id, "stopped", NOON)

    assert await states(database) == ["expired"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("blocked", "active", id="unblocked"),
        pytest.param("paused", "active", id="may write again"),
        pytest.param("stopped", "stopped", id="a stop is the person's word"),
    ],
)
async def test_a_chat_that_returns(database, before, after):
    """A chat that the network took away wakes by itself, without its backlog; a stop stays a stop."""
    chat = await subscribe(database, "1")
    await database.write(chats.change_state, chat.id, before, NOON)

    await database.write(chats.returned, "telegram", "1", LATER)
    found = await database.read(chats.find, "telegram", "1")

    assert found.state == after
    assert found.subscribed_at == (LATER if after == "active" else NOON)


async def test_leaving_and_returning_count_for_all_topics_of_a_group(database):
    """The network names the group; its topics are chats of ours, and other groups stay as they are."""
    for address in ("-1", "-1:5", "-12"):
        await subscribe(database, address, kind="group")

    await database.write(chats.left, "telegram", "-1", LATER)

    async def found():
        return [(await database.read(chats.find, "telegram", address)).state for address in ("-1", "-1:5", "-12")]

    gone = await found()
    await database.write(chats.returned, "telegram", "-1", LATER)

    assert gone == ["blocked", "blocked", "active"]
    assert await found() == ["active", "active", "active"]


async def test_a_group_that_moved_to_a_known_chat_is_merged(database):
    """Debts of both are kept, none is owed twice, and the old chat gets nothing more."""
    old, new = await subscribe(database, "-1", kind="group"), await subscribe(database, "-100", kind="group")
    first, second = await publish(database, 2)
    await database.write(owing.owe, [first], NOON)
    await database.write(chats.change_state, new.id, "stopped", NOON)
    await database.write(owing.owe, [second], NOON)

    await database.write(chats.move, "telegram", "-1", "-100", LATER)
    claimed = await database.write(deliveries.claim, "telegram", LATER, 10)
    merged = await database.read(chats.find, "telegram", "-100")

    assert [(claim.chat_id, claim.story_id) for claim in claimed] == [(new.id, second)]
    assert merged.state == "active"
    assert (await database.read(chats.find, "telegram", "-1")).state == "blocked"
    assert old.id != new.id


async def test_moving_an_unknown_chat_is_nothing(database):
    """A migration notice for a group we never met does not raise."""
    await database.write(chats.move, "telegram", "-1", "-100", NOON)

    assert await database.read(chats.count_active) == {}
