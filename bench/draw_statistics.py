"""Draws docs/images/statistik.png of invented figures: `python -m bench.draw_statistics`."""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta
from pathlib import Path

from bot.pictures import draw
from bot.report import Report, picture_of
from bot.storage.days import SPAN, Day

TOP = (
    ("Air bersih di Kecamatan Rawa mati sampai Rabu sore", 4_812),
    ("Jalan Lingkar ditutup untuk perbaikan jembatan", 4_790),
    ("Jadwal vaksinasi anak bulan November", 4_655),
    ("Pasar murah di lapangan kecamatan, Sabtu pukul 08.00", 4_601),
    ("Pendaftaran beasiswa kabupaten dibuka", 4_597),
)


def invented() -> Report:
    """A month of a service that grows, with one bad day."""
    draw_from, today, people, shown = random.Random(7), date(2026, 11, 24), 4_300, []
    for back in range(SPAN - 1, -1, -1):
        day = today - timedelta(days=back)
        people += draw_from.randrange(5, 32)
        stories = draw_from.randrange(1, 4) if day.weekday() > 4 else draw_from.randrange(4, 11)
        bad = back == 12
        failed = draw_from.randrange(5, 40) * stories // 4 + (people if bad else 0)
        delay = 140 if bad else draw_from.randrange(35, 80)
        sick = 3 if 10 < back < 15 else draw_from.randrange(2)
        shown.append(
            Day(day, people, people * stories - failed, failed, delay, delay * 2 + 25, (41 - sick, 2, sick, 3, 1))
        )
    return Report(tuple(shown), TOP)


if __name__ == "__main__":
    png = asyncio.run(draw(picture_of(invented(), "Kabar Rawa", "id")))
    if png is None:
        raise SystemExit("The picture could not be drawn.")
    Path("docs/images/statistik.png").write_bytes(png)
