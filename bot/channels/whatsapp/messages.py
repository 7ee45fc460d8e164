"""What can be sent on WhatsApp, as values that can't break its rules: a wrong one is a `ValueError` when it is made.

Limits are those of Meta's reference for the Cloud API and its OpenAPI description; lengths are UTF-16 units. Where
sources differ the smaller number stands here. `fields` gives the message without whom it goes to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.whatsapp.plain import cut, length, safe_url
from feeds.text.normalise import plain_line

TEXT_LIMIT: Final = 4096
#: Of a message with buttons, a list or a link.
BODY_LIMIT: Final = 1024
HEADER_LIMIT: Final = 60
FOOTER_LIMIT: Final = 60
BUTTON_LIMIT: Final = 3
BUTTON_TITLE_LIMIT: Final = 20
BUTTON_ID_LIMIT: Final = 256
ROW_LIMIT: Final = 10
ROW_TITLE_LIMIT: Final = 24
ROW_ID_LIMIT: Final = 200
ROW_DESCRIPTION_LIMIT: Final = 72
PARAMETER_LIMIT: Final = 1024
TEMPLATE_BUTTON_LIMIT: Final = 10
PAYLOAD_LIMIT: Final = 128
#: Characters behind the fixed part of a link button's address.
URL_ENDING_LIMIT: Final = 2000

_TEMPLATE_NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
_PARAMETER_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,19}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2,3})?")
#: What a parameter of a template may not hold (errors 100 and 132018).
_UNFLAT: Final = re.compile(r"[\n\r\t\v\f\x00-\x1f\x85\u2028\u2029]| {4}")


def _check(what: str, text: str, limit: int, *, least: int = 1) -> None:
    if not least <= length(text) <= limit or (least and not text.strip()):
        raise ValueError(f"{what} has {length(text)} characters; it needs {least} to {limit}, and something to see")


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `preview` shows the page behind its first address."""

    body: str
    preview: bool = False

    def __post_init__(self) -> None:
        _check("a text", self.body, TEXT_LIMIT)

    def fields(self) -> dict[str, Any]:
        """The message."""
        return {"type": "text", "text": {"body": self.body, "preview_url": self.preview}}


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button that sends `id` to us."""

    id: str
    title: str

    def __post_init__(self) -> None:
        _check("a button's id", self.id, BUTTON_ID_LIMIT)
        _check("a button's title", self.title, BUTTON_TITLE_LIMIT)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the body of an interactive message; "" leaves it out."""

    header: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        _check("a header", self.header, HEADER_LIMIT, least=0)
        _check("a footer", self.footer, FOOTER_LIMIT, least=0)


def _interactive(kind: str, body: str, action: dict[str, Any], frame: Frame) -> dict[str, Any]:
    parts: dict[str, Any] = {"type": kind, "body": {"text": body}, "action": action}
    if frame.header:
        parts["header"] = {"type": "text", "text": frame.header}
    if frame.footer:
        parts["footer"] = {"text": frame.footer}
    return {"type": "interactive", "interactive": parts}


@dataclass(frozen=True, slots=True)
class ReplyButtons:
    """A text with one to three buttons, their ids and titles all different."""

    body: str
    buttons: tuple[ReplyButton, ...]
    frame: Frame = Frame()

    def __post_init__(self) -> None:
        _check("the body", self.body, BODY_LIMIT)
        count = len(self.buttons)
        if not 1 <= count <= BUTTON_LIMIT:
            raise ValueError(f"{count} buttons; there may be 1 to {BUTTON_LIMIT}")
        if len({one.id for one in self.buttons}) < count or len({one.title for one in self.buttons}) < count:
            raise ValueError("two buttons have one id or one title")

    def fields(self) -> dict[str, Any]:
        """The message."""
        buttons = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in self.buttons]
        return _interactive("button", self.body, {"buttons": buttons}, self.frame)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, which sends `id` to us when it is chosen."""

    id: str
    title: str
    description: str = ""

    def __post_init__(self) -> None:
        _check("a row's id", self.id, ROW_ID_LIMIT)
        _check("a row's title", self.title, ROW_TITLE_LIMIT)
        _check("a row's description", self.description, ROW_DESCRIPTION_LIMIT, least=0)

    def fields(self) -> dict[str, str]:
        """The row."""
        row = {"id": self.id, "title": self.title}
        return row | {"description": self.description} if self.description else row


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title, which a list with one section may do without."""

    rows: tuple[Row, ...]
    title: str = ""

    def __post_init__(self) -> None:
        _check("a section's title", self.title, ROW_TITLE_LIMIT, least=0)

    def fields(self) -> dict[str, Any]:
        """The section."""
        rows = {"rows": [row.fields() for row in self.rows]}
        return {"title": self.title} | rows if self.title else rows


@dataclass(frozen=True, slots=True)
class ListMessage:
    """A text with a button that opens a list of one to ten rows, their ids all different."""

    body: str
    #: What stands on the button.
    button: str
    sections: tuple[Section, ...]
    frame: Frame = Frame()

    def __post_init__(self) -> None:
        _check("the body", self.body, BODY_LIMIT)
        _check("a button's title", self.button, BUTTON_TITLE_LIMIT)
        rows = [row for section in self.sections for row in section.rows]
        if not 1 <= len(rows) <= ROW_LIMIT or not all(section.rows for section in self.sections):
            raise ValueError(f"{len(rows)} rows; there may be 1 to {ROW_LIMIT}, and no section without any")
        if len({row.id for row in rows}) < len(rows):
            raise ValueError("two rows have one id")
        if len(self.sections) > 1 and not all(section.title for section in self.sections):
            raise ValueError("of several sections each needs a title")

    def fields(self) -> dict[str, Any]:
        """The message."""
        action = {"button": self.button, "sections": [section.fields() for section in self.sections]}
        return _interactive("list", self.body, action, self.frame)


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A text with one button that opens an address of the web."""

    body: str
    label: str
    url: str
    frame: Frame = Frame()

    def __post_init__(self) -> None:
        _check("the body", self.body, BODY_LIMIT)
        _check("a button's title", self.label, BUTTON_TITLE_LIMIT)
        if safe_url(self.url) is None:
            raise ValueError("a link button needs an address of the web")

    def fields(self) -> dict[str, Any]:
        """The message."""
        parameters = {"display_text": self.label, "url": self.url}
        return _interactive("cta_url", self.body, {"name": "cta_url", "parameters": parameters}, self.frame)


# --- templates --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """What stands in one place of a template; `name` for templates whose places have names."""

    text: str
    name: str = ""

    def __post_init__(self) -> None:
        _check("a parameter", self.text, PARAMETER_LIMIT)
        if _UNFLAT.search(self.text):
            raise ValueError("a parameter may hold no line break, no tab and no four spaces in a row")
        if self.name and not _PARAMETER_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} can't be the name of a parameter")

    @classmethod
    def flat(cls, text: str, limit: int = PARAMETER_LIMIT, name: str = "") -> Parameter:
        """Makes a parameter of any text: on one line, nothing invisible, cut at a word; "-" when nothing is left."""
        return cls(cut(plain_line(text), limit) or "-", name)

    def fields(self) -> dict[str, str]:
        """The parameter."""
        named = {"parameter_name": self.name} if self.name else {}
        return {"type": "text", **named, "text": self.text}


@dataclass(frozen=True, slots=True)
class HeaderImage:
    """A picture above a template, by its address."""

    link: str

    def __post_init__(self) -> None:
        if safe_url(self.link) is None:
            raise ValueError("a header's picture needs an address of the web")

    def fields(self) -> dict[str, Any]:
        """The parameter."""
        return {"type": "image", "image": {"link": self.link}}


@dataclass(frozen=True, slots=True)
class UrlEnding:
    """What is put behind the fixed address of a template's link button."""

    index: int
    text: str

    def __post_init__(self) -> None:
        _check("the end of an address", self.text, URL_ENDING_LIMIT)

    def fields(self) -> dict[str, Any]:
        """The component."""
        parameters = [{"type": "text", "text": self.text}]
        return {"type": "button", "sub_type": "url", "index": str(self.index), "parameters": parameters}


@dataclass(frozen=True, slots=True)
class QuickReply:
    """What a template's reply button sends to us."""

    index: int
    payload: str

    def __post_init__(self) -> None:
        _check("a payload", self.payload, PAYLOAD_LIMIT)

    def fields(self) -> dict[str, Any]:
        """The component."""
        parameters = [{"type": "payload", "payload": self.payload}]
        return {"type": "button", "sub_type": "quick_reply", "index": str(self.index), "parameters": parameters}


@dataclass(frozen=True, slots=True)
class Template:
    """A message whose words Meta has approved, with what stands in its places."""

    name: str
    language: str
    body: tuple[Parameter, ...] = ()
    header: Parameter | HeaderImage | None = None
    buttons: tuple[UrlEnding | QuickReply, ...] = ()

    def __post_init__(self) -> None:
        if not _TEMPLATE_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} can't be the name of a template")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"{self.language!r} is no language of a template")
        if len({bool(parameter.name) for parameter in self.body}) > 1:
            raise ValueError("parameters have names, or none of them has")
        if isinstance(self.header, Parameter):
            _check("a header", self.header.text, HEADER_LIMIT)
        _check_indexes(self.buttons)

    def fields(self) -> dict[str, Any]:
        """The message."""
        components: list[dict[str, Any]] = []
        if self.header is not None:
            components.append({"type": "header", "parameters": [self.header.fields()]})
        if self.body:
            components.append({"type": "body", "parameters": [parameter.fields() for parameter in self.body]})
        components += [button.fields() for button in self.buttons]
        template: dict[str, Any] = {"name": self.name, "language": {"code": self.language}}
        return {"type": "template", "template": template | ({"components": components} if components else {})}


def _check_indexes(buttons: Sequence[UrlEnding | QuickReply]) -> None:
    indexes = [button.index for button in buttons]
    if len(set(indexes)) < len(indexes) or not all(0 <= index < TEMPLATE_BUTTON_LIMIT for index in indexes):
        raise ValueError(f"buttons are counted from 0 to {TEMPLATE_BUTTON_LIMIT - 1}, each once")


#: What can be sent within 24 hours of a person's last message.
Service = Text | ReplyButtons | ListMessage | LinkButton
