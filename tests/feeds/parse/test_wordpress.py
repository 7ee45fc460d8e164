"""WordPress's list of posts."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds import identity
from feeds.model import EntryData, FeedData, NotAFeed
from feeds.parse.documents import read_document
from feeds.parse.feed import parse_feed

JAKARTA = ZoneInfo("Asia/Jakarta")
URL = "https://kab.example/wp-json/wp/v2/posts?per_page=20"

POST = {
    "id": 123,
    "date_gmt": "2026-10-06T02:10:00",
    "modified_gmt": "2026-10-06T03:00:00",
    "guid": {"rendered": "https://kab.example/?p=123"},
    "link": "https://kab.example/jalan-ditutup/",
    "title": {"rendered": "Jalan &#8220;Poros&#8221; Ditutup &amp; Dialihkan"},
    "content": {"rendered": "<p>Jalan poros ditutup karena longsor.</p>", "protected": False},
    "excerpt": {"rendered": "<p>Jalan poros.</p>"},
    "author": 7,
}


def read(value):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_document(body, URL, JAKARTA)


def first(**changes):
    (entry,) = read([POST | changes]).entries
    return entry


def test_a_post_becomes_an_entry():
    """UTC is meant though not said; entities are resolved; the number of its author is no name."""
    assert first() == EntryData(
        guid="https://kab.example/?p=123",
        link="https://kab.example/jalan-ditutup/",
        title="Jalan “Poros” Ditutup & Dialihkan",
        html="<p>Jalan poros ditutup karena longsor.</p>",
        published=datetime(2026, 10, 6, 2, 10, tzinfo=UTC),
        published_raw="2026-10-06T02:10:00Z",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"date_gmt": "0000-00-00T00:00:00", "date": "2026-10-06T09:10:00"}, 2, id="local date only"),
        pytest.param({"date_gmt": "0000-00-00T00:00:00"}, None, id="never dated"),
        pytest.param({"date_gmt": None}, None, id="null"),
        pytest.param({"date_gmt": 1696557000}, None, id="number"),
        pytest.param({"date_gmt": "2026-10-06T02:10:00Z"}, 2, id="with zone"),
        pytest.param({"date_gmt": "besok"}, None, id="word"),
    ],
)
def test_dates_of_posts(changes, expected):
    """`date_gmt` first, `date` in the feed's own zone second, never a guess."""
    published = first(**changes).published

    assert published == (expected and datetime(2026, 10, 6, expected, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        pytest.param({"guid": {"rendered": "https://kab.example/?post_type=post&#038;p=5"}}, "guid", "https://kab.example/?post_type=post&p=5", id="escaped ampersand"),
        pytest.param({"guid": {"rendered": "https://kab.example/?a=1&copy=2"}}, "guid", "https://kab.example/?a=1&copy=2", id="no entity"),
        pytest.param({"guid": None}, "guid", None, id="no guid"),
        pytest.param({"guid": "https://kab.example/?p=9"}, "guid", "https://kab.example/?p=9", id="guid unwrapped"),
        pytest.param({"guid": {"rendered": ["x"]}}, "guid", None, id="guid is a list"),
        pytest.param({"link": "/berita/5/"}, "link", "https://kab.example/berita/5/", id="relative link"),
        pytest.param({"link": "javascript:alert(1)", "guid": None}, "link", None, id="script as link"),
        pytest.param({"link": 5, "guid": None}, "link", None, id="number as link"),
        pytest.param({"link": "https://[kab.example/", "guid": None}, "link", None, id="broken link"),
        pytest.param({"title": {"rendered": "<b>Tebal</b> \ud800sekali"}}, "title", "Tebal sekali", id="markup and surrogate"),
        pytest.param({"content": {"rendered": ""}}, "html", "<p>Jalan poros.</p>", id="excerpt when locked"),
        pytest.param({"content": {"rendered": "a\ud800b\x00c"}, "excerpt": None}, "html", "abc", id="surrogate in content"),
        pytest.param({"link": None}, "link", "https://kab.example/?p=123", id="guid opens the page"),
        pytest.param({"author": "Humas"}, "author", "Humas", id="author by name"),
        pytest.param({"content": {"rendered": "<img src='/a.jpg'><p>Isi</p>"}}, "image", "https://kab.example/a.jpg", id="picture"),
    ],
)  # fmt: skip
def test_fields_of_posts(changes, field, expected):
    """What is odd is mended or left out; nothing is invented."""
    assert getattr(first(**changes), field) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="depth of 100,000"),
        pytest.param(b'{"a":' * 100_000, id="objects 100,000 deep"),
        pytest.param(b"[" + b"9" * 100_000 + b"]", id="number of 100,000 digits"),
        pytest.param(b"[1e999999]", id="beyond floats"),
        pytest.param(b"[NaN]", id="NaN"),
        pytest.param(
            b'[{"id":1,"link":"https://a.example/","link":"https://b.example/","title":"x"}]', id="link twice"
        ),
        pytest.param(b'{"code":"rest_disabled","message":"Ditutup"}', id="REST is off"),
        pytest.param(b'{"code":5}', id="some object"),
        pytest.param(b'[{"id":1,"name":"Berita","link":"https://kab.example/category/berita/"}]', id="categories"),
        pytest.param(b'["a","b"]', id="texts"),
        pytest.param(b"[null]", id="nulls"),
        pytest.param(b'[{"id":1,"title":"x","link"', id="torn"),
        pytest.param(b"[\xff\xfe]", id="no text"),
        pytest.param(b"{", id="one bracket"),
    ],
)
def test_json_that_is_no_list_of_posts(body):
    """A reason, never an exception."""
    assert isinstance(read(body), NotAFeed)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xef\xbb\xbf \n" + json.dumps([POST]).encode(), id="byte order mark"),
        pytest.param(
            b"<br />\n<b>Warning</b>: Undefined index in /x.php\n" + json.dumps([POST]).encode(), id="PHP warning"
        ),
        pytest.param(json.dumps([POST]).encode() + b"\n<!-- cached -->", id="something behind"),
    ],
)
def test_junk_around_json(body):
    """What PHP prints around the JSON does not hide it."""
    assert read(body).entries == (first(),)


def test_as_many_posts_as_a_feed_may_have():
    """Two hundred, the first ones."""
    many = [POST | {"id": number, "link": f"https://kab.example/{number}/"} for number in range(300)]

    assert len(read(many).entries) == 200


def test_a_list_without_posts_is_an_empty_feed():
    """A site that has published nothing yet."""
    assert read([]) == FeedData(title="", link=None, entries=())


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Kab</title><link>https://kab.example</link><item>
<title>Jalan “Poros” Ditutup &amp; Dialihkan</title><link>{link}</link><guid isPermaLink="false">{guid}</guid>
<pubDate>Tue, 06 Oct 2026 02:10:00 +0000</pubDate><description>x</description></item></channel></rss>"""


@pytest.mark.parametrize(
    ("changes", "guid", "link"),
    [
        pytest.param({}, "https://kab.example/?p=123", "https://kab.example/jalan-ditutup/", id="the same"),
        pytest.param({}, "http://www.kab.example/?p=123", "https://lain.example/x/", id="guid of before https"),
        pytest.param({"guid": None}, "https://kab.example/?p=123", "https://kab.example/jalan-ditutup/?utm_source=rss", id="link with tracker"),
        pytest.param({"guid": {"rendered": "https://kab.example/?post_type=post&#038;p=1"}}, "https://kab.example/?post_type=post&amp;p=1", "https://kab.example/x/", id="ampersand"),
    ],
)  # fmt: skip
def test_an_entry_by_rss_and_by_rest_is_the_same(changes, guid, link):
    """One of its keys is shared, so it is not told twice; across feeds its link makes it one story."""
    (by_rss,) = parse_feed(RSS.format(link=link, guid=guid).encode(), "https://kab.example/feed/", JAKARTA).entries
    by_rest = first(**changes)

    assert set(identity.feed_keys(1, by_rss)) & set(identity.feed_keys(1, by_rest))
    assert by_rss.published == by_rest.published
    assert identity.headline_key(1, by_rss) == identity.headline_key(1, by_rest)


def test_another_post_is_another_entry():
    """Nothing but the title is shared."""
    other = replace(first(), guid="https://kab.example/?p=124", link="https://kab.example/jalan-ditutup-2/")

    assert not set(identity.feed_keys(1, other)) & set(identity.feed_keys(1, first()))
