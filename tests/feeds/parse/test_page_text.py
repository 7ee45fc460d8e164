"""The page of an article becomes its text and its facts, whatever the theme puts around it."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import PageText
from feeds.parse.page_text import MOST_BYTES, MOST_MARKS, decode, read_page_text, read_plain_text
from feeds.text.normalise import fold

WIB = ZoneInfo("Asia/Jakarta")
URL = "https://kab.example/berita/panen/"
TITLE = "Panen Raya di Desa Kenanga"
FIRST = "Petani Desa Kenanga memanen 40 ton padi pada Senin (4/3) di lahan seluas sepuluh hektare milik kelompok tani."
SECOND = "Bupati Rahman mengatakan hasil itu naik dua ton dibanding musim tanam yang lalu berkat benih unggul."
OTHER = "Jalan Menuju Pasar Melati Selesai Diaspal Pekan Ini"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"


def page(inside: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body class='single tag-iklan'>{inside}</body></html>".encode()


def paragraphs(inside: str) -> tuple[str, ...]:
    return read_page_text(page(inside), URL, WIB, title=TITLE).paragraphs


MENU = "".join(f"<li><a href=/{n}>Kanal {n}</a></li>" for n in range(30))
FRAMES = [
    pytest.param(f"<div class='td-post-content tagdiv-type'>{BODY}</div>", id="Newspaper theme"),
    pytest.param(f"<article><div class='entry-content'>{BODY}</div></article>", id="WordPress"),
    pytest.param(f"<div itemprop='articleBody'>{FIRST}<br><br>{SECOND}</div>", id="schema.org, breaks for paragraphs"),
    pytest.param(f"<div class='kotak'><span>{FIRST}</span><br><br>{SECOND}</div>", id="nothing named"),
    pytest.param(f"<div><ul>{MENU}</ul></div><div>{BODY}</div><div><ul>{MENU}</ul></div>", id="between menus"),
    pytest.param(
        f"<div class=x><div><div><p>{FIRST}</p></div></div><div><div><p>{SECOND}</p></div></div></div>",
        id="page builder",
    ),
    pytest.param(
        f"<table><tr><td><ul>{MENU}</ul></td><td>{FIRST}<br><br>{SECOND}</td></tr></table>", id="laid out by a table"
    ),
    pytest.param(
        f"<div class='has-sidebar'><h1>{TITLE}</h1><div>{BODY}</div></div>", id="a frame that is named for its sidebar"
    ),
    pytest.param(f"<form id=aspnetForm><div>{BODY}</div></form>", id="a page inside a form"),
    pytest.param(f"<div class='share-page'><div>{BODY}</div></div>", id="everything inside a bad name"),
]


@pytest.mark.parametrize("inside", FRAMES)
def test_the_article_is_found(inside):
    """Wherever it stands, it comes whole and alone."""
    assert paragraphs(inside) == (FIRST, SECOND)


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("<p><strong>BACA JUGA</strong>&nbsp; <a href=/x>{other}</a></p>", id="baca juga"),
        pytest.param("<p><a href=/x>{other}</a></p>", id="a title of other news, said in no words"),
        pytest.param("<h3>ARTIKEL TERKAIT</h3><h3><a href=/x>{other}</a></h3>", id="related"),
        pytest.param(
            "<div class='td-post-next-prev'><span>Artikulli paraprak</span><a href=#>{other}</a></div>", id="neighbours"
        ),
        pytest.param("<div class='jp-relatedposts'><p>{other}</p></div>", id="a plugin's related posts"),
        pytest.param(
            "<div class='komentar'><p>Warga: mantap pak bupati, semoga sukses selalu dan amanah.</p></div>",
            id="people's answers",
        ),
        pytest.param(
            "<div id='respond'><h3>TINGGALKAN KOMENTAR</h3><form><p>Silakan masukkan komentar anda!</p></form></div>",
            id="form",
        ),
        pytest.param("<div class='td-post-sharing'>Bagikan</div><p>Facebook</p><p>Twitter</p>", id="share bar"),
        pytest.param(
            "<div class='cookie-consent'>Situs ini menggunakan cookie untuk melayani Anda.</div>", id="cookies"
        ),
        pytest.param(
            "<p>Situs kami menggunakan cookie untuk pengalaman terbaik Anda.</p>", id="cookies without a name"
        ),
        pytest.param("<figure><img src=a.jpg><figcaption>Panen padi (Foto: Humas)</figcaption></figure>", id="picture"),
        pytest.param("<p>Editor: Rini Kartika</p><p>Penulis: Dedi</p>", id="credits"),
        pytest.param("<table><tr><td>Editor</td><td>: Rini Kartika</td></tr></table>", id="credits in a table"),
        pytest.param(
            "<div class='td-a-rec'><span class='td-adspot-title'>- Advertisement -</span></div>", id="advertisement"
        ),
        pytest.param("<aside><p>Terpopuler pekan ini: {other}</p></aside>", id="sidebar"),
        pytest.param("<div style='display:none'><p>slot gacor maxwin hari ini</p></div>", id="hidden"),
        pytest.param("<script>var a='<p>{other}</p>'</script>", id="script"),
        pytest.param("<p>COPYRIGHT © KABAR KENANGA 2026</p>", id="owner"),
        pytest.param("<p>Senin, 04/03/2026 10:08 WIB</p>", id="date"),
        pytest.param("<h3>Berita Pilihan</h3>", id="a heading with nothing under it"),
        pytest.param("<p>Rate this post</p>", id="stars"),
    ],
)
def test_what_stands_around_the_article_goes(around):
    """Inside the element that holds the article, before it and behind it."""
    left = around.format(other=OTHER)

    assert paragraphs(f"<div class='entry-content'>{BODY}{left}</div>{left}") == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(f"<p>KENANGA – {FIRST}</p><p>{SECOND}</p>", (FIRST, SECOND), id="dateline"),
        pytest.param(
            f"<p>KENANGA, 4 Maret 2026 (Antara) --</p>{BODY}", (FIRST, SECOND), id="dateline on a line of its own"
        ),
        pytest.param(f"<p>{TITLE}</p>{BODY}", (FIRST, SECOND), id="the title once more"),
        pytest.param(
            f"<p>{FIRST}</p><h2>Benih unggul</h2><p>{SECOND}</p>", (FIRST, "Benih unggul", SECOND), id="heading within"
        ),
        pytest.param(f"<h2>{FIRST}</h2><div><p>{SECOND}</p></div>", (FIRST, SECOND), id="the lead as a heading"),
        pytest.param(
            f"{BODY}<table><tr><th>Desa</th><th>Ton</th></tr><tr><td>Kenanga</td><td>40</td></tr></table>",
            (FIRST, SECOND, "Desa | Ton", "Kenanga | 40"),
            id="table",
        ),
        pytest.param(
            f"<p>{FIRST} Laporan lengkap <a href=/x>ada di situs Dinas Pertanian</a> sejak Selasa.</p>",
            (f"{FIRST} Laporan lengkap ada di situs Dinas Pertanian sejak Selasa.",),
            id="link in a sentence",
        ),
        pytest.param(f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>", (FIRST, SECOND), id="list"),
    ],
)
def test_what_belongs_to_the_article_stays(inside, expected):
    """Its own headings, tables, lists and links."""
    assert paragraphs(f"<div class='entry-content'>{inside}</div>") == expected


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("", id="empty"),
        pytest.param(f"<ul>{MENU}</ul>", id="an index"),
        pytest.param("<p>Halaman tidak ditemukan.</p>", id="too little"),
        pytest.param("<div>" * MOST_MARKS + BODY, id="more tags than a page has"),
        pytest.param("<div " + " ".join(f"a{n}" for n in range(5000)) + f">{BODY}</div>", id="a flood of attributes"),
    ],
)
def test_no_article_is_an_answer(inside):
    """What holds none has no paragraphs; nothing is made up from menus."""
    assert paragraphs(inside) == ()


LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Kab"},
        {
            "@type": ["NewsArticle"],
            "headline": TITLE,
            "author": [{"name": "Rini Kartika"}],
            "datePublished": "2026-03-04T10:08:00+07:00",
            "image": {"url": "/foto.jpg"},
        },
    ],
}
MOMENT = datetime(2026, 3, 4, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "inside", "expected"),
    [
        pytest.param(
            f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>",
            "",
            PageText(TITLE, (), "Rini Kartika", "https://kab.example/foto.jpg", MOMENT),
            id="JSON-LD",
        ),
        pytest.param(
            f"<meta property=og:title content='{TITLE} | Kabar Daerah'><meta property=og:image content=https://kab.example/a.jpg>"
            "<meta property=article:published_time content=2026-03-04T10:08:00+07:00><meta name=author content='Rini Kartika'>",
            f"<h1>{TITLE}</h1>",
            PageText(TITLE, (), "Rini Kartika", "https://kab.example/a.jpg", MOMENT),
            id="metadata, the site's name behind the title",
        ),
        pytest.param(
            f"<title>{TITLE} - Kabupaten Kenanga</title>",
            "<h1>Kabar</h1><div class=author>Oleh: Rini Kartika</div><div class=date>Rabu, 04/03/2026 10:08 WIB</div>",
            PageText(TITLE, (), "Rini Kartika", None, MOMENT),
            id="markup alone, a heading that is no title",
        ),
        pytest.param(
            "<script type='application/ld+json'>{oops</script><meta name=author content='https://x.example/a'>",
            "",
            PageText(),
            id="nothing usable",
        ),
        pytest.param(
            "<meta property=og:image content='javascript:alert(1)'><meta name=date content='0000-00-00'>",
            "",
            PageText(),
            id="no address, no date",
        ),
    ],
)
def test_the_facts_of_a_page(head, inside, expected):
    """From what the page tells machines, else from its markup; a wrong one is none."""
    assert read_page_text(page(inside, head), URL, WIB) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("kafé".encode(), "kafé", id="UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + "kafé".encode(), "kafé", id="byte order mark"),
        pytest.param("kafé".encode("utf-16"), "kafé", id="UTF-16"),
        pytest.param(
            b"<meta charset=iso-8859-1>\x93kaf\xe9\x94",
            "<meta charset=iso-8859-1>“kafé”",
            id="Windows under another name",
        ),
        pytest.param(b"kaf\xe9", "kafé", id="Windows without a name"),
        pytest.param(b"<meta charset=klingon>kaf\xe9", "<meta charset=klingon>kaf�", id="a coding that nobody knows"),
    ],
)
def test_pages_are_decoded(body, expected):
    """By mark, by declaration, by guess; never refused."""
    assert decode(body) == expected


def test_scraped_text_is_cleaned_like_a_page():
    """A line is a paragraph; the titles glued to their labels go too."""
    text = f"KENANGA– {FIRST}\n{SECOND}\nBACA JUGA  {OTHER}\nArtikulli paraprak{OTHER}\nArtikulli tjetër{OTHER}\n\nTINGGALKAN KOMENTAR\n\nSilakan masukkan komentar anda!"

    assert read_plain_text(text, TITLE) == PageText(TITLE, (FIRST, SECOND))


@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "</p>",
                "<td>",
                "<table>",
                "<a href=x>",
                "</a>",
                "<h2>",
                "<br>",
                "<div class=sidebar>",
                "<div hidden>",
                FIRST,
                "x ",
                "<h1>",
                "\n\n",
                "<",
                "&amp;",
            ]
        ),
        max_size=60,
    )
)
def test_any_markup_gives_clean_lines(pieces):
    """Whatever the markup, paragraphs are non-empty single lines without link marks."""
    for paragraph in read_page_text("".join(pieces).encode(), URL, WIB).paragraphs:
        assert paragraph == " ".join(paragraph.split())
        assert paragraph
        assert not set(paragraph) & {"\x02", "\x03"}


def test_of_an_endless_page_the_beginning_is_read():
    """A page that is too long is cut, not refused."""
    body = page(f"<div class='entry-content'>{BODY}</div>") + b" " * MOST_BYTES

    assert read_page_text(body, URL, WIB).paragraphs == (FIRST, SECOND)


@pytest.mark.captured
def test_captured_pages_of_the_theme_keep_their_body_and_nothing_else(shared_data):
    """The seed page and every page made after it: no paragraph of ten words is lost, no listed boilerplate leaks."""
    folder = shared_data / "pages" / "seed-like"
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        text = "\n".join(read_page_text((folder / gold["file"]).read_bytes(), URL, WIB).paragraphs)
        ends = [
            fold(" ".join(one.split()[-6:-1]))
            for one in gold["text"].split("\n")
            if len(one.split()) > 10 and one.rstrip().endswith(".")
        ]
        leaked = [one for one in gold["must_not_have"] if one in text and one not in gold["text"]]
        assert ([end for end in ends if end not in fold(text)], leaked) == ([], []), gold["file"]
