"""HTML of feed entries becomes clean paragraphs, whatever is in it."""

from __future__ import annotations

import html as entities
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.parse.article import MOST_CHARACTERS, read_html
from feeds.text.clean import clean_paragraphs
from feeds.text.normalise import fold, plain_line

FIRST = "Bupati Rahman membuka pasar murah di Lapangan Melati, Senin (4/3)."
SECOND = "Harga beras di pasar itu Rp 10.500 per kilogram."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("   <p> </p>&nbsp;", (), id="blank"),
        pytest.param(f"<p>{FIRST}</p><p>{SECOND}</p>", (FIRST, SECOND), id="paragraphs"),
        pytest.param(f"<p>{FIRST}<p>{SECOND}", (FIRST, SECOND), id="paragraphs without ends"),
        pytest.param(f"<div>{FIRST}</div>{SECOND}", (FIRST, SECOND), id="text beside a block"),
        pytest.param(f"{FIRST}<br><br/>{SECOND}", (FIRST, SECOND), id="two breaks part paragraphs"),
        pytest.param(f"{FIRST}<br> &nbsp; <br>{SECOND}", (FIRST, SECOND), id="breaks with a space between"),
        pytest.param(f"{FIRST}<br>{SECOND}", (FIRST, SECOND), id="one break after a sentence"),
        pytest.param("Bupati Rahman<br>membuka pasar.", ("Bupati Rahman membuka pasar.",), id="one break inside a sentence"),
        pytest.param("<p>Bupati\nRahman   membuka\tpasar.</p>", ("Bupati Rahman membuka pasar.",), id="white space of the source"),
        pytest.param(f"{FIRST}<hr>{SECOND}", (FIRST, SECOND), id="rule"),
        pytest.param("<p>ber<b>bunyi</b> <i>me</i>rdu</p>", ("berbunyi merdu",), id="styles don't part words"),
        pytest.param("<p>Beras &amp; gula &#8220;murah&#8221; &lt;5 kg&gt; caf&eacute;</p>", ("Beras & gula “murah” <5 kg> café",), id="entities"),
        pytest.param("<p>beras 5<10 kg dan a < b</p>", ("beras 5<10 kg dan a < b",), id="less than"),
        pytest.param("<ul><li>KTP asli</li><li>Kartu keluarga</li></ul>", ("KTP asli", "Kartu keluarga"), id="list"),
        pytest.param("<ol><li>KTP asli<li>Kartu keluarga</ol>", ("KTP asli", "Kartu keluarga"), id="list without ends"),
        pytest.param(
            "<table><tr><th>Desa</th><th>Jumlah</th></tr><tr><td>Kenanga</td><td>40</td></tr></table>",
            ("Desa | Jumlah", "Kenanga | 40"),
            id="table",
        ),
        pytest.param(f"<table><tr><td><p>{FIRST}</p><p>{SECOND}</p></td></tr></table>", (FIRST, SECOND), id="table that lays out a page"),
        pytest.param(f"<p>{FIRST}</p><figure><img src=a.jpg><figcaption>Pasar</figcaption></figure>", (FIRST,), id="figure"),
        pytest.param(f"<script>var a = '<p>slot</p>';</script><style>p {{}}</style><p>{FIRST}</p>", (FIRST,), id="script and style"),
        pytest.param(f"<p>{FIRST}</p><iframe src=x>lihat</iframe><noscript>nyalakan</noscript>", (FIRST,), id="frame"),
        pytest.param(f"<nav><a href=/>Beranda</a></nav><p>{FIRST}</p><form><p>Kirim</p></form>", (FIRST,), id="navigation, form"),
        pytest.param(f"<p>{FIRST}</p><aside>Berita lain</aside><button>Suka</button>", (FIRST,), id="aside, button"),
        pytest.param(f"<!-- <p>rahasia</p> --><p>{FIRST}</p><!--", (FIRST,), id="comments"),
        pytest.param(f"<!doctype html><html><head><title>Judul</title></head><body><p>{FIRST}</p></body></html>", (FIRST,), id="document"),
        pytest.param(f"<?xml version='1.0'?><p>{FIRST}</p>", (FIRST,), id="processing instruction"),
        pytest.param(f'<div style="display: none">slot gacor</div><p>{FIRST}</p>', (FIRST,), id="not displayed"),
        pytest.param(f'<p>{FIRST}</p><span style="position:absolute;left:-9999px">slot</span>', (FIRST,), id="moved out of sight"),
        pytest.param(f'<p>{FIRST}</p><p style="font-size:0">slot</p><p hidden>slot</p>', (FIRST,), id="too small, hidden"),
        pytest.param(f'<p style="font-size:0.9em">{FIRST}</p>', (FIRST,), id="small is not hidden"),
        pytest.param(f'<p>{FIRST}</p><div class="sharedaddy sd-sharing-enabled"><h3>Bagikan</h3></div>', (FIRST,), id="share bar"),
        pytest.param(f'<p class="shareholder">{FIRST}</p>', (FIRST,), id="a class that only begins so"),
        pytest.param(f"<p>{FIRST}</p><p><strong>BACA JUGA</strong>&nbsp; <a href=/x>Panen Raya!</a></p>", (FIRST,), id="baca juga"),
        pytest.param(f"<p>{FIRST} Baca juga: <a href=/x>Panen Raya</a> {SECOND}</p>", (FIRST, SECOND), id="baca juga inside a paragraph"),
        pytest.param(
            f"<p>{FIRST}</p><p>Artikel terkait:</p><ul><li><a href=/x>Panen Raya!</a></li><li><a href=/y>Jalan Rusak?</a></li></ul><p>{SECOND}</p>",
            (FIRST, SECOND),
            id="a list of links under its heading",
        ),
        pytest.param(f"<p><a href=/x>{FIRST}</a></p>", (FIRST,), id="a paragraph that is a link"),
        pytest.param(f"<p>{FIRST} (Humas)</p><p>The post <a>Pasar</a> appeared first on <a>Melati</a>.</p>", (FIRST,), id="feed footer"),
        pytest.param(f'<p title="a > b" class=x data-y=\'c > d\'>{FIRST}</p>', (FIRST,), id="greater than in attributes"),
        pytest.param(f'<p>{FIRST}</p><p class="putus', (FIRST,), id="cut inside a tag"),
        pytest.param(f"<button>{FIRST}", (FIRST,), id="a skipped element without an end is no end of the text"),
        pytest.param(f"{FIRST}\n\n{SECOND}", (FIRST, SECOND), id="no tags, blank line"),
        pytest.param("Bupati Rahman\nmembuka pasar.", ("Bupati Rahman membuka pasar.",), id="no tags, wrapped lines"),
        pytest.param(f"<b>{FIRST}</b>\n\n{SECOND}", (FIRST, SECOND), id="only styles, blank line"),
        pytest.param(f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;", (FIRST, SECOND), id="escaped twice"),
        pytest.param("\ufeff<p>War\u200bga\x00 da\u00adtang.</p>", ("Warga datang.",), id="invisible characters"),
    ],
)  # fmt: skip
def test_reading(html, expected):
    """The words of the article come out, one paragraph a line, and nothing else."""
    assert read_html(html, "Pasar Murah").paragraphs == expected


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 100_000 + FIRST, id="nested blocks"),
        pytest.param("<span>" * 100_000 + FIRST, id="nested spans"),
        pytest.param("<b><i>" * 50_000 + FIRST, id="nested styles"),
        pytest.param("<table><tr><td>" * 50_000 + FIRST, id="nested tables"),
        pytest.param("<ul><li>" * 60_000 + FIRST, id="nested lists"),
        pytest.param("<select>" + "<option>" * 100_000 + "</select>" + FIRST, id="options"),
        pytest.param("<i><div></i>" * 50_000 + FIRST, id="crossed elements"),
        pytest.param("<p " + " ".join(f"a{index}=1" for index in range(100_000)) + ">" + FIRST, id="attributes"),
        pytest.param(
            '<p " ' + " ".join(f"a{index}=1" for index in range(100_000)) + ">" + FIRST,
            id="attributes after a stray quote",
        ),
        pytest.param("<table><tr>" + "<td>" * 200_000 + FIRST, id="empty cells"),
        pytest.param("<button>" * 100_000 + FIRST, id="skipped elements without an end"),
        pytest.param("<p>" + "\n" * 500_000 + FIRST, id="white space"),
    ],
)
def test_bombs(html):
    """Nesting, attributes and repetition beyond reason neither crash nor stall, and the text is still read."""
    assert read_html(html, "").paragraphs == (FIRST,)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<" * 500_000, id="less thans"),
        pytest.param("<!--" * 100_000, id="comment starts"),
        pytest.param("<script>" * 100_000, id="script starts"),
        pytest.param('<p a="' * 100_000, id="open quotes"),
        pytest.param("baca juga <a>" * 60_000, id="open links"),
        pytest.param("The post " * 80_000, id="half a footer"),
        pytest.param("(Foto: " * 100_000, id="half a credit"),
    ],
)
def test_unfinished_markup(html):
    """Markup that never ends is read in one pass like any other."""
    assert len(read_html(html, "").paragraphs) <= 1


def test_a_long_entry_is_cut():
    """Of more than 1 MiB only the beginning is read."""
    html = f"<p>{FIRST}</p>" + "<!---->" * (MOST_CHARACTERS // 7) + f"<p>{SECOND}</p>"
    assert read_html(html, "").paragraphs == (FIRST,)


def test_the_title_is_not_repeated():
    """A first paragraph that only says the title again is left out, and so is the dateline after it."""
    html = f"<h1>PASAR MURAH DI LAPANGAN MELATI</h1><p>MELATI – {FIRST}</p>"
    assert read_html(html, "Pasar Murah di Lapangan Melati").paragraphs == (FIRST,)


_WORDS = st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40)


@given(st.lists(_WORDS.map(plain_line).filter(bool), max_size=6))
def test_paragraphs_survive_their_markup(paragraphs):
    """Escaped and wrapped in tags, paragraphs are read as if they had never been HTML."""
    html = "".join(f"<p>{entities.escape(paragraph)}</p>" for paragraph in paragraphs)
    assert read_html(html, "").paragraphs == clean_paragraphs(paragraphs, "")


_SCRAPS = st.sampled_from(
    ["<p>", "</p>", "<div hidden>", "</div>", "<a href='", "<br>", "<td>", "<!--", "-->", "<script>", "</script>", "&amp;", "&#2;", "'", '"', ">", "<", "teks. ", "Baca juga: "]
)  # fmt: skip


@given(st.lists(_SCRAPS | st.text(max_size=5), max_size=40).map("".join))
def test_anything_is_read(html):
    """Whatever comes in, what comes out are plain, non-empty lines."""
    assert [line for line in read_html(html, "").paragraphs if not line or line != plain_line(line)] == []


@pytest.mark.captured
def test_pages_of_the_newspaper_theme(shared_data):
    """On 30 pages with related posts, neighbours and comment forms nothing of these is left and no paragraph is lost."""
    folder = shared_data / "pages" / "seed-like"
    leaks, lost = [], []
    for row in (folder / "gold.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        gold = json.loads(row)
        page = (folder / gold["file"]).read_text(encoding="utf-8")
        content = page[page.index('<div class="td-post-content') : page.index("<footer>")]
        text = read_html(content, gold["title"]).text
        leaks += [
            (gold["id"], leak) for leak in gold["must_not_have"] if leak in text or leak in read_html(page, "").text
        ]
        kept = fold(text).replace(" ", "")
        wanted = clean_paragraphs(gold["text"].split("\n"), gold["title"])
        lost += [(gold["id"], line[:60]) for line in wanted if fold(line).replace(" ", "") not in kept]
    assert (leaks, lost) == ([], [])


@pytest.mark.captured
def test_the_seed_page_as_text(shared_data):
    """The scraped page, which has no tags at all, gives its ten paragraphs."""
    article = read_html((shared_data / "pages" / "seed.txt").read_text(encoding="utf-8"), "")
    assert (len(article.paragraphs), "KOMENTAR" in article.text.upper()) == (10, False)
