"""The worker process: it answers, it is killed, it is replaced."""

from dataclasses import replace
from datetime import datetime

import pytest

from feeds.identity import raw_hash
from feeds.model import FeedData, NotAFeed, PageText
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
    result = await parser.open(RSS, "https://kab.example/feed/")

    assert isinstance(result, FeedData)
    assert [one.title for one in result.entries] == ["Satu"]


async def test_articles_are_read_in_the_worker(parser):
    """Each article gets its own text, in the order they were asked for."""
    articles = await parser.read([entry(html="<p>Isi pertama.</p>"), entry(html="<p>Isi kedua.</p>")])

    assert [article.paragraphs for article in articles] == [("Isi pertama.",), ("Isi kedua.",)]


SKIMMED = b"""<rss version="2.0"><channel><title>Kab</title>
<item><title>Satu</title><guid>1</guid><description>&lt;p&gt;Isi pertama.&lt;/p&gt;</description></item>
<item><title>Dua</title><guid>2</guid><description>&lt;p&gt;Isi kedua.&lt;/p&gt;&lt;a href="/x"
style="display:none"&gt;tersembunyi&lt;/a&gt;</description></item></channel></rss>"""


async def test_skimming_leaves_the_contents_in_the_worker(parser):
    """What crosses the pipe is all but the HTML, with the fingerprint that the HTML would have had."""
    skimmed = await parser.skim(SKIMMED, "https://kab.example/feed/")
    parsed = await parser.open(SKIMMED, "https://kab.example/feed/")

    assert [one.html for one in skimmed.entries] == ["", ""]
    assert [replace(one, html="", fingerprint=raw_hash(one)) for one in parsed.entries] == list(skimmed.entries)


async def test_what_was_skimmed_can_be_read(parser):
    """Only what is asked for: readable text, and all words and links for the guard."""
    skimmed = await parser.skim(SKIMMED, "https://kab.example/feed/")

    (article,) = await parser.read(skimmed.entries[1:])

    assert article.paragraphs == ("Isi kedua.",)
    assert (article.shown.split(), article.links) == (["Isi", "kedua.", "tersembunyi"], ("/x",))


async def test_what_the_worker_took_along_is_parsed_again(parser):
    """Between skimming and reading a worker may die; entries of several documents may be asked for at once."""
    first = await parser.skim(SKIMMED, "https://kab.example/feed/")
    parser._worker.kill()
    await parser._worker.wait()
    second = await parser.skim(SKIMMED.replace(b"Isi", b"Kabar"), "https://kab.example/feed/")

    articles = await parser.read([first.entries[0], second.entries[0], first.entries[1]])

    assert [one.paragraphs[0].split()[0] for one in articles] == ["Isi", "Kabar", "Isi"]


async def test_a_feed_that_stalls_the_parser_costs_its_limit_and_no_more(parser):
    """The worker is killed and the next feed is parsed by a new one."""
    await parser.open(RSS, "https://kab.example/feed/")

    stalled = await parser.open(STALL, "https://kab.example/feed/")
    healthy = await parser.open(RSS, "https://kab.example/feed/")

    assert isinstance(stalled, NotAFeed)
    assert stalled.reason == "too_slow"
    assert isinstance(healthy, FeedData)


async def test_while_a_feed_stalls_the_worker_another_is_made_ready(parser):
    """The feed after the one that is given up need not wait for a process to start."""
    await parser.open(RSS, "https://kab.example/feed/")
    assert parser._spare is None

    await parser.open(STALL, "https://kab.example/feed/")
    spare = await parser._spare
    healthy = await parser.open(RSS, "https://kab.example/feed/")

    assert isinstance(healthy, FeedData)
    assert parser._worker is spare


async def test_a_worker_that_stood_ready_and_died_is_not_taken(parser):
    """Then one is started, as if there had been none."""
    await parser.open(STALL, "https://kab.example/feed/")
    spare = await parser._spare
    spare.kill()
    await spare.wait()

    assert isinstance(await parser.open(RSS, "https://kab.example/feed/"), FeedData)
    assert parser._worker is not spare


async def test_a_worker_that_dies_is_replaced(parser):
    """A crash of the parser is a fault of one feed."""
    await parser.open(RSS, "https://kab.example/feed/")
    parser._worker.kill()
    await parser._worker.wait()

    assert isinstance(await parser.open(RSS, "https://kab.example/feed/"), FeedData)


async def test_a_closed_parser_can_be_closed_again_and_used_again(parser):
    """Closing ends the process; a later request starts another."""
    await parser.open(RSS, "https://kab.example/feed/")
    await parser.close()
    await parser.close()

    assert isinstance(await parser.open(RSS, "https://kab.example/feed/"), FeedData)


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


async def test_the_page_of_an_article_is_read_in_the_worker(parser):
    """Its text and facts cross the pipe as they were read."""
    text = (
        "Petani Desa Kenanga memanen 40 ton padi pada Senin (4/3) di lahan seluas sepuluh hektare milik kelompok tani."
    )
    moment = "2026-03-04T10:08:00+07:00"
    head = f"<meta property=article:published_time content={moment}><meta name=author content='Rini Kartika'>"
    page = (
        f"<html><head>{head}</head><body><h1>Panen Raya</h1><div class=entry-content><p>{text}</p></div></body></html>"
    )

    read = await parser.text(page.encode(), "https://kab.example/panen/", "Panen Raya")

    assert read == PageText("Panen Raya", (text,), "Rini Kartika", None, datetime.fromisoformat(moment))


async def test_a_page_that_stalls_the_worker_has_no_article(parser):
    """The worker is killed and replaced; the next request finds a fresh one."""
    stalled = await parser.text(
        b"<div " + b" ".join(b"a%d='<'" % n for n in range(100_000)) + b">", "https://kab.example/", ""
    )

    assert (stalled, (await parser.open(RSS, "https://kab.example/feed/")).title) == (PageText(), "Kab")
