"""Filling a template: stories become parameters that Meta takes, or a digest goes without. Pure.

A parameter has no newline, no tab, no run of four spaces, and is not empty (errors 100 and 132018); the filled body
keeps to 1,024 characters, so each story gets its share of what the template leaves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Language, TemplateUse
from bot.templates.definitions import MOST_BODY, VARIABLE, Definition, definition, definitions
from bot.texts.speech import texts_in
from feeds.model import Story

#: The digests, the one with room for most stories first.
DIGESTS = ("kabar_3", "kabar_2", "kabar_1")
URGENT = "darurat"
#: A template in a language: as it is known to Meta.
Named = tuple[str, Language]
#: Characters of the service's name.
_MOST_NAME = 60
#: Where a story can be read, below the public address.
_PAGE = "berita/{id}"
_SPACE = re.compile(r"\s+")


def flatten(text: str, limit: int) -> str:
    """A text as a parameter: on one line, without control and direction marks, cut at a word; "-" for nothing."""
    visible = "".join(" " if unicodedata.category(one).startswith("Z") else one for one in text)
    plain = "".join(one for one in visible if one.isspace() or not unicodedata.category(one).startswith("C"))
    line = _SPACE.sub(" ", plain).strip() or "-"
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    kept = head.rpartition(" ")[0] if " " in head[limit // 2 :] else head
    return kept.rstrip(" ,;:.") + "…"


def pick_digest(count: int, language: Language, usable: Collection[Named]) -> str | None:
    """The template with the most room that `count` stories fill and that may be used; None when there is none."""
    return next(
        (name for name in DIGESTS if definition(name).stories <= count and (name, language) in usable),
        None,
    )


def digest_use(
    stories: Sequence[Story],
    language: Language,
    timezone: str,
    service: str,
    usable: Collection[Named],
    now: datetime,
) -> TemplateUse | None:
    """A digest of these stories, oldest first: the newest of them fill the template, the count tells of the others.

    None without stories, and when no template may be used.
    """
    name = pick_digest(len(stories), language, usable)
    if name is None:
        return None
    one = definition(name)
    told = list(reversed(stories))[: one.stories]
    return _fill(one, told, len(stories), language, timezone, service, now)


def urgent_use(story: Story, language: Language, timezone: str, service: str, now: datetime) -> TemplateUse:
    """One urgent story."""
    return _fill(definition(URGENT), [story], 1, language, timezone, service, now)


def _fill(
    one: Definition,
    told: Sequence[Story],
    count: int,
    language: Language,
    timezone: str,
    service: str,
    now: datetime,
) -> TemplateUse:
    wording, texts, local = one.wording(language), texts_in(language), now.astimezone(ZoneInfo(timezone))
    common = {
        "service": flatten(service, _MOST_NAME),
        "date": f"{texts.days[local.weekday()]}, {local.day} {texts.months[local.month - 1]}",
        "count": str(count),
    }
    fixed = len(VARIABLE.sub("", wording.body)) + sum(len(common.get(name, "")) for name in wording.variables)
    share = (MOST_BODY - fixed) // len(told)
    stories = {f"story_{number}": flatten(_told(story), share) for number, story in enumerate(told, 1)}
    values = common | stories
    return TemplateUse(
        name=one.name,
        language=language,
        parameters=tuple((name, values[name]) for name in wording.variables),
        button=_PAGE.format(id=told[0].id),
    )


def _told(story: Story) -> str:
    """A title and what is said of it."""
    title = story.title.strip()
    end = "" if title.endswith((".", "!", "?", "…")) else "."
    return f"{title}{end} {' '.join(story.summary)}".strip() if story.summary else title


def filled(use: TemplateUse) -> str:
    """The body as the person reads it."""
    values = dict(use.parameters)
    return VARIABLE.sub(lambda found: values[found[1]], definition(use.name).wording(use.language).body)


def all_named() -> tuple[Named, ...]:
    """Every template in every language."""
    languages: tuple[Language, ...] = ("id", "en")
    return tuple((one.name, language) for one in definitions() for language in languages)
