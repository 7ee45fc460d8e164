"""The web chat's log."""

import asyncio
from datetime import timedelta

from bot.storage import web_messages
from bot.storage.web_messages import WebMessages
from feeds.errors import StorageError
from tests.fakes.clock import NOON


async def test_a_page_resumes_after_the_last_message_it_saw(database, clock):
    """Messages come oldest first, each visitor's own, from the id on that was seen."""
    log = WebMessages(database, clock)
    ids = [(await log.append("ani", f"pesan {number}"))[0] for number in range(4)]
    await log.append("budi", "rahasia")

    assert ids == sorted(set(ids))
    assert await log.since("ani", ids[1], 10) == [(ids[2], "pesan 2"), (ids[3], "pesan 3")]
    assert await log.since("ani", 0, 2) == [(ids[0], "pesan 0"), (ids[1], "pesan 1")]
    assert await log.latest("ani", 2) == [(ids[2], "pesan 2"), (ids[3], "pesan 3")]


async def test_old_conversations_are_forgotten_and_ids_never_return(database, clock):
    """After a deletion new messages still get higher ids."""
    log = WebMessages(database, clock)
    old, _ = await log.append("ani", "lama")
    clock.forward(days=31)
    forgotten = await database.write(web_messages.forget_before, NOON + timedelta(days=1))

    assert forgotten == 1
    new, before = await log.append("ani", "baru")
    assert new > old
    assert before == 0


async def test_a_message_is_changed_or_forgotten_where_it_stands(database, clock):
    """At its own address only; its id and place stay, and ids never return."""
    log = WebMessages(database, clock)
    first, second = [(await log.append("ani", f"pesan {number}"))[0] for number in range(2)]

    changed = [
        await log.replace("ani", first, "ralat"),
        await log.replace("budi", second, "bukan miliknya"),
        await log.replace("ani", second, None),
        await log.replace("ani", second, "sudah tidak ada"),
    ]

    assert changed == [True, False, True, False]
    assert await log.since("ani", 0, 10) == [(first, "ralat")]
    new, before = await log.append("ani", "baru")
    assert new > second
    assert before == first


async def test_what_is_appended_at_once_shares_transactions(database, clock, monkeypatch):
    """A story for a thousand visitors costs a few transactions; each message gets its own id, in its own order."""
    log = WebMessages(database, clock)
    writes = []
    write = database.write

    async def counted(work, *arguments):
        writes.append(work)
        return await write(work, *arguments)

    monkeypatch.setattr(database, "write", counted)
    kept = await asyncio.gather(*(log.append(f"warga {n % 500}", f"kabar {n}") for n in range(1_000)))

    ids = [at for at, _ in kept]

    assert len(writes) == 4
    assert len(set(ids)) == 1_000
    assert await log.since("warga 7", 0, 10) == [(ids[7], "kabar 7"), (ids[507], "kabar 507")]
    assert ids[7] < ids[507]
    assert [kept[7], kept[507]] == [(ids[7], 0), (ids[507], ids[7])]


async def test_each_message_knows_the_one_before_it(database, clock):
    """Of its own address, also within one transaction; so that an open page need not read."""
    log = WebMessages(database, clock)
    kept = await asyncio.gather(*(log.append(name, "kabar") for name in ("ani", "budi", "ani", "ani")))
    (first, _), (_, of_another), (second, before_second), (_, before_third) = kept

    assert (of_another, before_second, before_third) == (0, first, second)


async def test_a_transaction_that_fails_is_told_to_everybody_who_shared_it(database, clock):
    """And to nobody else: the next message is kept."""
    log = WebMessages(database, clock)
    outcomes = await asyncio.gather(log.append("ani", "kabar"), log.append("budi", None), return_exceptions=True)
    kept, _ = await log.append("ani", "kabar lagi")

    assert [type(outcome) for outcome in outcomes] == [StorageError, StorageError]
    assert await log.since("ani", 0, 10) == [(kept, "kabar lagi")]


async def test_a_caller_who_leaves_takes_nothing_away(database, clock):
    """The message of a cancelled caller is kept, and so are its neighbours'."""
    log = WebMessages(database, clock)
    leaving = asyncio.create_task(log.append("ani", "ditinggalkan"))
    staying = asyncio.create_task(log.append("ani", "ditunggu"))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying

    assert [payload for _, payload in await log.since("ani", 0, 10)] == ["ditinggalkan", "ditunggu"]
