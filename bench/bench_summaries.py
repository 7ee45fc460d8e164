"""Measures summaries against the captured sets: ROUGE-1/2/L F and CPU time, beside others' in the same run.

The others are the first one to three sentences, and TextRank and LexRank (sumy, in an environment of the bench's own).

    python bench/bench_summaries.py            # both sets with the weights in feeds/summarize.py, which were learned
                                               # on the detik set; so there also cross-validated
    python bench/bench_summaries.py --fit      # learns weights on the detik set; prints them and their
                                               # cross-validated figures (folds of articles, never of sentences)

ROUGE here: lower-cased word tokens, no stemming, no stop words; L by longest common subsequence of the whole text.
"Raw" baselines are the first sentences of the text as captured; "clean" ones come after `clean_paragraphs`, so
that cleaning does not count as summarising. Figures in points (0 to 100), chars and CPU ms are means per article.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import sentencex

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from feeds.model import Article  # noqa: E402
from feeds.summarize import WEIGHTS, Pick, Weights, picks, summarize  # noqa: E402
from feeds.text.clean import clean_paragraphs  # noqa: E402
from feeds.text.sentences import split_sentences  # noqa: E402

DATA = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data")) / "summaries"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kentongan-bench"
SETS = ("detik-dev.jsonl", "bbc-dev.jsonl")
LIMIT = 330

#: Set by hand, so `--fit` leaves them alone.
BY_HAND = ("lead", "connective", "single")
FOLDS = 5
SHUFFLES = 3
RIDGE = 30.0
#: Picks of one article that the fit looks at, so that long articles don't outvote short ones.
SAMPLE = 150

#: Run by the peers' own Python: paragraphs of sentences in, (name, summaries, CPU seconds) out.
PEERS = r"""
import json, re, sys, time
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

class Words:
    def to_words(self, text):
        return tuple(re.findall(r"\w+", text.lower()))

answer = []
documents = json.load(sys.stdin)
for name, kind in (("TextRank", TextRankSummarizer), ("LexRank", LexRankSummarizer)):
    for count in (2, 3):
        started = time.process_time()
        texts = []
        for paragraphs in documents:
            document = ObjectDocumentModel([Paragraph([Sentence(s, Words()) for s in p]) for p in paragraphs])
            texts.append(" ".join(str(sentence) for sentence in kind()(document, count)))
        answer.append((f"{name} {count}, clean", texts, time.process_time() - started))
json.dump(answer, sys.stdout)
"""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sample:
    """An article of a set, and the words of the summary that a reference gives it."""

    title: str
    raw: str
    article: Article
    reference: tuple[str, ...]


def words(text: str) -> list[str]:
    """Lower-cased word tokens."""
    return _WORD.findall(text.lower())


def f_measure(overlap: int, ours: int, theirs: int) -> float:
    """Harmonic mean of precision and recall from counts."""
    return 2 * overlap / (ours + theirs) if overlap else 0.0


def rouge_n(ours: Sequence[str], theirs: Sequence[str], n: int) -> float:
    """ROUGE-N F of two token lists."""
    one = Counter(zip(*(ours[i:] for i in range(n)), strict=False))
    two = Counter(zip(*(theirs[i:] for i in range(n)), strict=False))
    return f_measure((one & two).total(), one.total(), two.total())


def rouge_l(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """ROUGE-L F of two token lists; the subsequence is found bit-parallel (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for index, word in enumerate(theirs):
        places[word] = places.get(word, 0) | (1 << index)
    full = (1 << len(theirs)) - 1
    row = full
    for word in ours:
        hits = row & places.get(word, 0)
        row = ((row + hits) | (row - hits)) & full
    return f_measure(len(theirs) - row.bit_count(), len(ours), len(theirs))


def rouge(ours: Sequence[str], theirs: Sequence[str]) -> tuple[float, float, float]:
    """ROUGE-1, -2 and -L F."""
    return rouge_n(ours, theirs, 1), rouge_n(ours, theirs, 2), rouge_l(ours, theirs)


def load(name: str) -> list[Sample]:
    """One set, cleaned."""
    samples = []
    for line in (DATA / name).read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        article = Article(clean_paragraphs(row["text"].split("\n"), row["title"]))
        samples.append(Sample(row["title"], row["text"], article, tuple(words(row["summary"]))))
    return samples


def first_raw(count: int) -> Callable[[Sample], str]:
    """The first sentences of the captured text, as they come out of `sentencex`."""

    def take(sample: Sample) -> str:
        paragraphs = (line.strip() for line in sample.raw.split("\n") if line.strip())
        return " ".join([part for line in paragraphs for part in sentencex.segment("id", line)][:count])

    return take


def first_clean(count: int) -> Callable[[Sample], str]:
    """The first sentences of the cleaned text."""

    def take(sample: Sample) -> str:
        return " ".join([part for line in sample.article.paragraphs for part in split_sentences(line)][:count])

    return take


def ours(sample: Sample) -> str:
    """What the application would send."""
    return " ".join(summarize(sample.article, sample.title, limit=LIMIT))


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean, 0 for nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def peers(samples: Sequence[Sample]) -> Iterable[tuple[str, list[str], float]]:
    """TextRank and LexRank of sumy, given our cleaned sentences: name, summaries, CPU seconds; none without sumy."""
    python = peers_python()
    if python is None:
        print("sumy can't be installed here; left out")
        return []
    documents = [[split_sentences(line) for line in sample.article.paragraphs] for sample in samples]
    run = subprocess.run([python, "-c", PEERS], input=json.dumps(documents), capture_output=True, text=True, check=True)
    return [(name, texts, cpu) for name, texts, cpu in json.loads(run.stdout)]


def peers_python() -> Path | None:
    """The Python of the peers' environment, made when needed; None when they can't be installed."""
    python = CACHE / "sumy" / "bin" / "python"
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", CACHE / "sumy"], check=True, capture_output=True)
            install = [python, "-m", "pip", "install", "-q", "sumy==0.13.0", "numpy"]
            subprocess.run(install, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(CACHE / "sumy", ignore_errors=True)
            return None
    return python


def report(name: str, samples: Sequence[Sample]) -> None:
    """One line for each way to summarise."""
    print(f"\n{name}: {len(samples)} articles, references of {mean(len(s.reference) for s in samples):.0f} words")
    print(f"{'':24}{'R-1':>7}{'R-2':>7}{'R-L':>7}{'chars':>7}{'longest':>9}{'CPU ms':>8}")
    ways: list[tuple[str, Callable[[Sample], str]]] = [(f"first {n}, raw", first_raw(n)) for n in (1, 2, 3)]
    ways += [(f"first {n}, clean", first_clean(n)) for n in (1, 2, 3)]
    ways.append((f"ours, <= {LIMIT} chars", ours))
    for label, way in ways:
        started = time.process_time()
        texts = [way(sample) for sample in samples]
        spent = (time.process_time() - started) * 1000 / len(samples)
        scores = [rouge(words(text), sample.reference) for text, sample in zip(texts, samples, strict=True)]
        lengths = [len(text) for text in texts]
        print(f"{label:24}{points(scores)}{mean(lengths):7.0f}{max(lengths):9d}{spent:8.2f}")
    for label, texts, cpu in peers(samples):
        scores = [rouge(words(text), sample.reference) for text, sample in zip(texts, samples, strict=True)]
        lengths = [len(text) for text in texts]
        print(f"{label:24}{points(scores)}{mean(lengths):7.0f}{max(lengths):9d}{1000 * cpu / len(samples):8.2f}")
    if name == SETS[0]:
        print(f"{'ours, cross-validated':24}{points(cross_validated(samples, study(samples)))}")
    started = time.process_time()
    for sample in samples:
        clean_paragraphs(sample.raw.split("\n"), sample.title)
    print(f"cleaning alone: {(time.process_time() - started) * 1000 / len(samples):.2f} CPU ms an article")


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gaussian elimination with pivoting; the matrix is small and well conditioned by the ridge."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for other in range(size):
            if other != column and rows[other][column]:
                factor = rows[other][column] / rows[column][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[column], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


@dataclass(slots=True)
class Moments:
    """What ridge regression needs of one article: sums of products of centred features and gains."""

    squares: list[list[float]]
    products: list[float]


def moments(chosen: Sequence[Pick], gains: Sequence[float], used: Sequence[int]) -> Moments:
    """Centred within the article: only the order of its own picks is to be learned."""
    columns = [[pick.features[i] for pick in chosen] for i in used]
    centred = [[value - mean(column) for value in column] for column in columns]
    gain = [value - mean(gains) for value in gains]
    squares = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in centred] for x in centred]
    return Moments(squares, [sum(a * b for a, b in zip(x, gain, strict=True)) for x in centred])


def learn(parts: Sequence[Moments], used: Sequence[int], names: Sequence[str]) -> Weights:
    """Ridge weights from the moments of some articles; the hand-set ones as they are."""
    size = len(used)
    squares = [
        [sum(p.squares[i][j] for p in parts) + (RIDGE if i == j else 0.0) for j in range(size)] for i in range(size)
    ]
    learned = solve(squares, [sum(p.products[i] for p in parts) for i in range(size)])
    by_hand = {name: getattr(WEIGHTS, name) for name in BY_HAND}
    return Weights(**dict(zip((names[i] for i in used), learned, strict=True)), **by_hand)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned from: the moments of each article, and which weights are."""

    parts: list[Moments]
    used: list[int]
    names: list[str]


def study(samples: Sequence[Sample]) -> Lesson:
    """The moments of every article of a set."""
    names = [field.name for field in fields(Weights)]
    used = [index for index, name in enumerate(names) if name not in BY_HAND]
    rng = random.Random(0)
    parts: list[Moments] = []
    for sample in samples:
        every = picks(sample.article, sample.title, limit=LIMIT, pool=20)
        chosen = every if len(every) <= SAMPLE else rng.sample(every, SAMPLE)
        gains = [rouge_n(words(" ".join(pick.sentences)), sample.reference, 1) for pick in chosen]
        parts.append(moments(chosen, gains, used))
    return Lesson(parts, used, names)


def cross_validated(samples: Sequence[Sample], lesson: Lesson) -> list[tuple[float, float, float]]:
    """ROUGE of each article by weights that were learned without it, over all shuffles."""
    rng = random.Random(1)
    scores: list[tuple[float, float, float]] = []
    for _ in range(SHUFFLES):
        order = rng.sample(range(len(samples)), len(samples))
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            weights = learn([lesson.parts[i] for i in order if i not in held], lesson.used, lesson.names)
            for index in held:
                sample = samples[index]
                found = picks(sample.article, sample.title, limit=LIMIT, weights=weights)
                best = max(found, key=lambda pick: pick.score(weights.factors), default=None)
                text = " ".join(best.sentences) if best else ""
                scores.append(rouge(words(text), sample.reference))
    return scores


def points(scores: Sequence[tuple[float, float, float]]) -> str:
    """Mean ROUGE-1, -2 and -L in points."""
    return "".join(f"{100 * mean(score[i] for score in scores):7.2f}" for i in range(3))


def fit(samples: Sequence[Sample]) -> None:
    """Learn on all articles and print the weights; say by cross-validation what they are worth on unseen ones."""
    lesson = study(samples)
    print(f"cross-validated ({SHUFFLES} x {FOLDS} folds, ridge {RIDGE:g}):{points(cross_validated(samples, lesson))}")
    weights = learn(lesson.parts, lesson.used, lesson.names)
    for name in lesson.names:
        print(f"    {name}: float = {getattr(weights, name):.4f}")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="learn weights on the detik set and cross-validate them")
    if parser.parse_args().fit:
        fit(load(SETS[0]))
        return
    for name in SETS:
        report(name, load(name))


if __name__ == "__main__":
    main()
