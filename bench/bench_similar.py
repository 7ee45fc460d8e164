"""The index of near copies at 1,000,000 entries, beside datasketch: inserts, lookups, memory, false joins, restart.

Texts of 172 words from a vocabulary with a language's frequencies. An insert of ours is: marks of the text, a row in
the database's table, and the index; of datasketch: MinHash of 128 permutations of the same runs of three words, and
bands in memory: 32 of 4, as is usual, and 64 of 2, which finds what ours finds. CPU time counts. datasketch is
installed into ~/.cache/kentongan-bench and given fewer entries, as it is slow and its speed falls with their number.

Recall is of copies with a share of their words replaced, with 30 % of the sentences left out, and with a new lead and
a footer. A false join is a fresh text that a lookup takes for the same story as another after comparing the two.
Targets: at least 5 times datasketch's inserts at no less recall, lookups under 2 ms, p95 under 1 ms, less than 100
bytes an entry, at most 0.01 false joins a fresh entry, and after a restart the same answers without any text.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sa

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from feeds.marks import MarkIndex, marks_of, pack  # noqa: E402 (a script finds the packages beside its folder)
from feeds.similar import compare, read_telling  # noqa: E402
from feeds.storage import marks as marks_table  # noqa: E402
from feeds.storage.schema import entry_marks  # noqa: E402

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kentongan-bench"
ENTRIES, PEER, WORDS, BATCH, PROBES = 1_000_000, 20_000, 172, 50, 500
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYLLABLES = [c + v + e for c in "bcdgjklmnprstw" for v in "aiueo" for e in ("", "", "n", "r", "ng", "s")]


class Prose:
    """Texts by number: the same number, the same text."""

    def __init__(self) -> None:
        chance = random.Random(1)
        self._words = np.array(["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(30_000)])
        weights = 1 / (np.arange(len(self._words)) + 10)
        self._sums = np.cumsum(weights / weights.sum())

    def words(self, number: int, count: int = WORDS) -> list[str]:
        """The words of a text."""
        chosen = self._sums.searchsorted(np.random.default_rng(number).random(count))
        return self._words[np.minimum(chosen, len(self._words) - 1)].tolist()

    def text(self, number: int) -> str:
        """A text."""
        return " ".join(self.words(number))

    def copies(self, number: int) -> Iterator[tuple[str, str]]:
        """Edited copies of a text, by the kind of edit."""
        words, chance = self.words(number), random.Random(number)
        for share in (5, 15, 30):
            other = iter(self.words(10**9 + number))
            edited = [next(other) if chance.random() < share / 100 else word for word in words]
            yield f"{share} % of words", " ".join(edited)
        sentences = [words[start : start + 15] for start in range(0, len(words), 15)]
        yield "30 % of sentences", " ".join(word for one in sentences if chance.random() >= 0.3 for word in one)
        lead, footer = self.words(2 * 10**9 + number, 25), self.words(3 * 10**9 + number, 20)
        yield "new lead, footer", " ".join((*lead, *words[20:], *footer))


def recall(prose: Prose, total: int, find: Callable[[str], Sequence[int]]) -> dict[str, float]:
    """The share of copies whose original a lookup gives."""
    found: dict[str, int] = {}
    numbers = [total * probe // PROBES for probe in range(PROBES)]
    for number in numbers:
        for kind, text in prose.copies(number):
            found[kind] = found.get(kind, 0) + (number in find(text))
    return {kind: hits / PROBES for kind, hits in found.items()}


def resident() -> int:
    """Bytes of memory that this process holds (proc(5))."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


# --- datasketch, in a process of its own ----------------------------------------------------------------------------


def peer(total: int, rows: int) -> None:
    """Fills datasketch's index and prints what it did."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - only there in the peer's Python

    from feeds.text.normalise import fold  # noqa: PLC0415

    prose = Prose()

    def sketch(text: str) -> object:
        words = fold(text).encode().split()
        minhash = MinHash(num_perm=128)
        minhash.update_batch([b" ".join(words[start : start + 3]) for start in range(len(words) - 2)])
        return minhash

    index, before = MinHashLSH(num_perm=128, params=(128 // rows, rows)), resident()
    spent = 0.0
    for number in range(total):
        text = prose.text(number)
        start = time.process_time()
        index.insert(number, sketch(text))
        spent += time.process_time() - start
    memory = (resident() - before) / total
    took = []
    for number in range(PROBES):
        probe = sketch(prose.text(10**8 + number))
        start = time.process_time()
        index.query(probe)
        took.append(time.process_time() - start)
    found = recall(prose, total, lambda text: index.query(sketch(text)))
    print(json.dumps({"insert": spent / total, "lookups": took, "recall": found, "memory": memory}))


def peer_python() -> Path | None:
    """A Python that has datasketch, in a folder of the bench's own; what we import ourselves it borrows from ours."""
    python = CACHE / "datasketch" / "bin" / "python"
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", CACHE / "datasketch"], check=True, capture_output=True)
            install = [python, "-m", "pip", "install", "-q", "datasketch==2.*", "numpy", "sqlalchemy", "alembic"]
            subprocess.run([*install, "snowballstemmer", "url-normalize"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(CACHE / "datasketch", ignore_errors=True)
            return None
    return python


# --- ours -----------------------------------------------------------------------------------------------------------


class Ours:
    """The stored marks and the index, filled as polls fill them."""

    def __init__(self, file: Path) -> None:
        self.engine = sa.create_engine(f"sqlite:///{file}")
        with self.engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        entry_marks.create(self.engine)
        self.index = MarkIndex()
        self.marking = self.storing = self.indexing = 0.0

    def add(self, numbers: range, texts: Sequence[str]) -> None:
        """A transaction of entries: what a poll brings."""
        start = time.process_time()
        marks = [marks_of(text) for text in texts]
        marked = time.process_time()
        with self.engine.begin() as connection:
            marks_table.add(connection, self.index, list(zip(numbers, marks, strict=True)), NOW)
        stored = time.process_time()
        self.index.add_packed(numbers, [pack(one) for one in marks])
        self.marking += marked - start
        self.storing += stored - marked
        self.indexing += time.process_time() - stored

    def find(self, text: str) -> list[int]:
        """A lookup."""
        return self.index.find(marks_of(text))


def false_joins(prose: Prose, ours: Ours) -> tuple[float, float]:
    """Of fresh texts: texts that a lookup gives, and those taken for the same story, each for one text."""
    given = joined = 0
    for number in range(2 * PROBES):
        text = prose.text(10**8 + number)
        telling = read_telling("", text, NOW)
        for other in ours.find(text):
            given += 1
            joined += compare(read_telling("", prose.text(other), NOW - timedelta(hours=1)), telling).kinship == "same"
    return given / (2 * PROBES), joined / (2 * PROBES)


def line(name: str, value: str) -> None:
    print(f"  {name:52} {value}")


def share(values: Sequence[float], part: float) -> float:
    return sorted(values)[int(part * len(values))]


def lookups(prose: Prose, ours: Ours) -> list[float]:
    """Seconds of CPU for lookups of fresh texts and of copies, marks included."""
    took = []
    for number in range(PROBES):
        for text in (prose.text(10**8 + number), next(prose.copies(number))[1]):
            start = time.process_time()
            ours.find(text)
            took.append(time.process_time() - start)
    return took


def restart(prose: Prose, ours: Ours) -> tuple[float, bool]:
    """CPU seconds of a start from the stored marks alone, and whether lookups then say the same."""
    before = ours.index
    start = time.process_time()
    with ours.engine.connect() as connection:
        again = MarkIndex()
        marks_table.catch_up(connection, again, NOW)
    spent = time.process_time() - start
    probes = [text for number in range(PROBES) for _, text in prose.copies(number)]
    return spent, all(before.find(marks_of(text)) == again.find(marks_of(text)) for text in probes)


def compare_peer(total: int) -> dict[int, float]:
    """Runs datasketch; its seconds of CPU for an insert by the rows of a band, empty when it can't be had."""
    python = peer_python()
    if python is None:
        print("datasketch can't be installed here; left out")
        return {}
    inserts = {}
    for rows in (4, 2):
        command = [str(python), __file__, "--as", "peer", "--peer-entries", str(total), "--rows", str(rows)]
        theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        inserts[rows] = theirs["insert"]
        print(f"datasketch, {128 // rows} bands of {rows}, {total:,} entries")
        line("insert, us (entries a CPU second)", f"{inserts[rows] * 1e6:.0f} ({1 / inserts[rows]:,.0f})")
        took = theirs["lookups"]
        line("lookup p50, p95, ms", f"{share(took, 0.5) * 1e3:.3f} {share(took, 0.95) * 1e3:.3f}")
        line("bytes an entry", f"{theirs['memory']:,.0f}")
        line("recall", str(theirs["recall"]))
    return inserts


def main() -> int:
    """Fills both and prints the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=ENTRIES)
    options.add_argument("--peer-entries", type=int, default=PEER)
    options.add_argument("--as", dest="role", choices=["peer"])
    options.add_argument("--rows", type=int)
    given = options.parse_args()
    if given.role == "peer":
        peer(given.peer_entries, given.rows)
        return 0
    prose, theirs = Prose(), compare_peer(given.peer_entries)
    with tempfile.TemporaryDirectory() as folder:
        ours, before = Ours(Path(folder) / "marks.db"), resident()
        for begin in range(0, given.entries, BATCH):
            numbers = range(begin, min(begin + BATCH, given.entries))
            ours.add(numbers, [prose.text(number) for number in numbers])
            if theirs and begin + BATCH == given.peer_entries:
                found = recall(prose, given.peer_entries, ours.find)
                line(f"ours at {given.peer_entries:,} entries, recall", str(found))
        total = given.entries
        spent = (ours.marking + ours.storing + ours.indexing) / total
        print(f"ours, {total:,} entries")
        line("insert, us (entries a CPU second)", f"{spent * 1e6:.0f} ({1 / spent:,.0f})")
        parts = (ours.marking, ours.indexing, ours.storing)
        line("  marks, index, row in the database, us", " ".join(f"{one / total * 1e6:.1f}" for one in parts))
        in_memory = (ours.marking + ours.indexing) / total
        for rows, insert in theirs.items():
            times = f"{insert / in_memory:.1f} {insert / spent:.1f}"
            line(f"  times datasketch's, {128 // rows} bands: in memory, stored", times)
        took = lookups(prose, ours)
        figures = (share(took, 0.5), share(took, 0.95), max(took))
        line("lookup p50, p95, max, ms", " ".join(f"{one * 1e3:.3f}" for one in figures))
        line("bytes an entry: index, process", f"{ours.index.nbytes / total:.1f} {(resident() - before) / total:.1f}")
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        line("bytes an entry on disk", f"{size / total:.1f}")
        line("recall", str(recall(prose, total, ours.find)))
        line("texts given, false joins, a fresh entry", " ".join(f"{one:.4f}" for one in false_joins(prose, ours)))
        seconds, same = restart(prose, ours)
        line("restart: CPU s, the same answers", f"{seconds:.2f} {same}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
