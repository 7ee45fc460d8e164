"""A picture of what WhatsApp cost day by day: bars, one colour and one hatching for each category. PNG.

The only room that draws costs; matplotlib is loaded when a picture is asked for, not before.
"""

from __future__ import annotations

import io
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from bot.costs.rates import RUPIAH, Category, Micro
from bot.storage.ledger import DayFigures

#: Told apart without colours, too (WCAG 1.4.1).
_LOOKS: tuple[tuple[Category, str, str], ...] = (
    ("marketing", "#1b4f72", ""),
    ("service", "#e59866", "///"),
    ("utility", "#922b21", "xxx"),
)


def cost_picture(
    figures: Sequence[DayFigures], today: date, cap: Micro | None, names: Mapping[str, str], title: str
) -> bytes:
    """The month of `today`, in thousands of rupiah, with the day's cap as a line if there is one."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second and 40 MB
    from matplotlib.figure import Figure  # noqa: PLC0415

    last = monthrange(today.year, today.month)[1]
    picture = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    FigureCanvasAgg(picture)
    axes = picture.add_subplot()
    bottom = [0.0] * last
    for category, colour, hatch in _LOOKS:
        heights = [0.0] * last
        for one in figures:
            heights[one.day.day - 1] = one.amounts.get(category, 0) / RUPIAH / 1000
        if any(heights):
            axes.bar(
                range(1, last + 1),
                heights,
                bottom=bottom,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
                label=names[category],
            )
        bottom = [low + high for low, high in zip(bottom, heights, strict=True)]
    if cap is not None:
        axes.axhline(cap / RUPIAH / 1000, color="black", linestyle="--", linewidth=1)
    axes.set_xlim(0.4, last + 0.6)
    axes.set_xticks([1, *range(5, last + 1, 5)])
    axes.set_title(title, fontsize=11)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace(",", "."))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False)
    out = io.BytesIO()
    picture.savefig(out, format="png")
    return out.getvalue()
