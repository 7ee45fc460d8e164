"""The HTML of a feed entry as clean paragraphs.

A feed is a stranger's HTML, so three steps stand between it and the parser:

1. It is cut at 1 MiB.
2. `_tame` rewrites it with a handful of structural tags and no attributes. Lexbor takes quadratic time where the
   HTML standard walks the stack of open elements or compares attributes (measured: 100,000 nested `<div>` 20 s,
   100,000 attributes on one tag 34 s, 100,000 `<option>` 32 s); what is left after taming is linear.
3. Everything nested deeper than 200 elements is read as if it stood side by side.

Then the tree is walked without recursion, what is no text of the article left out, and `clean_paragraphs` does
the rest.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.model import Article
from feeds.parse.leftovers import (
    FOREIGN_CLASSES,
    HIDING_STYLE,
    LINK_CLOSES,
    LINK_MARKS,
    LINK_OPENS,
    without_link_lists,
)
from feeds.text.clean import clean_paragraphs

#: Characters read of one entry; the longest real post seen has 60,000.
MOST_CHARACTERS = 1 << 20
_DEEPEST = 200

#: Elements whose text, up to the end tag, is not the article's: HTML reads their content without tags, or they
#: hold what a reader fills in, plays or clicks.
_RAW_TEXT = frozenset(("script", "style", "iframe", "textarea", "title", "xmp", "noembed", "noframes"))
_OPAQUE = _RAW_TEXT | {"noscript", "template", "select", "svg", "math", "object", "audio", "video", "button"}
#: Elements dropped with all that is in them: pictures and their captions, ways to elsewhere, forms.
_DROPPED = frozenset(("figure", "figcaption", "nav", "form", "aside"))
_BLOCKS_TEXT = (
    "p div section article main header footer blockquote pre address details summary fieldset center hgroup h1 h2 "
    "h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr caption "
)
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
_CELLS = frozenset(("td", "th"))
_NEXT_CELL = " | "
_CELL_LOOKBACK = 4
_VOID = {"br": "<br>", "hr": "<br><br>", "img": " ", "input": " "}
_KEPT = _BLOCKS | _CELLS | _DROPPED | {"a", "span"}
_PARTING = _BLOCKS | _DROPPED
#: Closed by their next sibling, as in "<li>one<li>two": they don't make a document deeper.
_FLAT = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"))

_MARKUP = re.compile(r"<(?:!--|[!?]|(/?)([a-zA-Z][^\s/>]*))")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*)))?")
_TAG_END = re.compile(r"[\s/]*>")
_ESCAPED_MARKUP = re.compile(r"&lt;/?(?:p|br|div|span|strong|img|a)\b", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BLANK_LINE = re.compile(r"\n\s*\n")


def read_html(html: str, title: str) -> Article:
    """The article in an entry's HTML, in clean paragraphs.

    Args:
        html: a fragment or a whole document; of more than 1 MiB characters only the first are read. Text without
            any tag that parts paragraphs is read too: its blank lines do.
        title: the entry's title, so that a first paragraph that repeats it can go.

    Returns:
        An article, without paragraphs when there is nothing to read. Whatever comes in, nothing is raised, and the
        time is linear in its length.
    """
    html = html[:MOST_CHARACTERS]
    if "<" not in html and _ESCAPED_MARKUP.search(html):
        html = entities.unescape(html)  # escaped twice: by the CMS and by the library that writes its feed
    markup, has_blocks = _tame(LINK_MARKS.sub("", html))
    root = LexborHTMLParser(markup).root
    blocks = _blocks(root, keep_lines=not has_blocks) if root else ()
    return Article(clean_paragraphs(without_link_lists(blocks), title))


def _tame(html: str) -> tuple[str, bool]:
    """The same text in simple markup, and whether any tag in it parts paragraphs."""
    out: list[str] = []
    has_blocks = False
    opened: dict[str, int] = {}
    endless: set[str] = set()
    position = 0
    while mark := _MARKUP.search(html, position):
        out.append(html[position : mark.start()])
        slash, name = mark.group(1), (mark.group(2) or "").lower()
        if not name:
            position = _after(html, "-->" if mark.group().endswith("--") else ">", mark.end())
            continue
        position, hidden = _read_attributes(html, mark.end())
        if name in _OPAQUE and not slash:
            position = _after_element(html, name, position, endless)
            continue
        has_blocks = has_blocks or name in _BLOCKS or name == "br"
        out.append(_simple_tag(name, closes=bool(slash), hidden=hidden, opened=opened))
    out.append(html[position:])
    return "".join(out), has_blocks


def _simple_tag(name: str, *, closes: bool, hidden: bool, opened: dict[str, int]) -> str:
    """The tag as the walk needs it; "" for one that only styles text."""
    if name in _VOID:
        return _VOID[name]
    if name not in _KEPT:
        return ""
    if name in _FLAT:
        return f"</{name}>" if closes else f"<{name}{' hidden' if hidden else ''}>"
    if closes:
        if not opened.get(name):
            return ""
        opened[name] -= 1
        return f"</{name}>"
    if sum(opened.values()) >= _DEEPEST:
        return "<br><br>" if name in _BLOCKS else ""
    opened[name] = opened.get(name, 0) + 1
    return f"<{name}{' hidden' if hidden else ''}>"


def _read_attributes(html: str, position: int) -> tuple[int, bool]:
    """Where the tag ends, and whether its attributes hide the element or give it to a plugin."""
    hidden = False
    while not (end := _TAG_END.match(html, position)):
        attribute = _ATTRIBUTE.match(html, position)
        if attribute is None:
            return len(html), hidden  # the document ends inside a tag
        position = attribute.end()
        name = attribute.group(1).lower()
        value = attribute.group(2) or attribute.group(3) or attribute.group(4) or ""
        if name == "hidden":
            hidden = True
        elif name == "style":
            hidden = hidden or HIDING_STYLE.search(value) is not None
        elif name == "class":
            hidden = hidden or not FOREIGN_CLASSES.isdisjoint(value.lower().split())
    return end.end(), hidden


def _after(html: str, what: str, position: int) -> int:
    found = html.find(what, position)
    return len(html) if found < 0 else found + len(what)


def _after_element(html: str, name: str, position: int, endless: set[str]) -> int:
    """Behind the end tag of an element that is skipped. Without one only raw text runs to the end, as in HTML."""
    end = None
    if name not in endless:
        end = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(html, position)
    if end:
        return _after(html, ">", end.end())
    endless.add(name)
    return len(html) if name in _RAW_TEXT else position


def _blocks(root: LexborNode, *, keep_lines: bool) -> Iterator[str]:
    """The text of each block, links between their marks; a line break is soft, as `clean_paragraphs` takes it."""
    text: list[str] = []
    for event, value in _events(root):
        if event == "text":
            text.append(value if keep_lines else _SPACE.sub(" ", value))
        elif value == "br":
            text.append("\n" if event == "open" else "")
        elif value == "a":
            text.append(LINK_OPENS if event == "open" else LINK_CLOSES)
        elif value in _CELLS:
            if event == "open" and _is_inside_row(text):
                text.append(_NEXT_CELL)
        elif text and value in _PARTING:
            yield from _BLANK_LINE.split("".join(text))
            text = []
    yield from _BLANK_LINE.split("".join(text))


def _is_inside_row(text: list[str]) -> bool:
    """Whether a cell with text came before; looks back at a few pieces only, so that a row of empty cells is cheap."""
    last = next((piece for piece in reversed(text[-_CELL_LOOKBACK:]) if not piece.isspace()), _NEXT_CELL)
    return last != _NEXT_CELL


def _events(root: LexborNode) -> Iterator[tuple[str, str]]:
    """("text", words), ("open", tag) and ("close", tag) in the order of the document; dropped elements are empty."""
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        child = None
        if node.is_text_node:
            yield "text", node.text_content or ""
        else:
            yield "open", tag
            child = None if tag in _DROPPED or "hidden" in node.attributes else node.first_child
        if child is not None:
            node = child
            continue
        while node is not None:
            if not node.is_text_node:
                yield "close", node.tag or ""
            if node.next is not None:
                node = node.next
                break
            node = node.parent
