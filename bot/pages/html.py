"""HTML that can't be torn by a text. Pure.

`tag` is the only way to make markup: what goes in as `str` comes out as text, whatever it holds. Only what `tag` has
made (`Html`) goes in unchanged. Addresses that a reader should not open, event handlers and inline styles don't
get out of here.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

#: Elements without an end.
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
#: Attributes that hold an address.
_ADDRESSES = frozenset({"action", "href", "src"})
#: What no text of a page may hold: control characters, and halves of characters, which UTF-8 can't carry.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Html(str):
    """Markup that `tag` has made."""

    __slots__ = ()


Child = Html | str | None


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """One element.

    Args:
        name: Of the element.
        children: Texts and elements; None is left out.
        attributes: By name, "_" for "-", with a "_" behind it where Python wants the word ("class_"). None and False
            are left out, True is an attribute without a value.

    Raises `ValueError` for inline scripts and styles: the policy would not let them work.
    """
    written = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Several texts and elements, one after another."""
    return Html("".join(child if isinstance(child, Html) else text(child) for child in children if child is not None))


def text(words: str) -> Html:
    """A text as HTML."""
    return Html(html.escape(_UNPRINTABLE.sub("", words)))


def is_safe_address(address: str) -> bool:
    """True for http, https, and what is relative to the page; false for scripts, data and what can't be read."""
    if any(character <= " " for character in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    return not parts.netloc


def _attribute(name: str, value: str | int | bool | None) -> str:  # noqa: FBT001 - HTML has attributes without values
    if value is None or value is False:
        return ""
    if name.startswith("on") or name == "style":
        raise ValueError(f"no inline {name!r} on our pages")
    if value is True:
        return f" {name}"
    if name in _ADDRESSES and not is_safe_address(str(value)):
        return ""
    return f' {name}="{text(str(value))}"'
