"""The worker process: it answers, it is killed, it is replaced."""

import pytest

from feeds.model import FeedData, NotAFeed
from feeds.parse.parser import Parser
from feeds.parse.wire import feed_answer, read_feed_answer
from tests.feeds.builders import entry

RSS = b'<rss version="2.0"><channel><title>Kab</title><item><title>Satu</title></item></channel></rss>'
#: Takes feedparser seconds; the worker is given less here.
STALL = b'<rss version="2.0"><channel>' + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>"


@pytest.fixture
async def parser():
    parser = Parser("Asia/Jakarta", time_limit=0.7)
    yield parser
    await parser.close()


async def test_a_feed_is_parsed_in_the_worker(parser):
    """The data that comes over the pipe is the data that was parsed."""
    result = await parser.parse(RSS, "https://kab.example/feed/")

    assert isinstance(result, FeedData)
    assert [one.title for one in result.entries] == ["Satu"]


async def test_articles_are_read_in_the_worker(parser):
    """Each article gets its own text, in the order they were asked for."""
    articles = await parser.read([("<p>Isi pertama.</p>", "A"), ("<p>Isi kedua.</p>", "B")])

    assert [article.paragraphs for article in articles] == [("Isi pertama.",), ("Isi kedua.",)]


async def test_a_feed_that_stalls_the_parser_costs_its_limit_and_no_more(parser):
    """The worker is killed and the next feed is parsed by a new one."""
    await parser.parse(RSS, "https://kab.example/feed/")

    stalled = await parser.parse(STALL, "https://kab.example/feed/")
    healthy = await parser.parse(RSS, "https://kab.example/feed/")

    assert isinstance(stalled, NotAFeed)
    assert stalled.reason == "too_slow"
    assert isinstance(healthy, FeedData)


async def test_a_worker_that_dies_is_replaced(parser):
    """A crash of the parser is a fault of one feed."""
    await parser.parse(RSS, "https://kab.example/feed/")
    parser._worker.kill()
    await parser._worker.wait()

    assert isinstance(await parser.parse(RSS, "https://kab.example/feed/"), FeedData)


async def test_a_closed_parser_can_be_closed_again_and_used_again(parser):
    """Closing ends the process; a later request starts another."""
    await parser.parse(RSS, "https://kab.example/feed/")
    await parser.close()
    await parser.close()

    assert isinstance(await parser.parse(RSS, "https://kab.example/feed/"), FeedData)


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(FeedData("Kab", None, (entry(), entry(published=None)), 30, ("cut",)), id="a feed"),
        pytest.param(NotAFeed("html", "a page"), id="no feed"),
    ],
)
def test_the_pipe_loses_nothing(result):
    """What one end sends is what the other end gets."""
    assert read_feed_answer(feed_answer(result)) == result
