"""How well the hijack guard tells adverts from news, and what it costs.

Sets: comments of a video site labelled as gambling adverts or not, real posts of two regencies (both captured, beside
the repository), and what we wrote ourselves in tests/data/guard: hacked posts, news about online gambling, and news
near it (song birds, loans, forgeries). Real articles with one sentence of advertising slipped in are made here.
Targets: 95 % of the hacked posts, 90 % of the comments at 0.3 % false, 0.1 % of real posts and 2 % of the news held.

For every set the share over random halves is printed too: the worst of `HALVES` halves says how far the figure leans on
single rows. The cost is the mean CPU time of one entry.
"""

from __future__ import annotations

import csv
import html
import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.guard import screen  # noqa: E402 (a script finds the packages beside its folder)

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
OWN = PROJECT / "tests" / "data" / "guard"
FEED = "https://berita.sukamajukab.example/feed/"
HALVES = 200
#: Adverts as short as they are slipped into real articles.
SLIPPED = (
    "Slot gacor hari ini hanya di KUDALIAR138, daftar sekarang dan klaim bonus new member.",
    "slot gacor, slot online, togel, judi bola, casino online",
    "Mainkan slot online deposit pulsa tanpa potongan di situs terpercaya.",
    "Prediksi togel hongkong malam ini, angka main 2 4 6 8.",
    "situs toto macau 4d terpercaya hadiah terbesar",
    "RTP live tertinggi hari ini bikin maxwin setiap spin.",
    "Agen judi bola resmi dengan odds terbaik dan bonus cashback.",
    "Link alternatif PADIEMAS77 login resmi.",
    "Bandar poker online dominoqq bonus referral seumur hidup.",
    "Nonton bokep viral terbaru tanpa sensor.",
    "buy viagra online without prescription",
    "Pinjaman online langsung cair tanpa BI checking.",
)


@dataclass(frozen=True, slots=True)
class Post:
    """What is screened."""

    title: str
    text: str
    link: str | None = None
    links: tuple[str, ...] = ()


def jsonl(folder: Path) -> list[dict[str, str]]:
    """All lines of all .jsonl files in a folder."""
    files = sorted(folder.glob("*.jsonl"))
    # Only a line feed ends a line of JSON: str.splitlines would also cut at U+2028 inside a text.
    return [json.loads(line) for file in files for line in file.read_text("utf-8").strip().split("\n")]


def own(name: str) -> list[Post]:
    """Posts that we wrote."""
    rows = map(json.loads, (OWN / f"{name}.jsonl").read_text("utf-8").strip().split("\n"))
    return [Post(row["title"], row["text"], row.get("link"), tuple(row.get("links", ()))) for row in rows]


def comments(label: str, shared: Path = SHARED) -> list[Post]:
    """Captured comments with this label: "1" advertises gambling."""
    with (shared / "judol" / "comments-dev.csv").open(encoding="utf-8", newline="") as file:
        return [Post("", row["comment"]) for row in csv.DictReader(file) if row["label"] == label]


def regencies(shared: Path = SHARED) -> list[Post]:
    """Captured posts of two regencies."""
    rows = jsonl(shared / "posts")
    return [
        Post(
            row["title"],
            html.unescape(re.sub(r"<[^>]*>", " ", row["html"])),
            links=tuple(re.findall(r"(?:href|src)=\"(https?://[^\"]+)", row["html"])),
        )
        for row in rows
    ]


def press(shared: Path = SHARED) -> list[Post]:
    """Captured articles of national newsrooms, crime and gambling among them."""
    rows = jsonl(shared / "summaries")
    return [Post(row["title"], row["text"]) for row in rows]


def slipped(posts: list[Post], seed: int = 1) -> Iterator[Post]:
    """The posts with one advert between two sentences."""
    chance = random.Random(seed)
    for post in posts:
        sentences = re.split(r"(?<=[.!?])\s+", post.text)
        sentences.insert(chance.randint(0, len(sentences)), chance.choice(SLIPPED))
        yield Post(post.title, " ".join(sentences), post.link, post.links)


def held(posts: list[Post]) -> list[bool]:
    """The guard's word on each."""
    return [
        screen(title=post.title, text=post.text, link=post.link, feed_url=FEED, links=post.links).held for post in posts
    ]


def report(name: str, target: str, posts: list[Post], *, high: bool) -> None:
    """One line: share held, worst half, cost."""
    before = time.process_time()
    verdicts = held(posts)
    cost = (time.process_time() - before) / len(posts) * 1e6
    chance = random.Random(7)
    shares = [sum(half) / len(half) for half in (chance.sample(verdicts, len(verdicts) // 2) for _ in range(HALVES))]
    worst = min(shares) if high else max(shares)
    characters = sum(len(post.title) + len(post.text) for post in posts) / len(posts)
    print(
        f"{name:<28} {target:>9} {sum(verdicts):>5} of {len(posts):<5} {sum(verdicts) / len(posts):>8.2%}"
        f" {worst:>11.2%} {cost:>8.0f} us {characters:>6.0f}"
    )


def main() -> None:
    """Prints the table."""
    print(f"{'set':<28} {'target':>9} {'held':>14} {'share':>8} {'worst half':>11} {'an entry':>11} {'chars':>6}")
    report("hacked posts (own)", ">= 95 %", own("hacked"), high=True)
    report("comments: adverts", ">= 90 %", comments("1"), high=True)
    report("comments: others", "<= 0.3 %", comments("0"), high=False)
    report("posts of regencies", "<= 0.1 %", regencies(), high=False)
    report("news about gambling (own)", "<= 2 %", own("news"), high=False)
    report("news near it (own)", "", own("near"), high=False)
    report("national press", "", press(), high=False)
    report("regencies, advert inside", "", list(slipped(regencies())), high=True)
    report("press, advert inside", "", list(slipped(press())), high=True)


if __name__ == "__main__":
    main()
