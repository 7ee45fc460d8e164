"""What an article is about: weighted words and phrases, those of the title first. Pure.

Transparent on purpose: an admin who wonders why a story has a topic finds its words in `rules.toml`.
"""

from __future__ import annotations

from collections import Counter

from feeds.classify.rules import Rules
from feeds.text.stems import stems

#: Words of the text that count double.
_OPENING = 60
#: A report says what it is about early; bounds the work.
_WORDS_READ = 250
_CHARACTERS_READ = 2_500
#: A word said more often than this adds nothing.
_TIMES = 2


def topics_of(title: str, text: str, rules: Rules) -> tuple[str, ...]:
    """The topics of an article, the strongest first; () when nothing is said plainly enough."""
    points = _points(title, text, rules)
    if not points:
        return ()
    needed = max(rules.enough, rules.share * max(points.values()))
    order = {name: place for place, name in enumerate(rules.names)}
    strong = sorted((-score, order[name], name) for name, score in points.items() if score >= needed)
    return tuple(name for _, _, name in strong[: rules.most])


def _points(title: str, text: str, rules: Rules) -> Counter[str]:
    heading = stems(title)
    words = heading + stems(text[:_CHARACTERS_READ])[:_WORDS_READ]
    points: Counter[str] = Counter()
    times: Counter[tuple[tuple[str, ...], str]] = Counter()
    for at, phrase, (topic, worth) in rules.topics.find(words):
        times[phrase, topic] += 1
        if times[phrase, topic] <= _TIMES:
            points[topic] += worth * (3 if at < len(heading) else 2 if at < len(heading) + _OPENING else 1)
    return points
