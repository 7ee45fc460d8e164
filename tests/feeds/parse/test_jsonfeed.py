"""JSON Feed."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.model import EntryData, FeedData, NotAFeed
from feeds.parse.documents import read_document

URL = "https://kab.example/feed.json"
ITEM = {
    "id": "https://kab.example/1",
    "url": "https://kab.example/berita/1",
    "title": "Pasar &amp; murah",
    "content_html": "<p>Pasar murah digelar Sabtu di alun-alun.</p>",
    "summary": "Pasar murah.",
    "date_published": "2026-10-06T09:10:00+07:00",
    "authors": [{"name": "Humas"}],
}


def read(feed):
    return read_document(json.dumps(feed).encode(), URL, ZoneInfo("Asia/Jakarta"))


def feed(*items, **other):
    return {"version": "https://jsonfeed.org/version/1.1", "title": "Kab", "items": list(items), **other}


def first(**changes):
    (entry,) = read(feed(ITEM | changes)).entries
    return entry


def test_an_item_becomes_an_entry():
    """Every field in its place."""
    assert read(feed(ITEM, home_page_url="https://kab.example/")) == FeedData(
        title="Kab",
        link="https://kab.example/",
        entries=(
            EntryData(
                guid="https://kab.example/1",
                link="https://kab.example/berita/1",
                title="Pasar & murah",
                html="<p>Pasar murah digelar Sabtu di alun-alun.</p>",
                published=datetime(2026, 10, 6, 2, 10, tzinfo=UTC),
                published_raw="2026-10-06T09:10:00+07:00",
                author="Humas",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        pytest.param({"id": 7}, "guid", "7", id="number as id"),
        pytest.param({"id": True}, "guid", None, id="truth as id"),
        pytest.param({"id": None}, "guid", None, id="no id"),
        pytest.param({"url": None}, "link", "https://kab.example/1", id="id is the address"),
        pytest.param({"url": None, "id": "1", "external_url": "https://lain.example/a"}, "link", "https://lain.example/a", id="external"),
        pytest.param({"content_html": None, "content_text": "1 < 2 & 3"}, "html", "1 &lt; 2 &amp; 3", id="plain text"),
        pytest.param({"content_html": None}, "html", "Pasar murah.", id="summary only"),
        pytest.param({"authors": None, "author": {"name": "Sekda"}}, "author", "Sekda", id="version 1.0 author"),
        pytest.param({"authors": ["Humas"]}, "author", None, id="author as text"),
        pytest.param({"image": "/a.jpg"}, "image", "https://kab.example/a.jpg", id="picture"),
        pytest.param({"date_published": None, "date_modified": "2026-10-06T02:10:00Z"}, "published_raw", "2026-10-06T02:10:00Z", id="modified only"),
        pytest.param({"date_published": 5}, "published", None, id="number as date"),
    ],
)  # fmt: skip
def test_fields_of_items(changes, field, expected):
    """What is odd is mended or left out; nothing is invented."""
    assert getattr(first(**changes), field) == expected


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"version": "https://jsonfeed.org/version/1.1"}, id="no items"),
        pytest.param(feed() | {"items": "x"}, id="items are a text"),
        pytest.param({"version": "2.0", "items": [ITEM]}, id="another version"),
    ],
)
def test_no_json_feed(value):
    """Only what calls itself one is one."""
    assert isinstance(read(value), NotAFeed)


def test_items_that_are_none_are_left_out():
    """The good ones stay."""
    assert len(read(feed(5, None, "x", {}, ITEM)).entries) == 1
