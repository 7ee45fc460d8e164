"""When is the next poll, to the second? Headers and bodies go the whole way to a moment, without a network.

The real judge of answers, the real parser in its process and the real updater decide; the fakes at the borders are a fetcher whose
server has given one answer, and a notebook in place of the database. Every expected wait was worked out by hand.
Unless a situation says otherwise the operator allows 15 minutes to 2 hours, the feed was fetched whole just now and
has an ETag, its habit is not known yet, and the draw is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
import pytest_asyncio
from multidict import CIMultiDict

from feeds.drafting import EditorialRules
from feeds.feed_model import BadPoll, FeedForUpdate, GoodPoll
from feeds.habits import Habits
from feeds.model import CachingInfo, Fetched
from feeds.parse.parser import Parser
from feeds.schedule import Intervals
from feeds.storage import baselines
from feeds.storage.entries import Stored
from feeds.storage.habits import habits
from feeds.update import Updater
from feeds.web.answer import ReadBody, judge
from tests.fakes.clock import NOON

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIN, HOUR, DAY = 60, 3600, 86_400
ETAG = CachingInfo('"1"', None)

T_NOW = "Tue, 06 Oct 2026 05:00:00 GMT"
T_20_MIN = "Tue, 06 Oct 2026 05:20:00 GMT"
T_1_HOUR = "Tue, 06 Oct 2026 06:00:00 GMT"
T_90_MIN = "Tue, 06 Oct 2026 06:30:00 GMT"
T_NOW_IN_1994 = "Thu, 06 Oct 1994 05:00:00 GMT"
T_YESTERDAY = "Mon, 05 Oct 2026 05:00:00 GMT"
T_TOMORROW = "Wed, 07 Oct 2026 05:00:00 GMT"
T_NEXT_YEAR = "Wed, 06 Oct 2027 05:00:00 GMT"

ITEM = "<item><title>Pasar murah</title><link>https://kab.example/1/</link><description>Sabtu.</description></item>"
ENTRY = "<entry><title>Pasar murah</title><id>tag:kab.example,2026:1</id><link href='https://kab.example/1/'/></entry>"
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TWICE_AN_HOUR = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"


@dataclass(frozen=True)
class OneAnswer:
    """A fetcher whose server has answered: the head is read by the real judge."""

    status: int
    headers: CIMultiDict[str]
    body: bytes

    async def fetch(self, url, caching=None, **_):
        answer = judge(self.status, self.headers, caching or CachingInfo(), NOON)
        if isinstance(answer, ReadBody):
            return Fetched(self.body, url, answer.content_type, answer.caching, answer.fresh_for)
        return answer


class Notebook:
    """A database that knows nothing and remembers what a poll leaves behind."""

    poll = None

    async def read(self, work, *_args, **_options):
        if work is baselines.get:
            return None
        return Habits() if work is habits else {}

    async def write(self, _work, *args, **_options):
        (self.poll,) = (arg for arg in args if isinstance(arg, GoodPoll | BadPoll))
        return Stored()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def parser():
    """One worker for all situations; it starts with the first body that has to be read."""
    parser = Parser("Asia/Jakarta")
    yield parser
    await parser.close()


@pytest.fixture
def wait_after(parser):
    """Seconds until the next poll after one answer."""
    return partial(seconds_after, parser)


async def seconds_after(
    parser,
    status=304,
    headers=(),
    body="",
    *,
    failures=0,
    caching=ETAG,
    asked=None,
    gap=None,
    newest=None,
    bounds=(15 * MIN, 2 * HOUR),
    first=False,
    gone=(0, 0),
    draw=0.0,
):
    """Polls once. `newest` and the second of `gone` are seconds before now."""
    notebook = Notebook()
    updater = Updater(
        database=notebook,
        fetcher=OneAnswer(status, CIMultiDict(headers), body.encode()),
        parser=parser,
        intervals=Intervals(*(timedelta(seconds=bound) for bound in bounds)),
        rules=EditorialRules(max_age=timedelta(hours=48)),
        clock=lambda: NOON,
        draw=lambda: draw,
        on_due=lambda *_: None,
    )
    feed = FeedForUpdate(
        id=1,
        url="https://kab.example/feed/",
        name="Kab",
        caching=caching,
        body_hash=None,
        first_poll=first,
        failures=failures,
        last_ok=None if first else NOON,
        last_whole=None if first else NOON,
        asked_minutes=asked,
        usual_gap=None if gap is None else timedelta(seconds=gap),
        newest=None if newest is None else NOON - timedelta(seconds=newest),
        gone_polls=gone[0],
        gone_since=NOON - timedelta(seconds=gone[1]) if gone[0] else None,
    )
    await updater.update(feed)
    assert notebook.poll is not None
    assert notebook.poll.now == NOON
    return (notebook.poll.next_poll - NOON).total_seconds()


def rss(channel="", attributes=""):
    return f"<?xml version='1.0'?><rss version='2.0' {attributes}><channel><title>Kab</title>{channel}{ITEM}</channel></rss>"


def sy(period, frequency=None):
    often = "" if frequency is None else f"<sy:updateFrequency>{frequency}</sy:updateFrequency>"
    return rss(f"<sy:updatePeriod>{period}</sy:updatePeriod>{often}", SY)


def rows(table):
    """The rows as named situations: what goes in is their name."""
    return [pytest.param(*row, id=" | ".join(say(cell) for cell in row[:-1])) for row in table]


def say(cell):
    if isinstance(cell, dict):
        return ", ".join(f"{name}: {value[:40]}" for name, value in cell.items()) or "no headers"
    return repr(cell)[:60]


# Cache-Control of a 304 -> wait
CACHE_CONTROL = [
    ("", 900),
    ("max-age=0", 900),
    ("max-age=1", 900),
    ("max-age=899", 900),
    ("max-age=900", 900),
    ("max-age=901", 901),
    ("max-age=1000", 1000),
    ("max-age=1800", 1800),
    ("max-age=3599", 3599),
    ("max-age=3600", 3600),
    ("max-age=7199", 7199),
    ("max-age=7200", 7200),
    ("max-age=7201", 7200),
    ("max-age=86400", 7200),
    ("max-age=31536000", 7200),
    ("max-age=99999999999999999999", 7200),
    ("MAX-AGE=1800", 1800),
    ("Max-Age = 1800", 1800),
    ('max-age="1800"', 1800),
    ("public, max-age=1800", 1800),
    ("max-age=1800, public, must-revalidate", 1800),
    ("private, max-age=1800", 1800),
    ("max-age=1800,max-age=3600", 1800),
    ("max-age=3600,max-age=1800", 1800),
    ("max-age=1800; public", 900),
    ("max-age=-1800", 900),
    ("max-age=1800.5", 900),
    ("max-age=1e4", 900),
    ("max-age=half an hour", 900),
    ("max-age=", 900),
    ("max-age", 900),
    ("s-maxage=1800", 900),
    ("s-maxage=3600, max-age=1800", 1800),
    ("s-maxage=1800, max-age=3600", 3600),
    ("no-cache", 900),
    ("no-store", 900),
    ("no-cache, max-age=3600", 900),
    ("max-age=3600, no-store", 900),
    ("no-store, no-cache, must-revalidate, max-age=0", 900),
    ('no-cache="Set-Cookie", max-age=1800', 1800),
    ("must-revalidate", 900),
    ("immutable, max-age=1800", 1800),
    ("max-age=1800, stale-while-revalidate=3600", 1800),
    ("stale-if-error=3600", 900),
    ("x-max-age=3600", 900),
]


@pytest.mark.parametrize(("value", "wait"), rows(CACHE_CONTROL))
async def test_cache_control(wait_after, value, wait):
    """A lifetime is obeyed between the operator's bounds; one that can't be read is none."""
    assert await wait_after(headers={"Cache-Control": value}) == wait


# Headers of a 304 -> wait
EXPIRES = [
    ({"Expires": T_1_HOUR, "Date": T_NOW}, 3600),
    ({"Expires": T_1_HOUR}, 3600),
    ({"Expires": T_20_MIN, "Date": T_NOW}, 1200),
    ({"Expires": T_20_MIN}, 1200),
    ({"Expires": "Tue, 06 Oct 2026 05:15:01 GMT"}, 901),
    ({"Expires": "Tue, 06 Oct 2026 05:14:59 GMT"}, 900),
    ({"Expires": "Tue, 06 Oct 2026 06:59:59 GMT"}, 7199),
    ({"Expires": "Tue, 06 Oct 2026 07:00:01 GMT"}, 7200),
    ({"Expires": T_TOMORROW}, 7200),
    ({"Expires": T_NEXT_YEAR}, 7200),
    ({"Expires": T_NOW, "Date": T_NOW}, 900),
    ({"Expires": T_YESTERDAY}, 900),
    ({"Expires": "Wed, 11 Jan 1984 05:00:00 GMT"}, 900),
    ({"Expires": "0"}, 900),
    ({"Expires": "-1"}, 900),
    ({"Expires": ""}, 900),
    ({"Expires": "never"}, 900),
    ({"Expires": "3600"}, 900),
    # Their clock: an hour between two of their own moments is an hour of ours.
    ({"Expires": T_90_MIN, "Date": "Tue, 06 Oct 2026 06:00:00 GMT"}, 1800),
    ({"Expires": "Thu, 06 Oct 1994 06:00:00 GMT", "Date": T_NOW_IN_1994}, 3600),
    ({"Expires": "Wed, 06 Oct 2027 05:30:00 GMT", "Date": T_NEXT_YEAR}, 1800),
    ({"Expires": T_1_HOUR, "Date": "today"}, 3600),
    ({"Expires": T_1_HOUR, "Date": ""}, 3600),
    # The three forms of a date, and a zone that HTTP does not know but servers write.
    ({"Expires": "Tuesday, 06-Oct-26 06:00:00 GMT"}, 3600),
    ({"Expires": "Tue Oct  6 06:00:00 2026"}, 3600),
    ({"Expires": "Tue, 06 Oct 2026 13:00:00 +0700"}, 3600),
    # Age is what was spent in caches on the way.
    ({"Expires": T_1_HOUR, "Date": T_NOW, "Age": "600"}, 3000),
    ({"Cache-Control": "max-age=3600", "Age": "0"}, 3600),
    ({"Cache-Control": "max-age=3600", "Age": "600"}, 3000),
    ({"Cache-Control": "max-age=3600", "Age": "2699"}, 901),
    ({"Cache-Control": "max-age=3600", "Age": "2701"}, 900),
    ({"Cache-Control": "max-age=3600", "Age": "3600"}, 900),
    ({"Cache-Control": "max-age=3600", "Age": "999999"}, 900),
    ({"Cache-Control": "max-age=3600", "Age": "-600"}, 3600),
    ({"Cache-Control": "max-age=3600", "Age": "old"}, 3600),
    ({"Cache-Control": "max-age=9000", "Age": "3000"}, 6000),
    ({"Age": "600"}, 900),
    # Which goes before which.
    ({"Cache-Control": "max-age=1800", "Expires": T_1_HOUR}, 1800),
    ({"Cache-Control": "max-age=3600", "Expires": T_20_MIN}, 3600),
    ({"Cache-Control": "max-age=0", "Expires": T_1_HOUR}, 900),
    ({"Cache-Control": "no-cache", "Expires": T_1_HOUR}, 900),
    ({"Cache-Control": "max-age=soon", "Expires": T_1_HOUR}, 900),
    ({"Cache-Control": "public", "Expires": T_1_HOUR}, 3600),
    ({"Cache-Control": "s-maxage=60", "Expires": T_1_HOUR}, 3600),
    ({"Pragma": "no-cache", "Expires": T_1_HOUR}, 3600),
    ({"Retry-After": "3600"}, 900),
    ({"Date": T_NOW}, 900),
    ({"Last-Modified": T_YESTERDAY}, 900),
]


@pytest.mark.parametrize(("headers", "wait"), rows(EXPIRES))
async def test_expires_date_and_age(wait_after, headers, wait):
    """Lifetimes by the server's own clock, without what was spent on the way."""
    assert await wait_after(headers=headers) == wait


# status, Retry-After, Date, failures before -> wait
RETRY_AFTER = [
    (429, None, None, 0, 900),
    (429, "0", None, 0, 900),
    (429, "1", None, 0, 900),
    (429, "899", None, 0, 900),
    (429, "901", None, 0, 901),
    (429, "1800", None, 0, 1800),
    (429, " 1800 ", None, 0, 1800),
    (429, "7200", None, 0, 7200),
    (429, "7201", None, 0, 7201),
    (429, "86399", None, 0, 86_399),
    (429, "86400", None, 0, 86_400),
    (429, "86401", None, 0, 86_400),
    (429, "604800", None, 0, 86_400),
    (429, "99999999999999999999", None, 0, 86_400),
    (429, "-3600", None, 0, 900),
    (429, "3600.5", None, 0, 900),
    (429, "an hour", None, 0, 900),
    (429, "", None, 0, 900),
    (429, T_1_HOUR, T_NOW, 0, 3600),
    (429, T_1_HOUR, None, 0, 3600),
    (429, T_20_MIN, None, 0, 1200),
    (429, T_YESTERDAY, None, 0, 900),
    (429, T_TOMORROW, None, 0, 86_400),
    (429, T_NEXT_YEAR, None, 0, 86_400),
    (429, T_90_MIN, T_20_MIN, 0, 4200),
    (429, "Thu, 06 Oct 1994 06:00:00 GMT", T_NOW_IN_1994, 0, 3600),
    (429, "Tuesday, 06-Oct-26 06:00:00 GMT", None, 0, 3600),
    (429, "Tue Oct  6 06:00:00 2026", None, 0, 3600),
    (429, "1800", None, 5, 4800),
    (429, "6000", None, 5, 6000),
    (429, "3600", None, 40, 43_200),
    (429, "50000", None, 40, 50_000),
    (503, None, None, 0, 900),
    (503, "120", None, 0, 900),
    (503, "1800", None, 0, 1800),
    (503, "86400", None, 0, 86_400),
    (503, "172800", None, 0, 86_400),
    (503, T_1_HOUR, T_NOW, 0, 3600),
    (503, T_NEXT_YEAR, None, 0, 86_400),
    (503, "1800", None, 4, 2400),
    (503, "1800", None, 3, 1800),
    (500, "1800", None, 0, 1800),
    (502, T_20_MIN, None, 0, 1200),
    (404, "1800", None, 0, 1800),
    (403, "1800", None, 0, 1800),
    (410, "1800", None, 0, 1800),
]


@pytest.mark.parametrize(("status", "value", "date", "failures", "wait"), rows(RETRY_AFTER))
async def test_retry_after(wait_after, status, value, date, failures, wait):
    """Who asks us to stay away is obeyed to a day, and never makes us come sooner than our own patience would."""
    headers = {name: text for name, text in (("Retry-After", value), ("Date", date)) if text is not None}

    assert await wait_after(status, headers, failures=failures) == wait


# status, failures before -> wait: half of 5 min x 2^failures, at least 15 minutes, at most half a day
FAILURES = [
    (500, 0, 900),
    (500, 1, 900),
    (500, 2, 900),
    (500, 3, 1200),
    (500, 4, 2400),
    (500, 5, 4800),
    (500, 6, 9600),
    (500, 7, 19_200),
    (500, 8, 38_400),
    (500, 9, 43_200),
    (500, 10, 43_200),
    (500, 100, 43_200),
    (500, 1_000_000, 43_200),
    (400, 0, 900),
    (401, 3, 1200),
    (402, 3, 1200),
    (403, 0, 900),
    (403, 3, 1200),
    (404, 0, 900),
    (404, 4, 2400),
    (405, 3, 1200),
    (406, 3, 1200),
    (408, 3, 1200),
    (410, 0, 900),
    (418, 3, 1200),
    (451, 3, 1200),
    (501, 3, 1200),
    (502, 3, 1200),
    (504, 3, 1200),
    (520, 3, 1200),
    (526, 3, 1200),
    (599, 3, 1200),
    (204, 3, 1200),
    (206, 3, 1200),
    (300, 3, 1200),
    (301, 3, 1200),
    (302, 3, 1200),
    (999, 3, 1200),
]


@pytest.mark.parametrize(("status", "failures", "wait"), rows(FAILURES))
async def test_failures_in_a_row(wait_after, status, failures, wait):
    """Patience doubles with each failure and ends at half a day to a day, never in giving up."""
    assert await wait_after(status, failures=failures) == wait


@pytest.mark.parametrize(
    ("draw", "failures", "wait"),
    rows([
        (0.0, 3, 1200),
        (0.5, 3, 1800),
        (1.0, 3, 2400),
        (0.5, 0, 945),
        (1.0, 0, 990),
        (1.0, 1, 990),
        (1.0, 2, 1200),
        (1.0, 8, 76_800),
        (1.0, 9, 86_400),
        (1.0, 50, 86_400),
    ]),
)  # fmt: skip
async def test_the_draw_spreads_failures(wait_after, draw, failures, wait):
    """Sites that broke together are not asked together again."""
    assert await wait_after(500, failures=failures, draw=draw) == wait


# body of a 200 with an ETag -> wait
BODIES = [
    (rss(), 900),
    (rss("<ttl>0</ttl>"), 900),
    (rss("<ttl>1</ttl>"), 900),
    (rss("<ttl>15</ttl>"), 900),
    (rss("<ttl>16</ttl>"), 960),
    (rss("<ttl>30</ttl>"), 1800),
    (rss("<ttl>60</ttl>"), 3600),
    (rss("<ttl> 60 </ttl>"), 3600),
    (rss("<ttl>119</ttl>"), 7140),
    (rss("<ttl>120</ttl>"), 7200),
    (rss("<ttl>121</ttl>"), 7200),
    (rss("<ttl>1440</ttl>"), 7200),
    (rss("<ttl>99999999</ttl>"), 7200),
    (rss("<ttl>-30</ttl>"), 900),
    (rss("<ttl>setiap jam</ttl>"), 900),
    (rss("<ttl></ttl>"), 900),
    (sy("hourly"), 3600),
    (sy("hourly", 1), 3600),
    (sy("hourly", 2), 1800),
    (sy("hourly", 3), 1200),
    (sy("hourly", 4), 900),
    (sy("hourly", 60), 900),
    (sy("hourly", 0), 3600),
    (sy("hourly", -2), 3600),
    (sy("HOURLY", 2), 1800),
    (sy("\n\thourly\t", "\n2\n"), 1800),
    (sy("daily"), 7200),
    (sy("daily", 12), 7200),
    (sy("daily", 24), 3600),
    (sy("daily", 48), 1800),
    (sy("weekly"), 7200),
    (sy("weekly", 168), 3600),
    (sy("monthly"), 7200),
    (sy("monthly", 720), 3600),
    (sy("yearly"), 7200),
    (sy("yearly", 8760), 3600),
    (sy("setiap jam"), 900),
    (sy(""), 900),
    (rss("<sy:updateFrequency>2</sy:updateFrequency>", SY), 900),
    (rss("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", SY), 1800),
    (rss("<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", SY), 5400),
    (f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Kab</title>{ENTRY}</feed>", 900),
    (
        f"<feed xmlns='http://www.w3.org/2005/Atom' {SY}><title>Kab</title>{TWICE_AN_HOUR}{ENTRY}</feed>",
        1800,
    ),
    (
        f"<r:RDF xmlns:r='{RDF}' xmlns='http://purl.org/rss/1.0/' {SY}><channel>{TWICE_AN_HOUR}</channel>{ITEM}</r:RDF>",
        1800,
    ),
]


@pytest.mark.parametrize(
    ("body", "wait"), [pytest.param(body, wait, id=f"{n}: {wait}") for n, (body, wait) in enumerate(BODIES)]
)
async def test_what_the_feed_asks_for(wait_after, body, wait):
    """The channel's ttl, or its update period divided by its frequency, within the bounds."""
    assert await wait_after(200, {"ETag": '"2"'}, body) == wait


# minutes that the feed asked for when it was last read, headers of a 304 -> wait
REMEMBERED = [
    (None, {}, 900),
    (0, {}, 900),
    (30, {}, 1800),
    (60, {}, 3600),
    (300, {}, 7200),
    (30, {"Cache-Control": "max-age=3600"}, 3600),
    (60, {"Cache-Control": "max-age=1800"}, 3600),
    (60, {"Cache-Control": "no-cache"}, 3600),
    (60, {"Expires": T_90_MIN}, 5400),
]


@pytest.mark.parametrize(("asked", "headers", "wait"), rows(REMEMBERED))
async def test_what_the_feed_asked_for_before(wait_after, asked, headers, wait):
    """A 304 has no body to ask again with; of the wishes of feed and server the longer holds."""
    assert await wait_after(headers=headers, asked=asked) == wait


# usual gap, age of the newest entry, Cache-Control of a 304 -> wait
HABIT = [
    (0, 0, "", 900),
    (600, 0, "", 900),
    (3600, 0, "", 900),
    (3604, 0, "", 901),
    (7200, 0, "", 1800),
    (7200, 3600, "", 1800),
    (7200, 7200, "", 1800),
    (7200, 7204, "", 1801),
    (7200, 14_400, "", 3600),
    (14_400, 0, "", 3600),
    (28_796, 0, "", 7199),
    (28_800, 0, "", 7200),
    (28_804, 0, "", 7200),
    (DAY, 0, "", 7200),
    (30 * DAY, 0, "", 7200),
    (600, 30 * DAY, "", 7200),
    (600, 3600, "", 900),
    (600, 7200, "", 1800),
    (7200, -3600, "", 1800),
    (None, 0, "", 900),
    (None, 30 * DAY, "", 900),
    (7200, None, "", 900),
    (7200, 0, "max-age=3600", 3600),
    (14_400, 0, "max-age=1800", 3600),
    (14_400, 0, "no-cache", 3600),
    (600, 0, "max-age=86400", 7200),
]


@pytest.mark.parametrize(("gap", "newest", "value", "wait"), rows(HABIT))
async def test_habit(wait_after, gap, newest, value, wait):
    """A quarter of the usual gap, or of the present silence where that is longer."""
    assert await wait_after(headers={"Cache-Control": value}, gap=gap, newest=newest) == wait


# headers of a 200, usual gap -> wait
WITHOUT_VALIDATORS = [
    ({}, None, 3600),
    ({"Cache-Control": "max-age=0"}, None, 3600),
    ({"Cache-Control": "max-age=1800"}, None, 3600),
    ({"Cache-Control": "max-age=5400"}, None, 5400),
    ({"Cache-Control": "max-age=86400"}, None, 7200),
    ({"Expires": T_90_MIN}, None, 5400),
    ({"ETag": ""}, None, 3600),
    ({"ETag": '"' + "x" * 2000 + '"'}, None, 3600),
    ({"ETag": '"a\tb"'}, None, 3600),
    ({"Last-Modified": ""}, None, 3600),
    ({"ETag": '"2"'}, None, 900),
    ({"ETag": 'W/"2"'}, None, 900),
    ({"ETag": "2"}, None, 900),
    ({"Last-Modified": T_YESTERDAY}, None, 900),
    ({"Last-Modified": "kemarin"}, None, 900),
    ({}, 7200, 3600),
    ({}, 20_000, 5000),
    ({}, DAY, 7200),
]


@pytest.mark.parametrize(("headers", "gap", "wait"), rows(WITHOUT_VALIDATORS))
async def test_without_validators(wait_after, headers, gap, wait):
    """Who can't be asked "anything new?" is asked for everything, and hourly at most."""
    assert await wait_after(200, headers, rss(), gap=gap, newest=None if gap is None else 0) == wait


# bounds, status, headers, failures before -> wait
BOUNDS = [
    ((60, 300), 304, {}, 0, 60),
    ((60, 300), 304, {"Cache-Control": "max-age=200"}, 0, 200),
    ((60, 300), 304, {"Cache-Control": "max-age=3600"}, 0, 300),
    ((60, 300), 500, {}, 0, 150),
    ((60, 300), 500, {}, 1, 300),
    ((60, 300), 500, {}, 20, 43_200),
    ((60, 300), 429, {"Retry-After": "3600"}, 0, 3600),
    ((60, 300), 200, {}, 0, 300),
    ((3600, 3600), 304, {}, 0, 3600),
    ((3600, 3600), 304, {"Cache-Control": "max-age=7200"}, 0, 3600),
    ((3600, 3600), 500, {}, 0, 3600),
    ((3600, 3600), 500, {}, 5, 4800),
    ((7200, 86_400), 304, {}, 0, 7200),
    ((7200, 86_400), 304, {"Cache-Control": "max-age=86399"}, 0, 86_399),
    ((7200, 86_400), 304, {"Cache-Control": "max-age=604800"}, 0, 86_400),
    ((7200, 604_800), 304, {"Cache-Control": "max-age=604800"}, 0, 86_400),
]


@pytest.mark.parametrize(("bounds", "status", "headers", "failures", "wait"), rows(BOUNDS))
async def test_the_operators_bounds(wait_after, bounds, status, headers, failures, wait):
    """Other bounds than usual; beyond a day no server is believed."""
    assert await wait_after(status, headers, rss(), bounds=bounds, failures=failures) == wait


@pytest.mark.parametrize(
    ("draw", "headers", "wait"),
    rows([
        (0.5, {}, 945),
        (1.0, {}, 990),
        (0.5, {"Cache-Control": "max-age=3600"}, 3780),
        (1.0, {"Cache-Control": "max-age=86400"}, 7920),
    ]),
)  # fmt: skip
async def test_the_draw_spreads_successes(wait_after, draw, headers, wait):
    """By up to a tenth, and never to before the moment that was asked for."""
    assert await wait_after(headers=headers, draw=draw) == wait


# body of a 200 that is no feed, failures before -> wait
NO_FEEDS = [
    ("", 0, 900),
    ("", 3, 1200),
    ("<!DOCTYPE html><html><body>Situs sedang dalam perbaikan.</body></html>", 0, 900),
    ("<html><body>Galat</body></html>", 4, 2400),
    ("Fatal error: Uncaught Error in /var/www/index.php", 5, 4800),
    ("<rss version='2.0'><channel><title>Kab", 3, 1200),
    ('{"galat": true}', 6, 9600),
]


@pytest.mark.parametrize(("body", "failures", "wait"), rows(NO_FEEDS))
async def test_no_feed_in_the_body(wait_after, body, failures, wait):
    """A page with status 200 is a failure like any other; a feed without entries is a feed."""
    headers = {"ETag": '"2"', "Cache-Control": "max-age=3600"} if "<rss" not in body else {"ETag": '"2"'}

    assert await wait_after(200, headers, body, failures=failures) == wait


# status, headers, body, other circumstances -> wait
OTHERS = [
    (200, {"ETag": '"2"'}, rss("<ttl>30</ttl>"), {"failures": 7}, 1800),
    (304, {}, "", {"failures": 7}, 900),
    (304, {}, "", {"failures": 7, "asked": 60}, 3600),
    (304, {}, "", {"caching": CachingInfo(), "failures": 0}, 900),
    (304, {}, "", {"caching": CachingInfo(), "failures": 4}, 2400),
    (304, {}, "", {"first": True}, 900),
    (304, {"ETag": '"2"'}, "", {"caching": CachingInfo(None, T_YESTERDAY)}, 900),
    (200, {"ETag": '"1"'}, rss(), {"first": True}, 900),
    (200, {"ETag": '"1"'}, rss("<ttl>60</ttl>"), {"first": True}, 3600),
    (203, {"ETag": '"2"', "Cache-Control": "max-age=1800"}, rss(), {}, 1800),
    (200, {"ETag": '"2"'}, rss("<ttl>60</ttl>"), {"asked": 30}, 3600),
    (200, {"ETag": '"2"'}, rss(), {"asked": 60}, 900),
    (200, {"ETag": '"2"', "Cache-Control": "max-age=1800"}, rss("<ttl>60</ttl>"), {}, 3600),
    (200, {"ETag": '"2"', "Cache-Control": "max-age=3600"}, rss("<ttl>30</ttl>"), {}, 3600),
    (200, {"ETag": '"2"'}, rss("<ttl>30</ttl>"), {"gap": 14_400, "newest": 0}, 3600),
    (200, {}, rss("<ttl>90</ttl>"), {"gap": 14_400, "newest": 0}, 5400),
    (200, {"Content-Encoding": "br"}, rss(), {"failures": 3}, 1200),
    (200, {"Content-Encoding": "gzip, gzip"}, rss(), {"failures": 3}, 1200),
    (410, {}, "", {"gone": (1, DAY), "failures": 1}, 900),
    (410, {}, "", {"gone": (5, DAY), "failures": 5}, 4800),
]


@pytest.mark.parametrize(
    ("status", "headers", "body", "others", "wait"),
    [pytest.param(*row, id=f"{n}: {row[0]}, {row[-1]}") for n, row in enumerate(OTHERS)],
)
async def test_other_circumstances(wait_after, status, headers, body, others, wait):
    """Good news ends patience at once; wishes, habit and cost are weighed together."""
    assert await wait_after(status, headers, body, **others) == wait
