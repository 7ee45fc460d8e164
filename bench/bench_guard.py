"""How well the hijack guard tells adverts from news, and what it costs.

Sets: comments of a video site labelled as gambling adverts or not, real posts of two regencies (both captured, beside
the repository), and what we wrote ourselves in tests/data/guard: hacked posts, news about online gambling, and news
near it (song birds, loans, forgeries). What we tuned to and learned from is called "tuned"; the "held out" posts and
news are worded otherwise, and none of them was looked at to choose a word or weight. Real articles with one sentence of
advertising slipped in are made here.
Targets: 95 % of the hacked posts, 90 % of the comments at 0.3 % false, 0.1 % of real posts and 2 % of the news held.

The same sets are judged without the wording model, by a plain list of keywords, and with every post disguised. Then a
break-in and an ordinary feed say what habits and freezing do.

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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds import guard  # noqa: E402 (a script finds the packages beside its folder)
from feeds.freezing import freezes  # noqa: E402
from feeds.guard import screen  # noqa: E402
from feeds.habits import Past, habits_of, in_burst, oddities  # noqa: E402
from feeds.parse.shown import all_links, all_words, hidden_links  # noqa: E402

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
OWN = PROJECT / "tests" / "data" / "guard"
FEED = "https://berita.sukamajukab.example/feed/"
HALVES = 200
KEYWORDS = re.compile(r"\b(?:slot|gacor|togel|maxwin|judi|casino|kasino|poker|pinjol|viagra|bokep)\b", re.IGNORECASE)
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
    hidden: tuple[str, ...] = ()
    style: str = ""


def jsonl(folder: Path) -> list[dict[str, str]]:
    """All lines of all .jsonl files in a folder."""
    files = sorted(folder.glob("*.jsonl"))
    # Only a line feed ends a line of JSON: str.splitlines would also cut at U+2028 inside a text.
    return [json.loads(line) for file in files for line in file.read_text("utf-8").strip().split("\n")]


def own(*names: str) -> list[Post]:
    """Posts that we wrote."""
    lines = [line for name in names for line in (OWN / f"{name}.jsonl").read_text("utf-8").strip().split("\n")]
    return [_written(json.loads(line)) for line in lines]


def _written(row: dict[str, Any]) -> Post:
    markup = row.get("html", "")
    return Post(
        row["title"],
        row["text"] + all_words(markup),
        row.get("link"),
        (*row.get("links", ()), *all_links(markup)),
        hidden_links(markup),
        row.get("style", ""),
    )


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
        screen(
            title=post.title, text=post.text, link=post.link, feed_url=FEED, links=post.links, hidden=post.hidden
        ).held
        for post in posts
    ]


def by_words_alone(posts: list[Post]) -> list[bool]:
    """The guard's word without the wording model."""
    weight, guard.WORDING = guard.WORDING, 0.0
    try:
        return held(posts)
    finally:
        guard.WORDING = weight


def by_keywords(posts: list[Post]) -> list[bool]:
    """What a plain list of keywords would hold, as plugins for comment spam do it."""
    return [KEYWORDS.search(f"{post.title} {post.text}") is not None for post in posts]


def disguised(posts: list[Post], seed: int = 2) -> list[Post]:
    """The posts with every third word in fancy letters, with twins of other scripts, or with nothing in between."""
    chance = random.Random(seed)
    tricks = (
        lambda word: "".join(chr(0x1D5EE + ord(one) - 97) if "a" <= one <= "z" else one for one in word.lower()),
        lambda word: word.translate(str.maketrans("aoecpx", "аоесрх")),
        "\u200b".join,
    )
    return [
        replace(post, **{field: _trick(getattr(post, field), tricks, chance) for field in ("title", "text")})
        for post in posts
    ]


def _trick(text: str, tricks: Sequence[Callable[[str], str]], chance: random.Random) -> str:
    words = text.split(" ")
    return " ".join(chance.choice(tricks)(word) if number % 3 == 0 else word for number, word in enumerate(words))


def report(name: str, target: str, posts: list[Post], *, high: bool) -> None:
    """One line: share held, worst half, what others would hold, cost."""
    held(posts[:50])
    before = time.process_time()
    verdicts = held(posts)
    cost = (time.process_time() - before) / len(posts) * 1e6
    chance = random.Random(7)
    shares = [sum(half) / len(half) for half in (chance.sample(verdicts, len(verdicts) // 2) for _ in range(HALVES))]
    worst = min(shares) if high else max(shares)
    others = [sum(judge(posts)) / len(posts) for judge in (by_words_alone, by_keywords)]
    hidden = sum(held(disguised(posts))) / len(posts) if high else None
    characters = sum(len(post.title) + len(post.text) for post in posts) / len(posts)
    print(
        f"{name:<31} {target:>8} {sum(verdicts):>4} of {len(posts):<4} {sum(verdicts) / len(posts):>7.2%} {worst:>7.2%}"
        f" {others[0]:>7.2%} {others[1]:>8.2%} {'' if hidden is None else format(hidden, '.2%'):>9}"
        f" {cost:>6.0f} us {characters:>5.0f}"
    )


def by_style(posts: list[Post]) -> None:
    """Which kinds of hacked posts are held."""
    styles: dict[str, list[Post]] = {}
    for post in posts:
        styles.setdefault(post.style, []).append(post)
    print("\nheld out, by kind: ", end="")
    print(", ".join(f"{style} {sum(held(of))}/{len(of)}" for style, of in styles.items()))


def night(posts: list[Post], newsroom: list[Post]) -> None:
    """A break-in: all these posts in one night by an unseen author, in a feed of a hundred ordinary entries.

    Says how many are held one by one, with the feed's habits, and how many are sent when that freezes the feed.
    """
    began = datetime(2026, 3, 1, 2, tzinfo=UTC)
    past = [
        Past("Humas", began + timedelta(days=number - 101, hours=number % 5), f"{post.title}\n{post.text[:400]}")
        for number, post in enumerate(newsroom[:100])
    ]
    habits = habits_of(past)
    moments = [began + timedelta(hours=17, minutes=number) for number in range(len(posts))]
    bursts = in_burst(habits, moments)
    alone = held(posts)
    known = [
        screen(
            title=post.title,
            text=post.text,
            link=post.link,
            feed_url=FEED,
            links=post.links,
            hidden=post.hidden,
            odd=oddities(habits, author="wp_admin", published=moment, text=f"{post.title}\n{post.text}", bursts=bursts),
        ).held
        for post, moment in zip(posts, moments, strict=True)
    ]
    sent = 0 if freezes(sum(known)) else len(known) - sum(known)
    print(
        f"\nbreak-in of {len(posts)} posts in one night: held one by one {sum(alone)}, with habits {sum(known)};"
        f" sent once the feed is frozen {sent}"
    )


def ordinary(newsroom: list[Post]) -> None:
    """Real posts as one feed of two authors, five a day at office hours: how many are held for being odd."""
    began = datetime(2025, 1, 6, 1, tzinfo=UTC)
    when = [began + timedelta(days=number // 5, hours=number % 5 * 2) for number in range(len(newsroom))]
    false = 0
    for number in range(100, len(newsroom)):
        past = [
            Past(f"Humas {one % 2}", when[one], f"{newsroom[one].title}\n{newsroom[one].text[:400]}")
            for one in range(number - 100, number)
        ]
        post, habits = newsroom[number], habits_of(past)
        text = f"{post.title}\n{post.text}"
        odd = oddities(habits, author="Humas baru", published=when[number], text=text, bursts=frozenset())
        false += screen(title=post.title, text=post.text, link=None, feed_url=FEED, links=post.links, odd=odd).held
    print(f"ordinary feed, every author new: {false} of {len(newsroom) - 100} held")


def main() -> None:
    """Prints the table."""
    print(
        f"{'set':<31} {'target':>8} {'held':>12} {'share':>7} {'worst':>7} {'words':>7} {'keyword':>8} {'disguised':>9}"
        f" {'an entry':>9} {'chars':>5}\n{'':<31} {'':>8} {'':>12} {'':>7} {'half':>7} {'alone':>7} {'list':>8}"
    )
    report("hacked posts, tuned", ">= 95 %", own("hacked", "hacked_more"), high=True)
    report("hacked posts, held out", ">= 95 %", own("hacked_held_out"), high=True)
    report("comments: adverts", ">= 90 %", comments("1"), high=True)
    report("comments: others", "<= 0.3 %", comments("0"), high=False)
    report("posts of regencies", "<= 0.1 %", regencies(), high=False)
    report("news about gambling, tuned", "<= 2 %", own("news", "news_more"), high=False)
    report("news about gambling, held out", "<= 2 %", own("news_held_out"), high=False)
    report("news near it (own)", "", own("near", "near_more"), high=False)
    report("national press", "", press(), high=False)
    report("regencies, advert inside", "", list(slipped(regencies())), high=True)
    report("press, advert inside", "", list(slipped(press())), high=True)
    by_style(own("hacked_held_out"))
    night(own("hacked_held_out"), regencies())
    ordinary(regencies())


if __name__ == "__main__":
    main()
