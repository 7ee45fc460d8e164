"""Bytes as servers really send them become clean UTF-8 XML, or the reason why they are no feed. Pure and linear.

Sites put PHP warnings, blank lines and byte order marks before the prolog, declare one charset and send another,
and answer errors with an HTML page and status 200. Charsets: bytes that are valid UTF-8 are UTF-8, whatever they
declare; else what they declare if it is on a list of codecs that only map bytes to letters ("punycode" alone can
stall a parser for 15 s); else Windows-1252, as the WHATWG Encoding Standard takes Latin-1
(https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re

from feeds.model import NotAFeed

#: A charset on this list maps bytes to letters and does nothing else.
_CHARSETS = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "cp1252", "gb18030", "gbk", "gb2312", "big5"}
    | {"shift_jis", "euc_jp", "euc_kr", "koi8-r", "koi8-u", "tis-620"}
    | {f"cp125{n}" for n in range(9)}
    | {f"iso8859-{n}" for n in range(1, 17)}
)
#: Latin-1 on the web is Windows-1252.
_LATIN = frozenset({"ascii", "iso8859-1"})

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PROLOG = re.compile(r"<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(r"<(?:rss|feed|channel|(?:\w+:)?RDF)[\s>]|<\?xml", re.IGNORECASE)
_REAL_ROOT = re.compile(r"<(?:rss|feed|channel|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:rss|feed|channel|(?:\w+:)?RDF)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
#: People's names, cut: feedparser looks for an e-mail address in them with a pattern that takes the square of their
#: length (https://github.com/kurtmckee/feedparser/issues/562).
_LONG_NAME = re.compile(
    r"(<(?:\w{1,20}:)?(?:author|creator|contributor|managingEditor|webMaster|publisher|owner|name|email)\b[^<>]{0,200}>"
    r"(?:<!\[CDATA\[)?[^<\]]{300})[^<\]]+",
    re.IGNORECASE,
)
#: A tag with more than this inside holds a bomb of attributes, or a picture written out in letters.
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}>")
#: What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = bytes(set(range(0x20)) - {9, 10, 13})
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_LEGAL = (range(9, 11), range(13, 14), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")


def prepare(body: bytes) -> tuple[bytes, tuple[str, ...]] | NotAFeed:
    """Clean UTF-8 XML with codes of what was mended, or why there is no feed in these bytes.

    Codes: "charset:NAME" (the declared charset is wrong or missing, NAME was taken), "junk" (something stands before
    the XML), "torn" (the document breaks off; its last entry is left out). `parse.feed` adds "broken_xml:WHERE".
    """
    if not body.strip():
        return NotAFeed("empty", "the answer has no body")
    warnings = []
    text, charset = _decode(body)
    if charset:
        warnings.append(f"charset:{charset}")
    text = text.lstrip("\ufeff")
    root = _ROOT.search(text)
    if root is None or _REAL_ROOT.search(text, root.start()) is None or _HTML.search(text, 0, root.start()):
        if _HTML.search(text):
            return NotAFeed("html", "the answer is an HTML page")
        return NotAFeed("no_feed" if "<" in text else "not_xml", "no RSS, Atom or RDF root element")
    if text[: root.start()].strip():
        warnings.append("junk")
    text = _PROLOG.sub("", text[root.start() :], count=1)
    text = _LONG_TAG.sub("", _REFERENCE.sub(_legal_reference, _without_forbidden(text)))
    if _CLOSED.search(text, max(0, len(text) - 2_000)) is None:
        if _ITEM_START.search(text) is None and not text.rstrip().endswith("/>"):
            return NotAFeed("broken_off", "the document breaks off before its first entry")
        text, cut = _without_torn_item(text)
        if cut:
            warnings.append("torn")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8"), tuple(warnings)


def without_long_names(text: bytes) -> bytes:
    """Clean XML in which nobody's name is long enough to stall feedparser."""
    return _LONG_NAME.sub(r"\1", text.decode("utf-8")).encode("utf-8")


def _without_forbidden(text: str) -> str:
    """The text without characters that XML forbids. By bytes: five times as fast as by letters."""
    clean = text.encode("utf-8", "ignore").translate(None, _FORBIDDEN)
    return (_NONCHARACTERS.sub(b"", clean) if b"\xef\xbf" in clean else clean).decode("utf-8")


def _decode(body: bytes) -> tuple[str, str]:
    """The text, and the charset that was taken when it is not the one declared."""
    for mark, charset in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if body.startswith(mark):
            return body.decode(charset, "replace"), ""
    declared = _DECLARED.search(body[:2_000])
    name = _codec(declared[1].decode("ascii")) if declared else None
    try:
        return body.decode("utf-8"), "" if name in {None, "utf-8", "ascii"} else "utf-8"
    except UnicodeDecodeError:
        pass
    if name in _CHARSETS and name not in _LATIN and name != "utf-8":
        try:
            return body.decode(name), ""
        except UnicodeDecodeError:
            pass
    # Mostly UTF-8 with a broken letter is UTF-8; else every byte has a meaning in Windows-1252.
    loose = body.decode("utf-8", "replace")
    if loose.count("\ufffd") <= len(loose) // 1_000:
        return loose, "" if name == "utf-8" else "utf-8"
    return body.decode("cp1252", "replace"), "" if name in _LATIN or name == "cp1252" else "windows-1252"


def _codec(label: str) -> str | None:
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _legal_reference(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    legal = (
        number in {9, 10, 13} or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    )
    return match[0] if legal else ""


def _without_torn_item(text: str) -> tuple[str, bool]:
    """A feed that broke off mid-way loses its last entry: half a story is worse than one a quarter hour later."""
    end = 0
    for closing in _ITEM_END.finditer(text):
        end = closing.end()
    torn = _ITEM_START.search(text, end)
    return (text, False) if torn is None else (text[: torn.start()], True)
