"""The hijack guard: situations one by one, our own sets of posts as a whole, and captured text as a whole."""

from __future__ import annotations

import csv
import html
import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.guard import MAX_TEXT, screen
from feeds.model import Verdict

FEED = "https://berita.sukamajukab.example/feed/"
PAGE = "https://berita.sukamajukab.example/2026/kegiatan/"
DATA = Path(__file__).resolve().parents[1] / "data" / "guard"
CALM = (
    "Dinas Pertanian membagikan bibit kopi kepada warga. Camat meminta petani merawatnya. Panen pertama dua tahun lagi."
)


def verdict(title="Kegiatan Hari Ini", text=CALM, link=PAGE, links=(), feed_url=FEED):
    return screen(title=title, text=text, link=link, feed_url=feed_url, links=links)


def codes(found: Verdict) -> set[str]:
    return {reason.partition(":")[0] for reason in found.reasons}


def own(name):
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").strip().split("\n")]
    return [
        (row["id"], verdict(row["title"], row["text"], row.get("link") or PAGE, tuple(row.get("links", ()))))
        for row in rows
    ]


def share(verdicts):
    verdicts = list(verdicts)
    return sum(one.held for one in verdicts) / len(verdicts)


HELD = [
    pytest.param({"title": "Situs Slot Gacor Gampang Maxwin"}, "gambling_words", id="gambling in the title"),
    pytest.param({"text": CALM + " slot online, togel online, live casino"}, "gambling_words", id="words at the end"),
    pytest.param({"text": "KERISBIRU88 hadir. " * 3}, "brand_numbers", id="a brand name again and again"),
    pytest.param({"title": "Promo 𝐊𝐄𝐑𝐈𝐒𝐁𝐈𝐑𝐔𝟖𝟖", "text": ""}, "disguise", id="a brand name in fancy letters"),
    pytest.param({"title": "Main ѕlоt di sini", "text": "Seru."}, "disguise", id="Cyrillic letters"),
    pytest.param({"title": "sl*t g@cor", "text": "Seru."}, "disguise", id="signs for letters"),
    pytest.param({"title": "t0gel jitu", "text": "Seru."}, "disguise", id="figures for letters"),
    pytest.param({"link": "https://slot-naga.example/daftar"}, "foreign_links", id="the entry leads to a slot site"),
    pytest.param({"links": ("https://www.rtpslot-naga.example/",)}, "foreign_links", id="a hidden link to a slot site"),
    pytest.param({"title": "สล็อตเว็บตรง แตกง่าย", "text": "สมัครวันนี้รับโบนัส ฝากถอนเร็ว"}, "foreign_script", id="Thai"),
    pytest.param({"title": "百家乐在线赌场", "text": "注册送彩金，提款秒到账。"}, "foreign_script", id="Chinese"),
    pytest.param({"title": "Казино онлайн", "text": "Бонус за регистрацию"}, "foreign_script", id="Russian"),
    pytest.param(
        {"title": "Nhà cái uy tín", "text": "Cá cược bóng đá, nạp rút siêu tốc"}, "gambling_words", id="Vietnamese"
    ),
    pytest.param({"title": "Deneme bonusu veren siteler", "text": "Güvenilir bahis"}, "gambling_words", id="Turkish"),
    pytest.param({"text": "Buy viagra online without prescription, free shipping."}, "pharma_words", id="pharmacy"),
    pytest.param({"text": "Nonton bokep viral tanpa sensor, klik link di bawah."}, "adult_words", id="adult"),
    pytest.param(
        {"text": "Pinjaman online langsung cair tanpa BI checking. Ajukan sekarang."}, "loan_words", id="loans"
    ),
    pytest.param(
        {"text": "Jual ijazah asli, bayar setelah jadi, WhatsApp admin."}, "counterfeit_words", id="forgeries"
    ),
    pytest.param({"title": "Hacked by Garuda Crew", "text": "Greetz to all."}, "defaced", id="defacement"),
]

PASSES = [
    pytest.param({}, id="everyday news"),
    pytest.param({"title": "", "text": "", "link": None, "feed_url": ""}, id="nothing at all"),
    pytest.param({"title": "Polres Tangkap Bandar Judi Slot"}, id="police news"),
    pytest.param(
        {
            "title": "Situs Dinas Diretas",
            "text": 'Muncul tulisan "slot gacor" dan tautan judi. Tim CSIRT memulihkannya.',
        },
        id="news of an intrusion that quotes the advert",
    ),
    pytest.param({"title": "𝗕𝘂𝗽𝗮𝘁𝗶 𝗥𝗲𝘀𝗺𝗶𝗸𝗮𝗻 𝗝𝗲𝗺𝗯𝗮𝘁𝗮𝗻 𝗕𝗮𝗿𝘂"}, id="a title in bold letters"),
    pytest.param({"title": "Murai Batu Paling Gacor di Lomba Burung Berkicau"}, id="song birds"),
    pytest.param({"title": "Bandara Tambah Slot Penerbangan"}, id="flights"),
    pytest.param({"title": "Posyandu Mawar 77 dan SMKN88 Raih Penghargaan"}, id="numbers behind ordinary names"),
    pytest.param({"title": "Brigjen Toto Suharyanto Kunjungi Kabupaten"}, id="a man named Toto"),
    pytest.param({"link": "https://youtu.be/abc"}, id="a film on a known host"),
    pytest.param({"link": "https://sukamajukab.example/berita/1"}, id="the feed's own domain"),
    pytest.param({"links": ("https://lapor.go.id/", "https://www.instagram.com/x", "http://[")}, id="usual links"),
]


@pytest.mark.parametrize(("post", "code"), HELD)
def test_an_advert_is_held_for_its_reason(post, code):
    """Each kind of injected post is held, and the reasons name what gave it away."""
    found = verdict(**post)
    assert found.held
    assert code in codes(found)


@pytest.mark.parametrize("post", PASSES)
def test_news_passes_without_reasons(post):
    """News, also about gambling and also with words that adverts use, is not held."""
    assert verdict(**post) == Verdict(held=False)


def test_a_reason_names_its_evidence():
    """An admin reads which words weighed most, the heaviest first."""
    assert verdict("Slot Gacor", "Daftar sekarang.").reasons[:2] == (
        "gambling_words:slot gacor",
        "promotion:daftar sekarang",
    )


def test_an_advert_beyond_the_limit_is_not_read():
    """Text is cut, so that a huge entry costs no more than a long one."""
    assert not verdict(text=CALM + " ya" * (MAX_TEXT // 3) + " slot gacor maxwin").held


@given(
    title=st.text(max_size=80),
    text=st.text(max_size=300),
    link=st.one_of(st.none(), st.text(max_size=40)),
    links=st.lists(st.text(max_size=40), max_size=3),
)
def test_no_entry_breaks_it(title, text, link, links):
    """Whatever a feed carries, there is a verdict; reasons come with held ones only."""
    found = screen(title=title, text=text, link=link, feed_url="", links=links)
    assert found.held == bool(found.reasons)


def test_hacked_posts_are_held():
    """At least 97 % of our hacked posts, of every style, are held."""
    verdicts = own("hacked")
    assert len(verdicts) >= 120
    assert share(one for _, one in verdicts) >= 0.97


@pytest.mark.parametrize("name", ["news", "near"])
def test_news_about_gambling_and_news_near_it_pass(name):
    """At most 2 % of our news about gambling, and none of what only shares its words, is held."""
    verdicts = own(name)
    assert share(one for _, one in verdicts) <= {"news": 0.02, "near": 0.0}[name]


@pytest.mark.captured
def test_comments_are_told_apart(shared_data):
    """Of captured comments at least 95 % of the adverts and at most 0.3 % of the others are held."""
    with (shared_data / "judol" / "comments-dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    held = {
        label: share(verdict("", row["comment"], None) for row in rows if row["label"] == label) for label in ("0", "1")
    }
    assert held["1"] >= 0.95
    assert held["0"] <= 0.003


def regencies(shared_data):
    lines = [
        line for file in (shared_data / "posts").glob("*.jsonl") for line in file.read_text("utf-8").strip().split("\n")
    ]
    return [(row["title"], html.unescape(re.sub(r"<[^>]*>", " ", row["html"]))) for row in map(json.loads, lines)]


@pytest.mark.captured
def test_real_posts_pass(shared_data):
    """Not one of the real posts of two regencies is held."""
    assert [title for title, text in regencies(shared_data) if verdict(title, text).held] == []


@pytest.mark.captured
def test_an_advert_inside_a_real_post_is_found(shared_data):
    """One sentence of advertising between two of a real post is enough, in at least 95 % of the posts."""
    chance = random.Random(3)
    adverts = [
        "Slot gacor hari ini hanya di KUDALIAR138, daftar sekarang dan klaim bonus new member.",
        "Mainkan slot online deposit pulsa tanpa potongan di situs terpercaya.",
        "Prediksi togel hongkong malam ini, angka main 2 4 6 8.",
        "Bandar poker online dominoqq bonus referral seumur hidup.",
        "Link alternatif PADIEMAS77 login resmi.",
        "buy viagra online without prescription",
    ]
    verdicts = []
    for title, text in regencies(shared_data):
        sentences = re.split(r"(?<=[.!?])\s+", text)
        sentences.insert(chance.randint(0, len(sentences)), chance.choice(adverts))
        verdicts.append(verdict(title, " ".join(sentences)))
    assert share(verdicts) >= 0.95
