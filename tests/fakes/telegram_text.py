"""How Telegram's server reads formatted text: by its own parser where `tdjson` is installed, roughly elsewhere."""

from __future__ import annotations

import functools
import html
import json
import re

try:
    import tdjson
except ImportError:  # no wheel for this platform
    tdjson = None

EXACT = tdjson is not None

RAW_LIMIT = 32_768
TEXT_LIMIT = 4096
ENTITY_LIMIT = 100

_TYPES = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeTextUrl": "text_link",
}
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_TO_BLANK = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
#: What the server calls empty (tdlib, `strip_empty_characters`).
_EMPTY = re.compile(
    "[ \n\xa0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)


class RefusedError(Exception):
    """The server's words for a text that it does not take."""


def read_text(raw, parse_mode):
    """The text as readers see it and its entities, or `RefusedError` with the server's words."""
    if not raw:
        raise RefusedError("message text is empty")
    if len(raw.encode()) > RAW_LIMIT:
        raise RefusedError("text is too long")
    text, entities = _parsed(raw) if parse_mode == "HTML" else (raw, [])
    if _EMPTY.fullmatch(_TO_BLANK.sub(" ", _REMOVED.sub("", text))):
        raise RefusedError("text must be non-empty")
    if len(text) > TEXT_LIMIT:
        raise RefusedError("message is too long")
    return text, entities[:ENTITY_LIMIT]


def _parsed(raw):
    if tdjson is None:
        return html.unescape(re.sub("<[^>]*>", "", raw)), []
    answer = _execute({"@type": "parseTextEntities", "text": raw, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] == "error":
        words = answer["message"]
        raise RefusedError(words[:1].lower() + words[1:])
    return answer["text"], [_entity(each) for each in answer["entities"]]


def _entity(each):
    kind = each["type"]
    entity = {"type": _TYPES.get(kind["@type"], kind["@type"]), "offset": each["offset"], "length": each["length"]}
    return entity | ({"url": kind["url"]} if "url" in kind else {})


def _execute(request):
    _silence()
    return json.loads(tdjson.td_execute(json.dumps(request).encode()))


@functools.cache
def _silence():
    """Keeps the parser from logging every request on stderr."""
    tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')


def marked(text, entity):
    """The stretch of `text` that an entity covers; offsets count UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
