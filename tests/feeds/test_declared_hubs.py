"""Where feeds name their hubs: each kind of document and the header, from the wire to what is to be asked.

The numbers are those of websub.rocks' list for subscribers.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds.drafting import EditorialRules
from feeds.feed_model import Declared
from feeds.model import FeedData
from feeds.parse.feed import parse_feed
from feeds.schedule import Intervals
from feeds.storage import feeds
from feeds.storage import websub as websub_table
from feeds.update import Updater
from tests.fakes.hostile_web import answer, redirect
from tests.feeds.test_update import parser  # noqa: F401 - a fixture
from tests.feeds.web.conftest import roots, visit  # noqa: F401 - fixtures

HUB, TOPIC = "https://hub.example/", "https://kab.example/feed/"
ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
ITEM = "<item><title>Pasar murah</title><link>https://kab.example/1/</link></item>"


def rss(links, prefix="atom"):
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:{prefix}="{ATOM_NAMESPACE}"><channel><title>Kab A</title>'
        f"<link>https://kab.example/</link>{links}{ITEM}</channel></rss>"
    ).encode()


def link(relation, href, prefix="atom"):
    return f'<{prefix}:link rel="{relation}" href="{href}" />'


BOTH = link("hub", HUB) + link("self", TOPIC)
ATOM = (
    f'<?xml version="1.0"?><feed xmlns="{ATOM_NAMESPACE}"><title>Kab A</title><link href="https://kab.example/"/>'
    f'<link rel="hub" href="{HUB}"/><link rel="self" href="{TOPIC}"/>'
    '<entry><title>Pasar murah</title><id>1</id><link href="https://kab.example/1/"/></entry></feed>'
).encode()
JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "Kab A", "feed_url": "https://kab.example/feed/",'
    b' "hubs": [{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}],'
    b' "items": [{"id": "1", "title": "Pasar murah", "url": "https://kab.example/1/"}]}'
)


@pytest.mark.parametrize(
    ("body", "hub", "self_link"),
    [
        pytest.param(ATOM, HUB, TOPIC, id="102 Atom"),
        pytest.param(rss(BOTH), HUB, TOPIC, id="103 RSS"),
        pytest.param(rss(link("hub", HUB, "a10") + link("self", TOPIC, "a10"), "a10"), HUB, TOPIC, id="another prefix"),
        pytest.param(rss(link("hub", HUB) + link("hub", "https://2.example/")), HUB, None, id="the first of two"),
        pytest.param(rss(link("self", "/feed/?a=1&amp;b=2")), None, TOPIC + "?a=1&b=2", id="relative, with a query"),
        pytest.param(rss(link("hub", "javascript:alert(1)")), None, None, id="not the web"),
        pytest.param(rss(link("hub", "http:///hub.example/")), "http://hub.example/", None, id="one slash too many"),
        pytest.param(rss(""), None, None, id="none"),
        pytest.param(
            rss("").replace(b"</item>", BOTH.encode() + b"</item>"),
            None,
            None,
            id="links of an entry are not the feed's",
        ),
        pytest.param(JSON, HUB, TOPIC, id="JSON Feed"),
        pytest.param(JSON.replace(b"WebSub", b"websub"), None, TOPIC, id="a type of hub that we don't know"),
        pytest.param(
            JSON.replace(b'[{"type": "rss', b'{"x": [{"type": "rss').replace(b'example/"}],', b'example/"}]},'),
            None,
            TOPIC,
            id="hubs that are no list",
        ),
    ],
)
async def test_what_a_document_names(parser, body, hub, self_link):  # noqa: F811
    """Absolute addresses, the first of each, as they come out of the worker."""
    feed = await parser.open(body, TOPIC)

    assert isinstance(feed, FeedData)
    assert (feed.hub, feed.self_link) == (hub, self_link)


@pytest.mark.parametrize(
    "links",
    [
        pytest.param(BOTH, id="both"),
        pytest.param(link("hub", HUB) + link("hub", "https://2.example/"), id="two hubs"),
        pytest.param(link("hub", " https://hub.example/ "), id="blanks"),
        pytest.param(link("hub", "https://hub.example/?a=1&amp;amp;b=2"), id="escaped twice"),
        pytest.param(link("hub", "https://hub.example/é"), id="beyond ASCII"),
        pytest.param(link("self", ""), id="empty"),
        pytest.param(link("HUB", HUB), id="in capitals"),
        pytest.param(link("self", "feed/") + link("self", TOPIC), id="relative"),
    ],
)
def test_the_fast_parser_agrees(links):
    """With the judge, on every way to write it."""
    zone = ZoneInfo("Asia/Jakarta")

    assert parse_feed(rss(links), TOPIC, zone) == parse_feed(rss(links), TOPIC, zone, fast=False)


HEADER = [("Link", f'<{HUB}>; rel="hub"'), ("Link", f'<{TOPIC}>; rel="self"')]
OTHER = link("hub", "https://other.example/") + link("self", "https://other.example/feed/")


@pytest.mark.parametrize(
    ("scripts", "found"),
    [
        pytest.param({"/feed/": answer(200, HEADER, rss(""))}, Declared(HUB, TOPIC), id="100 header"),
        pytest.param({"/feed/": answer(200, [], rss(BOTH))}, Declared(HUB, TOPIC), id="103 document"),
        pytest.param(
            {"/feed/": answer(200, HEADER, rss(OTHER))}, Declared(HUB, TOPIC), id="104 header before document"
        ),
        pytest.param(
            {"/feed/": redirect("/new/", 302), "/new/": answer(200, HEADER, rss(""))},
            Declared(HUB, TOPIC),
            id="201 the topic redirects for now",
        ),
        pytest.param(
            {"/feed/": redirect("/new/", 301), "/new/": answer(200, HEADER, rss(""))},
            Declared(HUB, TOPIC),
            id="202 the topic redirects for good",
        ),
        pytest.param({"/feed/": answer(200, [], rss(""))}, None, id="none"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_from_a_poll_to_a_request(database, clock, visit, parser, scripts, found):  # noqa: F811
    """A poll notes what its document and header name."""
    async with visit(scripts) as (web, fetcher):
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=EditorialRules(max_age=timedelta(hours=48)),
            clock=clock,
            draw=lambda: 0.0,
            on_due=lambda *_: None,
        )
        await database.write(feeds.add, web.url("/feed/"), "Kab A", clock())
        (feed,) = await database.read(feeds.pollable)
        outcome = await updater.update(feed)
        wanting = await database.read(websub_table.wanting, clock(), 10)

    assert outcome.fault is None
    assert wanting == (((1, found, None),) if found else ())
