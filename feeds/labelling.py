"""An article gets its labels: places, topics, urgency, and the card of what it announces. Pure but for two tables."""

from __future__ import annotations

from datetime import date

from feeds.classify.event import event_in
from feeds.classify.rules import Rules
from feeds.classify.topics import topics_of
from feeds.classify.urgency import is_urgent
from feeds.model import Labels
from feeds.regions.finder import places_in


def label(title: str, text: str, *, home: str | None, day: date | None, rules: Rules) -> Labels:
    """The labels of an article.

    Args:
        title: May be empty.
        text: Clean paragraphs, one a line.
        home: The code of the regency whose news it is, None when unknown.
        day: The local day of its publication; without one nothing is announced.
        rules: The words of topics and urgent news.
    """
    return Labels(
        places=places_in(title, text, home),
        topics=topics_of(title, text, rules),
        urgent=is_urgent(title, text, rules, day),
        event=event_in(title, text, day) if day else None,
    )
