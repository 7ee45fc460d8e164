"""Feeds that somebody wrote to hurt a reader, through the worker that the service uses."""

import resource
from pathlib import Path

import pytest

from feeds.model import FeedData, NotAFeed
from feeds.parse.parser import Parser
from tests.fakes.hostile_feeds import HOSTILE_FEEDS
from tests.feeds.parse.test_parser import RSS

URL = "https://kab.example/feed/"
#: Seconds for one request here; 5 in the service. A feed that needs longer is killed just the same.
LIMIT = 2.5
PARTS = 4


def test_there_are_enough_of_them():
    """At least eighty, each with a name of its own."""
    assert len(HOSTILE_FEEDS) >= 80


def resident(pid: int) -> int:
    """Bytes that a process has taken at most so far."""
    line = next(
        line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_hostile_feed_hurts_nobody_but_itself(part):
    """Each ends with data or a reason; the service stays small; the next healthy feed is parsed, by a new worker if need be."""
    parser = Parser("Asia/Jakarta", time_limit=LIMIT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lost, largest = [], 0
    for name in sorted(HOSTILE_FEEDS)[part::PARTS]:
        result = await parser.skim(HOSTILE_FEEDS[name], URL)
        assert isinstance(result, (FeedData, NotAFeed)), name
        if isinstance(result, FeedData):
            await parser.read(result.entries[:20])
        if parser._worker is not None and parser._worker.returncode is None:
            largest = max(largest, resident(parser._worker.pid))
        healthy = await parser.open(RSS, URL)
        if not isinstance(healthy, FeedData):
            lost.append(name)
    await parser.close()

    assert lost == []
    assert largest <= 1024**3
    # In kilobytes on Linux: the service itself may have grown by 64 MB, whatever the worker was fed.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 64 * 1024


@pytest.mark.parametrize("name", ["a file", "a parameter file", "a path"])
async def test_no_hostile_feed_reads_a_file(name):
    """What stands in a file of this machine never stands in a feed."""
    parser = Parser("Asia/Jakarta", time_limit=LIMIT)
    result = await parser.open(HOSTILE_FEEDS[name], URL)
    await parser.close()

    assert Path("/etc/hostname").read_text("utf-8").strip() not in repr(result)
