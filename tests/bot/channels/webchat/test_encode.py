"""What the page is given to draw."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat.encode import MAX_BODY, MAX_TITLE, cut, encode, encode_said, safe_url
from bot.model import Button, Item, Message

NOTHING = {
    "kind": "message",
    "title": "",
    "paragraphs": [],
    "items": [],
    "footer": "",
    "buttons": [],
    "story_id": None,
}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(Message(), {}, id="empty"),
        pytest.param(Message(title="Pasar  dibuka\n"), {"title": "Pasar dibuka"}, id="title-on-one-line"),
        pytest.param(
            Message(paragraphs=("Satu.\r\nDua.", "", "  ")), {"paragraphs": ["Satu.\nDua."]}, id="empty-paragraphs"
        ),
        pytest.param(
            Message(items=(Item("Pasar", "Diskominfo", "https://a.example/1"), Item("Jalan"))),
            {
                "items": [
                    {"title": "Pasar", "detail": "Diskominfo", "url": "https://a.example/1"},
                    {"title": "Jalan", "detail": "", "url": None},
                ]
            },
            id="items",
        ),
        pytest.param(Message(footer="Pemkab · 07.00"), {"footer": "Pemkab · 07.00"}, id="footer"),
        pytest.param(
            Message(buttons=((Button("Mulai", say="mulai"), Button("Baca", url="https://a.example")),)),
            {"buttons": [[{"label": "Mulai", "say": "mulai"}, {"label": "Baca", "url": "https://a.example"}]]},
            id="buttons",
        ),
        pytest.param(
            Message(buttons=((Button("", say="ya"), Button(" ", url="https://a.example/x")),)),
            {
                "buttons": [
                    [{"label": "ya", "say": "ya"}, {"label": "https://a.example/x", "url": "https://a.example/x"}]
                ]
            },
            id="button-without-a-label",
        ),
        pytest.param(
            Message(buttons=((Button("Jebakan", url="javascript:alert(1)"),), (Button("Ya", say="ya"),))),
            {"buttons": [[{"label": "Ya", "say": "ya"}]]},
            id="button-that-runs-a-script-is-left-out-with-its-row",
        ),
        pytest.param(
            Message(items=(Item("Jebakan", url="data:text/html,x"),)),
            {"items": [{"title": "Jebakan", "detail": "", "url": None}]},
            id="item-with-an-address-that-is-no-page",
        ),
        pytest.param(
            Message(items=(Item("Pasar\ud83d", url="https://a.example/\ud83d"),)),
            {"items": [{"title": "Pasar", "detail": "", "url": "https://a.example/?"}]},
            id="half-an-emoji",
        ),
        pytest.param(Message(story_id=7), {"story_id": 7}, id="story"),
        pytest.param(
            Message(title="<img src=x onerror=alert(1)>", paragraphs=("</script>\u202e\x00&amp;",)),
            {"title": "<img src=x onerror=alert(1)>", "paragraphs": ["</script>&amp;"]},
            id="markup-stays-text-and-invisible-characters-go",
        ),
    ],
)
def test_message(message, expected):
    """Every part of a message reaches the page as plain text, and only addresses that a page may open."""
    assert json.loads(encode(message)) == NOTHING | expected


def test_own_words():
    """What the visitor said is told apart from what the bot says."""
    assert json.loads(encode_said("cari <b>")) == {"kind": "said", "text": "cari <b>"}


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("satu dua", 8, "satu dua", id="fits"),
        pytest.param("satu dua tiga", 10, "satu dua…", id="at-a-word"),
        pytest.param("satu dua tiga", 9, "satu dua…", id="exactly-before-a-space"),
        pytest.param("satu\nduatiga", 8, "satu…", id="at-a-line"),
        pytest.param("satuduatigaempat", 6, "satud…", id="one-long-word"),
        pytest.param("a bcdefghijklmnop", 10, "a bcdefgh…", id="word-longer-than-half"),
        pytest.param("", 5, "", id="empty"),
    ],
)
def test_cut(text, limit, expected):
    """Too long a text ends at a word, with an ellipsis, within the limit."""
    assert cut(text, limit) == expected


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://wanasari.example/berita/1?a=<b>#c", id="https"),
        pytest.param("http://127.0.0.1:8080/", id="http"),
        pytest.param("https://[2001:db8::1]/", id="ipv6"),
        pytest.param("HTTPS://WANASARI.EXAMPLE/", id="capitals"),
    ],
)
def test_address_that_may_be_opened(url):
    """A web address stays as it is."""
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("javascript:alert(1)", id="script"),
        pytest.param("java\tscript:alert(1)", id="script-with-a-tab"),
        pytest.param(" https://a.example", id="leading-space"),
        pytest.param("https:///jalan", id="no-host"),
        pytest.param("//a.example/", id="no-scheme"),
        pytest.param("/berita", id="relative"),
        pytest.param("data:text/html,<b>", id="data"),
        pytest.param("https://[::1", id="broken"),
        pytest.param("https://a.example/" + "x" * 2_100, id="too-long"),
    ],
)
def test_address_that_may_not_be_opened(url):
    """Whatever is no absolute web address is no address."""
    assert safe_url(url) is None


def test_long_message_is_cut():
    """A message longer than a person reads is cut at a word, its last paragraphs left out."""
    payload = json.loads(encode(Message(title="kata " * 200, paragraphs=("kalimat " * 2_000,) * 3)))

    assert len(payload["title"]) <= MAX_TITLE
    assert payload["title"].endswith("kata…")
    assert sum(map(len, payload["paragraphs"])) <= MAX_BODY
    assert [paragraph[-8:] for paragraph in payload["paragraphs"]] == [" kalimat", "kalimat…"]


any_text = st.text(st.characters(exclude_categories=()), max_size=60)
any_url = any_text | any_text.map("https://a.example/{}".format)
buttons = st.builds(Button, label=any_text, url=any_url) | st.builds(Button, label=any_text, say=st.text(max_size=10))
messages = st.builds(
    Message,
    title=any_text,
    paragraphs=st.lists(any_text, max_size=3).map(tuple),
    items=st.lists(st.builds(Item, any_text, any_text, any_url), max_size=3).map(tuple),
    footer=any_text,
    buttons=st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple),
    story_id=st.none() | st.integers(1),
)


@given(messages)
def test_any_message_is_one_line_that_every_stream_can_carry(message):
    """No text, however strange, can tear an event of the stream or fail to be written to it."""
    line = encode(message).encode()

    assert b"\n" not in line
    assert b"\r" not in line
    assert json.loads(line)["kind"] == "message"


@given(st.text(max_size=80), st.integers(1, 40))
def test_cut_never_exceeds_its_limit(text, limit):
    """Cutting keeps a beginning of the text."""
    shown = cut(text, limit)

    assert len(shown) <= limit
    assert text.startswith(shown.removesuffix("…") if len(text) > limit else shown)
