"""Strangers' words in our logs."""

from __future__ import annotations


def one_line(text: str, limit: int = 120) -> str:
    """Makes a stranger's text fit for a log line: printable, on one line, short."""
    clean = "".join(char if char.isprintable() else " " for char in text[: 4 * limit])
    clean = " ".join(clean.split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
