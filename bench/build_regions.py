"""Makes feeds/regions/data: the official regions in one compact file, and the names that are ordinary words too.

    python bench/build_regions.py

Reads the captured tables of codes (licences: feeds/regions/data/NOTICE). A name is an ordinary word when the captured
news and passages write it in small letters at least `ORDINARY` times; only the names themselves are kept.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.regions.spelling import key_of  # noqa: E402 (a script finds the packages beside its folder)

SHARED = Path(os.environ.get("KENTONGAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
DATA = PROJECT / "feeds" / "regions" / "data"
#: Times that a name is written in small letters before it counts as an ordinary word; a place named so by a slip of
#: the hand is rarer.
ORDINARY = 3
#: Regencies that are also ordinary words or personal names, which the news above happen not to write small.
BY_HAND = (
    "alor bangli banjar belu bima bone bungo buru ende karo kaur kudus landak malaka malang metro muna pati serang "
    "siak sigi"
)
_SMALL_WORD = re.compile(r"\b[a-z]{3,}\b")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / "regions" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def clean(name: str) -> str:
    """One line, without what a writer would not write: "Dieng (Wetan)" is kept, tabs and semicolons go."""
    return " ".join(re.sub(r"[\t;|]", " ", name).split())


def titled(name: str) -> str:
    """Names of regencies stand in capitals in the tables."""
    return " ".join(word.capitalize() for word in name.split())


def regions() -> str:
    """A line for each regency ("33.07 K Wonosobo") and, behind it, for each of its kecamatan with its villages."""
    villages = defaultdict(list)
    for row in rows("villages.csv"):
        villages[row["kode_kecamatan"]].append((row["kode_desa"][9:], clean(row["nama"])))
    districts = defaultdict(list)
    for row in rows("districts.csv"):
        districts[row["regency_code"]].append((row["code"], clean(row["name"])))
    lines = []
    for row in rows("regencies.csv"):
        kind, _, name = row["name"].partition(" ")
        name = re.sub(r"^(?:ADMINISTRASI|ADM\.?)\s+", "", name)
        lines.append(f"{row['code']}\t{'C' if kind == 'KOTA' else 'K'}\t{titled(name)}")
        for code, district in sorted(districts[row["code"]]):
            inside = ";".join(f"{number} {name}" for number, name in sorted(villages[code]))
            lines.append(f"{code[6:]}\t{district}\t{inside}")
    return "\n".join(lines) + "\n"


def texts() -> Iterator[str]:
    for path in sorted((SHARED / "summaries").glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            if line:
                yield json.loads(line)["text"]
    yield (SHARED / "search" / "docs.jsonl").read_text("utf-8")
    for path in sorted((SHARED / "sentences").glob("*.txt")):
        yield path.read_text("utf-8")


def ordinary() -> list[str]:
    """Keys of names that are ordinary words too."""
    counts = Counter(word for text in texts() for word in _SMALL_WORD.findall(text))
    words = {key_of(word) for word, count in counts.items() if count >= ORDINARY} | set(BY_HAND.split())
    names = [row["name"].partition(" ")[2] for row in rows("regencies.csv")]
    names += [row["name"] for row in rows("districts.csv")]
    names += [row["nama"] for row in rows("villages.csv")]
    return sorted({key_of(name) for name in names} & words)


def main() -> None:
    DATA.mkdir(exist_ok=True)
    text = regions()
    packed = gzip.compress(text.encode(), 9, mtime=0)
    (DATA / "regions.txt.gz").write_bytes(packed)
    found = ordinary()
    (DATA / "ordinary.txt").write_text("\n".join(found) + "\n", "utf-8")
    print(f"regions.txt.gz: {len(text):,} characters, {len(packed):,} bytes; ordinary.txt: {len(found)} names")


if __name__ == "__main__":
    main()
