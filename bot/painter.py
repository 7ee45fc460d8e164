"""The process that draws: figures as JSON on standard input, a PNG on standard output, and out.

A process of its own, because the drawing library takes some hundred megabytes and gives none of them back. Light on
dark, a column as wide as a telephone: it is read in a chat, by day and by night.
"""

from __future__ import annotations

import io
import json
import sys
import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

#: Inches and dots an inch: 1080 pixels wide.
_SIZE, _DPI = (7.2, 12.6), 150
_GROUND, _INK, _DIM, _GRID = "#15191f", "#f1f3f5", "#aab2bd", "#333b46"
_BLUE, _AMBER, _RED = "#58a6ff", "#f2b134", "#ff6b5e"
#: Feeds by health, the well ones first.
_HEALTH = ("#3fb46a", _AMBER, _RED, "#8f7ee7", "#77808c")
#: Labels of days that stand beside one another without touching.
_LABELS = 6
#: Characters of a story's title.
_TITLE = 62


def main() -> None:
    """Draws once."""
    sys.stdout.buffer.write(paint(json.load(sys.stdin)))


def paint(wanted: dict[str, Any]) -> bytes:
    """The picture of a `bot.pictures.Picture` as plain data, as PNG."""
    figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor=_GROUND)
    FigureCanvasAgg(figure)
    axes = figure.subplots(5, 1, height_ratios=[1, 1, 1, 1, 1.05])
    figure.subplots_adjust(left=0.11, right=0.945, top=0.9, bottom=0.025, hspace=0.55)
    figure.text(0.04, 0.973, _plain(wanted["title"]), color=_INK, fontsize=19, weight="bold", va="center")
    figure.text(0.04, 0.951, _plain(wanted["subtitle"]), color=_DIM, fontsize=12, va="center")
    days = wanted["days"]
    _people(axes[0], days, wanted["subscribers"])
    _deliveries(axes[1], days, wanted["deliveries"])
    _delays(axes[2], days, wanted["delays"])
    _feeds(axes[3], days, wanted["feeds"])
    _stories(axes[4], wanted["top"])
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _people(axes: Axes, days: list[str], chart: dict[str, Any]) -> None:
    _frame(axes, days, chart["title"])
    (line,) = chart["lines"]
    values = _numbers(line["values"])
    axes.plot(values, color=_BLUE, linewidth=2.4)
    known = [value for value in line["values"] if value is not None]
    if known:
        axes.set_ylim(0, max(known) * 1.25 or 1)
        axes.text(1, 1.1, _thousands(known[-1]), transform=axes.transAxes, color=_BLUE, fontsize=15, ha="right")


def _deliveries(axes: Axes, days: list[str], chart: dict[str, Any]) -> None:
    _frame(axes, days, chart["title"])
    below = [0.0] * len(days)
    for line, colour in zip(chart["lines"], (_BLUE, _RED), strict=True):
        values = [float(value or 0) for value in line["values"]]
        axes.bar(range(len(days)), values, bottom=below, color=colour, width=0.75, label=_plain(line["name"]))
        below = [low + value for low, value in zip(below, values, strict=True)]
    axes.set_ylim(0, max(below, default=0) * 1.15 or 1)
    _legend(axes)


def _delays(axes: Axes, days: list[str], chart: dict[str, Any]) -> None:
    _frame(axes, days, chart["title"])
    for line, colour in zip(chart["lines"], (_BLUE, _AMBER), strict=True):
        values = _numbers(line["values"])
        axes.plot(values, color=colour, linewidth=2.2, marker="o", markersize=3.5, label=_plain(line["name"]))
    axes.set_ylim(bottom=0)
    _legend(axes)


def _feeds(axes: Axes, days: list[str], chart: dict[str, Any]) -> None:
    _frame(axes, days, chart["title"])
    below = [0.0] * len(days)
    for line, colour in zip(chart["lines"], _HEALTH, strict=True):
        values = [float(value or 0) for value in line["values"]]
        axes.bar(range(len(days)), values, bottom=below, color=colour, width=0.9, label=_plain(line["name"]))
        below = [low + value for low, value in zip(below, values, strict=True)]
    axes.set_ylim(0, max(below, default=0) * 1.15 or 1)
    _legend(axes)


def _stories(axes: Axes, chart: dict[str, Any]) -> None:
    axes.set_axis_off()
    axes.set_title(_plain(chart["title"]), color=_INK, fontsize=14, loc="left", x=-0.06, weight="bold")
    for place, (title, count) in enumerate(chart["rows"]):
        at = 0.9 - place * 0.2
        short = textwrap.shorten(_plain(title), _TITLE, placeholder=" …") or _plain(title)[:_TITLE]
        axes.text(-0.06, at, short, transform=axes.transAxes, color=_INK, fontsize=11.5, va="center")
        axes.text(1, at, _thousands(count), transform=axes.transAxes, color=_BLUE, fontsize=12, ha="right", va="center")


def _frame(axes: Axes, days: list[str], title: str) -> None:
    axes.set_facecolor(_GROUND)
    axes.set_title(_plain(title), color=_INK, fontsize=14, loc="left", x=-0.06, weight="bold")
    axes.tick_params(colors=_DIM, labelsize=11, length=0)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    last = len(days) - 1
    step = max(1, -(-len(days) // _LABELS))
    shown = list(range(last, -1, -step))[::-1]
    axes.set_xticks(shown, [days[place] for place in shown])
    axes.set_xlim(-0.7, last + 0.7)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: _thousands(value)))


def _legend(axes: Axes) -> None:
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.01, 0.98),
        ncols=5,
        frameon=False,
        fontsize=10,
        labelcolor=_INK,
        handlelength=0.9,
        columnspacing=0.9,
        handletextpad=0.4,
    )


def _numbers(values: list[int | None]) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]


def _thousands(value: float) -> str:
    return f"{round(value):,}".replace(",", ".")


def _plain(text: str) -> str:
    """Nothing that the library would read as a formula."""
    return text.replace("$", r"\$")


if __name__ == "__main__":
    main()
