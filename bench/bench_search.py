"""Search quality on the captured questions and speed at scale, beside FTS5 in the same run. CPU milliseconds.

    python bench/bench_search.py                          # MRR@10 and recall@10, typing errors, 100,000 entries
    python bench/bench_search.py --entries 1000000        # the same with a million (takes minutes to build)
    python bench/bench_search.py --entries 0              # quality alone

FTS5 gets the same stems without stop words, words joined by OR, bm25 with a title weight of 5.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.search.finder import MOST, rank  # noqa: E402 - the repository's root comes first
from feeds.search.index import Index  # noqa: E402 - the repository's root comes first
from feeds.search.query import read_question  # noqa: E402 - the repository's root comes first
from feeds.storage.changes import ChangedStory  # noqa: E402 - the repository's root comes first
from feeds.storage.database import sqlite_module  # noqa: E402 - the repository's root comes first
from feeds.text.stems import search_terms  # noqa: E402 - the repository's root comes first

DATA = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data")) / "search"
ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 1, 15, tzinfo=UTC)
Rank = Callable[[str], list[int]]


def fts5(stories: Iterable[ChangedStory], path: str) -> sqlite3.Connection:
    """The baseline: an FTS5 table of stems."""
    db = sqlite_module().connect(path)
    db.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, tokenize='unicode61')")
    rows = ((s.id, " ".join(search_terms(s.title)), " ".join(search_terms(s.text))) for s in stories)
    db.executemany("INSERT INTO t (rowid, title, body) VALUES (?, ?, ?)", rows)
    db.commit()
    return db


def fts5_rank(db: sqlite3.Connection) -> Rank:
    """Top ten of the baseline; a star at the end asks for a beginning."""

    def ask(text: str) -> list[int]:
        terms = [f'"{term}"' for term in dict.fromkeys(search_terms(text.rstrip("*")))]
        if not terms:
            return []
        words = " OR ".join(terms) + ("*" if text.endswith("*") else "")
        query = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 5.0, 1.0) LIMIT 10"
        return [row[0] for row in db.execute(query, (words,))]

    return ask


def our_rank(index: Index) -> Rank:
    """Everything that a search does but reading the ten stories from the database."""

    def ask(text: str) -> list[int]:
        question = read_question(text, ZONE)
        return rank(question, index.find(question, None, MOST, NOW), index.rarity, NOW)[:10]

    return ask


def quality(rankers: dict[str, Rank], questions: list[tuple[str, int]]) -> None:
    """MRR@10 and recall@10; each question has one passage that answers it."""
    for name, ask in rankers.items():
        reciprocal = found = 0.0
        for text, right in questions:
            order = ask(text)
            if right in order:
                found += 1
                reciprocal += 1 / (order.index(right) + 1)
        count = len(questions)
        print(f"  {name:10} MRR@10 {reciprocal / count:.4f}   recall@10 {found / count:.4f}   ({count} questions)")


def mistype(word: str, draw: random.Random) -> str:
    """One letter changed, dropped, doubled in by another, or exchanged with the next."""
    place = draw.randrange(len(word))
    letter = draw.choice("abcdefghijklmnopqrstuvwxyz")
    kind = draw.randrange(4)
    if kind == 0:
        return word[:place] + letter + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + letter + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def timed(ask: Rank, queries: list[str]) -> tuple[float, float]:
    """CPU milliseconds of one query: median and 95th percentile; all threads count."""
    spent = []
    for query in queries:
        begin = time.process_time()
        ask(query)
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent), sorted(spent)[int(len(spent) * 0.95)]


def read_passages() -> tuple[list[ChangedStory], list[tuple[str, int]]]:
    """The captured passages as stories without a title, and the questions with the number of their passage."""
    with (DATA / "docs.jsonl").open(encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    number = {one["id"]: index for index, one in enumerate(documents, 1)}
    stories = [
        ChangedStory(
            number[d["id"]], number[d["id"]], readable=True, title="", text=d["text"], published=NOW, feeds=(1,)
        )
        for d in documents
    ]
    right = {}
    for line in (DATA / "qrels.txt").read_text("utf-8").splitlines():
        query, _, passage, relevant = line.split()
        if int(relevant) > 0:
            right[query] = number[passage]
    lines = (DATA / "queries.tsv").read_text("utf-8").splitlines()
    return stories, [(text, right[name]) for name, text in (line.split("\t") for line in lines) if name in right]


def captured(folder: Path) -> None:
    """Quality on the captured questions, and typing errors in words of their passages."""
    stories, questions = read_passages()
    index = Index(folder)
    index.put(stories, new=True)
    base = fts5(stories, ":memory:")
    print("Questions:")
    rankers = {"FTS5": fts5_rank(base), "Kentongan": our_rank(index)}
    quality(rankers, questions)
    for name, ask in rankers.items():
        middle, slow = timed(ask, [text for text, _ in questions[:500]])
        print(f"  {name:10} p50 {middle:.2f} ms   p95 {slow:.2f} ms of CPU a question")
    typing_errors(stories, rankers)
    index.close()


def typing_errors(stories: list[ChangedStory], rankers: dict[str, Rank]) -> None:
    """Share of one-letter errors in a distinctive word, typed alone, that still find its story in the first ten."""
    draw = random.Random(7)
    having: dict[str, set[int]] = {}
    for story in stories:
        for word in set(story.text.lower().split()):
            if len(word) >= 5 and word.isascii() and word.isalpha():
                having.setdefault(word, set()).add(story.id)
    words = draw.sample(sorted(word for word, ids in having.items() if len(ids) <= 3), 1000)
    wrong = [(mistype(word, draw), having[word]) for word in words]
    for name, ask in rankers.items():
        found = sum(bool(having_it & set(ask(typed))) for typed, having_it in wrong)
        print(f"  {name:10} {found / len(wrong):.1%} of one-letter errors find their entry ({len(wrong)} words)")


def made_up(count: int) -> Iterable[ChangedStory]:
    """Invented entries of 172 words whose frequencies fall as in language (Zipf), over ten years."""
    draw = random.Random(1)
    vocabulary = vocabulary_of(60_000)
    weights = [1 / (rank_ + 3) for rank_ in range(len(vocabulary))]
    sums = []
    total = 0.0
    for weight in weights:
        total += weight
        sums.append(total)
    for number in range(1, count + 1):
        words = draw.choices(vocabulary, cum_weights=sums, k=180)
        when = NOW - timedelta(days=3650 * (1 - number / count))
        yield ChangedStory(
            number,
            number,
            readable=True,
            title=" ".join(words[:8]),
            text=" ".join(words[8:]),
            published=when,
            feeds=(number % 500,),
        )


def vocabulary_of(size: int) -> list[str]:
    """Invented words of two to four syllables, the commonest first."""
    draw = random.Random(2)
    syllables = [c + v + e for c in "bcdghjklmnprstwy" for v in "aiueo" for e in ("", "", "n", "ng", "r", "s", "k")]
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(draw.choices(syllables, k=draw.choice((2, 2, 3, 3, 4))))] = None
    return list(words)


def scale(count: int, folder: Path) -> None:
    """Speed at `count` entries by class of query."""
    index = Index(folder / "index")
    begin = time.process_time()
    batch: list[ChangedStory] = []
    for story in made_up(count):
        batch.append(story)
        if len(batch) == 20_000:
            index.put(batch, new=True)
            batch = []
    if batch:
        index.put(batch, new=True)
    index.close()
    built = time.process_time() - begin
    index = Index(folder / "index")
    begin = time.process_time()
    base = fts5(made_up(count), str(folder / "fts5.db"))
    spent = time.process_time() - begin
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*")) / 1e6
    print(
        f"{count:,} entries: built in {built:.0f} s ({size:.0f} MB); FTS5 {spent:.0f} s "
        f"({(folder / 'fts5.db').stat().st_size / 1e6:.0f} MB), both with making them up"
    )
    one = ChangedStory(
        count + 1, count + 1, readable=True, title="Kabar yang satu", text="qwertyasdf", published=NOW, feeds=(1,)
    )
    begin = time.perf_counter()
    index.put([one])
    found = our_rank(index)("qwertyasdf") == [one.id]
    print(f"  a stored story is found after {time.perf_counter() - begin:.3f} s: {found}")
    vocabulary = vocabulary_of(60_000)
    draw = random.Random(3)
    pick = lambda low, high: draw.choice(vocabulary[low:high])  # noqa: E731
    classes = {
        "rare": [pick(20_000, 60_000) for _ in range(100)],
        "mid": [pick(500, 5_000) for _ in range(100)],
        "common": [pick(0, 20) for _ in range(100)],
        "two words": [f"{pick(20, 500)} {pick(500, 5_000)}" for _ in range(100)],
        "OR of six": [" ".join(pick(20, 20_000) for _ in range(6)) for _ in range(100)],
        "prefix": [pick(0, 60_000)[:4] + "*" for _ in range(100)],
        "typo": [mistype(pick(2_000, 30_000), draw) + "x" for _ in range(100)],
        "phrase": [f'"{pick(0, 200)} {pick(0, 200)}"' for _ in range(100)],
        "filtered": [f"{pick(0, 500)} sejak:2025-06 sampai:2025-08" for _ in range(100)],
    }
    ours, theirs = our_rank(index), fts5_rank(base)
    for name, queries in classes.items():
        mine = timed(ours, queries)
        some = queries if count <= 100_000 else queries[:20]
        fts = timed(theirs, some) if name not in {"typo", "phrase", "filtered"} else None
        beside = f"FTS5 {fts[0]:8.2f} / {fts[1]:8.2f}   ratio p95 {fts[1] / mine[1]:.1f}" if fts else "FTS5 can't"
        print(f"  {name:10} p50 {mine[0]:6.2f}  p95 {mine[1]:6.2f} ms   {beside}", flush=True)
    index.close()


def main() -> None:
    """Prints all figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=100_000)
    options.add_argument("--no-quality", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not chosen.no_quality:
            captured(folder / "captured")
        if chosen.entries:
            scale(chosen.entries, folder)


if __name__ == "__main__":
    main()
