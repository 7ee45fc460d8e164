"""Learns the weights of `feeds.wording` and says by cross-validation how well they tell adverts from news.

Logistic regression with L2, by AdaGrad, in plain Python: some tens of seconds. Adverts: the hacked posts in
tests/data/guard that we tune to. News: ours, and captured posts of two regencies and passages of reference works beside
the repository. The held-out halves and the captured comments are never learned from.

`--write` replaces feeds/wording_weights.py.
"""

from __future__ import annotations

import argparse
import html
import json
import math
import os
import random
import re
import sys
from base64 import b85encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.text.disguise import reveal  # noqa: E402 (a script finds the packages beside its folder)
from feeds.wording import BUCKETS, FEWEST, STEP, STRETCH, features  # noqa: E402

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
OWN = PROJECT / "tests" / "data" / "guard"
TARGET = PROJECT / "feeds" / "wording_weights.py"
#: Kinds of hacked posts that are mostly news, or that words of adverts are not what gives them away.
NOT_LEARNED = {"slipped in", "as news", "link", "defaced"}
FOLDS, ROUNDS, RATE, DECAY = 5, 12, 0.25, 2e-4
#: How much one stretch of each kind counts.
COUNTS = {"advert": 3.0, "near": 3.0, "news": 1.0}


@dataclass(frozen=True, slots=True)
class Text:
    """A text to learn from."""

    kind: str
    words: tuple[str, ...]

    @property
    def stretches(self) -> list[dict[int, float]]:
        """The features of each stretch, as `feeds.wording.listen` weighs them."""
        found = []
        for start in range(0, max(1, len(self.words) - STRETCH + STEP), STEP):
            words = self.words[start : start + STRETCH]
            share = 1 / math.sqrt(max(len(words), FEWEST))
            counted: dict[int, float] = {}
            for word in words:
                for bucket in features(word):
                    counted[bucket] = counted.get(bucket, 0.0) + share
            found.append(counted)
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """Weights as learned."""

    weights: list[float]
    bias: float

    def logit(self, text: Text) -> float:
        """The loudest stretch."""
        return max(
            self.bias + sum(self.weights[bucket] * count for bucket, count in one.items()) for one in text.stretches
        )


def words_of(text: str) -> tuple[str, ...]:
    """As the guard splits a text."""
    return tuple(re.findall("[a-z0-9]+", reveal(text).plain))


def own(name: str) -> list[dict[str, str]]:
    """Rows that we wrote."""
    return [json.loads(line) for line in (OWN / f"{name}.jsonl").read_text("utf-8").strip().split("\n")]


def texts() -> list[Text]:
    """All that is learned from."""
    adverts = [row for name in ("hacked", "hacked_more") for row in own(name) if row["style"] not in NOT_LEARNED]
    near = [row for name in ("news", "news_more", "near", "near_more", "chat") for row in own(name)]
    found = [Text("advert", words_of(f"{row['title']}\n{row['text']}")) for row in adverts]
    found += [Text("near", words_of(f"{row['title']}\n{row['text']}")) for row in near]
    for file in sorted((SHARED / "posts").glob("*.jsonl")):
        for line in file.read_text("utf-8").strip().split("\n"):
            row = json.loads(line)
            plain = html.unescape(re.sub(r"<[^>]*>", " ", row["html"]))
            found.append(Text("news", words_of(f"{row['title']}\n{plain}")[:300]))
    lines = (SHARED / "search" / "docs.jsonl").read_text("utf-8").strip().split("\n")
    found += [Text("news", words_of(json.loads(line)["text"])[:60]) for line in lines]
    return [text for text in found if text.words]


def learn(chosen: Sequence[Text], seed: int = 5) -> Model:
    """Fits the weights to texts."""
    chance = random.Random(seed)
    rows = [(one, text.kind == "advert", COUNTS[text.kind]) for text in chosen for one in text.stretches]
    weights, sums, bias, bias_sum = [0.0] * BUCKETS, [1e-6] * BUCKETS, 0.0, 1e-6
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for counted, is_advert, count in rows:
            logit = bias + sum(weights[bucket] * share for bucket, share in counted.items())
            slope = count * (1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))) - is_advert)
            bias_sum += slope * slope
            bias -= RATE * slope / math.sqrt(bias_sum)
            for bucket, share in counted.items():
                step = slope * share + DECAY * weights[bucket]
                sums[bucket] += step * step
                weights[bucket] -= RATE * step / math.sqrt(sums[bucket])
    return Model(weights, bias)


def cross_validate(everything: list[Text]) -> None:
    """Prints what each threshold holds of texts that were not learned from."""
    chance = random.Random(11)
    shuffled = everything[:]
    chance.shuffle(shuffled)
    logits: dict[str, list[float]] = {"advert": [], "near": [], "news": []}
    for fold in range(FOLDS):
        model = learn([text for number, text in enumerate(shuffled) if number % FOLDS != fold])
        for text in shuffled[fold::FOLDS]:
            logits[text.kind].append(model.logit(text))
    print(f"{'logit above':>12} " + " ".join(f"{kind + ' ' + str(len(of)):>14}" for kind, of in logits.items()))
    for threshold in (-2, -1, 0, 1, 2, 3, 4, 5, 6):
        shares = (sum(logit > threshold for logit in of) / len(of) for of in logits.values())
        print(f"{threshold:>12} " + " ".join(f"{share:>14.2%}" for share in shares))


def write(model: Model) -> None:
    """Writes the weights as one byte each."""
    scale = max(map(abs, model.weights)) / 127
    packed = b85encode(bytes(128 + round(weight / scale) for weight in model.weights)).decode()
    lines = "\n".join(packed[start : start + 110] for start in range(0, len(packed), 110))
    TARGET.write_text(
        '"""The weights of `feeds.wording`, written by bench/learn_wording.py. Data only."""\n\n'
        f"#: Log odds of a stretch without words, and what one step of a weight is worth.\n"
        f"BIAS, SCALE = {model.bias:.4f}, {scale:.6f}\n"
        "#: One byte a bucket, 128 being nothing, in base 85.\n"
        f'WEIGHTS = """\n{lines}\n"""\n',
        encoding="utf-8",
    )
    print(f"{TARGET.relative_to(PROJECT)}: {len(packed)} characters")


def main() -> None:
    """Cross-validates, and writes when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights")
    everything = texts()
    cross_validate(everything)
    if parser.parse_args().write:
        write(learn(everything))


if __name__ == "__main__":
    main()
