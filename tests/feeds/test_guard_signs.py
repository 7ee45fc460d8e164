"""Signs besides words: how it is worded, invisible links, addresses that say more than the title, oddities, disguises."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.guard import screen
from feeds.model import Article, Oddity
from feeds.parse.shown import MOST_LINKS, all_links, all_words, hidden_links
from feeds.parse.wire import articles_answer, read_articles_answer
from feeds.wording import BUCKETS, features, listen

FEED = "https://berita.sukamajukab.example/feed/"
PAGE = "https://berita.sukamajukab.example/2026/kegiatan/"
DATA = Path(__file__).resolve().parents[1] / "data" / "guard"
CALM = "Dinas Pertanian membagikan bibit kopi kepada warga. Camat meminta petani merawatnya. Panen dua tahun lagi."
AWAY = '<a href="https://raja-hoki.example/">daftar</a>'


def codes(*, title="Kegiatan Hari Ini", text=CALM, link=PAGE, **other):
    found = screen(title=title, text=text, link=link, feed_url=FEED, **other)
    return {reason.partition(":")[0] for reason in found.reasons}


def rows(name):
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").strip().split("\n")]


def held(row, change=str):
    markup = row.get("html", "")
    return screen(
        title=change(row["title"]),
        text=change(row["text"]) + all_words(markup),
        link=row.get("link"),
        feed_url=FEED,
        links=(*row.get("links", ()), *all_links(markup)),
        hidden=hidden_links(markup),
    ).held


def share(verdicts):
    verdicts = list(verdicts)
    return sum(verdicts) / len(verdicts)


@pytest.mark.parametrize(
    ("markup", "hidden"),
    [
        pytest.param(f'<div style="display:none">{AWAY}</div>', True, id="not displayed"),
        pytest.param(f'<div style="display: none !important;">{AWAY}</div>', True, id="emphatically not displayed"),
        pytest.param(f"<p style='visibility:hidden'>{AWAY}</p>", True, id="invisible"),
        pytest.param(f'<p class="x" style="font-size:0">{AWAY}</p>', True, id="letters without size"),
        pytest.param(f'<DIV STYLE="position:absolute;LEFT:-9999px">{AWAY}</DIV>', True, id="far to the left"),
        pytest.param(f'<span style="text-indent:-10000px">{AWAY}</span>', True, id="indented out of the page"),
        pytest.param(f'<span style="opacity:0">{AWAY}</span>', True, id="transparent"),
        pytest.param(f'<div style="height:0;overflow:hidden">{AWAY}</div>', True, id="without height"),
        pytest.param(f"<div hidden>{AWAY}</div>", True, id="hidden by attribute"),
        pytest.param('<a style="font-size:1px" href="https://raja-hoki.example/">x</a>', True, id="the link itself"),
        pytest.param(f"<p>{AWAY}</p>", False, id="to be seen"),
        pytest.param(f'<p style="display:none">Bagikan</p>{AWAY}', False, id="beside something hidden"),
        pytest.param(f'<p style="font-size:12px;opacity:0.8;left:0">{AWAY}</p>', False, id="small, pale, seen"),
        pytest.param(f'<img style="max-width:1px" width="0">{AWAY}', False, id="a counting pixel"),
        pytest.param(f'<p data-state="hidden-x">{AWAY}</p>', False, id="the word in another attribute"),
        pytest.param(f'<div style="line-height:1.5;width:100%">{AWAY}</div>', False, id="other measures"),
    ],
)
def test_links_that_nobody_sees(markup, hidden):
    """Found by the ways in which elements are made invisible, and only there."""
    assert hidden_links(markup) == (("https://raja-hoki.example/",) if hidden else ())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://raja-hoki.example/", {"hidden_links"}, id="out of the site"),
        pytest.param("https://sukamajukab.example/tag/x", set(), id="within the site"),
        pytest.param("/tag/x", set(), id="relative"),
        pytest.param("https://lapor.go.id/", set(), id="of the state"),
        pytest.param("https://www.facebook.com/sharer", set(), id="a share button of a theme"),
    ],
)
def test_an_invisible_link_holds(address, expected):
    """When it leads out, and whatever the words say."""
    assert codes(hidden=(address,)) == expected


def test_invisible_links_reach_us_from_the_worker():
    """They cross the pipe with the rest of an article."""
    article = Article(("Teks.",), "Teks.", ("https://a.example/",), ("https://raja-hoki.example/",))
    assert read_articles_answer(articles_answer([article])) == [article]


def test_no_markup_is_too_hidden():
    """Many elements, endless ones and broken ones cost little and break nothing."""
    assert len(hidden_links(f'<p style="display:none">{AWAY.replace("raja", "{}")}</p>' * 500)) <= MOST_LINKS
    assert hidden_links('<div style="display:none">' * 10_000 + "<" * 10_000) == ()


@given(st.text(alphabet='<>="/ adivstylehidn:0-;', max_size=400))
def test_no_markup_breaks_it(markup):
    """Whatever the markup, there is an answer, of links that the entry has."""
    assert set(hidden_links(markup)) <= set(all_links(markup))


@pytest.mark.parametrize(
    ("title", "link", "expected"),
    [
        pytest.param("Pengumuman", f"{PAGE}situs-slot-gacor-maxwin/", {"gambling_words"}, id="slot"),
        pytest.param("Pengumuman", f"{PAGE}nonton-bokep-viral", {"adult_words"}, id="adult"),
        pytest.param(
            "Polisi Tangkap Bandar Slot Online",
            f"{PAGE}polisi-tangkap-bandar-slot-online/",
            set(),
            id="news says the same in both",
        ),
        pytest.param("Bandar Dibekuk", f"{PAGE}polisi-tangkap-bandar-slot-online", set(), id="news says more there"),
        pytest.param("Rapat", f"{PAGE}?p=77", set(), id="a number"),
        pytest.param("Rapat", "http://[", set(), id="no address"),
    ],
)
def test_what_an_address_says(title, link, expected):
    """An address that advertises is read though the title is clean."""
    assert codes(title=title, link=link) == expected


@pytest.mark.parametrize(
    ("odd", "is_held"),
    [
        pytest.param((), False, id="nothing"),
        pytest.param((Oddity("unseen_author", 2, "x"),), False, id="a new colleague"),
        pytest.param((Oddity("burst", 4), Oddity("unseen_author", 2, "x")), False, id="a new colleague at night"),
        pytest.param((Oddity("language_shift", 4, "English"),), False, id="an English post"),
        pytest.param(
            (Oddity("unseen_author", 2, "x"), Oddity("burst", 4), Oddity("language_shift", 4, "English")),
            True,
            id="all at once",
        ),
    ],
)
def test_oddities_hint(odd, is_held):
    """One or two oddities of harmless text hold nothing; all of them do."""
    assert bool(codes(odd=odd)) is is_held


def test_an_oddity_tips_the_scale():
    """What the words leave open, habits decide."""
    post = {"title": "Info", "text": "Main slot yuk, seru dan mudah."}
    assert codes(**post, link=None) <= codes(**post, link=None, odd=(Oddity("burst", 4),))
    assert "burst" in codes(**post, link=None, odd=(Oddity("burst", 4),))


SOUNDS_LIKE_ADVERTS = "Cukup setor sepuluh ribu, mainkan malam ini, dan tarik kemenangan berapa pun langsung ke rekening Anda tanpa potongan."


def test_wording_holds_what_no_list_knows():
    """An advert without a single known word is held for its wording, and the words that told are named."""
    found = screen(title="Hiburan Malam", text=SOUNDS_LIKE_ADVERTS, link=None, feed_url=FEED)
    assert found.held
    assert any(reason.startswith("wording:") for reason in found.reasons)


def test_wording_of_news_and_of_nothing():
    """News sounds like news, and nothing like nothing."""
    assert listen(CALM.lower().split()).logit < listen(SOUNDS_LIKE_ADVERTS.lower().split()).logit
    assert listen([]).telling == ()


@given(st.lists(st.text(alphabet="abcdefghij0123456789", min_size=1, max_size=12), max_size=80))
def test_a_stretch_of_any_words(words):
    """A stretch lies within the words, and its telling words are among them."""
    sound = listen(words)
    assert 0 <= sound.place <= len(words)
    assert set(sound.telling) <= set(words)


@given(st.text(alphabet="abcdefghij0123456789", min_size=1, max_size=30), st.integers(1, 9))
def test_features(word, figure):
    """A word speaks through buckets that exist, whatever its figures are."""
    assert all(0 <= bucket < BUCKETS for bucket in features(word))
    assert features(word) == features(word.translate(str.maketrans("123456789", str(figure) * 9)))


FANCY = str.maketrans({chr(97 + one): chr(0x1D5EE + one) for one in range(26)})
TWINS = str.maketrans("aoecpx", "аоесрх")
TRICKS = {
    "fancy": lambda word: word.lower().translate(FANCY),
    "twins": lambda word: word.translate(TWINS),
    "zero width": "\u200b".join,
    "soft hyphens inside": "\u00ad".join,
    "capitals": str.upper,
    "full width": lambda word: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word),
}
ADVERTS = [row for row in rows("hacked") if row["style"] in {"slot", "togel", "casino"} and held(row)]


@given(row=st.sampled_from(ADVERTS), trick=st.sampled_from(sorted(TRICKS)), seed=st.integers(0, 99))
def test_a_disguise_does_not_change_the_verdict(row, trick, seed):
    """Whatever is done to some of its words, a held advert stays held."""
    chance = random.Random(seed)

    def change(text):
        return " ".join(TRICKS[trick](word) if chance.random() < 0.5 else word for word in text.split(" "))

    assert held(row, change)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        pytest.param("hacked_more", 0.9, 1.0, id="adverts that few known words give away"),
        pytest.param("hacked_held_out", 0.93, 1.0, id="adverts, held out"),
        pytest.param("news", 0.0, 0.01, id="news about gambling"),
        pytest.param("news_more", 0.0, 0.06, id="short news about it, full of its words"),
        pytest.param("news_held_out", 0.0, 0.04, id="news, held out"),
        pytest.param("near", 0.0, 0.0, id="news near it"),
        pytest.param("near_more", 0.0, 0.0, id="announcements that speak like adverts"),
        pytest.param("chat", 0.0, 0.0, id="remarks"),
    ],
)
def test_sets(name, least, most):
    """No change makes the guard worse on our sets; bench/bench_guard.py has the figures and the targets."""
    assert least <= share(held(row) for row in rows(name)) <= most


def test_the_sets_are_large_enough():
    """At least 120 hacked posts and 100 pieces of news on either side."""
    assert len(rows("hacked") + rows("hacked_more")) >= 120
    assert len(rows("hacked_held_out")) >= 120
    assert len(rows("news") + rows("news_more")) >= 100
    assert len(rows("news_held_out")) >= 100
