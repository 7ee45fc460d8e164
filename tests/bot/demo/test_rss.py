"""The feed of a sample site, as bytes."""

from __future__ import annotations

import html
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from bot.demo.plans import load_sites, publish
from bot.demo.rss import excerpt, feed, markup, written_date

NOW = datetime(2025, 10, 6, 2, 10, 5, tzinfo=UTC)
SITE = load_sites()[0]


def entry(number=0, **changes):
    made = publish(SITE, SITE.entries[number], number, NOW - timedelta(hours=number), NOW.date())
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("dates", "moment", "written"),
    [
        pytest.param("utc", NOW, "Mon, 06 Oct 2025 02:10:05 +0000", id="RFC 822 at UTC"),
        pytest.param("wib", NOW, "Mon, 06 Oct 2025 09:10:05 +0700", id="RFC 822 at +0700"),
        pytest.param("indonesian", NOW, "Sen, 06 Okt 2025 09:10 WIB", id="Indonesian, without seconds"),
        pytest.param(
            "indonesian", datetime(2026, 8, 20, 18, 0, tzinfo=UTC), "Jum, 21 Agu 2026 01:00 WIB", id="next day there"
        ),
    ],
)
def test_written_date(dates, moment, written):
    """Each site writes its dates in its own way."""
    assert written_date(replace(SITE, dates=dates), moment) == written


def test_markup_escapes_and_leaves_numeric_references():
    """Marks of markup are escaped once, typographic ones become numbers as WordPress writes them."""
    assert markup("“A & B” – <c>") == "&#8220;A &amp; B&#8221; &#8211; &lt;c&gt;"


@pytest.mark.parametrize(
    ("paragraphs", "short"),
    [
        pytest.param(("satu dua", "tiga"), "satu dua tiga", id="short text whole"),
        pytest.param(("kata " * 60,), "kata " * 55 + "[…]", id="long text cut at 55 words"),
        pytest.param((), "Judul Berita", id="bare HTML repeats the title"),
    ],
)
def test_excerpt(paragraphs, short):
    """An excerpt is the first 55 words."""
    assert excerpt(entry(paragraphs=paragraphs, title="Judul Berita")) == short


def test_titles_survive_the_feed():
    """Whatever marks a title has, a reader of the feed sees them unchanged."""
    title = "Rp5 Juta & “Hadiah” – Gratis"
    parsed = feedparser.parse(io.BytesIO(feed(SITE, [entry(1, title=title)], "http://127.0.0.1:1")))
    assert not parsed.bozo
    assert html.unescape(parsed.entries[0].title) == title


def test_the_same_entries_give_the_same_bytes():
    """Nothing in a feed but its entries decides what it looks like, so its ETag can be trusted."""
    entries = [entry(0), entry(1), entry(10)]
    assert feed(SITE, entries, "http://127.0.0.1:1") == feed(SITE, entries, "http://127.0.0.1:1")
