"""What an idle service costs: resident memory of all its processes, and how quickly the command line answers.

Starts `kentongan run` with three feeds on loopback and a fake Bot API, waits until the feeds were polled, and adds up
VmRSS over the process tree (Linux). Target: under 150 MB; `kentongan --help` under 0.5 s.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.process import Service, kentongan
from tests.fakes.bot_api import BotApi
from tests.fakes.website import serve_site
from tests.feeds.test_update import item, rss


def resident(pid: int) -> dict[int, float]:
    """Megabytes resident of a process and its descendants, by process id."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    kilobytes = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    found = {pid: kilobytes / 1024}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            found |= resident(int(child))
    return found


async def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api, serve_site() as site:
            feeds = [site.put(f"/{n}/feed/", rss(item(str(n)), title=f"Kab {n}")) for n in range(3)]
            config = Path(folder) / "config.toml"
            config.write_text(
                f'[database]\nurl = "sqlite:///{folder}/k.db"\n[web]\nlisten = "127.0.0.1:0"\n'
                f'[telegram]\ntoken = "{api.token}"\napi_url = "{api.url}"\n'
                f'[feeds]\nallow_private_hosts = ["{site.host}"]\n'
                + "".join(f'[[feed]]\nurl = "{url}"\n' for url in feeds),
                "utf-8",
            )
            for label in ("first start, with migration", "second start"):
                service = Service(config, Path(folder) / f"{label}.log")
                await service.start()
                # Long enough for the first poll of all three and for start-up memory to settle.
                await asyncio.sleep(5)
                sizes = resident(service.pid)
                listed = " + ".join(f"{size:.0f}" for size in sizes.values())
                print(f"resident, {label}: {sum(sizes.values()):.0f} MB ({listed}); target under 150")
                await service.stop()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        await kentongan("--help")
        times.append(time.perf_counter() - start)
    print(f"kentongan --help: median {statistics.median(times):.2f} s, worst {max(times):.2f}; target under 0.5")


asyncio.run(main())
