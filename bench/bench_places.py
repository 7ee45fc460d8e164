"""How well places, topics and urgent news are told, how many events are announced, and what it costs.

    python bench/bench_places.py            figures
    python bench/bench_places.py --wrong    and each place of the tuning half that was missed or made up

Places: 200 captured posts of two regencies, labelled by reading before a finder was written (bench/data/places.tsv:
post, half, codes; "?" may be found or not, "a|b" is either). The rules were made with the "tune" half in sight, "held"
was only counted. The home regency's own name is left out on both sides: every post has it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.classify.event import event_in  # noqa: E402
from feeds.classify.rules import load_rules  # noqa: E402 (a script finds the packages beside its folder)
from feeds.classify.topics import topics_of  # noqa: E402
from feeds.classify.urgency import is_urgent  # noqa: E402
from feeds.model import Place  # noqa: E402
from feeds.regions.finder import places_in  # noqa: E402
from feeds.regions.gazetteer import country, villages  # noqa: E402
from feeds.regions.spelling import key_of  # noqa: E402

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
LABELS = PROJECT / "bench" / "data"
URGENT = PROJECT / "tests" / "data" / "urgent"
#: Each near miss is told of each of these; no rule knows places, so it shows that none is needed.
INVENTED = (
    "Sungai Rawa", "Lembah Andara", "Teluk Kencana", "Sumber Bening", "Desa Talang", "Kecamatan Hulu", "Rawa Indah",
    "Kampung Nelayan", "Puncak Sari", "Kota Baru",
)  # fmt: skip
HOMES = {"wsb": "33.07", "me": "16.03"}


@dataclass(slots=True)
class Score:
    """Found and right, found and wrong, not found."""

    right: int = 0
    false: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Precision and recall, and the counts behind them."""
        precision = self.right / max(1, self.right + self.false)
        recall = self.right / max(1, self.right + self.missed)
        counts = f"{self.right} right, {self.false} false, {self.missed} missed"
        return f"precision {precision:.3f}  recall {recall:.3f}  ({counts})"


def posts() -> dict[str, dict[str, str]]:
    found = {}
    for path in sorted((SHARED / "posts").glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            if line:
                post = json.loads(line)
                found[post["id"]] = post
    return found


def labels(name: str) -> Iterator[tuple[str, str, list[str]]]:
    for line in (LABELS / name).read_text("utf-8").splitlines():
        post, half, codes = line.split("\t")
        yield post, half, codes.split()


def home_of(post: str) -> str:
    return HOMES[post.partition("-")[0]]


def count(score: Score, post: str, wanted: list[str], found: list[str]) -> None:
    """Adds one post; "?" in front may be found or not."""
    left = list(found)
    for label in wanted:
        options = label.lstrip("?").split("|")
        hits = [one for one in left if one in options]
        left = [one for one in left if one not in options]
        if not label.startswith("?"):
            score.right += bool(hits)
            score.missed += not hits
            if not hits:
                score.wrong.append(f"{post} missed {label}")
    score.false += len(left)
    score.wrong.extend(f"{post} made up {one}" for one in left)


Finder = Callable[[str, str, str], list[str]]


def ours(title: str, text: str, home: str) -> list[str]:
    return [place.code for place in places_in(title, text, home)]


def by_name(title: str, text: str, home: str) -> list[str]:
    """The baseline: every capitalised word or pair that is a name in the home regency or a regency's name."""
    table = country()
    words = f"{title} {text}".replace(",", " ").replace(".", " ").split()
    found = []
    for size in (1, 2):
        for at in range(len(words) - size + 1):
            if words[at][:1].isupper():
                key = key_of("".join(words[at : at + size]))
                inside = [one for one in table.districts.get(key, ()) if one.place.code.startswith(home)]
                regions = inside or villages(home).get(key, ()) or table.regencies.get(key, ())
                found.extend(region.place.code for region in regions[:1])
    return list(dict.fromkeys(found))


def places(finder: Finder, known: dict[str, dict[str, str]]) -> dict[str, Score]:
    scores = {"tune": Score(), "held": Score()}
    for post, half, wanted in labels("places.tsv"):
        home = home_of(post)
        found = [code for code in finder(known[post]["title"], known[post]["text"], home) if code != home]
        count(scores[half], post, wanted, found)
    return scores


def cost(what: Callable[[dict[str, str], str], object], known: dict[str, dict[str, str]]) -> float:
    """Mean milliseconds of CPU a post, the best of three passes."""
    passes = []
    for _ in range(3):
        before = time.process_time()
        for post, row in known.items():
            what(row, home_of(post))
        passes.append((time.process_time() - before) / len(known) * 1e3)
    return min(passes)


def main() -> None:
    known = posts()
    print("places")
    for name, finder in (("names alone", by_name), ("ours", ours)):
        scores = places(finder, known)
        for half, score in scores.items():
            print(f"  {name:<12} {half:<5} {score.line()}")
        if finder is ours and "--wrong" in sys.argv:
            print(*(f"    {line} {name_of(line.split()[-1])}" for line in scores["tune"].wrong), sep="\n")
    plain = cost(lambda row, home: by_name(row["title"], row["text"], home), known)
    found = cost(lambda row, home: places_in(row["title"], row["text"], home), known)
    print(f"  {found:.2f} ms of CPU a post, {found / plain:.2f} times that of names alone")
    wrong = "--wrong" in sys.argv
    print("topics")
    topics(known, wrong=wrong)
    print("urgent")
    urgency(known, wrong=wrong)
    rules = load_rules()
    both = cost(
        lambda row, _: (topics_of(row["title"], row["text"], rules), is_urgent(row["title"], row["text"], rules)), known
    )
    print(f"  {both:.2f} ms of CPU a post for both")
    cards = [event_in(row["title"], row["text"], day_of(row)) for row in known.values()]
    print("event cards")
    print(f"  {sum(card is not None for card in cards)} of {len(cards)} posts announce something")
    card = cost(lambda row, _: event_in(row["title"], row["text"], day_of(row)), known)
    print(f"  {card:.2f} ms of CPU a post")


def day_of(row: dict[str, str]) -> date:
    """The day of a captured post; some have none ("0000-00-00")."""
    try:
        return date.fromisoformat(row["date"][:10])
    except ValueError:
        return date(2018, 1, 1)


def topics(known: dict[str, dict[str, str]], *, wrong: bool) -> None:
    """Topics of 100 posts; a label with "?" is as well right as not."""
    rules = load_rules()
    scores = {"tune": Score(), "held": Score()}
    for post, half, wanted in labels("topics.tsv"):
        count(scores[half], post, wanted, list(topics_of(known[post]["title"], known[post]["text"], rules)))
    for half, score in scores.items():
        print(f"  {half:<5} {score.line()}")
    if wrong:
        print(*(f"    {line}  {known[line.split()[0]]['title'][:80]}" for line in scores["tune"].wrong), sep="\n")


def urgency(known: dict[str, dict[str, str]], *, wrong: bool) -> None:
    """100 invented urgent reports; all captured posts and 500 invented near misses.

    The later ones were written after the rules and judged once before the rules learned from them: see
    docs/decisions/019 for those figures.
    """
    rules = load_rules()
    danger = ("banjir", "longsor", "kebakaran", "gempa", "padam", "putus")

    def by_word(title: str, text: str) -> bool:
        return any(word in f"{title} {text[:400]}".lower() for word in danger)

    def ours(title: str, text: str) -> bool:
        return is_urgent(title, text, rules)

    urgent, later, near, near_later = map(invented, ("urgent", "urgent-later", "near", "near-later"))
    others = [
        (title.replace("{place}", place), text.replace("{place}", place)) for title, text in near for place in INVENTED
    ]
    others += [(row["title"], row["text"]) for row in known.values()] + near_later
    for name, judge in (("a danger named", by_word), ("ours", ours)):
        missed = [title for title, text in urgent if not judge(title, text)]
        missed_later = [title for title, text in later if not judge(title, text)]
        false = [title for title, text in others if judge(title, text)]
        print(
            f"  {name:<15} missed {len(missed)} of {len(urgent)} urgent and {len(missed_later)} of {len(later)} later "
            f"ones, false {len(false)} of {len(others)} others"
        )
        if wrong and judge is ours:
            print(
                *(f"    missed {title}" for title in missed + missed_later),
                *(f"    false {title}" for title in false),
                sep="\n",
            )


def invented(name: str) -> list[tuple[str, str]]:
    """Title and text of each invented report of a file."""
    lines = (URGENT / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(title, text) for title, text in (line.split("\t") for line in lines)]


def name_of(code: str) -> str:
    """A code's name, for reading."""
    table = country()
    code = code.lstrip("?").partition("|")[0]
    inside: dict[str, Place] = {one.place.code: one.place for many in villages(code[:5]).values() for one in many}
    known = table.by_code.get(code)
    place = known.place if known else inside.get(code)
    return place.name if place else "?"


if __name__ == "__main__":
    main()
