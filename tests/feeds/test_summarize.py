"""Summaries: whole sentences of the article, in its order, within the limit, and nothing else."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Article
from feeds.parse.article import read_html
from feeds.summarize import WEIGHTS, Weights, picks, summarize
from feeds.text.clean import clean_paragraphs
from feeds.text.sentences import split_sentences

TITLE = "Jembatan Kenanga Dibuka untuk Umum"
LEAD = "Bupati Rahman membuka Jembatan Kenanga di Kecamatan Melati untuk umum, Senin (4/3)."
COST = "Jembatan sepanjang 40 meter itu dibangun dengan biaya Rp 2,5 miliar dari APBD."
USE = "Jembatan Kenanga menghubungkan Desa Kenanga dengan pasar kecamatan yang sebelumnya hanya bisa dicapai lewat perahu."
QUOTE = "“Kami senang. Anak-anak tidak perlu naik perahu lagi,” kata Siti, warga Kenanga."
HOPE = "Ia berharap warga merawat jembatan itu."
LONG = f"Bupati Rahman membuka Jembatan Kenanga, yang {'dinanti warga di kedua sisi sungai besar itu dan ' * 8}kini dilalui."


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param((), (), id="no text"),
        pytest.param((TITLE,), (), id="only the title"),
        pytest.param((LEAD,), (LEAD,), id="one sentence"),
        pytest.param((f"{LEAD} {COST}",), (LEAD, COST), id="everything fits"),
        pytest.param((LEAD, QUOTE, COST), (LEAD, COST), id="no quotation"),
        pytest.param((TITLE + ".", LEAD), (LEAD,), id="no repetition of the title"),
        pytest.param((LEAD, LEAD, COST), (LEAD, COST), id="no sentence twice"),
        pytest.param(
            (LEAD, "Editor: Siti Aminah", "Simak juga video panen raya ini.", COST),
            (LEAD, COST),
            id="no byline, no pointer",
        ),
        pytest.param(
            (LEAD, "Senin (4/3).", "Apakah jembatan itu cukup kuat?", COST), (LEAD, COST), id="no fragment, no question"
        ),
        pytest.param((LEAD, "Bupati berkata, “Jembatan ini milik", COST), (LEAD, COST), id="no half quotation"),
        pytest.param((QUOTE,), (QUOTE,), id="a whole quotation when there is nothing else"),
        pytest.param(
            ("Jadwal vaksin di Kecamatan Melati",),
            ("Jadwal vaksin di Kecamatan Melati",),
            id="a line without a full stop when there is nothing else",
        ),
        pytest.param((LONG, COST), (COST,), id="a long lead gives way to a whole sentence"),
    ],
)
def test_what_is_chosen(paragraphs, expected):
    """The usable sentences come out whole, in order."""
    assert summarize(Article(paragraphs), TITLE) == expected


def test_the_limit_chooses_the_best():
    """When not everything fits, what the title is about goes before background."""
    background = "Sungai di sana berhulu di perbukitan dan kerap meluap pada akhir tahun."
    article = Article((LEAD, background, USE, "Warga Desa Kenanga menyambut jembatan itu dengan kenduri bersama."))
    assert summarize(article, TITLE, limit=200) == (LEAD, USE)


def test_a_pronoun_comes_with_its_sentence():
    """A sentence that leans on another is only taken right after it."""
    chosen = summarize(Article((COST, LEAD, USE, HOPE)), TITLE)
    assert HOPE not in chosen or chosen[chosen.index(HOPE) - 1] == USE


@pytest.mark.parametrize(
    ("later", "taken"),
    [
        pytest.param("Jembatan itu menelan biaya Rp 2,5 miliar dari APBD.", True, id="what it points at is there"),
        pytest.param("Langkah ini menelan biaya Rp 2,5 miliar dari APBD.", False, id="what it points at is not"),
        pytest.param("Diantaranya menelan biaya Rp 2,5 miliar dari APBD.", False, id="a part of something"),
        pytest.param("Total senilai Rp 2,5 miliar dari APBD kabupaten.", False, id="a sum of something"),
        pytest.param("Hal itu menelan biaya Rp 2,5 miliar dari APBD.", False, id="hal itu"),
    ],
)
def test_nothing_hangs_in_the_air(later, taken):
    """A sentence that points back is taken when what it points at was said; one that leans, right after its own."""
    chosen = summarize(Article((LEAD, QUOTE, later)), TITLE)
    assert chosen == ((LEAD, later) if taken else (LEAD,))


def test_a_sentence_that_is_too_long_is_cut_and_says_so():
    """An article of one endless sentence gives its beginning, at a word, with an ellipsis."""
    (cut,) = summarize(Article((LONG,)), TITLE)
    assert (len(cut) <= 330, cut[-1], LONG.startswith(cut[:-1]), LONG[len(cut) - 1] in " ,") == (True, "…", True, True)


@pytest.mark.parametrize(
    ("sentences", "limit"), [pytest.param(0, 330, id="no sentence"), pytest.param(3, 19, id="no room")]
)
def test_impossible_wishes_are_refused(sentences, limit):
    """A summary of no sentence or of a handful of characters is a mistake of the caller."""
    with pytest.raises(ValueError, match="a summary needs"):
        summarize(Article((LEAD,)), TITLE, sentences=sentences, limit=limit)


def test_weights_decide():
    """The model is data: where only brevity counts, the shortest sentence wins."""
    brief = Weights(**dict.fromkeys(Weights.__slots__, 0.0) | {"length": -1.0})
    best = max(picks(Article((USE, LEAD)), TITLE), key=lambda pick: pick.score(brief.factors))
    assert best.sentences == (LEAD,)


def test_every_pick_has_a_feature_for_every_weight():
    """Features and weights are told apart by their place, so there are as many of one as of the other."""
    assert {len(pick.features) for pick in picks(Article((LEAD, COST)), TITLE)} == {len(type(WEIGHTS).__slots__)}


_SENTENCES = st.sampled_from(
    [
        LEAD,
        COST,
        USE,
        QUOTE,
        HOPE,
        LONG,
        TITLE,
        "Senin (4/3).",
        "Baca juga: Panen Raya",
        "Menurut dr. Yuni, 1.250 warga divaksin.",
        "Namun hujan turun.",
    ]
)
_ARTICLES = st.lists(st.lists(_SENTENCES, min_size=1, max_size=4).map(" ".join), max_size=8).map(tuple).map(Article)


@given(_ARTICLES, st.integers(1, 5), st.integers(20, 500))
def test_a_summary_is_part_of_its_article(article, sentences, limit):
    """Within the limits, only sentences of the article, each once, in its order; or one cut one."""
    summary = summarize(article, TITLE, sentences=sentences, limit=limit)
    own = [sentence for paragraph in article.paragraphs for sentence in split_sentences(paragraph)]
    rest = iter(own)
    whole = all(sentence in rest for sentence in summary)
    cut = (
        len(summary) == 1 and summary[0].endswith("…") and any(sentence.startswith(summary[0][:-1]) for sentence in own)
    )
    assert (len(" ".join(summary)) <= limit, len(summary) <= sentences, whole or cut) == (True, True, True)


@given(st.lists(st.text(), max_size=6), st.text())
def test_any_text_is_summarised(paragraphs, title):
    """Whatever is written, a summary of legal size comes out."""
    assert len(" ".join(summarize(Article(tuple(paragraphs)), title))) <= 330


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


@pytest.fixture(scope="module")
def captured(shared_data):
    """(id, captured text, summary) of every captured post, page and press article."""
    found = []
    for name in ("posts/muaraenim.jsonl", "posts/wonosobo-2018-2019.jsonl"):
        found += [(row, read_html(row["html"], row["title"])) for row in _rows(shared_data / name)]
    folder = shared_data / "pages" / "seed-like"
    for row in _rows(folder / "gold.jsonl"):
        page = (folder / row["file"]).read_text(encoding="utf-8")
        content = page[page.index('<div class="td-post-content') : page.index("<footer>")]
        found.append((row, read_html(content, row["title"])))
    for name in ("summaries/detik-dev.jsonl", "summaries/bbc-dev.jsonl"):
        found += [
            (row, Article(clean_paragraphs(row["text"].split("\n"), row["title"]))) for row in _rows(shared_data / name)
        ]
    return [(row["id"], row["text"], summarize(article, row["title"])) for row, article in found]


@pytest.mark.captured
def test_every_number_and_name_stands_in_the_article(captured):
    """No summary of a captured article holds a number or a capitalised word of its own."""
    invented = []
    for key, text, summary in captured:
        known = set(re.findall(r"\w+", text))
        told = [word for word in re.findall(r"\w+", " ".join(summary)) if word[0].isupper() or word[0].isdigit()]
        invented += [(key, word) for word in told if word not in known]
    assert invented == []


@pytest.mark.captured
def test_summaries_are_short_and_free_of_the_site(captured):
    """Every captured article has a summary of one to three sentences in 330 characters, without leftovers."""
    leftover = re.compile(
        r"SCROLL TO|ADVERTISEMENT|(?:baca|simak|tonton|lihat) juga|^Editor|\(Dinas Kom|News Room", re.IGNORECASE
    )
    texts = [(key, len(summary), " ".join(summary)) for key, _, summary in captured]
    wrong = [row for row in texts if row[1] not in {1, 2, 3} or len(row[2]) > 330 or leftover.search(row[2])]
    assert (len(texts), wrong) == (1118, [])
