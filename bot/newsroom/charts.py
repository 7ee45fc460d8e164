"""Bars, drawn as inline SVG, with the same numbers as a table for who can't see them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pages.html import Html, join, tag

#: In units of the drawing, which grows with its place.
_STEP, _BAR, _HEIGHT = 10, 7, 100


def bars(title: str, days: Sequence[tuple[str, int]], *, day: str, number: str, as_table: str) -> Html:
    """A bar for each day; the highest fills the drawing, and no bar that stands for something is invisible."""
    most = max((value for _, value in days), default=0)
    shapes = []
    for place, (_, value) in enumerate(days):
        height = max(2, value * _HEIGHT // most) if value else 0
        shapes.append(tag("rect", x=place * _STEP, y=_HEIGHT - height, width=_BAR, height=height, fill="currentColor"))
    drawing = tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {max(1, len(days)) * _STEP} {_HEIGHT}",
        width="100%",
        role="img",
        aria_label=f"{title}: {most}",
    )
    head = tag("thead", tag("tr", tag("th", day, scope="col"), tag("th", number, scope="col")))
    rows = (tag("tr", tag("td", name), tag("td", str(value))) for name, value in days)
    table = tag("details", tag("summary", as_table), tag("table", head, tag("tbody", *rows)))
    return join(tag("h2", title), drawing, table)
