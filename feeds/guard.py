"""The hijack guard: does an entry look like what intruders publish on a government's site? Pure.

Sites of regency governments are broken into to advertise online gambling, pills, sex, loans and forgeries. What
looks like it is *held* for an admin's eye, never dropped; news *about* gambling passes. The verdict is a sum that an
admin can follow: words of adverts, promotion, made-up brand names, disguised letters, links and languages add;
words of police, courts, prevention and reporting take away, most where they stand close by. Whoever reads a
paragraph of advertising inside a real article sees it in isolation, so the sum is made over every stretch of
`WINDOW` words and the worst one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from feeds import guard_words as words
from feeds.model import Verdict
from feeds.text.disguise import Disguise, reveal

#: At this sum an entry is held.
HOLD = 10
#: Words in the stretch of text that is judged as one: about two sentences.
WINDOW = 30
#: Words to each side of it in which police, courts and prevention are heard in full.
NEARBY = 30
#: Characters of text and title that are read; an advert shows itself long before.
MAX_TEXT, MAX_TITLE = 20_000, 500
