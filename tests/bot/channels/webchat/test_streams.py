"""What is written to an open page."""

import asyncio

import pytest

from bot.channels.webchat.streams import BEAT, HISTORY, PAGE, READY, Handed, Stream, Streams, start_after, written


async def fill(log, count, address="a"):
    """Keeps `count` numbered payloads."""
    for number in range(count):
        await log.append(address, str(number))


@pytest.mark.parametrize(
    ("kept", "seen", "expected"),
    [
        pytest.param(0, None, 0, id="first-visit"),
        pytest.param(3, None, 0, id="short-history"),
        pytest.param(HISTORY + 7, None, 7, id="only-the-last-fifty"),
        pytest.param(9, 4, 4, id="comes-back"),
        pytest.param(9, 9, 9, id="has-seen-all"),
        pytest.param(9, 500, 9, id="database-restored-from-a-backup"),
        pytest.param(0, 500, 0, id="conversation-erased"),
    ],
)
async def test_where_a_page_reads_on(log, kept, seen, expected):
    """A page goes on after what it has seen, or begins with a piece of history."""
    await fill(log, kept)

    assert await start_after(log, "a", seen) == expected


async def test_history_of_one_address_among_others(log):
    """Ids of other addresses between its own do not disturb a page's history."""
    await fill(log, 5, "b")
    await fill(log, 2, "a")
    await fill(log, 5, "b")

    assert await start_after(log, "a", None) == 5


async def test_all_that_was_kept_then_ready_then_what_comes(log):
    """A page gets everything after its mark in order, is told that it is up to date, and then gets what is new."""
    await fill(log, 3)
    stream = Stream("a")
    chunks = written(log, stream, 1, 60)

    first = [await anext(chunks) for _ in range(3)]
    waiting = asyncio.ensure_future(anext(chunks))
    await log.append("a", "new")
    stream.wake.set()

    assert first[0].startswith(b"retry: ")
    assert first[1:] == [b"id: 2\ndata: 1\n\nid: 3\ndata: 2\n\n", READY]
    assert await waiting == b"id: 4\ndata: new\n\n"
    await chunks.aclose()


async def test_long_absence_is_written_in_pieces(log):
    """A page that was away for long gets all of it, piece by piece, before it is told that it is up to date."""
    await fill(log, 2 * PAGE + 5)
    chunks = written(log, Stream("a"), 0, 60)
    await anext(chunks)
    pieces = [await anext(chunks) for _ in range(4)]
    await chunks.aclose()

    assert [piece.count(b"data: ") for piece in pieces] == [PAGE, PAGE, 5, 1]
    assert pieces[3] == READY


async def test_exactly_one_piece(log):
    """A history that ends with a full piece is also followed by the word that it is all."""
    await fill(log, PAGE)
    chunks = written(log, Stream("a"), 0, 60)
    await anext(chunks)
    pieces = [await anext(chunks) for _ in range(2)]
    await chunks.aclose()

    assert [piece.count(b"data: ") for piece in pieces] == [PAGE, 1]


async def test_beats_while_nothing_happens(log):
    """In silence a page hears a beat, with a comment for proxies."""
    chunks = written(log, Stream("a"), 0, 0)
    heard = [await anext(chunks) for _ in range(4)]
    await chunks.aclose()

    assert heard[2:] == [BEAT, BEAT]


async def test_beat_finds_what_another_process_kept(log):
    """A message that nobody woke us for is found at the next beat."""
    chunks = written(log, Stream("a"), 0, 0)
    for _ in range(3):
        await anext(chunks)
    await log.append("a", "from elsewhere")

    assert await anext(chunks) == b"id: 1\ndata: from elsewhere\n\n"
    await chunks.aclose()


async def test_message_during_a_write_is_not_lost(log):
    """What is kept while the page is slow to take the last piece follows at once, without waiting for a beat."""
    await fill(log, 1)
    stream = Stream("a")
    chunks = written(log, stream, 0, 60)
    for _ in range(3):
        await anext(chunks)
    await log.append("a", "second")
    stream.wake.set()
    assert await anext(chunks) == b"id: 2\ndata: second\n\n"
    await log.append("a", "third")
    stream.wake.set()  # the generator stands at its yield, as during a slow write

    assert await anext(chunks) == b"id: 3\ndata: third\n\n"
    await chunks.aclose()


async def test_message_during_a_read_is_not_lost(log):
    """What is kept while the log is being read, too late for that read, follows at once."""
    stream = Stream("a")
    chunks = written(log, stream, 0, 60)

    async def meanwhile():
        await log.append("a", "late")
        stream.wake.set()

    log.meanwhile = meanwhile
    for _ in range(2):
        await anext(chunks)
    async with asyncio.timeout(20):
        following = await anext(chunks)
    await chunks.aclose()

    assert following == b"id: 1\ndata: late\n\n"


async def test_closed_stream_ends(log):
    """A stream that is closed while it waits ends without a further word."""
    stream = Stream("a")
    chunks = written(log, stream, 0, 60)
    await anext(chunks)
    await anext(chunks)
    waiting = asyncio.ensure_future(anext(chunks, b"the end"))
    stream.close()

    assert await waiting == b"the end"


def test_reconnection_is_spread():
    """Not all pages come back in the same second after a restart."""

    async def first(address):
        return await anext(written(None, Stream(address), 0, 60))

    delays = {asyncio.run(first(f"session {number}")) for number in range(20)}

    assert len(delays) > 10


def test_only_so_many_pages_for_each_and_for_all():
    """Neither one address nor all together open more pages than they may, and a page that leaves makes room."""
    pages = Streams(for_each=2, for_all=3)
    opened = [pages.open("a"), pages.open("a")]

    assert pages.open("a") is None
    assert pages.open("b") is not None
    assert pages.full
    assert pages.open("c") is None
    pages.leave(opened[0])
    assert pages.open("c") is not None
    assert len(pages) == 3


def test_visitors_who_left_are_forgotten():
    """Nothing is remembered of an address whose last page has left."""
    pages = Streams(for_each=5, for_all=5)
    for stream in [pages.open("a"), pages.open("a"), pages.open("b")]:
        pages.leave(stream)

    assert (pages._open, len(pages)) == ({}, 0)


def test_hands_only_to_whom_it_concerns():
    """A message is handed to and wakes every page of its address and no other; an address without pages is no fault."""
    pages = Streams(for_each=5, for_all=5)
    mine, also_mine, other = pages.open("a"), pages.open("a"), pages.open("b")
    pages.hand("a", Handed(1, 0, "kabar"))
    pages.hand("nobody", Handed(2, 0, "kabar"))

    assert [stream.wake.is_set() for stream in (mine, also_mine, other)] == [True, True, False]
    assert [len(stream.handed) for stream in (mine, also_mine, other)] == [1, 1, 0]
