"""Days of deliveries on a virtual clock, many more than the tests live: broken promises, and CPU time a day.

The whole engine (sender, outbox on SQLite in memory, pacer) under a network that loses, delays, refuses, repeats,
blocks and migrates, with kills and restarts; everything from the seed. Target: no broken promise in 10,000 days.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import structlog

from tests.simulation.virtual import InlineDatabase
from tests.simulation.world import live


def main() -> None:
    """Lives the days and prints what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1_000_000, help="the first seed; the tests live those from 0")
    parser.add_argument("--count", type=int, default=10_000)
    args = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    database = InlineDatabase()
    sent = crashes = broken = 0
    start = time.process_time()
    for seed in range(args.first, args.first + args.count):
        world = live(seed, database)
        sent, crashes = sent + len(world.network.arrived), crashes + world.crashes
        for fault in world.faults():
            broken += 1
            print(f"seed {seed}: {fault}", flush=True)
    each = (time.process_time() - start) / args.count * 1e3
    print(f"{args.count:,} days, {sent:,} messages, {crashes:,} kills, {each:.0f} ms of CPU a day")
    print(f"broken promises: {broken}")


if __name__ == "__main__":
    main()
