"""`kentongan summarize, screen`: the editor's tools on files, without a database."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from bot.cli.console import fail, show, show_json
from feeds.guard import screen as screen_post
from feeds.model import Article
from feeds.parse.article import read_html
from feeds.parse.page_text import read_page_text, read_plain_text
from feeds.parse.shown import all_links, all_words, hidden_links
from feeds.summarize import summarize as summarize_article

#: A whole page rather than the content of a feed's entry.
_IS_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


def summarize(file: str, *, html: bool, title: str, sentences: int, as_json: bool) -> None:
    """Prints the summary of one article."""
    content = _read(file)
    page = read_page_text(content.encode(), "", UTC, title=title) if html and _IS_PAGE.search(content[:2000]) else None
    if page is not None and page.paragraphs:
        article, title = Article(page.paragraphs), title or page.title
    elif html:
        article = read_html(content, title)
    else:
        article = Article(read_plain_text(content, title).paragraphs)
    chosen = summarize_article(article, title, sentences=sentences)
    if as_json:
        show_json({"summary": " ".join(chosen), "sentences": list(chosen)})
    else:
        show(" ".join(chosen))


def screen(file: str, *, as_json: bool) -> None:
    """Prints a verdict for each post; exits 1 when one is held."""
    verdicts = [_screen(post) for post in read_posts(file)]
    if as_json:
        show_json(verdicts)
    else:
        for verdict in verdicts:
            show(f"{verdict['id']}\t{verdict['verdict']}\t{', '.join(verdict['reasons'])}")
    if any(verdict["verdict"] == "held" for verdict in verdicts):
        raise SystemExit(1)


def _screen(post: dict[str, Any]) -> dict[str, Any]:
    # No feed is known here, so the post's own host is judged like any other. The text may be markup.
    markup = str(post["text"])
    verdict = screen_post(
        title=str(post["title"]),
        text=all_words(markup),
        link=post.get("url"),
        feed_url="",
        links=all_links(markup),
        hidden=hidden_links(markup),
    )
    return {"id": post["id"], "verdict": "held" if verdict.held else "ok", "reasons": list(verdict.reasons)}


def read_posts(file: str) -> Iterator[dict[str, Any]]:
    """The posts of a file, or of standard input for "-"; a line that is none ends the command with exit 2."""
    for number, line in enumerate(_read(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            post = json.loads(line)
        except ValueError:
            fail(f"{file}, line {number}: this is no JSON object.", code=2)
        if not isinstance(post, dict) or not {"id", "title", "text"} <= post.keys():
            fail(f'{file}, line {number}: an object with "id", "title" and "text" is needed.', code=2)
        yield post


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} can't be read: {error}", code=2)
