"""Bytes as servers really send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import NotAFeed
from feeds.parse.prepare import prepare

RSS = b'<rss version="2.0"><channel><title>Kab</title><item><title>Satu</title></item></channel></rss>'


def text_of(result):
    assert not isinstance(result, NotAFeed)
    return result[0].decode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n\t ", "empty", id="blank lines"),
        pytest.param(b"<!DOCTYPE html><html><body>Error</body></html>", "html", id="an error page with status 200"),
        pytest.param(b"<html><body>Use <rss> for news</body></html>", "html", id="a page that mentions rss"),
        pytest.param(b"Not found", "not_xml", id="plain words"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "not_xml", id="a picture"),
        pytest.param(b'<?xml version="1.0"?><urlset><url/></urlset>', "no_feed", id="a sitemap"),
    ],
)
def test_what_is_no_feed(body, reason):
    """Bytes without a feed are told apart by what they are."""
    result = prepare(body)

    assert isinstance(result, NotAFeed)
    assert result.reason == reason


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(b"\xef\xbb\xbf", id="byte order mark"),
        pytest.param(b"\n\n  ", id="blank lines"),
        pytest.param(
            b"<br />\n<b>Warning</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n", id="PHP warning"
        ),
    ],
)
def test_junk_before_the_prolog_is_dropped(junk):
    """The document begins with our own prolog, whatever stood before."""
    result = text_of(prepare(junk + b'<?xml version="1.0" encoding="UTF-8"?>\n' + RSS))

    assert result.startswith('<?xml version="1.0" encoding="utf-8"?>\n')
    assert "Warning" not in result
    assert "<title>Satu</title>" in result


@pytest.mark.parametrize(
    ("declared", "codec", "word"),
    [
        pytest.param("UTF-8", "utf-8", "Jum’at", id="as declared"),
        pytest.param("ISO-8859-1", "utf-8", "Jum’at", id="utf-8 that says Latin-1"),
        pytest.param("UTF-8", "cp1252", "Jum’at é", id="Windows that says UTF-8"),
        pytest.param("windows-1252", "cp1252", "Jum’at é", id="Windows as declared"),
        pytest.param("punycode", "cp1252", "Jum’at é", id="a codec that is no charset"),
        pytest.param("nonsense", "cp1252", "Jum’at é", id="an unknown charset"),
        pytest.param("KOI8-R", "koi8-r", "Москва город", id="a charset of the list"),
    ],
)
def test_the_charset_is_found(declared, codec, word):
    """The letters come out right, whatever the document says of itself."""
    body = f'<?xml version="1.0" encoding="{declared}"?><rss><channel><title>{word}</title></channel></rss>'

    assert f"<title>{word}</title>" in text_of(prepare(body.encode(codec)))


def test_utf_16_is_read_by_its_mark():
    """A document with a UTF-16 byte order mark needs no declaration."""
    assert "<title>Kab</title>" in text_of(prepare(RSS.decode().encode("utf-16")))


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("\x00\x07", id="control characters"),
        pytest.param("&#xD800;", id="half a surrogate pair"),
        pytest.param("&#0;&#x1F;", id="references to control characters"),
        pytest.param("&#99999999;", id="a reference beyond Unicode"),
    ],
)
def test_what_xml_forbids_is_dropped(broken):
    """Characters that no XML parser takes don't cost the feed."""
    body = RSS.replace(b"Satu", b"Satu " + broken.encode())

    assert "<title>Satu </title>" in text_of(prepare(body))


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(RSS, 1, id="whole"),
        pytest.param(RSS[: RSS.index(b"</item>")], 0, id="broken off inside the only entry"),
        pytest.param(RSS[: RSS.index(b"</channel>")], 1, id="broken off between entries"),
        pytest.param(
            RSS.replace(b"</item>", b"</item><item><title>Du"[:14]).replace(b"</channel></rss>", b""), 1, id="torn"
        ),
    ],
)
def test_a_torn_last_entry_is_left_out(body, kept):
    """An entry that did not arrive whole comes with the next poll."""
    assert text_of(prepare(body)).count("<item") == kept


@given(st.binary(max_size=500))
def test_any_bytes_give_an_answer(body):
    """Whatever arrives is XML in UTF-8 or a reason, never an exception."""
    result = prepare(body)

    assert isinstance(result, NotAFeed) or result[0].decode("utf-8")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("<rss><channel><title>Kab A</title>", "broken_off", id="before the first entry"),
        pytest.param("<rss><channel><title>A</title></channel></rss>", None, id="whole and empty"),
    ],
)
def test_what_breaks_off_before_it_says_anything(body, reason):
    """A document that was cut before it said anything is no empty feed."""
    found = prepare(body.encode())
    assert (found.reason if isinstance(found, NotAFeed) else None) == reason
