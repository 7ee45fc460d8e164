"""Whatever is kept, handed over late, kept elsewhere or taken away meanwhile: each message once, in order."""

import asyncio
import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.webchat.streams import WAITING, Handed, Stream, Streams, start_after, written
from tests.fakes.message_log import FakeLog

ACTIONS = st.lists(
    st.sampled_from(
        ["keep", "keep late", "hand", "hand last", "elsewhere", "other", "beat", "turn", "withdraw", "return"]
    ),
    max_size=40,
)


class Reader:
    """One browser: an open page, and what it has been told so far."""

    def __init__(self, log, pages):
        self.log, self.pages = log, pages
        self.seen: list[tuple[int, str]] = []
        self.mark: int | None = None
        self.stream: Stream | None = None

    async def come(self):
        self.stream = self.pages.open("a")
        after = await start_after(self.log, "a", self.mark)
        self.reading = asyncio.create_task(self._read(written(self.log, self.stream, after, 3_600)))

    async def _read(self, chunks):
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                for block in chunk.decode().strip().split("\n\n"):
                    if block.startswith("id: "):
                        at, data = block.removeprefix("id: ").split("\ndata: ")
                        self.seen.append((int(at), data))
                        self.mark = int(at)
                await asyncio.sleep(0)  # the network takes its time

    async def leave(self):
        """The line breaks somewhere; what was under way is lost with it."""
        self.reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.reading
        self.pages.leave(self.stream)


async def live(actions):  # noqa: C901 - one branch for each action
    """Plays all of it and gives what the page was told, and what it had to be told."""
    log, pages = FakeLog(), Streams(for_each=5, for_all=5)
    reader, late, expected = Reader(log, pages), [], []
    await reader.come()
    for number, action in enumerate(actions):
        if action in {"keep", "keep late", "elsewhere"}:
            at, before = await log.append("a", str(number))
            expected.append((at, str(number)))
            if action != "elsewhere":
                late.append(Handed(at, before, str(number)))
        if action == "other":
            await log.append("b", "secret")
        if action in {"keep", "hand last"} and late:
            pages.hand("a", late.pop())
        if action == "hand" and late:
            pages.hand("a", late.pop(0))
        if action == "beat":
            reader.stream.wake.set()
        if action == "turn":
            await asyncio.sleep(0)
        if action == "withdraw" and reader.seen:
            await log.replace("a", reader.seen[-1][0], None)
        if action == "return":
            await reader.leave()
            await reader.come()
    for message in late:
        pages.hand("a", message)
    for _ in range(3):  # beats: what was kept elsewhere is found by them
        for _ in range(2 * len(actions) + 20):
            await asyncio.sleep(0)
        reader.stream.wake.set()
    for _ in range(20):
        await asyncio.sleep(0)
    await reader.leave()
    return reader.seen, expected


@settings(max_examples=400, deadline=None)
@given(ACTIONS)
@example(["turn", "turn", "turn", "keep", "keep", "keep"])
@example(["turn", "turn", "turn", "elsewhere", "keep", "turn", "turn"])
@example(["turn", "turn", "turn", "keep late", "keep late", "hand last", "turn", "hand", "turn"])
@example(["turn"] * 3 + ["keep"] * (WAITING + 2))
@example(["keep", "turn", "turn", "turn", "withdraw", "return", "keep"])
def test_nothing_is_missed_or_doubled(actions):
    """Every message of the address, once, in the order of the ids."""
    seen, expected = asyncio.run(live(actions))

    assert seen == expected


async def test_a_page_that_is_up_to_date_reads_nothing(log):
    """A story for thousands costs no reads."""
    pages = Streams(for_each=5, for_all=5)
    reader = Reader(log, pages)
    await reader.come()
    for _ in range(9):
        await asyncio.sleep(0)
    log.since = None  # whoever calls it now breaks
    at, before = await log.append("a", "kabar")
    pages.hand("a", Handed(at, before, "kabar"))
    for _ in range(9):
        await asyncio.sleep(0)

    assert reader.seen == [(1, "kabar")]
    await reader.leave()


def test_a_slow_page_is_not_waited_for():
    """It holds a few messages and no more; then it reads the log."""
    stream = Stream("a")
    for at in range(1, WAITING + 3):
        stream.hand(Handed(at, at - 1, "kabar"))

    assert stream.handed is None
    assert stream.take(0) is None
    assert stream.handed == []
