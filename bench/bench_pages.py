"""Measures how article pages are read, beside trafilatura, readability-lxml and resiliparse in one run.

    python bench/bench_pages.py              # all sets
    python bench/bench_pages.py --ours       # without the peers
    python bench/bench_pages.py --faults     # also names what was lost or leaked

- indonesian: captured pages with gold text; F1 of words in fours, as the article extraction benchmark of
  Scrapinghub counts (each page weighs the same; F1 of the mean precision and recall), and of single words. The gold
  has datelines, which we take off and which cost us recall.
- newspaper-theme: captured pages of the theme; passages that must be there and that must not, F1 over all passages,
  white space aside.
- seed-like and the seed: 30 made pages and one scraped text; body paragraphs lost (less than eight tenths of their
  words in fours are there) and listed boilerplate that leaked. Outside of the page's body a title may well recur, so
  what stands in the gold text does not count.

Each contender reads every page three times in its own process, the parser given bytes; the least CPU time counts.
The peers live in a virtual environment of the bench's own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from feeds.parse.page_text import read_page_text, read_plain_text  # noqa: E402

PAGES = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data")) / "pages"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kentongan-bench"
SETS = ("indonesian", "newspaper-theme", "seed-like")
ROUNDS = 3
OURS = "kentongan"
ADDRESS = "https://example.go.id/berita/"
PACKAGES = ("trafilatura==2.3.1", "resiliparse==2.0.1", "cssselect", "chardet", "lxml_html_clean")

#: What the seed page's scraper left behind, by lines that open so; everything before is its body.
SEED_BODY = 10
#: Shorter lines at the end of the gold text sign it ("Pendim 0707", "Tim News Room") and are no paragraphs.
FEWEST_WORDS = 10
SEED_LEAKS = (
    "BACA JUGA",
    "Artikulli",
    "TINGGALKAN KOMENTAR",
    "Silakan masukkan",
    "Hari Pertama Ngantor",
    "Porles Muba",
)

#: Run by the peers' own Python: reads every page in each way, prints texts and CPU seconds.
PEERS = """
import json, sys, time, logging
from pathlib import Path
logging.disable(logging.CRITICAL)
import trafilatura
from lxml import html as lxml_html
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

def readability(body):
    part = Document(body.decode("utf-8", "replace")).summary(html_partial=True)
    # Blocks on lines of their own, as the others give them.
    tree = lxml_html.fromstring(part or "<p></p>")
    for node in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "td", "blockquote"):
        node.tail = "\\n" + (node.tail or "")
    return tree.text_content()

ways = {
    "trafilatura": lambda body: trafilatura.extract(body),
    "trafilatura fast": lambda body: trafilatura.extract(body, fast=True),
    "readability-lxml": readability,
    "resiliparse": lambda body: extract_plain_text(
        bytes_to_str(body, detect_encoding(body)), main_content=True, alt_texts=False),
}
request = json.loads(sys.stdin.read())
bodies = [Path(file).read_bytes() for file in request["files"]]
answer = {}
for name, way in ways.items():
    best = None
    for _ in range(request["rounds"]):
        started = time.process_time()
        texts = []
        for body in bodies:
            try:
                texts.append(way(body) or "")
            except Exception:
                texts.append("")
        spent = time.process_time() - started
        best = spent if best is None else min(best, spent)
    answer[name] = [best, texts]
print(json.dumps(answer))
"""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a set and what is known of it."""

    file: Path
    title: str
    text: str
    must_have: tuple[str, ...]
    must_not_have: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one contender made of a set."""

    texts: list[str]
    cpu: float


def load(name: str) -> list[Page]:
    """The pages of one set."""
    rows = [json.loads(line) for line in (PAGES / name / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Page(
            PAGES / name / row["file"],
            row.get("title", ""),
            row.get("text", ""),
            tuple(row.get("must_have", ())),
            tuple(row.get("must_not_have", ())),
        )
        for row in rows
    ]


def ours(pages: Sequence[Page]) -> Outcome:
    """Our own reading."""
    bodies = [page.file.read_bytes() for page in pages]
    read_page_text(bodies[0], ADDRESS, UTC)  # what is imported at the first use is no reading
    best, texts = float("inf"), []
    for _ in range(ROUNDS):
        started = time.process_time()
        texts = ["\n".join(read_page_text(body, ADDRESS, UTC).paragraphs) for body in bodies]
        best = min(best, time.process_time() - started)
    return Outcome(texts, best)


def peers_python() -> Path | None:
    """The Python of the peers' environment, made when needed; None when they can't be installed."""
    home = CACHE / "pages"
    python = home / "bin" / "python"
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)
            install = [python, "-m", "pip", "install", "-q"]
            subprocess.run([*install, *PACKAGES], check=True, capture_output=True)
            # Its own list asks for an extra of lxml that newer ones have no more.
            subprocess.run([*install, "--no-deps", "readability-lxml==0.9"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(home, ignore_errors=True)
            return None
    return python


def peers(pages: Sequence[Page]) -> dict[str, Outcome]:
    """The peers' reading, by name."""
    python = peers_python()
    if python is None:
        print("the peers can't be installed here; left out")
        return {}
    request = json.dumps({"files": [str(page.file) for page in pages], "rounds": ROUNDS})
    run = subprocess.run([python, "-c", PEERS], input=request, capture_output=True, text=True, check=True)
    return {name: Outcome(texts, cpu) for name, (cpu, texts) in json.loads(run.stdout).items()}


def words(text: str) -> list[str]:
    """Lower-cased word tokens."""
    return _WORD.findall(text.lower())


def grams(text: str, n: int) -> Counter[tuple[str, ...]]:
    """Runs of `n` words with their counts; a shorter text is one run."""
    found = words(text)
    return Counter(tuple(found[i : i + n]) for i in range(max(1, len(found) - n + 1)) if found)


def f1(precision: float, recall: float) -> float:
    """Harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def of_words(texts: Sequence[str], pages: Sequence[Page], n: int) -> tuple[float, float, float]:
    """F1, precision and recall of runs of words; each page weighs the same."""
    hits = extra = missing = 0.0
    for text, page in zip(texts, pages, strict=True):
        got, want = grams(text, n), grams(page.text, n)
        common, total = (got & want).total(), (got | want).total() or 1
        hits += common / total
        extra += (got - want).total() / total
        missing += (want - got).total() / total
    precision = hits / (hits + extra) if hits else 0.0
    recall = hits / (hits + missing) if hits else 0.0
    return f1(precision, recall), precision, recall


def squeezed(text: str) -> str:
    """White space aside."""
    return "".join(text.split())


def of_passages(texts: Sequence[str], pages: Sequence[Page]) -> tuple[float, list[str]]:
    """F1 over all passages, and what went wrong."""
    found = wrong = wanted = 0
    faults: list[str] = []
    for text, page in zip(texts, pages, strict=True):
        have = squeezed(text)
        missing = [passage for passage in page.must_have if squeezed(passage) not in have]
        leaked = [passage for passage in page.must_not_have if squeezed(passage) in have]
        wanted += len(page.must_have)
        found += len(page.must_have) - len(missing)
        wrong += len(leaked)
        faults += [f"{page.file.name}: lost {one!r}" for one in missing]
        faults += [f"{page.file.name}: leaked {one!r}" for one in leaked]
    return f1(found / (found + wrong) if found else 0.0, found / wanted), faults


def body_and_leaks(texts: Sequence[str], pages: Sequence[Page]) -> tuple[int, int, list[str]]:
    """Paragraphs lost, pages with a leak, and what went wrong."""
    lost = leaky = 0
    faults: list[str] = []
    for text, page in zip(texts, pages, strict=True):
        body = [one for one in page.text.split("\n") if len(words(one)) >= FEWEST_WORDS]
        missing = [one for one in body if not is_kept(one, text)]
        leaked = [one for one in page.must_not_have if one in text and one not in page.text]
        lost += len(missing)
        leaky += bool(leaked)
        faults += [f"{page.file.name}: lost {one[:90]!r}" for one in missing]
        faults += [f"{page.file.name}: leaked {one!r}" for one in leaked]
    return lost, leaky, faults


def is_kept(paragraph: str, text: str) -> bool:
    """Whether eight in ten of a paragraph's words in fours are in the text: a dateline or byline may go."""
    want = grams(paragraph, 4)
    return (want & grams(text, 4)).total() >= 0.8 * want.total()


def seed() -> tuple[int, list[str], int]:
    """Of the scraped text: body paragraphs lost, boilerplate that leaked, paragraphs of the body."""
    raw = (PAGES / "seed.txt").read_text(encoding="utf-8")
    text = "\n".join(read_plain_text(raw).paragraphs)
    body = raw.split("\n")[:SEED_BODY]
    return sum(not is_kept(one, text) for one in body), [one for one in SEED_LEAKS if one in text], len(body)


def report(name: str, pages: Sequence[Page], outcomes: Mapping[str, Outcome], *, faults: bool) -> None:
    """One line for each contender."""
    print(f"\n{name}: {len(pages)} pages, mean {sum(p.file.stat().st_size for p in pages) / len(pages) / 1000:.0f} kB")
    heads = {
        "indonesian": f"{'F1':>8}{'P':>8}{'R':>8}{'F1 of words':>13}",
        "newspaper-theme": f"{'F1':>8}",
        "seed-like": f"{'lost':>8}{'leaky':>8}",
    }
    print(f"{'':20}{heads[name]}{'pages/CPU s':>13}")
    for contender, outcome in outcomes.items():
        wrong: list[str] = []
        if name == "indonesian":
            score, precision, recall = of_words(outcome.texts, pages, 4)
            figures = f"{score:8.3f}{precision:8.3f}{recall:8.3f}{of_words(outcome.texts, pages, 1)[0]:13.3f}"
            wrong = list(each(outcome.texts, pages))
        elif name == "newspaper-theme":
            score, wrong = of_passages(outcome.texts, pages)
            figures = f"{score:8.3f}"
        else:
            lost, leaky, wrong = body_and_leaks(outcome.texts, pages)
            figures = f"{lost:8d}{leaky:8d}"
        print(f"{contender:20}{figures}{len(pages) / outcome.cpu:13.1f}")
        if faults and contender == OURS:
            print("\n".join(f"    {one}" for one in wrong))


def each(texts: Sequence[str], pages: Sequence[Page]) -> Iterable[str]:
    """F1 of each page."""
    for text, page in zip(texts, pages, strict=True):
        yield f"{page.file.name}: {of_words([text], [page], 4)[0]:.3f}"


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", action="store_true", help="leave the peers out")
    parser.add_argument("--faults", action="store_true", help="name what was lost or leaked")
    arguments = parser.parse_args()
    for name in SETS:
        pages = load(name)
        outcomes = {OURS: ours(pages)} | ({} if arguments.ours else peers(pages))
        report(name, pages, outcomes, faults=arguments.faults)
    lost, leaks, count = seed()
    print(f"\nseed.txt: {lost} of {count} body paragraphs lost, {len(leaks)} leaks {' | '.join(leaks)}")


if __name__ == "__main__":
    main()
