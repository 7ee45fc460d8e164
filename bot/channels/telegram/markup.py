"""A neutral `Message` in Telegram's HTML, within Telegram's limits. Pure: the same message gives the same bytes.

Every limit is from core.telegram.org/bots/api and the server's own source; see `Limits` for each. The bytes that a
`sendMessage` request needs are made here once, so that a story sent to ten thousand chats is encoded once.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from bot.channels.telegram.plain import ELLIPSIS, clean, cut, one_line
from bot.model import Attachment, Button, Item, Message

#: Code points of text after entities are parsed (sendMessage; counted by tdlib `utf8_length`).
TEXT_LIMIT: Final = 4096
#: Code points of the text beside a picture or a document (sendPhoto, sendDocument).
CAPTION_LIMIT: Final = 1024
#: Bytes of the raw text with its markup, above which the server says "text is too long" (telegram-bot-api).
RAW_LIMIT: Final = 32_768
#: Formatted pieces; the server silently ignores what is formatted beyond them.
ENTITY_LIMIT: Final = 100
#: Bytes of callback_data.
SAY_LIMIT: Final = 64
#: Buttons of a keyboard, and of one of its rows.
BUTTON_LIMIT: Final = 100
ROW_LIMIT: Final = 8
#: Addresses longer than browsers and proxies agree on are left out.
URL_LIMIT: Final = 2048

#: Code points that a title, a footer, a row of a list and a button's label may take at most; ours, so that none
#: of them crowds out the text.
TITLE_LIMIT: Final = 512
FOOTER_LIMIT: Final = 512
ROW_TITLE_LIMIT: Final = 256
ROW_DETAIL_LIMIT: Final = 256
LABEL_LIMIT: Final = 64

#: Paragraphs are not cut below this while there are rows to drop: a heading without text explains no list.
TEXT_FLOOR: Final = 1024

GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """A message in Telegram's own form, shared by all chats it goes to."""

    #: Text in the Bot API's HTML.
    html: str
    #: InlineKeyboardMarkup as JSON, "" when there are no buttons.
    reply_markup: str
    #: The form fields of `sendMessage`, all but the chat: `application/x-www-form-urlencoded`.
    form: bytes
    #: A picture or a document, sent by `upload` in one request with the text.
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """One stretch of text, what it counts as, and what it costs."""

    html: str
    #: Code points after parsing.
    length: int
    #: Entities.
    entities: int = 0


def encode(message: Message) -> TelegramMessage:
    """Writes `message` as Telegram reads it: bold title, paragraphs, linked rows, small footer, buttons.

    Text that is too long is cut at a word before it is marked up, so markup is never cut; paragraphs are shortened
    first, then rows are dropped from the last. Characters nobody can see are taken out. A message in which nothing
    can be seen becomes "…". Addresses that Telegram would refuse lose their link or their button, never the message.

    The preview of links is off: Telegram would fetch it from the site when it sends, and what a hacked site shows by
    then has passed no guard of ours.
    """
    attachment = message.attachment
    html = _text(message, TEXT_LIMIT if attachment is None else CAPTION_LIMIT)
    reply_markup = _keyboard(message.buttons)
    if attachment is not None:
        return TelegramMessage(html, reply_markup, b"", attachment)
    fields = {"text": html, "parse_mode": "HTML", "link_preview_options": '{"is_disabled":true}'}
    if reply_markup:
        fields["reply_markup"] = reply_markup
    return TelegramMessage(html, reply_markup, urlencode(fields).encode())


# --- text -------------------------------------------------------------------------------------------------------


def _text(message: Message, limit: int) -> str:
    title = _tagged("b", cut(one_line(message.title), min(TITLE_LIMIT, limit // 4)))
    footer = _tagged("i", cut(one_line(message.footer), min(FOOTER_LIMIT, limit // 4)))
    rows = [row for item in message.items if (row := _row(item)).length]
    text = GAP.join(paragraph for part in message.paragraphs if (paragraph := clean(part)))

    fixed = [piece for piece in (title, footer) if piece.length]
    rows = _fitting(rows, fixed, limit, needed=min(len(text), TEXT_FLOOR, limit // 4))
    room = limit - sum(piece.length + len(GAP) for piece in fixed) - _length(rows) - len(GAP)
    raw_room = RAW_LIMIT - _size(fixed) - _size(rows) - 64
    body = _escaped(_cut_raw(cut(text, room), raw_room))

    table = _Piece("\n".join(row.html for row in rows), _length(rows))
    parts = [piece.html for piece in (title, body, table, footer) if piece.length]
    return GAP.join(parts) or ELLIPSIS


def _fitting(rows: Sequence[_Piece], fixed: Sequence[_Piece], limit: int, needed: int) -> list[_Piece]:
    """The first rows that fit beside the title and footer, with `needed` code points left for paragraphs."""
    room = limit - needed - len(GAP) - sum(piece.length + len(GAP) for piece in fixed)
    raw_room = RAW_LIMIT - 6 * needed - _size(fixed) - 64
    entities = ENTITY_LIMIT - sum(piece.entities for piece in fixed)
    kept: list[_Piece] = []
    for row in rows:
        room -= row.length + 1
        raw_room -= len(row.html.encode()) + 1
        entities -= row.entities
        if min(room, raw_room, entities) < 0:
            break
        kept.append(row)
    return kept


def _row(item: Item) -> _Piece:
    title = cut(one_line(item.title), ROW_TITLE_LIMIT)
    detail = cut(one_line(item.detail), ROW_DETAIL_LIMIT)
    if not title:
        title, detail = detail, ""
    if not title:
        return _Piece("", 0)
    url = checked_url(item.url)
    linked = f'<a href="{escape(url)}">{_html(title)}</a>' if url else _html(title)
    html, length, entities = f"• {linked}", len(title) + 2, int(url is not None)
    if detail:
        html, length, entities = f"{html}\n<i>{_html(detail)}</i>", length + len(detail) + 1, entities + 1
    return _Piece(html, length, entities)


def _tagged(tag: str, text: str) -> _Piece:
    return _Piece(f"<{tag}>{_html(text)}</{tag}>", len(text), 1) if text else _Piece("", 0)


def _escaped(text: str) -> _Piece:
    return _Piece(_html(text), len(text))


def _html(text: str) -> str:
    return escape(text, quote=False)


def _cut_raw(text: str, limit: int) -> str:
    """Cuts `text` until its markup takes at most `limit` bytes: 4,096 escaped "&" are 20 kB, so this is rare."""
    while (size := len(_html(text).encode())) > limit:
        text = cut(text, max(1, min(len(text) - 1, len(text) * limit // size)))
    return text


def _length(rows: Sequence[_Piece]) -> int:
    return sum(row.length + 1 for row in rows)


def _size(pieces: Iterable[_Piece]) -> int:
    return sum(len(piece.html.encode()) + len(GAP) for piece in pieces)


# --- addresses and buttons --------------------------------------------------------------------------------------


def checked_url(url: str | None) -> str | None:
    """Gives `url` when Telegram would link it, else None.

    Telegram drops links, and refuses the whole message for a button, that are relative, of another scheme than http
    and https, or of a host without a dot, such as "localhost" (found with tdlib's own parser). An address that
    carries a user name is refused here as well: it is how a forger writes another host than the one that opens.
    A host in other letters than ASCII is written as the network sees it (`xn--…`), so that lookalikes show.
    """
    if url is None or len(url) > URL_LIMIT or clean(url) != url or " " in url or "\n" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or host is None or "@" in parts.netloc or port == 0:
        return None
    return parts._replace(netloc=host if port is None else f"{host}:{port}").geturl()


def _host(parts: SplitResult) -> str | None:
    """The host in ASCII, None when it is no public-looking name or number."""
    name = parts.hostname or ""
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name)}]"
    ascii_name = name.encode("idna").decode("ascii")
    labels = ascii_name.removesuffix(".").split(".")
    if len(labels) < 2 or not all(labels) or not all(c.isalnum() or c in "-_" for c in "".join(labels)):
        return None
    return ascii_name


def _keyboard(rows: Iterable[Sequence[Button]]) -> str:
    left = BUTTON_LIMIT
    keyboard: list[list[dict[str, str]]] = []
    for row in rows:
        buttons = [button for each in row if (button := _button(each))][:left]
        left -= len(buttons)
        keyboard += [buttons[at : at + ROW_LIMIT] for at in range(0, len(buttons), ROW_LIMIT)]
    return json.dumps({"inline_keyboard": keyboard}, ensure_ascii=False, separators=(",", ":")) if keyboard else ""


def _button(button: Button) -> dict[str, str] | None:
    """One button as the Bot API has it, None when Telegram would refuse it."""
    label = cut(one_line(button.label), LABEL_LIMIT) or ELLIPSIS
    if button.say is not None:
        fits = 0 < len(button.say.encode()) <= SAY_LIMIT
        return {"text": label, "callback_data": button.say} if fits else None
    url = checked_url(button.url)
    return {"text": label, "url": url} if url else None
