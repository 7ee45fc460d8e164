"""The article's text on a page: which element holds it, and its blocks. Works on a parsed tree, without recursion.

One walk gathers the page's blocks of text and, for each element that may hold an article, how much plain text lies in
it directly. Text in links counts against it. The element that has the most is the article's, or its parent while
that has much more. What is hidden, or named for something else (`page_names`), is not walked at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from feeds.parse.leftovers import LINK_CLOSES, LINK_OPENS, ONLY_LINKS, OTHER_TITLE
from feeds.parse.page_names import BODY_SELECTOR, is_body, is_foreign, is_good, is_hidden

#: Nothing in these is read: machines' text, what a reader fills in, plays or clicks, ways to elsewhere.
_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "head", "svg", "math", "object", "audio", "video"),
        *("select", "textarea", "button", "input", "form", "nav", "aside", "figure", "figcaption", "footer", "header"),
        "h1",
    )
)
#: May hold an article.
_HOLDERS = frozenset(("div", "section", "article", "main", "td", "th", "body"))
#: Part blocks; their text is credited to the holder around them.
_PARTS = frozenset(
    (
        *(
            "p",
            "blockquote",
            "pre",
            "address",
            "details",
            "summary",
            "center",
            "fieldset",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
        ),
        *("dd", "table", "thead", "tbody", "tfoot", "tr", "caption", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr"),
    )
)
_FRAME = frozenset(("html", "body"))
_CELLS = frozenset(("td", "th"))
_NEXT_CELL = " | "
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))

#: Characters of plain text from which a block says something, and of them a holder needs to be an article: fewer when
#: it is named for one.
_SAYS_SOMETHING, _ENOUGH, _ENOUGH_OF_BODY = 25, 120, 40
#: Characters that make a cell of a table a block of its own.
_CELL = 120
#: How much more a parent must have to be preferred, and how far up is looked.
_MUCH_MORE, _HIGHEST = 1.4, 3
_TEXT_OF_BODY, _TEXT_OF_GOOD = 3.0, 1.25

_SPACE = re.compile(r"\s+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True)
class _Holder:
    parent: int
    weight: float
    body: bool
    #: Blocks of the page before it opened, and when it closed.
    start: int
    end: int = 0
    #: Characters of blocks that say something: directly in it, in holders directly in it, in all of it.
    direct: int = 0
    below: int = 0
    said: int = 0
    #: Characters of all plain text in it, and of all links.
    whole: int = 0
    linked: int = 0

    @property
    def text(self) -> int:
        """Characters that may be an article's; one that names itself the body may keep them however deep."""
        return self.whole if self.body else self.said

    @property
    def score(self) -> float:
        """How much article is in it; what lies in it directly counts twice."""
        density = self.linked / (self.linked + self.whole or 1)
        text = self.whole if self.body else self.direct + self.below / 2
        return self.weight * text * (1 - density)


@dataclass(slots=True)
class _Reader:
    """What the walk has gathered."""

    blocks: list[str] = field(default_factory=list)
    #: Which of them are headings.
    headings: set[int] = field(default_factory=set)
    holders: list[_Holder] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    plain: int = 0
    linked: int = 0
    in_link: int = 0
    heading: bool = False

    def flush(self) -> None:
        """Ends a block."""
        if not self.text:
            return
        block = "".join(self.text)
        if not block.isspace():
            if self.heading:
                self.headings.add(len(self.blocks))
            self.blocks.extend(_BLANK_LINE.split(block))
            if self.open:
                holder = self.holders[self.open[-1]]
                holder.whole += self.plain
                holder.linked += self.linked
                if self.plain >= _SAYS_SOMETHING and self.plain > self.linked and not self.heading:
                    holder.direct += self.plain
                    holder.said += self.plain
        self.text = []
        self.plain = self.linked = 0
        if self.in_link:
            self.text.append(LINK_OPENS)


def article_blocks(root: LexborNode) -> list[str]:
    """The blocks of the element that holds the article, in order, links between their marks.

    [] when no element holds enough text to be one.
    """
    for strict in (True, False):
        reader = _walk(root, strict=strict)
        chosen = _choose(reader.holders)
        if chosen is not None:
            return _without_titles(reader, chosen)
    return []


def _without_titles(reader: _Reader, chosen: _Holder) -> list[str]:
    """The blocks of the holder but for titles of other news, which are links, and headings with nothing under them."""
    kept = [
        number
        for number in range(chosen.start, chosen.end)
        if not OTHER_TITLE.fullmatch(reader.blocks[number].strip())
        and not (number in reader.headings and ONLY_LINKS.fullmatch(reader.blocks[number]))
    ]
    while kept and kept[-1] in reader.headings:
        del kept[-1]
    return [reader.blocks[number] for number in kept]


def _walk(root: LexborNode, *, strict: bool) -> _Reader:
    reader = _Reader()
    for event, tag, node in _events(root, strict=strict):
        if event == "text":
            words = _SPACE.sub(" ", tag)
            reader.text.append(words)
            size = len(words) - words.count(" ")
            if reader.in_link:
                reader.linked += size
            else:
                reader.plain += size
        elif tag in _HOLDERS:
            _at_holder(reader, event, tag, node)
        elif tag in _PARTS:
            reader.flush()
            reader.heading = event == "open" and tag in _HEADINGS
        elif tag == "br":
            reader.text.append("\n" if event == "open" else "")
        elif tag == "a":
            reader.in_link += 1 if event == "open" else -1
            reader.text.append(LINK_OPENS if event == "open" else LINK_CLOSES)
    reader.flush()
    return reader


def _at_holder(reader: _Reader, event: str, tag: str, node: LexborNode) -> None:
    if tag in _CELLS and reader.plain + reader.linked < _CELL:
        # A row of a table is read on one line; a table that lays out a page has whole articles in its cells.
        reader.text.append(_NEXT_CELL if event == "open" and reader.plain + reader.linked else " ")
    else:
        reader.flush()
    if event == "open":
        attributes = node.attributes
        body = is_body(attributes)
        weight = _TEXT_OF_BODY if body else _TEXT_OF_GOOD if is_good(attributes) and tag != "body" else 1.0
        reader.open.append(len(reader.holders))
        parent = reader.open[-2] if len(reader.open) > 1 else -1
        reader.holders.append(_Holder(parent, weight, body, len(reader.blocks)))
        return
    holder = reader.holders[reader.open.pop()]
    holder.end = len(reader.blocks)
    if holder.parent >= 0:
        above = reader.holders[holder.parent]
        above.below += holder.direct
        above.said += holder.said
        above.whole += holder.whole
        above.linked += holder.linked


def _choose(holders: list[_Holder]) -> _Holder | None:
    """The holder of the article, or None when none has enough."""
    best = max(holders, key=lambda holder: holder.score, default=None)
    if best is None:
        return None
    chosen = here = best
    for _ in range(_HIGHEST):
        if chosen.body or here.parent < 0:
            break
        here = holders[here.parent]
        gain = here.said - chosen.said
        if here.said > _MUCH_MORE * chosen.said and (gain >= _ENOUGH or chosen.said < _ENOUGH):
            chosen = here
    return chosen if chosen.text >= (_ENOUGH_OF_BODY if chosen.body else _ENOUGH) else None


def _events(root: LexborNode, *, strict: bool) -> Iterator[tuple[str, str, LexborNode]]:
    """("text", words), ("open", tag) and ("close", tag), each with its node, in the order of the document."""
    frames = _frames(root)
    node: LexborNode | None = root
    while node is not None:
        child = None
        if node.is_text_node:
            yield "text", node.text_content or "", node
        else:
            tag = node.tag or ""
            yield "open", tag, node
            if not _is_skipped(node, tag, frames, strict=strict):
                child = node.first_child
        if child is not None:
            node = child
            continue
        while node is not None:
            if not node.is_text_node:
                yield "close", node.tag or "", node
            if node.next is not None:
                node = node.next
                break
            node = node.parent


def _frames(root: LexborNode) -> set[int]:
    """What is around a heading or an article's body."""
    around: set[int] = set()
    for found in root.css(BODY_SELECTOR):
        node: LexborNode | None = found
        while node is not None and node.mem_id not in around:
            around.add(node.mem_id)
            node = node.parent
    return around


def _is_skipped(node: LexborNode, tag: str, frames: set[int], *, strict: bool) -> bool:
    if tag in _SKIPPED:
        return strict or tag not in {"header", "footer", "form"}
    attributes = node.attributes
    if not attributes or tag in _FRAME:
        return False
    # "has-sidebar" is the frame of the whole page, not its sidebar.
    return (is_hidden(attributes) or (strict and is_foreign(tag, attributes))) and node.mem_id not in frames
