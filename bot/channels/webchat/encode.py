"""Turns what is said into the JSON that the page draws. Pure; the page's side of it is `static/chat.js`.

A payload is one line of JSON. `kind` is "message" for what the bot says, "said" for the visitor's own words, and
"edited" for what an earlier message, the one with the id `of`, looks like from now on (`message`, null for nothing).
Every other field is plain text, a list, or an address that was checked here and is checked again in the page.
A file (`attachment`) is kept in the payload, so that it is forgotten with its message, and fetched by itself.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlsplit

from bot.model import Attachment, Button, Item, Message
from feeds.text.normalise import plain_line, plain_text

#: Limits in characters. A browser has none; these keep one message readable on a phone and small in the log.
MAX_TITLE = 300
MAX_BODY = 20_000
MAX_FOOTER = 500
MAX_LABEL = 80
MAX_URL = 2_048
MAX_ITEMS = 100
MAX_ROWS = 20
MAX_IN_A_ROW = 8

#: Where a page asks for the files of messages, relative to itself.
FILES = "chat/attachments/"


def encode(message: Message) -> str:
    """The payload of a message. Too long a text is cut at a word; an address that no page may open is left out."""
    return _dump(
        {
            "kind": "message",
            "title": cut(plain_line(message.title), MAX_TITLE),
            "paragraphs": _paragraphs(message.paragraphs),
            "items": [_item(item) for item in message.items[:MAX_ITEMS]],
            "footer": cut(plain_line(message.footer), MAX_FOOTER),
            "buttons": _rows(message.buttons),
            "story_id": message.story_id,
        }
        | ({} if message.attachment is None else {"attachment": _attachment(message.attachment)})
    )


def encode_said(text: str) -> str:
    """The payload of the visitor's own words, kept so that the conversation survives a reload."""
    return _dump({"kind": "said", "text": text})


def encode_edited(encoded: str | None, of: str) -> str:
    """The payload that tells open pages to show another message in the place of an earlier one, or none."""
    return _dump({"kind": "edited", "of": of, "message": None if encoded is None else json.loads(encoded)})


def lean(payload: str, at: int) -> str:
    """The payload as pages get it: instead of a file's content the address at which it is, by the event's id."""
    if '"attachment":{' not in payload:
        return payload
    data = json.loads(payload)
    attachment = _attached(data)
    if attachment is not None and attachment.pop("content", None) is not None:
        attachment["at"] = f"{FILES}{at}"
    return _dump(data)


def attached(payload: str) -> Attachment | None:
    """The file in a payload that was kept, None when it has none."""
    attachment = _attached(json.loads(payload))
    if attachment is None:
        return None
    try:
        content = base64.b64decode(attachment["content"], validate=True)
        return Attachment(str(attachment["name"]), str(attachment["media_type"]), content)
    except (KeyError, TypeError, binascii.Error):
        return None


def _attached(data: dict[str, Any]) -> dict[str, Any] | None:
    """The file of a message, or of the message that stands in the place of another."""
    message = data.get("message") if data.get("kind") == "edited" else data
    found = message.get("attachment") if isinstance(message, dict) else None
    return found if isinstance(found, dict) else None


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis; a word longer than half of that is broken."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        at = max(head.rfind(" "), head.rfind("\n"))
        head = head[:at] if at >= limit // 2 else head
    return head.rstrip() + "…"


def safe_url(url: str | None) -> str | None:
    """The address when it is an absolute http or https one that a reader may open, else None."""
    if url is None or len(url) > MAX_URL or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _paragraphs(paragraphs: tuple[str, ...]) -> list[str]:
    """Whole paragraphs while the limit for all of them lasts; the one that crosses it is cut, the rest left out."""
    kept: list[str] = []
    left = MAX_BODY
    for paragraph in paragraphs:
        text = cut(plain_text(paragraph), left)
        if text:
            kept.append(text)
            left -= len(text)
        if left < MAX_LABEL:
            break
    return kept


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": cut(plain_line(item.title), MAX_TITLE),
        "detail": cut(plain_line(item.detail), MAX_FOOTER),
        "url": safe_url(item.url),
    }


def _rows(rows: tuple[tuple[Button, ...], ...]) -> list[list[dict[str, str]]]:
    drawn = [[_button(button) for button in row if _works(button)][:MAX_IN_A_ROW] for row in rows[:MAX_ROWS]]
    return [row for row in drawn if row]


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": cut(plain_line(attachment.name), MAX_LABEL),
        "media_type": attachment.media_type,
        "picture": attachment.is_picture,
        "description": cut(plain_line(attachment.description), MAX_FOOTER),
        "content": base64.b64encode(attachment.content).decode(),
    }


def _works(button: Button) -> bool:
    return button.say is not None or safe_url(button.url) is not None


def _button(button: Button) -> dict[str, str]:
    label = cut(plain_line(button.label), MAX_LABEL)
    if button.say is not None:
        return {"label": label or button.say, "say": button.say}
    url = str(button.url)
    return {"label": label or url, "url": url}


def _dump(payload: dict[str, Any]) -> str:
    """One line: JSON escapes every line break, so an event of the stream can't be torn by a text.

    What UTF-8 can't carry (an unpaired surrogate in an address) becomes a question mark: it would break every stream.
    """
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(errors="replace").decode()
