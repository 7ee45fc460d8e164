"""A drawing in place of each news photo: the landscape of the regency, a little different every time. Pure."""

from __future__ import annotations

import math
import zlib
from typing import Literal

_WIDTH, _HEIGHT = 960, 540


def draw(motif: Literal["river", "sea", "mountain"], color: str, name: str) -> str:
    """An SVG of 960 x 540; the same `name` gives the same drawing, always."""
    seed = zlib.crc32(name.encode())
    sun = 120 + seed % 720, 90 + seed // 7 % 110
    phase = seed % 360 / 57.3
    relief = {"river": (300, 16), "sea": (330, 8), "mountain": (250, 120)}[motif]
    far, middle, near = (
        _ridge(relief[0] + 70 * step, relief[1] * (3 - step) / 3, phase + 2 * step, step) for step in range(3)
    )
    water = motif != "mountain"
    boat = (
        f'<path d="M{200 + seed % 500} 424h120l-22 30h-76z" fill="#fff8"/>'
        f'<path d="M{256 + seed % 500} 352v66h44z" fill="#fffc"/>'
        if water
        else ""
    )
    sky = "#9fd0e6" if seed & 1 else "#f3c892"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="960" height="540" viewBox="0 0 960 540">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="{sky}"/>
<stop offset="1" stop-color="#fdf6e7"/></linearGradient></defs>
<rect width="{_WIDTH}" height="{_HEIGHT}" fill="url(#sky)"/>
<circle cx="{sun[0]}" cy="{sun[1]}" r="46" fill="#fff3c4"/>
<path d="{far}" fill="{color}" opacity=".35"/>
<path d="{middle}" fill="{color}" opacity=".6"/>
{boat}<path d="{near}" fill="{color}" opacity=".9"/>
</svg>
"""


def _ridge(base: float, height: float, phase: float, step: int) -> str:
    """The outline of one ridge or wave, closed along the lower edge."""
    points = (
        f"L{x} {base - height * (math.sin(phase + x / (170 - 30 * step)) + 0.4 * math.sin(2.3 * phase + x / 61)):.0f}"
        for x in range(0, _WIDTH + 1, 24)
    )
    return f"M0 {_HEIGHT}{''.join(points)}L{_WIDTH} {_HEIGHT}z"
