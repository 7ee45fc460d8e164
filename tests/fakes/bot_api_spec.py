"""What the Bot API's machine-readable description demands of a request: names, types, required ones, lengths."""

from __future__ import annotations

import functools
import json
import os
import re
from pathlib import Path

_HERE = Path(__file__).resolve()
_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)(?! after)")


@functools.cache
def load_spec():
    """The description that lies beside the repository, None when it is not on this machine."""
    folder = os.environ.get("KENTONGAN_SHARED_DATA", _HERE.parents[3] / "shared" / "data")
    path = Path(folder) / "telegram-bot-api-10.1.json"
    return Spec(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


class Spec:
    """Checks calls. Knows types as the description writes them: "Array of Integer", "InlineKeyboardMarkup"."""

    def __init__(self, description):
        self._methods = description["methods"]
        self._types = description["types"]

    def knows(self, method):
        return method in self._methods

    def problems(self, method, parameters):
        """What is wrong with a call whose parameters came as strings, one sentence each."""
        fields = {field["name"]: field for field in self._methods[method].get("fields", [])}
        found = [f"{method} has no parameter {name}" for name in parameters if name not in fields]
        for name, field in fields.items():
            if name in parameters:
                found += self._checked(f"{method}.{name}", parameters[name], field)
            elif field["required"]:
                found.append(f"{method} lacks {name}")
        return found

    def _checked(self, where, text, field):
        """A parameter of a form: numbers, truths and objects are written as JSON in a string."""
        if "String" in field["types"]:
            return self._too_long(where, text, field)
        try:
            value = json.loads(text)
        except ValueError:
            return [f"{where} is not {' or '.join(field['types'])}: {text!r}"]
        return self._wrong(where, value, field)

    def _wrong(self, where, value, field):
        tries = [self._of_type(where, value, name) for name in field["types"]]
        if all(tries):
            return min(tries, key=len)
        return self._too_long(where, value, field) if isinstance(value, str) else []

    def _of_type(self, where, value, name):
        if name.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where} is no array"]
            inner = {"types": [name.removeprefix("Array of ")], "description": ""}
            return [problem for at, each in enumerate(value) for problem in self._wrong(f"{where}[{at}]", each, inner)]
        plain = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool}
        if name in plain:
            right = isinstance(value, plain[name]) and (name == "Boolean") == isinstance(value, bool)
            return [] if right else [f"{where} is no {name}: {value!r}"]
        return self._of_object(where, value, self._types[name])

    def _of_object(self, where, value, kind):
        if "subtypes" in kind:
            tries = [self._of_object(where, value, self._types[name]) for name in kind["subtypes"]]
            return min(tries, key=len)
        if not isinstance(value, dict):
            return [f"{where} is no {kind['name']}: {value!r}"]
        fields = {field["name"]: field for field in kind.get("fields", [])}
        found = [f"{where} has no field {name}" for name in value if name not in fields]
        for name, field in fields.items():
            if name in value:
                found += self._wrong(f"{where}.{name}", value[name], field)
            elif field["required"]:
                found.append(f"{where} lacks {name}")
        return found

    def _too_long(self, where, text, field):
        length = _LENGTH.search(field["description"])
        if length is None:
            return []
        low, high, unit = int(length[1]), int(length[2]), length[3]
        size = len(text.encode()) if unit == "bytes" else len(text)
        return [] if low <= size <= high else [f"{where} has {size} {unit}, allowed are {low} to {high}"]
