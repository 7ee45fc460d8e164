"""`kentongan similar`: which posts of a file tell the same story, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from bot.cli.console import fail, show, show_json
from bot.cli.text import read_posts
from feeds.grouping import Text, group
from feeds.similar import Comparison, compare, read_telling
from feeds.text.clean import clean_paragraphs

_START = datetime(1970, 1, 1, tzinfo=UTC)


def similar(file: str, *, explain: bool, as_json: bool) -> None:
    """Prints the story of each post: the id of the first post that told it."""
    given = list(read_posts(file))
    texts = _texts(file, given)
    stories = [given[first]["id"] for first in group(texts)]
    if as_json:
        show_json([{"id": post["id"], "story": story} for post, story in zip(given, stories, strict=True)])
    else:
        for post, story in zip(given, stories, strict=True):
            show(f"{post['id']}\t{story}")
    if explain and not as_json:
        _explain(given, texts)


def _explain(given: list[dict[str, Any]], texts: list[Text]) -> None:
    """A line for each two posts that are of one event."""
    tellings = [
        read_telling(one.title, "\n".join(clean_paragraphs(one.text.splitlines(), one.title)), one.published)
        for one in texts
    ]
    for (one, first), (other, second) in combinations(zip(given, tellings, strict=True), 2):
        comparison = compare(first, second)
        if comparison.kinship != "other":
            show(f"{one['id']}\t{other['id']}\t{comparison.kinship}\t{_reasons(comparison)}")


def _reasons(comparison: Comparison) -> str:
    measures = " ".join(
        f"{name} {getattr(comparison, name):.2f}" for name in ("likeness", "told", "title", "head", "known")
    )
    return f"{measures} guard {comparison.guard}" if comparison.guard else measures


def _texts(file: str, given: list[dict[str, Any]]) -> list[Text]:
    """The posts as they are grouped; one without a date is taken to follow the post before it by a second."""
    texts: list[Text] = []
    for post in given:
        after = texts[-1].published + timedelta(seconds=1) if texts else _START
        published = _moment(file, post["id"], post["published"]) if post.get("published") else after
        texts.append(Text(str(post["title"]), str(post["text"]), published, post.get("url") or None))
    return texts


def _moment(file: str, post_id: object, written: object) -> datetime:
    """A date as ISO 8601 writes it; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        fail(f'{file}, post {post_id}: "published" is no ISO 8601 date: {written}', code=2)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
