"""`kentongan classify`: the labels of posts in a file, without a database."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.cli.console import fail, show, show_json
from bot.cli.text import read_posts
from feeds.classify.rules import Rules, load_rules
from feeds.errors import RulesError
from feeds.labelling import label
from feeds.model import EventCard
from feeds.regions.gazetteer import regency_named


def classify(file: str, *, regency: str, rules: Path | None, as_json: bool) -> None:
    """Prints the labels of each post; exits 2 when the regency is unknown or the rules have faults."""
    home = regency_named(regency) if regency else None
    if regency and home is None:
        fail(
            f'There is no regency "{regency}"; write a code or a name, for example "16.03" or "Kota Magelang".', code=2
        )
    try:
        words = load_rules(rules)
    except RulesError as error:
        fail(str(error), code=2)
    labels = [_labels(post, home, words) for post in read_posts(file)]
    if as_json:
        show_json(labels)
        return
    for one in labels:
        places = ", ".join(place["name"] for place in one["places"])
        urgent = "urgent" if one["urgent"] else ""
        event = " ".join(f"{name}={value}" for name, value in (one["event"] or {}).items() if value)
        show("\t".join((str(one["id"]), places, ", ".join(one["topics"]), urgent, event)))


def _labels(post: dict[str, Any], home: str | None, words: Rules) -> dict[str, Any]:
    found = label(str(post["title"]), str(post["text"]), home=home, day=_day(post.get("published")), rules=words)
    return {
        "id": post["id"],
        "places": [{"code": place.code, "name": place.name, "level": place.level} for place in found.places],
        "topics": list(found.topics),
        "urgent": found.urgent,
        "event": None if found.event is None else _card(found.event),
    }


def _card(event: EventCard) -> dict[str, str | None]:
    return {
        "day": event.day.isoformat() if event.day else None,
        "time": event.time.isoformat("minutes") if event.time else None,
        "place": event.place,
        "deadline": event.deadline.isoformat() if event.deadline else None,
    }


def _day(published: object) -> date | None:
    """The day of an ISO 8601 date or moment, as it stands; None for anything else."""
    try:
        return datetime.fromisoformat(str(published)).date()
    except ValueError:
        return None
