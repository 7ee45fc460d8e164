"""Messages in Telegram's HTML, judged by the parser that Telegram's own server uses."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import (
    BUTTON_LIMIT,
    ENTITY_LIMIT,
    RAW_LIMIT,
    ROW_LIMIT,
    TEXT_LIMIT,
    checked_url,
    encode,
)
from bot.channels.telegram.plain import clean, one_line
from bot.model import Button, Item, Message
from tests.fakes.telegram_text import EXACT, marked, read_text

STORY = Message(
    title="Pasar murah dibuka di alun-alun",
    paragraphs=("Bupati membuka pasar murah pada Senin.", "Beras dijual Rp11.000 per kilogram."),
    footer="Pemkab Contoh · 5 Okt 2026, 09.15 WIB",
    buttons=((Button("Baca selengkapnya", url="https://contoh.go.id/pasar?id=1&x=2"),),),
    story_id=7,
)

#: What feeds, citizens and forgers write.
NAUGHTY = [
    pytest.param("5 < 6 & 7 > 3", id="signs of HTML"),
    pytest.param("<b>tebal</b> <script>alert(1)</script>", id="tags"),
    pytest.param("</b></i></a>", id="closing tags only"),
    pytest.param("&amp; &lt; &nbsp; &#65; &#x41; &apos;", id="entities as text"),
    pytest.param("a\u202emoc.live\u202c b", id="bidi override"),
    pytest.param("مرحبا بالعالم 123", id="right to left"),
    pytest.param("שלום <עולם>", id="right to left with signs"),
    pytest.param("pas\u200bar\u200d\ufeff", id="zero width inside"),
    pytest.param("\U0001f600" * 4096, id="a flood of emoji"),
    pytest.param("\U0001f468\u200d\U0001f469\u200d\U0001f467" * 1000, id="a flood of families"),
    pytest.param("&" * 5000, id="a flood of ampersands"),
    pytest.param("<" * 5000, id="a flood of brackets"),
    pytest.param('"' * 5000, id="a flood of quotes"),
    pytest.param("x" * 300, id="a long word"),
    pytest.param(("x" * 300 + " ") * 20, id="long words"),
    pytest.param("e\u0301\u0301\u0301\u0301" * 2000, id="stacked accents"),
    pytest.param("https://раypal.com@contoh.go.id/\u2025", id="a lookalike address"),
    pytest.param("@everyone /start #tag data.id t.me/joinchat/x", id="what Telegram would link"),
    pytest.param("a\ud800b", id="half a surrogate pair"),
    pytest.param("\x00\x01\x1b[31mred", id="control characters"),
    pytest.param("\ufffe\uffff\U0001ffff", id="noncharacters"),
    pytest.param("a\r\n\r\n\r\n\r\nb", id="many line ends"),
    pytest.param("꧋ꦱꦸꦒꦼꦁ ᬅ ᮃ", id="Javanese, Balinese and Sundanese letters"),
    pytest.param("*tebal* _miring_ `kode` [a](https://b.id)", id="Markdown"),
    pytest.param("ﷺ" * 4096, id="the widest letter"),
]


def seen(message):
    """What readers see, and what is marked in it: (type, stretch of text, address)."""
    text, entities = read_text(encode(message).html, "HTML")
    return text, [(each["type"], marked(text, each), each.get("url")) for each in entities]


def keyboard(message):
    """The keyboard's rows."""
    markup = encode(message).reply_markup
    return json.loads(markup)["inline_keyboard"] if markup else []


# --- form -------------------------------------------------------------------------------------------------------


def test_story():
    """A story is a bold title, paragraphs, a small footer, and a button to its page."""
    assert encode(STORY).html == (
        "<b>Pasar murah dibuka di alun-alun</b>\n\n"
        "Bupati membuka pasar murah pada Senin.\n\n"
        "Beras dijual Rp11.000 per kilogram.\n\n"
        "<i>Pemkab Contoh · 5 Okt 2026, 09.15 WIB</i>"
    )
    assert keyboard(STORY) == [[{"text": "Baca selengkapnya", "url": "https://contoh.go.id/pasar?id=1&x=2"}]]


def test_list():
    """Rows have a linked title and small print below; a row without an address or small print goes without."""
    message = Message(
        title="Hasil",
        items=(
            Item("Jalan & jembatan", "Pemkab A · kemarin", 'https://a.go.id/?q="1"&r=2'),
            Item("Tanpa alamat"),
            Item("", "hanya keterangan"),
            Item("", ""),
        ),
    )
    assert encode(message).html == (
        "<b>Hasil</b>\n\n"
        '• <a href="https://a.go.id/?q=&quot;1&quot;&amp;r=2">Jalan &amp; jembatan</a>\n<i>Pemkab A · kemarin</i>\n'
        "• Tanpa alamat\n"
        "• hanya keterangan"
    )


@pytest.mark.skipif(not EXACT, reason="needs Telegram's own parser, for which this platform has no wheel")
def test_marks():
    """Telegram marks title, link and small print, and nothing else."""
    message = Message(
        title="Judul <b>",
        paragraphs=("Isi & lain",),
        items=(Item("Satu", "dua", "https://a.go.id/?a=1&b='2'"),),
        footer="kaki",
    )
    assert seen(message) == (
        "Judul <b>\n\nIsi & lain\n\n• Satu\ndua\n\nkaki",
        [
            ("bold", "Judul <b>", None),
            ("text_link", "Satu", "https://a.go.id/?a=1&b='2'"),
            ("italic", "dua", None),
            ("italic", "kaki", None),
        ],
    )


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(Message(), id="empty"),
        pytest.param(Message(title="  ", paragraphs=("", "\n"), footer="\t"), id="blanks"),
        pytest.param(Message(paragraphs=("\u200b\u2060\ufeff",)), id="zero width"),
        pytest.param(Message(title="\u3164", items=(Item("\u00ad", "\u200f"),)), id="fillers"),
        pytest.param(Message(buttons=((Button("Ya", say="ya"),),)), id="buttons only"),
    ],
)
def test_message_without_text(message):
    """Telegram takes no empty message, so an ellipsis stands in."""
    assert encode(message).html == "…"


def test_form_carries_everything_but_the_chat():
    """The form is what sendMessage needs, with previews off, and the same bytes each time."""
    encoded = encode(STORY)
    assert dict(parse_qsl(encoded.form.decode())) == {
        "text": encoded.html,
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled":true}',
        "reply_markup": encoded.reply_markup,
    }
    assert encode(STORY) == encoded


# --- limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(lambda text: Message(title=text), id="title"),
        pytest.param(lambda text: Message(title="Judul", paragraphs=(text,), footer="kaki"), id="paragraph"),
        pytest.param(lambda text: Message(title="Judul", paragraphs=(text,) * 30), id="paragraphs"),
        pytest.param(lambda text: Message(items=(Item(text, text, "https://a.go.id"),) * 80), id="rows"),
        pytest.param(lambda text: Message(paragraphs=("Isi",), footer=text), id="footer"),
    ],
)
def test_naughty_text(place, text):
    """Telegram takes every text, and shows it unmarked and unhidden."""
    shown, _ = seen(place(text))
    assert len(shown) <= TEXT_LIMIT
    assert clean(shown) == shown
    assert "".join(clean(text).split())[:50] in "".join(shown.split())


def test_text_is_cut_before_rows_are_dropped():
    """A long text gives way to a list, down to a floor."""
    rows = tuple(Item(f"Berita {n}", "x" * 40, "https://a.go.id/") for n in range(20))
    shown, _ = seen(Message(title="Judul", paragraphs=("kata " * 2000,), items=rows, footer="kaki"))
    assert "• Berita 19" in shown
    assert "kata…" in shown
    assert shown.endswith("kaki")
    assert len(shown) > TEXT_LIMIT - 10


def test_rows_are_dropped_from_the_last():
    """When rows alone are too many, the first ones stay, and so does some text."""
    rows = tuple(Item(f"Berita {n:03}", "x" * 200) for n in range(40))
    shown, _ = seen(Message(paragraphs=("kata " * 300,), items=rows, footer="kaki"))
    numbers = [line.split()[2] for line in shown.splitlines() if line.startswith("•")]
    assert numbers == [f"{n:03}" for n in range(len(numbers))]
    assert 10 < len(numbers) < 20
    assert shown.count("kata") > 150


def test_no_row_loses_its_link_for_being_late():
    """Telegram ignores what is marked beyond a hundred entities, so there are never more."""
    rows = tuple(Item(f"Berita {n}", "x", f"https://a.go.id/{n}") for n in range(90))
    html = encode(Message(title="Judul", items=rows, footer="kaki")).html
    assert 90 < html.count("</") <= ENTITY_LIMIT


def test_long_addresses():
    """The raw text stays below what the server reads, however long the addresses are."""
    rows = tuple(Item("Berita", "x", f"https://a.go.id/{'&' * 1900}{n}") for n in range(40))
    message = Message(title="Judul", paragraphs=("&" * 4000,), items=rows)
    assert len(encode(message).html.encode()) <= RAW_LIMIT
    assert "Berita" in seen(message)[0]


text = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("<>&\"'/ab \n\u200b\u202e\U0001f600\u0301ﷺ"), max_size=6000),
)
urls = (
    st.none() | st.sampled_from(["https://a.go.id/?a=1&b=2", "javascript:x", "/a", "http://ü.id", "https://x"]) | text
)
items = st.lists(st.builds(Item, text, text, urls), max_size=120).map(tuple)


@given(title=text, paragraphs=st.lists(text, max_size=8).map(tuple), items=items, footer=text)
def test_any_message_is_taken(title, paragraphs, items, footer):
    """No message is refused: not too long, not empty, not badly marked; and the title comes first."""
    encoded = encode(Message(title, paragraphs, items, footer))
    shown, entities = read_text(encoded.html, "HTML")
    assert 0 < len(shown) <= TEXT_LIMIT
    assert len(encoded.html.encode()) <= RAW_LIMIT
    assert len(entities) <= ENTITY_LIMIT
    assert shown.startswith(one_line(title)[:200])


# --- addresses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        pytest.param("https://a.go.id", "https://a.go.id", id="plain"),
        pytest.param("HTTP://A.go.id:8080/B?c=d#e", "http://a.go.id:8080/B?c=d#e", id="port and capitals"),
        pytest.param("https://1.2.3.4/x", "https://1.2.3.4/x", id="a number"),
        pytest.param("http://[::1]:80/x", "http://[::1]:80/x", id="a long number"),
        pytest.param("https://bücher.id/ä", "https://xn--bcher-kva.id/ä", id="other letters in the host"),
        pytest.param("https://аррle.com/", "https://xn--le-6kc8da.com/", id="a lookalike shows"),
        pytest.param("https://a_b.go.id/", "https://a_b.go.id/", id="underscore"),
        pytest.param(None, None, id="none"),
        pytest.param("", None, id="empty"),
        pytest.param("/berita/1", None, id="relative"),
        pytest.param("//a.go.id/x", None, id="without scheme"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("ftp://a.go.id/x", None, id="ftp"),
        pytest.param("tg://user?id=1", None, id="telegram"),
        pytest.param("https://", None, id="no host"),
        pytest.param("https://localhost/x", None, id="a host without a dot"),
        pytest.param("https://a..id/x", None, id="an empty label"),
        pytest.param("https://a.go.id:0/x", None, id="port 0"),
        pytest.param("https://a.go.id:99999/x", None, id="no such port"),
        pytest.param("https://bank.id@jahat.id/", None, id="user name in front"),
        pytest.param("https://a.go.id/a b", None, id="a blank"),
        pytest.param("https://a.go.id/\u202ex", None, id="something invisible"),
        pytest.param("https://[::1/x", None, id="half a number"),
        pytest.param(f"https://{'a' * 64}.id/", None, id="a label too long"),
        pytest.param(f"https://a.go.id/{'x' * 2048}", None, id="too long"),
    ],
)
def test_address(url, linked):
    """Only an absolute address of the web that shows where it leads is linked."""
    assert checked_url(url) == linked


@pytest.mark.skipif(not EXACT, reason="needs Telegram's own parser, for which this platform has no wheel")
@given(
    st.from_regex(r"\A(https?|ftp)://[a-zé0-9._:@-]{0,20}(/[!-~é]{0,20})?\Z"),
)
def test_address_that_passes_is_linked_by_telegram(url):
    """What we link, Telegram links too; it never loses a link that we promised."""
    checked = checked_url(url)
    _, marks = seen(Message(items=(Item("x", url=url),)))
    assert [kind for kind, *_ in marks] == (["text_link"] if checked else [])


# --- buttons ----------------------------------------------------------------------------------------------------


def test_buttons():
    """A button says or opens; one that Telegram would refuse is left out, alone or with its row."""
    message = Message(
        "x",
        buttons=(
            (Button("Ya", say="/ya"), Button("Buka", url="https://a.go.id/")),
            (Button("Rusak", url="http://localhost/"), Button("Kosong", say="")),
            (Button("\u200b", say="x"), Button("Panjang " * 20, say="y" * 64)),
        ),
    )
    assert keyboard(message) == [
        [{"text": "Ya", "callback_data": "/ya"}, {"text": "Buka", "url": "https://a.go.id/"}],
        [
            {"text": "…", "callback_data": "x"},
            {"text": "Panjang " * 7 + "Panjang…", "callback_data": "y" * 64},
        ],
    ]


def test_many_buttons():
    """Long rows are broken and there are never more than a hundred."""
    rows = keyboard(Message("x", buttons=tuple(tuple(Button("a", say="b") for _ in range(20)) for _ in range(9))))
    assert sum(len(row) for row in rows) == BUTTON_LIMIT
    assert max(len(row) for row in rows) == ROW_LIMIT


def test_no_buttons():
    """Without buttons there is no keyboard at all."""
    assert encode(Message("x", buttons=((), (Button("x", url="x"),)))).reply_markup == ""
