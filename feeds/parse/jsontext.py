"""JSON of strangers, read once and within bounds.

PHP prints its warnings before the JSON as it does before XML, so what stands before the first bracket that looks like
one of our documents is passed over, and so is what follows the value.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from feeds.model import NotAFeed

#: Where WordPress's posts and a JSON Feed begin; see `parse.sniff`.
_START = re.compile(r"""\[\s*\{\s*"id"\s*:|\{\s*"version"\s*:\s*"https:""")


def read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON is any value
    """The value in these bytes, or a `NotAFeed`.

    Refused: what is not JSON, NaN and Infinity (they are none), one name twice in an object (readers disagree on what
    that means), numbers of thousands of digits, and nesting deeper than the interpreter's own limit.
    """
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x00")
    if not text:
        return NotAFeed("empty", "the answer has no body")
    if text[0] not in "[{":
        start = _START.search(text)
        if start is None:
            return NotAFeed("html" if text[0] == "<" else "no_feed", "the answer is no JSON")
        text = text[start.start() :]
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)
    try:
        value, _ = decoder.raw_decode(text)
    except RecursionError:
        return NotAFeed("no_feed", "JSON nested too deep")
    except ValueError as error:
        return NotAFeed("no_feed", f"no valid JSON: {error}"[:200])
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("an object has the same name twice")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
