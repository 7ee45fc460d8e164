"""Everything that an entry says and where it points, seen or hidden: what the hijack guard is shown. Pure, linear."""

from __future__ import annotations

import html
import re

#: Characters of words that the guard is shown; it reads no further either.
MOST_WORDS = 30_000
#: Links looked at by the guard; injected ones stand at the front or are many.
MOST_LINKS = 50
#: Characters of markup that are looked through for them, as many as `parse.article` reads.
_MOST_MARKUP = 1 << 20

#: An element that is meant not to be seen: by attribute, or by a style that no editor needs.
_INVISIBLE = re.compile(
    r"""<([a-zA-Z][a-zA-Z0-9]{0,15})(?=\s)(?:[^<>]{0,1900}?\sstyle\s*=\s*["'][^"'<>]{0,500}?(?:display\s*:\s*none"""
    r"""|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em)?(?![.\d])|text-indent\s*:\s*-\d{3}"""
    r"""|(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-\d{3}|opacity\s*:\s*0(?![.\d])"""
    r"""|(?<![-\w])(?:height|width)\s*:\s*[01](?:px)?(?![.\d%a-z]))|[^<>]{0,1900}?\shidden(?=[\s>=/]))[^<>]{0,1900}>""",
    re.IGNORECASE,
)
#: Characters of an invisible element that are looked through, and elements.
_MOST_HIDDEN, _MOST_ELEMENTS = 20_000, 30
_HREF = re.compile(r"""\shref\s*=\s*["']([^"'<>\s]{1,500})["']""", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>")


def all_words(markup: str) -> str:
    """All words of an entry, also those that no reader would see: injected adverts hide in invisible elements."""
    return html.unescape(_TAG.sub(" ", markup[:_MOST_MARKUP]))[:MOST_WORDS]


def all_links(markup: str) -> tuple[str, ...]:
    """The addresses that an entry links to, as written, the first ones."""
    found = (match[1] for match in _HREF.finditer(markup, 0, _MOST_MARKUP))
    return tuple(html.unescape(link) for link, _ in zip(found, range(MOST_LINKS), strict=False))


def hidden_links(markup: str) -> tuple[str, ...]:
    """The addresses in elements that no reader would see, as written, the first ones.

    An element ends at the first end tag of its name: what is nested deeper may be missed, and nothing visible is taken
    for hidden.
    """
    found: list[str] = []
    lower = markup.lower()
    elements = _INVISIBLE.finditer(markup, 0, _MOST_MARKUP)
    for element, _ in zip(elements, range(_MOST_ELEMENTS), strict=False):
        most = element.end() + _MOST_HIDDEN
        end = lower.find(f"</{element[1].lower()}", element.end(), most)
        found += all_links(markup[element.start() : most if end < 0 else end])
    return tuple(dict.fromkeys(found))[:MOST_LINKS]
