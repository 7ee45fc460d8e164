"""How well the same story is told from a follow-up and from a look-alike, beside the methods in common use.

Set: labelled pairs of real posts, captured, beside the repository (D the same story, R a follow-up, N another event in
the same words; A, ambiguous, is left out). Targets: F1 at least .90 with precision at least .95, no N joined, at most
2 % of R.

Every method has one threshold. "best" takes the one that does best on all pairs with precision of at least .95, where
there is one; "held out" takes for every pair the one that did best on other pairs, ten folds, pairs that are linked by
a common text in the same fold. Ours is also shown as it ships, by pairs and as stories (the texts in order of time,
a text joins when it is the same as all of a story). All methods see the same window of days.

At last real posts are made into copies as outlets make them, and looked for among all others.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.grouping import Text, group  # noqa: E402 (a script finds the packages beside its folder)
from feeds.similar import WINDOW, Telling, compare, read_telling  # noqa: E402
from feeds.text.clean import clean_paragraphs  # noqa: E402
from feeds.text.normalise import fold  # noqa: E402
from feeds.text.sentences import split_sentences  # noqa: E402

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
FOLDS, REPEATS = 10, 20
COPIES = 200
NEW_LEADS = (
    "Kabar baik bagi warga disampaikan pemerintah daerah hari ini melalui keterangan tertulis kepada media.",
    "Redaksi menerima siaran pers dari bagian humas, yang isinya kami sajikan selengkapnya bagi pembaca setia.",
)
FOOTER = "Ikuti terus perkembangan daerah kita melalui kanal resmi dan hubungi redaksi apabila ada koreksi atas naskah."
NEW_TITLES = ("Ini yang Disampaikan Pemerintah Daerah", "Warga Perlu Tahu, Begini Penjelasan Lengkapnya")


@dataclass(frozen=True)
class Post:
    """A post, prepared for every method once."""

    title: str
    text: str
    published: datetime
    telling: Telling
    shingles: frozenset[str]
    simhash: int
    minhash: np.ndarray


MULTIPLIERS = np.random.default_rng(1).integers(1, 2**61, 128, dtype=np.uint64) | np.uint64(1)


def read(title: str, text: str, published: datetime) -> Post:
    """Prepares a post."""
    text = "\n".join(clean_paragraphs(text.splitlines(), title))
    words = fold(text).split()
    shingles = frozenset(" ".join(words[n : n + 3]) for n in range(len(words) - 2))
    hashes = np.array([zlib.crc32(one.encode()) * 0x9E3779B97F4A7C15 % 2**64 for one in shingles] or [0], np.uint64)
    bits = (hashes[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    simhash = sum(1 << bit for bit, ones in enumerate(bits.sum(0).tolist()) if 2 * ones > len(hashes))
    minhash = (((hashes[:, None] * MULTIPLIERS) ^ (hashes[:, None] >> np.uint64(29))) * MULTIPLIERS).min(0)
    return Post(title, text, published, read_telling(title, text, published), shingles, simhash, minhash)


def jaccard(one: Post, other: Post) -> float:
    """Of runs of three words."""
    return len(one.shingles & other.shingles) / max(1, len(one.shingles | other.shingles))


def ours(one: Post, other: Post) -> float:
    """The likeness that we compare with a threshold; the other two ways to be the same count as 1, a guard as 0."""
    comparison = compare(one.telling, other.telling)
    if comparison.guard:
        return 0.0
    return 1.0 if comparison.kinship == "same" and comparison.told >= 0.9 else comparison.likeness


METHODS: dict[str, Callable[[Post, Post], float]] = {
    "exact title": lambda one, other: float(fold(one.title) == fold(other.title)),
    "SimHash, 64 bits": lambda one, other: 1 - (one.simhash ^ other.simhash).bit_count() / 64,
    "MinHash, 128": lambda one, other: float((one.minhash == other.minhash).mean()),
    "Jaccard of 3-grams": jaccard,
    "ours": ours,
}


def within(one: Post, other: Post) -> bool:
    return abs(one.published - other.published) <= WINDOW


def scores(joined: Sequence[bool], labels: Sequence[str]) -> tuple[float, float, float, int, int]:
    """Precision, recall, F1, joined N and R."""
    hits = sum(one and label == "D" for one, label in zip(joined, labels, strict=True))
    all_joined, wanted = sum(joined), labels.count("D")
    n, r = (sum(one and label == which for one, label in zip(joined, labels, strict=True)) for which in "NR")
    return hits / max(1, all_joined), hits / wanted, 2 * hits / max(1, all_joined + wanted), n, r


def best_threshold(values: np.ndarray, labels: Sequence[str]) -> float:
    """The middle of the thresholds that give the best F1 at a precision of .95, or the best F1 where none has it."""
    ranked = []
    for threshold in np.unique(values):
        precision, _, f1, _, _ = scores((values >= threshold).tolist(), labels)
        ranked.append(((precision >= 0.95, f1), float(threshold)))
    best = max(ranked)[0]
    among = [threshold for result, threshold in ranked if result == best]
    below = max((one for one in np.unique(values).tolist() if one < min(among)), default=min(among))
    return (max(among) + below) / 2


def folds(pairs: Sequence[tuple[str, str]], seed: int) -> np.ndarray:
    """A fold for each pair; pairs that are linked by a text are in one."""
    leader: dict[str, str] = {}

    def find(one: str) -> str:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    for one, other in pairs:
        leader[find(one)] = find(other)
    chance = random.Random(seed)
    fold_of: dict[str, int] = {}
    return np.array([fold_of.setdefault(find(one), chance.randrange(FOLDS)) for one, _ in pairs])


def row(name: str, result: tuple[float, float, float, int, int]) -> None:
    precision, recall, f1, n, r = result
    print(f"  {name:44} {precision:5.3f} {recall:6.3f} {f1:5.3f} {n:4d} {r:4d}")


def pairs_table(posts: dict[str, Post]) -> None:
    """The methods on the labelled pairs."""
    lines = (SHARED / "duplicates" / "labels.tsv").read_text("utf-8").splitlines()[1:]
    labelled = [line.split("\t")[:3] for line in lines if line.split("\t")[2] != "A"]
    pairs, labels = [(one, other) for one, other, _ in labelled], [label for _, _, label in labelled]
    print(f"{len(pairs)} pairs: {labels.count('D')} D, {labels.count('R')} R, {labels.count('N')} N")
    print(f"  {'method':44} {'P':>5} {'R':>6} {'F1':>5} {'N':>4} {'R':>4}")
    for name, method in METHODS.items():
        values = np.array([method(posts[a], posts[b]) if within(posts[a], posts[b]) else -1.0 for a, b in pairs])
        threshold = best_threshold(values, labels)
        row(f"{name}, best ({threshold:.3f})", scores((values >= threshold).tolist(), labels))
        held_out = []
        for seed in range(REPEATS):
            fold_of, joined = folds(pairs, seed), np.zeros(len(pairs), bool)
            for number in range(FOLDS):
                rest, part = fold_of != number, fold_of == number
                learnt = best_threshold(values[rest], [label for label, one in zip(labels, rest, strict=True) if one])
                joined[part] = values[part] >= learnt
            held_out.append(scores(joined.tolist(), labels))
        mean = [float(np.mean(column)) for column in zip(*held_out, strict=True)]
        row(f"{name}, held out", (mean[0], mean[1], mean[2], round(mean[3]), round(mean[4])))
    same = [compare(posts[a].telling, posts[b].telling).kinship == "same" for a, b in pairs]
    row("ours, as it ships, pairs", scores(same, labels))
    names = list(posts)
    texts = [Text(posts[name].title, posts[name].text, posts[name].published) for name in names]
    story = dict(zip(names, group(texts), strict=True))
    row("ours, as it ships, stories", scores([story[a] == story[b] for a, b in pairs], labels))


def copies(post: Post) -> dict[str, tuple[str, str]]:
    """What outlets make of a post: title and text by the kind of copy."""
    sentences = split_sentences(re.sub(r"\s+", " ", post.text))
    cut = " ".join(sentences[: max(2, len(sentences) * 6 // 10)])
    led = " ".join((NEW_LEADS[len(sentences) % 2], *sentences[1:]))
    title = NEW_TITLES[len(sentences) % 2]
    return {
        "as it was": (post.title, post.text),
        "trimmed to 60 % of its sentences": (post.title, cut),
        "re-titled": (title, post.text),
        "another first sentence": (post.title, led),
        "a footer": (post.title, f"{post.text}\n{FOOTER}"),
        "re-titled, trimmed": (title, cut),
        "re-titled, another first sentence, a footer": (title, f"{led}\n{FOOTER}"),
    }


def copies_table(posts: dict[str, Post]) -> None:
    """How many copies are known for what they are, by the words alone and when looked up among all posts."""
    chance = random.Random(3)
    chosen = chance.sample([post for post in posts.values() if len(post.telling.words) >= 80], COPIES)
    print(f"\ncopies of {len(chosen)} posts, six hours later{'':11} joined  joined to another")
    everything = list(posts.values())
    for kind in copies(chosen[0]):
        hits = wrong = 0
        for post in chosen:
            title, text = copies(post)[kind]
            later = post.published + timedelta(hours=6)
            copy = read(title, text, later)
            hits += compare(post.telling, copy.telling).kinship == "same"
            wrong += any(
                other is not post
                and within(other, copy)
                and compare(other.telling, copy.telling).kinship == "same"
                and compare(other.telling, post.telling).kinship != "same"
                for other in everything
            )
        print(f"  {kind:46} {hits / len(chosen):6.3f} {wrong:6d}")


def main() -> int:
    """Prints the tables."""
    posts = {}
    for line in (SHARED / "duplicates" / "docs.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        posts[one["id"]] = read(one["title"], one["text"], datetime.fromisoformat(one["date"]).replace(tzinfo=UTC))
    pairs_table(posts)
    copies_table(posts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
