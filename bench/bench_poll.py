"""A pass over 200 feeds of 50 entries (390 kB each): CPU seconds of our polls beside reader's and newsboat's.

A server in a process of its own answers on loopback, each feed under an address of its own, four times: cold, all
304, the same bodies with 200, and one new entry each. Every pass of every contender is a process of its own, and what
counts is the CPU time of that process and its children, start-up included ("polls alone" leaves ours out: a service
starts once; "reading alone" leaves the editor out, too: summaries and the hijack guard, which the peers don't have).
What a first poll puts by to be edited when there is time is "edited later", and counted in ours as a whole.
The database of ours is migrated before the first pass.

reader (PyPI) is installed into ~/.cache/kentongan-bench; newsboat is taken from where `apt-get install newsboat` puts
it. One that can't be had is left out, and said to be. Targets: at least 15 times less than reader cold and 30 times
with one new entry each, 5 times less than newsboat with one new entry each.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

FEEDS, ENTRIES = 200, 50
PHASES = ("cold", "304", "same", "new")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "kentongan-bench"
#: Where the peers keep what they read.
FILES = {"reader": "reader.db", "newsboat": "cache.db"}
TABLES = {"reader": "entries", "newsboat": "rss_item"}
READER = """
import sys, reader
feeds = reader.make_reader(sys.argv[1])
for url in sys.argv[2].split():
    feeds.add_feed(url, exist_ok=True)
feeds.update_feeds(scheduled=False)
print(feeds.get_entry_counts().total)
"""


# --- the feeds and their server -------------------------------------------------------------------------------------


class Prose:
    """Words with the frequencies of a language (Zipf), put into sentences of a news text's length."""

    def __init__(self, seed: int) -> None:
        """The same seed gives the same words."""
        self._chance = random.Random(seed)
        roots = ["".join(self._chance.choices(SYLLABLES, k=self._chance.randint(1, 3))) for _ in range(4000)]
        affixes = ("", "", "", "me{}", "di{}", "ber{}", "pe{}an", "ke{}an", "{}nya", "{}kan")
        self._words = [self._chance.choice(affixes).format(root) if n > 50 else root for n, root in enumerate(roots)]
        self._weights = [1 / (n + 1) for n in range(len(roots))]

    def sentence(self) -> str:
        """A sentence of 10 to 24 words."""
        words = self._chance.choices(self._words, self._weights, k=self._chance.randint(10, 24))
        return " ".join(words).capitalize() + "."

    def title(self) -> str:
        """A headline of eight words."""
        return " ".join(self._chance.choices(self._words, self._weights, k=8)).title()

    def paragraph(self) -> str:
        """Two to four sentences."""
        return " ".join(self.sentence() for _ in range(self._chance.randint(2, 4)))


SYLLABLES = [c + v + e for c in "bcdgjklmnprstw" for v in "aiueo" for e in ("", "", "n", "r", "ng", "s")]
SIZES = (300, 768, 1024, 1536, 2048)


def picture(base: str, name: str) -> str:
    """A figure as WordPress's block editor writes it."""
    sources = ", ".join(f"{base}/wp-content/uploads/2026/10/{name}-{w}x{w * 2 // 3}.jpg {w}w" for w in SIZES)
    return (
        f'<figure class="wp-block-image size-large"><img decoding="async" width="1024" height="682"'
        f' src="{base}/wp-content/uploads/2026/10/{name}-1024x682.jpg" alt="" class="wp-image-{len(name)}"'
        f' srcset="{sources}" sizes="(max-width: 1024px) 100vw, 1024px" />'
        f'<figcaption class="wp-element-caption">Foto: Humas</figcaption></figure>\n'
    )


def entry(feed: int, number: int, prose: Prose, moment: datetime) -> str:
    """An entry as WordPress writes it, about 7.8 kB."""
    base, title = f"https://kab{feed}.go.id", prose.title()
    slug = title.lower().replace(" ", "-")
    paragraphs = "".join(f'<p class="wp-block-paragraph">{prose.paragraph()}</p>\n' for _ in range(10))
    text = "".join(picture(base, f"img-{number}-{n}") for n in range(3)) + paragraphs
    return (
        f"\t<item>\n\t\t<title>{title} &#8211; {number}</title>\n\t\t<link>{base}/berita/{slug}-{number}/</link>\n"
        f"\t\t<comments>{base}/berita/{slug}-{number}/#respond</comments>\n"
        f"\t\t<dc:creator><![CDATA[humas]]></dc:creator>\n\t\t<pubDate>{format_datetime(moment)}</pubDate>\n"
        f"\t\t<category><![CDATA[Berita]]></category>\n\t\t<category><![CDATA[Daerah]]></category>\n"
        f'\t\t<guid isPermaLink="false">{base}/?p={number}</guid>\n'
        f"\t\t<description><![CDATA[<p>{prose.paragraph()[:300]} [&#8230;]</p>\n]]></description>\n"
        f"\t\t<content:encoded><![CDATA[{text}]]></content:encoded>\n"
        f"\t\t<wfw:commentRss>{base}/berita/{slug}-{number}/feed/</wfw:commentRss>\n"
        f"\t\t<slash:comments>0</slash:comments>\n\t</item>\n"
    )


def document(feed: int, entries: list[str]) -> bytes:
    """A feed as WordPress writes it."""
    names = {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "wfw": "http://wellformedweb.org/CommentAPI/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "atom": "http://www.w3.org/2005/Atom",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
    }
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {declared}>\n<channel>\n'
        f"<title>Kabupaten {feed}</title>"
        f'<atom:link href="https://kab{feed}.go.id/feed/" rel="self" type="application/rss+xml" />'
        f"<link>https://kab{feed}.go.id</link><description></description><language>id</language>"
        f"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>"
        f"<generator>https://wordpress.org/?v=6.9</generator>\n{''.join(entries)}</channel>\n</rss>"
    ).encode()


def serve(feeds: int) -> None:
    """Prints its port; answers "/N" as the phase says that "/phase/NAME" set; prints the size of a feed first."""
    now = datetime.now(UTC).replace(microsecond=0)
    old, new = [], []
    for feed in range(feeds):
        prose = Prose(feed)
        entries = [entry(feed, n, prose, now - timedelta(hours=n)) for n in range(ENTRIES)]
        old.append(document(feed, entries))
        new.append(document(feed, [entry(feed, 1000, prose, now), *entries[:-1]]))
    phase = "cold"

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            nonlocal phase
            path = data.split(b" ", 2)[1].decode()
            if path.startswith("/phase/"):
                phase = path.removeprefix("/phase/")
                body, tag = b"ok", b"phase"
            else:
                body = (new if phase == "new" else old)[int(path[1:])]
                tag = hashlib.sha256(body).hexdigest()[:16].encode()
            if phase == "304" and b'"%s"' % tag in data:
                self.transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "%s"\r\n\r\n' % tag)
            else:
                head = (
                    b'HTTP/1.1 200 OK\r\nETag: "%s"\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n'
                )
                self.transport.write(head % (tag, len(body)) + body)
            if b"connection: close" in data.lower():
                self.transport.close()

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", 0)  # noqa: S104 - all of 127/8
        print(server.sockets[0].getsockname()[1], len(old[0]), flush=True)
        await server.serve_forever()

    asyncio.run(run())


def addresses(port: int, feeds: int) -> list[str]:
    """One host for each feed, as in life: politeness is by host."""
    return [f"http://127.0.{1 + n // 250}.{1 + n % 250}:{port}/{n}" for n in range(feeds)]


# --- the contenders -------------------------------------------------------------------------------------------------


async def ours(url: str, urls: list[str], *, prepare: bool) -> None:
    """One pass of our poller; with `prepare` only the database is made."""
    from feeds import editing  # noqa: PLC0415 - other contenders' processes don't need it
    from feeds.drafting import EditorialRules  # noqa: PLC0415
    from feeds.feed_model import FeedForUpdate  # noqa: PLC0415
    from feeds.parse.parser import Parser  # noqa: PLC0415
    from feeds.schedule import Intervals  # noqa: PLC0415
    from feeds.storage import feeds as feeds_table  # noqa: PLC0415
    from feeds.storage.database import Database  # noqa: PLC0415
    from feeds.storage.migrate import FEEDS as NEWS  # noqa: PLC0415
    from feeds.storage.migrate import migrate  # noqa: PLC0415
    from feeds.update import Outcome, Updater  # noqa: PLC0415
    from feeds.web.fetch import Fetcher, Limits  # noqa: PLC0415

    def clock() -> datetime:
        return datetime.now(UTC)

    edited = 0.0
    draft = editing.draft

    def timed(*args: Any, **options: Any) -> Any:
        nonlocal edited
        start = time.thread_time()
        made = draft(*args, **options)
        edited += time.thread_time() - start
        return made

    editing.draft = timed
    database = Database(url)
    await database.open()
    if prepare:
        await database.write(migrate, NEWS)
        await database.write(feeds_table.add_configured, [(one, one) for one in urls], clock())
        await database.close()
        return
    parser = Parser("Asia/Jakarta")
    hosts = frozenset(one.split("/")[2] for one in urls)
    async with Fetcher(user_agent="bench/0", allow_private_hosts=hosts, limits=Limits(host_gap=0)) as fetcher:
        updater = Updater(
            database=database,
            fetcher=fetcher,
            parser=parser,
            intervals=Intervals(timedelta(minutes=15), timedelta(hours=2)),
            rules=EditorialRules(max_age=timedelta(hours=48)),
            clock=clock,
            draw=lambda: 0.5,
            on_due=lambda *_: None,
        )

        # The worker starts with the first document; a pass that brings none never has one.
        def spent() -> tuple[float, float]:
            worker = parser._worker.pid if parser._worker is not None else None  # noqa: SLF001 - to know its CPU time
            return time.process_time(), cpu_of(worker) if worker else 0.0

        start = time.process_time()
        polled = await database.read(feeds_table.pollable)
        gate = asyncio.Semaphore(64)

        async def poll(feed: FeedForUpdate) -> Outcome:
            async with gate:
                return await updater.update(feed, later=True)

        outcomes = [*await asyncio.gather(*map(poll, polled))]
        here, in_worker = spent()
        # What the polls have put by, as the poller does beside the next ones.
        while (waiting := await updater.next_baseline()) is not None:
            outcomes.append(await updater.edit_baseline(*waiting))
        later = sum(spent()) - here - in_worker
    await parser.close()
    await database.close()
    stored = sum(one.stored.new_entries for one in outcomes)
    faults = sorted({one.fault for one in outcomes if one.fault})
    costs = {"polls": here - start, "worker": in_worker, "later": later, "edited": edited}
    print(json.dumps({"stored": stored, "faults": faults, **costs}))


def cpu_of(pid: int) -> float:
    """CPU seconds that a process has used (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Run:
    """What a pass cost, and what it said."""

    cpu: float
    said: str


def measured(command: list[str], folder: Path) -> Run:
    """Runs a command; CPU seconds of it and all that it waited for. Ends the bench when it fails."""
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{command[0]} failed: {err.read().decode()[-2000:]}")
        return Run(usage.ru_utime + usage.ru_stime, out.read().decode())


def reader_python() -> Path | None:
    """A Python that has reader, in a folder of the bench's own."""
    python = CACHE / "reader" / "bin" / "python"
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", CACHE / "reader"], check=True, capture_output=True)
            subprocess.run(
                [python, "-m", "pip", "install", "-q", "reader", "sgmllib3k"], check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(CACHE / "reader", ignore_errors=True)
            return None
    return python


def entries_of(file: Path, name: str) -> int:
    """How many entries a peer has in its database."""
    with closing(sqlite3.connect(file)) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {TABLES[name]}").fetchone()
    return int(count)


def compare(port: int, feeds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Runs all passes; CPU seconds by contender and phase."""
    urls = addresses(port, feeds)
    database = f"sqlite:///{folder / 'ours.db'}"
    mine = [sys.executable, __file__, "--database", database, "--port", str(port), "--feeds", str(feeds)]
    measured([*mine, "--as", "prepare"], folder)
    commands = {"kentongan": [*mine, "--as", "ours"]}
    python, newsboat = reader_python(), shutil.which("newsboat")
    if python:
        commands["reader"] = [str(python), "-c", READER, str(folder / "reader.db"), " ".join(urls)]
    else:
        print("reader can't be installed here; left out")
    if newsboat:
        (folder / "urls").write_text("\n".join(urls))
        (folder / "config").write_text("reload-threads 2\n")
        files = ["-u", str(folder / "urls"), "-c", str(folder / "cache.db"), "-C", str(folder / "config")]
        commands["newsboat"] = [newsboat, *files, "-x", "reload"]
    else:
        print("newsboat is not installed (apt-get install newsboat); left out")
    table: dict[str, dict[str, float]] = {
        name: {} for name in (*commands, "polls alone", "reading alone", "edited later")
    }
    for phase in PHASES:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/phase/{phase}") as answer:
            answer.read()
        for name, command in commands.items():
            run = measured(command, folder)
            table[name][phase] = run.cpu
            if name != "kentongan" and (stored := entries_of(folder / FILES[name], name)) < feeds * ENTRIES:
                sys.exit(f"{name} stored {stored} entries only; its figures would mean nothing")
            if name == "kentongan":
                said = json.loads(run.said.splitlines()[-1])
                table["polls alone"][phase] = said["polls"] + said["worker"]
                # Drafts of a baseline are made later, those of news in the poll.
                drafted = 0.0 if said["later"] > said["edited"] else said["edited"]
                table["reading alone"][phase] = table["polls alone"][phase] - drafted
                table["edited later"][phase] = said["later"]
                wanted = {"cold": feeds * ENTRIES, "new": feeds}.get(phase, 0)
                if said["stored"] != wanted or said["faults"]:
                    sys.exit(f"{phase}: stored {said['stored']} entries instead of {wanted}; faults {said['faults']}")
                shares = ", ".join(f"{part} {said[part]:.2f} s" for part in ("polls", "worker", "later", "edited"))
                print(f"{phase}: {shares}")
    return table


def main() -> int:
    """Starts the server and compares."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--feeds", type=int, default=FEEDS)
    options.add_argument("--as", dest="role", choices=["server", "prepare", "ours"])
    options.add_argument("--database")
    options.add_argument("--port", type=int)
    given = options.parse_args()
    if given.role == "server":
        serve(given.feeds)
    if given.role in {"prepare", "ours"}:
        asyncio.run(ours(given.database, addresses(given.port, given.feeds), prepare=given.role == "prepare"))
        return 0
    command = [sys.executable, __file__, "--as", "server", "--feeds", str(given.feeds)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            port, size = map(int, server.stdout.readline().split())
            print(f"{given.feeds} feeds of {ENTRIES} entries, {size // 1024} kB each; CPU seconds for a pass over all")
            table = compare(port, given.feeds, Path(folder))
        finally:
            server.terminate()
    print(f"{'':14}" + "".join(f"{phase:>9}" for phase in PHASES))
    for name, costs in table.items():
        print(f"{name:14}" + "".join(f"{costs[phase]:9.2f}" for phase in PHASES))
    for name in table.keys() & {"reader", "newsboat"}:
        for own in ("kentongan", "polls alone", "reading alone"):
            ratios = "".join(f"{table[name][phase] / table[own][phase]:9.1f}" for phase in PHASES)
            print(f"{name} / {own}: {ratios}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
