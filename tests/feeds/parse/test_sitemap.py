"""News sitemaps and indexes of them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import identity
from feeds.model import EntryData, FeedData, NotAFeed, Sitemaps
from feeds.parse.documents import read_document
from feeds.parse.sitemap import read_sitemap
from tests.feeds.builders import entry

JAKARTA = ZoneInfo("Asia/Jakarta")
URL = "https://kab.example/news-sitemap.xml"
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
ATTRIBUTES = " ".join(f'a{number}="1"' for number in range(100_000))


def page(number=1, date="2026-10-06T09:10:00+07:00", title="Jalan &amp; jembatan", extra=""):
    return (
        f"<url><loc>https://kab.example/berita-{number}/</loc>{extra}<news:news><news:publication><news:name>Kab A</news:name>"
        f"<news:language>id</news:language></news:publication><news:publication_date>{date}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


def urlset(*pages):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NEWS}>{"".join(pages)}</urlset>'


def read(text):
    return read_document(text if isinstance(text, bytes) else text.encode(), URL, JAKARTA)


def test_news_become_entries():
    """Title, address, date; no text, and the name of the publication."""
    assert read(urlset(page())) == FeedData(
        title="Kab A",
        link=None,
        entries=(
            EntryData(
                guid=None,
                link="https://kab.example/berita-1/",
                title="Jalan & jembatan",
                html="",
                published=datetime(2026, 10, 6, 2, 10, tzinfo=UTC),
                published_raw="2026-10-06T09:10:00+07:00",
            ),
        ),
    )


def test_the_newest_come_first():
    """Whatever their order in the file."""
    found = read(urlset(*(page(day, f"2026-10-0{day}") for day in (3, 5, 4))))

    assert [one.link for one in found.entries] == [f"https://kab.example/berita-{day}/" for day in (5, 4, 3)]


def test_the_newest_two_hundred_are_kept():
    """A file may have fifty thousand."""
    found = read(urlset(*(page(number, f"2026-10-06T{number // 60:02}:{number % 60:02}:00Z") for number in range(300))))

    assert (len(found.entries), found.entries[0].link) == (200, "https://kab.example/berita-299/")


@pytest.mark.parametrize(
    ("text", "entries", "warnings"),
    [
        pytest.param(urlset(page(extra="<image:image><image:title>Foto</image:title></image:image>")), 1, 0, id="picture"),
        pytest.param("<br /><b>Warning</b>: x in y.php\n" + urlset(page()), 1, 0, id="junk before"),
        pytest.param(urlset(page()).replace("<urlset", "\ufeff<urlset"), 1, 0, id="byte order mark"),
        pytest.param(urlset(page(), page(2, title="Bola & voli")), 1, 1, id="bare ampersand"),
        pytest.param(urlset(page(), page(2))[:-40], 1, 1, id="torn"),
        pytest.param(urlset(page(1), page(2, title="")), 1, 0, id="one without title"),
        pytest.param(urlset(page(title="Kabar\x0c baru")), 1, 0, id="forbidden letter"),
        pytest.param(urlset(page()).replace("news:", "n:"), 1, 0, id="another prefix"),
        pytest.param('<!DOCTYPE x [<!ENTITY a "b">]>' + urlset(page(title="x")), 1, 0, id="DTD passed over"),
    ],
)  # fmt: skip
def test_sitemaps_as_they_come(text, entries, warnings):
    """What can be read is read."""
    found = read(text)

    assert (len(found.entries), len(found.warnings)) == (entries, warnings)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<urlset><url><loc>https://kab.example/a/</loc><lastmod>2026-10-06</lastmod></url></urlset>", id="pages without news"),
        pytest.param("<urlset></urlset>", id="empty"),
        pytest.param("<urlset>" + "<a>" * 100_000, id="deep"),
        pytest.param(f"<urlset {ATTRIBUTES}></urlset>", id="attributes"),
        pytest.param("<urlset><!DOCTYPE x [<!ENTITY a 'b'>]></urlset>", id="DTD inside"),
        pytest.param("<urlset>&a;&b;</urlset>", id="unknown entities"),
        pytest.param(urlset(page()).replace("https://kab.example/", "ftp://kab.example/").replace("Jalan &amp; jembatan", ""), id="no address"),
        pytest.param("<sitemapindex></sitemapindex>", id="empty index"),
        pytest.param("<sitemapindex><sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>", id="index of a file"),
        pytest.param(f"<sitemapindex><sitemap><loc>{URL}</loc></sitemap></sitemapindex>", id="index of itself"),
    ],
)  # fmt: skip
def test_no_news_in_it(text):
    """A reason, never an exception."""
    assert isinstance(read(text), NotAFeed)


def test_an_index_names_sitemaps():
    """Those that may be of news come first; of many only five are named."""
    names = ["post-sitemap.xml", "page-sitemap.xml", "news-sitemap2.xml", *(f"s{n}.xml" for n in range(9))]
    text = "".join(f"<sitemap><loc>https://kab.example/{name}</loc><lastmod>x</lastmod></sitemap>" for name in names)

    found = read(f"<sitemapindex>{text}</sitemapindex>")

    assert found == Sitemaps(
        tuple(f"https://kab.example/{name}" for name in ("news-sitemap2.xml", *names[:2], "s0.xml", "s1.xml"))
    )


def test_an_entry_by_sitemap_is_the_one_by_rss():
    """Its link recognises it."""
    (by_sitemap,) = read(urlset(page())).entries
    by_rss = entry(guid="https://kab.example/?p=1", link="http://www.kab.example/berita-1?utm_source=rss")

    assert set(identity.feed_keys(1, by_sitemap)) & set(identity.feed_keys(1, by_rss))


@given(st.binary(max_size=300))
def test_any_bytes_in_a_sitemap(noise):
    """Whatever stands in it, there is an answer."""
    found = read_sitemap(b"<urlset>" + noise + b"</urlset>", URL, JAKARTA)

    assert isinstance(found, FeedData | NotAFeed)
