"""The feed doctor: every finding by name, and what it says of each."""

from datetime import timedelta

import pytest

from bot.texts.doctor_english import ENGLISH
from bot.texts.doctor_indonesian import INDONESIAN
from bot.texts.english import ENGLISH as TEXTS
from feeds.doctor import HEAVY, examine, look_at_answer, look_at_feed
from feeds.model import CachingInfo, FeedData, Fetched
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.clock import NOON
from tests.fakes.website import serve_site
from tests.feeds.builders import WORDS, entry
from tests.feeds.test_update import item, rss

URL = "https://kab.go.id/feed/"
LONG = f"<p>{WORDS} {WORDS} {WORDS}</p>"


def answer(**fields):
    values = {"body": b"x", "url": URL, "content_type": "", "caching": CachingInfo('"x"')}
    return Fetched(**values | fields)


@pytest.mark.parametrize(
    ("url", "fetched", "seconds", "codes"),
    [
        pytest.param(URL, answer(), 1, [], id="all is well"),
        pytest.param(URL, answer(caching=CachingInfo()), 1, ["no_validators"], id="no validators"),
        pytest.param(URL, answer(caching=CachingInfo(None, "gestern")), 1, [], id="a date is a validator"),
        pytest.param(URL, answer(body=b"x" * HEAVY), 1, ["heavy"], id="heavy"),
        pytest.param(URL, answer(), 12, ["slow"], id="slow"),
        pytest.param("http://kab.go.id/", answer(url="http://kab.go.id/"), 1, ["plain_http"], id="http"),
        pytest.param(URL, answer(moved_to="https://kab.go.id/baru/"), 1, ["moved"], id="moved at home"),
        pytest.param(URL, answer(url="https://lain.example/"), 1, ["foreign_redirect"], id="redirected abroad"),
    ],
)
def test_what_the_answer_tells(url, fetched, seconds, codes):
    """The way the answer came, without looking into it."""
    assert [finding.code for finding in look_at_answer(url, fetched, seconds)] == codes


def feed(*entries, warnings=()):
    return FeedData("Kab", None, entries, warnings=warnings)


def good(number=1, **fields):
    return entry(guid=str(number), link=f"https://kab.go.id/{number}", html=LONG, **fields)


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(feed(good(1), good(2)), [], id="all is well"),
        pytest.param(feed(), ["no_entries"], id="no entries"),
        pytest.param(
            feed(good(), warnings=("charset:utf-8", "junk", "torn")), ["charset", "junk", "torn"], id="mended"
        ),
        pytest.param(feed(good(published=None, published_raw="kemarin")), ["undated"], id="no date"),
        pytest.param(feed(good(published=NOON + timedelta(hours=7))), ["future"], id="seven hours ahead"),
        pytest.param(feed(good(published=NOON - timedelta(days=40))), ["silent"], id="silent"),
        pytest.param(
            feed(
                entry(guid="1", link="https://kab.go.id/x", html=LONG),
                entry(guid="2", link="https://kab.go.id/x", html=LONG),
            ),
            ["shared_links"],
            id="one link for all",
        ),
        pytest.param(feed(entry(guid=None, link=None, html=LONG)), ["no_identity"], id="neither guid nor link"),
        pytest.param(feed(entry(html="<p>Cuplikan saja.</p>")), ["teasers"], id="teasers"),
        pytest.param(
            feed(
                good(),
                entry(guid="9", title="Situs slot gacor maxwin", html=f"{LONG} bonus new member, rtp live, togel"),
            ),
            ["hijacked"],
            id="injected",
        ),
    ],
)
def test_what_the_document_tells(document, codes):
    """Each fault by its name, and none where there is none."""
    assert [finding.code for finding in look_at_feed(URL, document, NOON)] == codes


async def test_a_dated_feed_with_a_slow_habit_is_not_silent():
    """A feed that publishes monthly is not called silent after six weeks."""
    monthly = [good(n, published=NOON - timedelta(days=40 + 30 * n)) for n in range(4)]

    assert [finding.code for finding in look_at_feed(URL, feed(*monthly), NOON)] == []


@pytest.mark.parametrize(
    ("prepare", "codes", "broken"),
    [
        pytest.param(
            lambda site: site.put("/feed/", rss(item("1", text=LONG))), ["plain_http"], False, id="a good feed"
        ),
        pytest.param(lambda site: site.fail("/feed/", 403), ["denied"], True, id="a firewall"),
        pytest.param(lambda site: site.put("/feed/", "<html>Galat</html>", "text/html"), ["html"], True, id="a page"),
        pytest.param(lambda site: site.put("/feed/", rss()), ["no_entries", "plain_http"], True, id="an empty feed"),
    ],
)
async def test_an_examination_on_the_wire(clock, prepare, codes, broken):
    """Fetched and parsed for real, the worst finding first."""
    parser = Parser("Asia/Jakarta")
    async with serve_site() as site:
        prepare(site)
        limits, allowed = Limits(total=10.0, host_gap=0.0), frozenset({site.host})
        async with Fetcher(
            user_agent="K/0 (+https://k.example)", allow_private_hosts=allowed, limits=limits
        ) as fetcher:
            found = await examine(site.url("/feed/"), fetcher, parser, clock)
    await parser.close()

    assert ([finding.code for finding in found.findings], found.is_broken) == (codes, broken)


def test_every_finding_is_explained_in_both_languages():
    """What was seen, why it matters, and what to ask, for every fault that can be found."""
    codes = {"no_validators", "heavy", "slow", "plain_http", "moved", "foreign_redirect", "no_entries", "hijacked"}
    codes |= {"charset", "junk", "torn", "undated", "future", "silent", "shared_links", "no_identity", "teasers"}
    codes |= TEXTS.faults.keys() - {"internal"}

    assert codes == INDONESIAN.keys() == ENGLISH.keys()
    assert all(words.seen and words.matters and words.ask for words in (*INDONESIAN.values(), *ENGLISH.values()))
