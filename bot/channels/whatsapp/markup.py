"""A neutral `Message` in WhatsApp's form, within its limits. Pure: the same message gives the same bytes.

The form follows from what the message offers. Rows and words to choose become a list or reply buttons, one address a
link button; what is too long for these is a text with numbers to answer by. Every choice of a list can be made by its
number as well, for phones that show no lists.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.channels.whatsapp.messages import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    BUTTON_TITLE_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_LIMIT,
    ROW_TITLE_LIMIT,
    TEXT_LIMIT,
    LinkButton,
    ListMessage,
    ReplyButton,
    ReplyButtons,
    Row,
    Section,
    Service,
    Template,
    Text,
)
from bot.channels.whatsapp.plain import ELLIPSIS, cut, length, safe_url, unmarked
from bot.model import Button, Item, Message
from bot.texts.whatsapp import ANSWER_BY_NUMBER, CHOOSE
from feeds.text.normalise import plain_line, plain_text

#: Units that a title, a footer and a row's lines may take at most; ours, so that none crowds out the text.
LINE_LIMIT: Final = 300
LABEL_LIMIT: Final = 60
#: Paragraphs are not cut below this while there are rows to drop.
TEXT_FLOOR: Final = 600
#: Links and choices below a text may take so much of it.
TAIL_LIMIT: Final = 1500

GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class WhatsAppMessage:
    """A message in WhatsApp's own form, shared by all chats it goes to: JSON fields, all but the recipient."""

    #: What goes within 24 hours of the person's last message.
    service: bytes
    #: What goes outside of them; None when there is no template for it.
    template: bytes | None = None
    #: What the numbers of its list say, from 1 on; "" says nothing.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """Something that can be chosen: what it says, what stands on it, and small print."""

    say: str
    label: str
    detail: str = ""


def encode(message: Message, template: Template | None = None) -> WhatsAppMessage:
    """Writes `message` as WhatsApp reads it. A message in which nothing can be seen becomes "…".

    Words are never taken for markup, text that is too long is cut at a word, and addresses that no reader may open are
    left out. Pages behind addresses are not shown: WhatsApp would fetch them when it sends, and what a hacked site
    shows by then has passed no guard of ours.
    """
    form, choices = _form(message)
    outside = None if template is None else _json(template)
    return WhatsAppMessage(_json(form), outside, choices)


def _json(form: Service | Template) -> bytes:
    """The fields without the braces around them, for the recipient to be put before."""
    return json.dumps(form.fields(), separators=(",", ":"))[1:-1].encode("ascii")


def _form(message: Message) -> tuple[Service, tuple[str, ...]]:
    buttons = [button for row in message.buttons for button in row]
    offered = _distinct([_of_button(button) for button in buttons if button.say is not None])
    links = [(_label(button), url) for button in buttons if (url := safe_url(button.url)) is not None]
    rows = [_of_item(item, number) for number, item in enumerate(message.items, start=1) if item.say is not None]
    choices = (*(item.say or "" for item in message.items), *(one.say for one in offered)) if rows else ()

    if not rows and not offered and len(links) == 1:
        body = _whole(message, [])
        if length(body) <= BODY_LIMIT:
            label, url = links[0]
            return LinkButton(body, cut(label, BUTTON_TITLE_LIMIT), url), ()
    body = _whole(message, [f"{label}: {url}" for label, url in links])
    if length(body) <= BODY_LIMIT and (form := _interactive(body, rows, offered)) is not None:
        numbered = choices if rows else tuple(one.say for one in offered)
        return form, numbered if isinstance(form, ListMessage) else ()
    return _text(message, links, offered)


def _interactive(body: str, rows: Sequence[_Choice], offered: Sequence[_Choice]) -> Service | None:
    """A list or reply buttons; None when there is nothing to choose, or too much."""
    if not rows and 1 <= len(offered) <= BUTTON_LIMIT:
        titles = _distinct_titles([cut(one.label, BUTTON_TITLE_LIMIT) for one in offered])
        pairs = zip(offered, titles, strict=True)
        return ReplyButtons(body, tuple(ReplyButton(one.say, title) for one, title in pairs))
    every = _distinct([*rows, *offered])
    if not 1 <= len(every) <= ROW_LIMIT:
        return None
    listed = tuple(
        Row(one.say, cut(one.label, ROW_TITLE_LIMIT), cut(one.detail, ROW_DESCRIPTION_LIMIT)) for one in every
    )
    return ListMessage(body, CHOOSE, (Section(listed),))


def _text(
    message: Message, links: Sequence[tuple[str, str]], offered: Sequence[_Choice]
) -> tuple[Service, tuple[str, ...]]:
    """Everything in one text, choices by number."""
    first = len(message.items) + 1
    numbered = [f"{number}. {one.label}" for number, one in enumerate(offered, start=first)]
    tail, room = [], TAIL_LIMIT
    for line in (*(f"{label}: {url}" for label, url in links), *numbered):
        room -= length(line) + 1
        if room >= 0:
            tail.append(line)
    says = (*(item.say or "" for item in message.items), *(one.say for one in offered))
    choices = says if any(says) else ()
    if choices:
        tail.append(ANSWER_BY_NUMBER)
    return Text(_composed(message, tail, TEXT_LIMIT)), choices


def _whole(message: Message, tail: Sequence[str]) -> str:
    """All of it, however long; a bound keeps what is far too long from costing anything."""
    return _composed(message, tail, 4 * TEXT_LIMIT)


def _composed(message: Message, tail: Sequence[str], limit: int) -> str:
    """Title, paragraphs, rows, footer and tail, top to bottom; paragraphs are cut first, then the last rows dropped."""
    title = _bold(cut(plain_line(message.title), LINE_LIMIT))
    footer = _italic(cut(plain_line(message.footer), LINE_LIMIT))
    text = unmarked(GAP.join(filter(None, map(plain_text, message.paragraphs))))
    below = "\n".join(tail)
    room = limit - sum(length(part) + len(GAP) for part in (title, footer, below) if part) - len(GAP)
    rows: list[str] = []
    left = room - min(length(text), TEXT_FLOOR)
    for number, item in enumerate(message.items, start=1):
        row = _row(item, number)
        left -= length(row) + 1
        if left < 0:
            break
        rows.append(row)
    table = "\n".join(rows)
    text = cut(text, max(1, room - length(table))) if text else ""
    return GAP.join(part for part in (title, text, table, footer, below) if part.strip()) or ELLIPSIS


def _row(item: Item, number: int) -> str:
    """A row of a numbered list. Its address only when choosing the row gives nothing."""
    title = unmarked(cut(plain_line(item.title), LINE_LIMIT)) or "…"
    lines = [f"{number}. {title}", unmarked(cut(plain_line(item.detail), LINE_LIMIT))]
    if item.say is None and (url := safe_url(item.url)) is not None:
        lines.append(url)
    return "\n".join(filter(None, lines))


def _bold(line: str) -> str:
    return f"*{unmarked(line)}*" if line and "*" not in line else unmarked(line)


def _italic(line: str) -> str:
    return f"_{unmarked(line)}_" if line and "_" not in line else unmarked(line)


def _label(button: Button) -> str:
    return cut(plain_line(button.label), LABEL_LIMIT) or str(button.say or button.url)


def _of_button(button: Button) -> _Choice:
    label = _label(button)
    return _Choice(str(button.say), label, label if length(label) > ROW_TITLE_LIMIT else "")


def _of_item(item: Item, number: int) -> _Choice:
    title = plain_line(item.title) or "…"
    label = f"{number}. {title}"
    return _Choice(str(item.say), label, title if length(label) > ROW_TITLE_LIMIT else plain_line(item.detail))


def _distinct(choices: Sequence[_Choice]) -> list[_Choice]:
    """The first of those that say the same, without those that say nothing."""
    kept: dict[str, _Choice] = {}
    for one in choices:
        if one.say.strip():
            kept.setdefault(one.say, one)
    return list(kept.values())


def _distinct_titles(titles: Sequence[str]) -> list[str]:
    """Titles, all different: what is there already gets a number."""
    made: list[str] = []
    for title in titles:
        kept, number = title, 2
        while kept in made:
            kept = f"{cut(title, BUTTON_TITLE_LIMIT - 3)} {number}"
            number += 1
        made.append(kept)
    return made
