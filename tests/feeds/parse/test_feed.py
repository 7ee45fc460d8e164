"""Feed documents become data."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.model import NotAFeed
from feeds.parse.feed import parse_feed

JAKARTA = ZoneInfo("Asia/Jakarta")
URL = "https://kab.example/feed/"


def parse(items="", channel="<title>Kab</title><link>https://kab.example/</link>"):
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    media = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    body = f'<rss version="2.0" {names} {media}><channel>{channel}{items}</channel></rss>'
    result = parse_feed(body.encode(), URL, JAKARTA)
    assert not isinstance(result, NotAFeed)
    return result


def only(item):
    (entry,) = parse(f"<item>{item}</item>").entries
    return entry


def test_a_wordpress_entry_is_read_whole():
    """Guid verbatim, absolute link, plain title, full text, author and aware date."""
    entry = only(
        """<title>Jalan &#8220;Poros&#8221; ditutup</title><link>https://kab.example/a/</link>
        <guid isPermaLink="false">https://kab.example/?p=7</guid><dc:creator>humas</dc:creator>
        <pubDate>Tue, 06 Oct 2026 05:00:00 +0000</pubDate><description>Pendek</description>
        <content:encoded><![CDATA[<p>Isi yang lengkap sekali.</p>]]></content:encoded>"""
    )

    assert entry.guid == "https://kab.example/?p=7"
    assert entry.link == "https://kab.example/a/"
    assert entry.title == "Jalan “Poros” ditutup"
    assert entry.html == "<p>Isi yang lengkap sekali.</p>"
    assert entry.author == "humas"
    assert entry.published == datetime(2026, 10, 6, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("Air &amp; listrik", "Air & listrik", id="escaped once"),
        pytest.param("Air &amp;amp; listrik", "Air & listrik", id="escaped twice"),
        pytest.param("Air & listrik", "Air & listrik", id="not escaped at all"),
        pytest.param("<![CDATA[<b>Air</b> mati]]>", "Air mati", id="markup in CDATA"),
        pytest.param("&lt;b&gt;Air&lt;/b&gt; mati", "Air mati", id="escaped markup"),
        pytest.param("Kurang dari 5 &lt; 6", "Kurang dari 5 < 6", id="a sign that is no markup"),
        pytest.param("  Dua\n  baris ", "Dua baris", id="line breaks"),
    ],
)
def test_titles_are_plain_text(title, shown):
    """However often a site escapes, a person reads the same words."""
    assert only(f"<title>{title}</title>").title == shown


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        pytest.param("Sen, 05 Okt 2026 09:10 WIB", datetime(2026, 10, 5, 2, 10, tzinfo=UTC), id="Indonesian, WIB"),
        pytest.param("Mon, 05 Oct 2026 09:10:00 WIB", datetime(2026, 10, 5, 2, 10, tzinfo=UTC), id="English, WIB"),
        pytest.param("2026-10-05 09:10:00", datetime(2026, 10, 5, 2, 10, tzinfo=UTC), id="no zone is the feed's zone"),
        pytest.param("0000-00-00 00:00:00", None, id="never"),
        pytest.param("kemarin", None, id="no date"),
    ],
)
def test_dates_are_read_as_written_there(written, utc):
    """Feedparser's own reading of dates is not used: it takes WIB for UTC."""
    entry = only(f"<title>A</title><pubDate>{written}</pubDate>")

    assert entry.published == utc
    assert entry.published_raw == written


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        pytest.param("<link>/berita/1</link>", "https://kab.example/berita/1", id="relative"),
        pytest.param("<link>//cdn.example/1</link>", "https://cdn.example/1", id="without scheme"),
        pytest.param("<link>javascript:alert(1)</link>", None, id="script"),
        pytest.param("<link>http://[broken</link>", None, id="broken"),
        pytest.param(
            '<guid isPermaLink="true">https://kab.example/2</guid>', "https://kab.example/2", id="only a guid"
        ),
        pytest.param(
            "<link>https://kab.example/x?a=1&b=2</link>", "https://kab.example/x?a=1&b=2", id="bare ampersand"
        ),
    ],
)
def test_links_are_absolute_and_safe(link, absolute):
    """A reader gets an address that opens a page, or none."""
    assert only(f"<title>A</title>{link}").link == absolute


def test_a_picture_is_found():
    """From an enclosure, or the first one in the text; a sound is no picture."""
    sound = '<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>'
    text = '<description><![CDATA[<img class="x" src="/b.jpg?x=1&amp;y=2"> teks]]></description>'

    assert only('<title>A</title><enclosure url="/a.jpg" type="image/jpeg" length="1"/>').image.endswith("/a.jpg")
    assert only(f"<title>A</title>{sound}{text}").image == "https://kab.example/b.jpg?x=1&y=2"


def test_an_entry_without_title_and_text_is_left_out():
    """It says nothing that could be told."""
    assert parse("<item><guid>1</guid></item><item><title>Ada</title></item>").entries[0].title == "Ada"


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        pytest.param("<ttl>90</ttl>", 90, id="ttl"),
        pytest.param(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30, id="sy"
        ),
        pytest.param("<ttl>soon</ttl>", None, id="nonsense"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_interval_that_a_feed_asks_for(channel, minutes):
    """In minutes, from RSS ttl or the syndication module."""
    assert parse(channel=f"<title>K</title>{channel}").ttl_minutes == minutes


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Kab</title><entry><id>a:1</id><title>Satu</title>'
            b'<link href="https://kab.example/1"/><updated>2026-10-06T05:00:00Z</updated></entry></feed>',
            id="Atom",
        ),
        pytest.param(
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            b'<channel><title>Kab</title></channel><item rdf:about="a:1"><title>Satu</title>'
            b"<link>https://kab.example/1</link></item></rdf:RDF>",
            id="RDF",
        ),
        pytest.param(
            b'<rss version="0.91"><channel><title>Kab</title><item><title>Satu</title>'
            b"<link>https://kab.example/1</link></item></channel></rss>",
            id="RSS 0.91",
        ),
    ],
)
def test_other_kinds_of_feeds(body):
    """Atom, RDF and old RSS give the same data."""
    result = parse_feed(body, URL, JAKARTA)

    assert result.title == "Kab"
    assert [(entry.title, entry.link) for entry in result.entries] == [("Satu", "https://kab.example/1")]


def test_bytes_that_look_like_a_path_open_no_file(tmp_path):
    """The body is data, never a name."""
    secret = tmp_path / "feed.xml"
    secret.write_bytes(b"<rss version='2.0'><channel><title>Rahasia</title></channel></rss>")

    assert isinstance(parse_feed(str(secret).encode(), URL, JAKARTA), NotAFeed)
