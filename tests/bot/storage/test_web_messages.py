"""The web chat's log."""

from datetime import timedelta

from bot.storage import web_messages
from bot.storage.web_messages import WebMessages
from tests.fakes.clock import NOON


async def test_a_page_resumes_after_the_last_message_it_saw(database, clock):
    """Messages come oldest first, each visitor's own, from the id on that was seen."""
    log = WebMessages(database, clock)
    ids = [await log.append("ani", f"pesan {number}") for number in range(4)]
    await log.append("budi", "rahasia")

    assert ids == sorted(set(ids))
    assert await log.since("ani", ids[1], 10) == [(ids[2], "pesan 2"), (ids[3], "pesan 3")]
    assert await log.since("ani", 0, 2) == [(ids[0], "pesan 0"), (ids[1], "pesan 1")]
    assert await log.latest("ani", 2) == [(ids[2], "pesan 2"), (ids[3], "pesan 3")]


async def test_old_conversations_are_forgotten_and_ids_never_return(database, clock):
    """After a deletion new messages still get higher ids."""
    log = WebMessages(database, clock)
    old = await log.append("ani", "lama")
    clock.forward(days=31)
    forgotten = await database.write(web_messages.forget_before, NOON + timedelta(days=1))

    assert forgotten == 1
    assert await log.append("ani", "baru") > old


async def test_a_message_is_changed_or_forgotten_where_it_stands(database, clock):
    """At its own address only; its id and place stay, and ids never return."""
    log = WebMessages(database, clock)
    first, second = [await log.append("ani", f"pesan {number}") for number in range(2)]

    changed = [
        await log.replace("ani", first, "ralat"),
        await log.replace("budi", second, "bukan miliknya"),
        await log.replace("ani", second, None),
        await log.replace("ani", second, "sudah tidak ada"),
    ]

    assert changed == [True, False, True, False]
    assert await log.since("ani", 0, 10) == [(first, "ralat")]
    assert await log.append("ani", "baru") > second
