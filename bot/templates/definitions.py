"""The templates as this version defines them, checked against Meta's rules before Meta sees them. Pure but for reading.

Rules (Meta's component reference; the errors name the rule that creating would break): name 1 to 512 of a-z 0-9 _;
body at most 1,024 characters, which neither begins nor ends with a variable (2388299) and has words enough for its
variables (2388293; how many Meta does not say, ours is two for each and one more); footer at most 60, no variables;
button text at most 20; the button's address ends in its one variable.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from bot.model import Language

#: Of a template, not of a message.
TemplateCategory = Literal["MARKETING", "UTILITY"]

MOST_BODY = 1024
MOST_FOOTER = 60
MOST_BUTTON = 20
_NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE = re.compile(r"\{\{([a-z0-9_]*)\}\}")
#: What a variable may be filled with, as an example for Meta's reviewers.
_EXAMPLES = {
    "service": "Kabar Sungai Rawa",
    "date": "Sel, 24 Nov",
    "count": "5",
    "story_1": "Pasar murah dibuka di Desa Sukamaju. Warga dapat membeli beras dan minyak hingga pukul 14.00.",
    "story_2": "Jalan Desa Tirta ditutup sementara. Perbaikan berlangsung sampai Jumat.",
    "story_3": "Puskesmas Rawa membuka layanan imunisasi setiap Sabtu.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language. Raises `ValueError` with every rule that it breaks."""

    body: str
    footer: str
    button: str

    def __post_init__(self) -> None:
        if broken := _broken(self):
            raise ValueError("; ".join(broken))

    @property
    def variables(self) -> tuple[str, ...]:
        """What is filled, in the order of the text."""
        return tuple(VARIABLE.findall(self.body))


@dataclass(frozen=True, slots=True)
class Definition:
    """A template in every language that we speak."""

    name: str
    category: TemplateCategory
    #: Stories that it has room for.
    stories: int
    indonesian: Wording
    english: Wording

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a template's name is 1 to 512 of a-z, 0-9 and _: {self.name!r}")
        if self.category not in get_args(TemplateCategory):
            raise ValueError(f"{self.name}: the category is MARKETING or UTILITY")
        wanted = {"service", "date", *(f"story_{number}" for number in range(1, self.stories + 1))}
        for language in get_args(Language):
            variables = self.wording(language).variables
            if not wanted <= set(variables) or len(set(variables)) < len(variables):
                raise ValueError(f"{self.name} ({language}): fills {sorted(wanted)}, each once")
            if unknown := set(variables) - _EXAMPLES.keys():
                raise ValueError(f"{self.name} ({language}): unknown variables {sorted(unknown)}")

    def wording(self, language: Language) -> Wording:
        """Its sentences in a language."""
        return self.english if language == "en" else self.indonesian


def _broken(wording: Wording) -> list[str]:
    """The rules that a wording breaks, in English."""
    body, broken = wording.body, []
    if not 0 < len(body) <= MOST_BODY:
        broken.append(f"a body has 1 to {MOST_BODY} characters")
    if VARIABLE.match(body) or re.search(VARIABLE.pattern + r"\W*$", body):
        broken.append("a body neither begins nor ends with a variable")
    if not all(VARIABLE.findall(body)):
        broken.append("a variable has a name")
    static = VARIABLE.sub(" ", body)
    if "{" in static or "}" in static:
        broken.append("braces stand around variables only")
    variables = len(VARIABLE.findall(body))
    if len(re.findall(r"\w+", static)) < 2 * variables + 1:
        broken.append("a body has two words of its own for each variable, and one more")
    if re.search(r"\n{3}|\t| {4}", body) or body != body.strip():
        broken.append("a body has no tabs, no wide gaps, and no space around it")
    if not 0 < len(wording.footer) <= MOST_FOOTER or "{{" in wording.footer or "\n" in wording.footer:
        broken.append(f"a footer has 1 to {MOST_FOOTER} characters, one line, and no variables")
    if not 0 < len(wording.button) <= MOST_BUTTON or "{{" in wording.button:
        broken.append(f"a button has 1 to {MOST_BUTTON} characters and no variables")
    return broken


@cache
def definitions() -> tuple[Definition, ...]:
    """All templates of this version. Raises `ValueError` when the file that comes with it breaks a rule."""
    document = tomllib.loads(files("bot.templates").joinpath("templates.toml").read_text("utf-8"))
    return tuple(
        Definition(
            name=row["name"],
            category=row["category"],
            stories=row["stories"],
            indonesian=Wording(**row["id"]),
            english=Wording(**row["en"]),
        )
        for row in document["template"]
    )


def definition(name: str) -> Definition:
    """The template of that name. Raises `KeyError` when this version has none."""
    return {one.name: one for one in definitions()}[name]


def creation_request(one: Definition, language: Language, base: str | None) -> dict[str, Any]:
    """What is posted to `{waba_id}/message_templates`.

    Args:
        one: The template.
        language: Which of its languages.
        base: The address before the button's variable, ending in "/"; None makes a template without a button.
    """
    wording = one.wording(language)
    examples = [{"param_name": name, "example": _EXAMPLES[name]} for name in wording.variables]
    components: list[dict[str, Any]] = [
        {"type": "BODY", "text": wording.body, "example": {"body_text_named_params": examples}},
        {"type": "FOOTER", "text": wording.footer},
    ]
    if base is not None:
        button = {"type": "URL", "text": wording.button, "url": f"{base}{{{{1}}}}", "example": [f"{base}berita/1"]}
        components.append({"type": "BUTTONS", "buttons": [button]})
    return {
        "name": one.name,
        "language": language,
        "category": one.category,
        "parameter_format": "NAMED",
        "components": components,
    }
