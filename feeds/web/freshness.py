"""The arithmetic of freshness and waiting in HTTP headers: pure, `now` goes in.

RFC 9111 (Cache-Control, Expires, Age) and RFC 9110 sections 5.6.7 (dates) and 10.2.3 (Retry-After). Results are
seconds, not clipped: whoever plans the next poll decides how much of it to believe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: RFC 9111 section 1.2.2: a count too large to hold is taken as this one.
_LONGEST = 2.0**31

_DIRECTIVE = re.compile(r"""([!#$%&'*+.^_`|~0-9a-z-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,]*))?""", re.IGNORECASE)


def http_date(text: str | None) -> datetime | None:
    """Reads a date in any of the three forms that HTTP knows; None when it is absent or no date."""
    if not text or len(text) > 64:
        return None
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def fresh_for(
    *, cache_control: str | None, expires: str | None, date: str | None, age: str | None, now: datetime
) -> float | None:
    """Seconds for which an answer is fresh by its own words; None when it does not say.

    `max-age` goes before `Expires`, and what it already spent in caches (`Age`) is taken off. Never negative: no-cache,
    no-store, a lifetime that can't be read and an `Expires` of "0" all mean "stale at once". Of two different `max-age`
    the smaller counts. `s-maxage` is for shared caches and ignored.
    """
    lifetime = _lifetime(cache_control or "")
    if lifetime is None and expires is not None:
        until = http_date(expires)
        since = http_date(date) or now
        lifetime = 0.0 if until is None else (until - since).total_seconds()
    if lifetime is None:
        return None
    return max(0.0, min(lifetime, _LONGEST) - (_seconds(age or "") or 0.0))


def retry_after(value: str | None, *, date: str | None, now: datetime) -> float | None:
    """Seconds to stay away, from a count or a date; None when there is neither. Never negative.

    A date is compared with the server's own `Date` when it gives one, because its clock may be wrong, else with `now`.
    """
    if value is None:
        return None
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    until = http_date(value)
    if until is None:
        return None
    return max(0.0, min((until - (http_date(date) or now)).total_seconds(), _LONGEST))


def _lifetime(cache_control: str) -> float | None:
    lifetimes = []
    for name, argument in _directives(cache_control):
        if name in {"no-cache", "no-store"} and argument is None:
            return 0.0
        if name == "max-age":
            lifetimes.append(_seconds(argument or "") or 0.0)
    return min(lifetimes, default=None)


def _directives(cache_control: str) -> Iterator[tuple[str, str | None]]:
    for match in _DIRECTIVE.finditer(cache_control):
        argument = match[2]
        yield match[1].lower(), None if argument is None else argument.strip('"')


def _seconds(text: str) -> float | None:
    """A non-negative whole number of seconds, else None; huge ones are cut before they are counted."""
    text = text.strip()
    if not text.isascii() or not text.isdigit():
        return None
    return _LONGEST if len(text) > 10 else min(float(text), _LONGEST)
