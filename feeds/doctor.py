"""Examines a feed as a webmaster would want it examined: what works, what does not, and how bad that is.

`examine` fetches and parses once; every check is a pure function of what was seen. What a finding means, why it
matters and what to ask the webmaster is said in `bot.texts`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from feeds import identity, moving
from feeds.guard import screen
from feeds.model import Clock, EntryData, FeedData, Fetched, FetchFailed, NotAFeed, NotModified
from feeds.parse.parser import Parser
from feeds.schedule import usual_gap
from feeds.text.dates import settle_published
from feeds.trial import with_scheme
from feeds.web.fetch import Fetcher

Severity = Literal["broken", "weak", "note"]

#: Seconds for one answer above which a site is slow.
SLOW = 10.0
#: Bytes of a feed above which every poll is a burden.
HEAVY = 1024 * 1024
#: Words below which an entry is a teaser.
TEASER_WORDS = 60
#: A feed is silent when nothing came for this many of its usual gaps, and for at least this long.
SILENT_GAPS = 4
SILENT_FOR = timedelta(days=30)

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `code` is explained in `bot.texts`; `detail` is what was seen, in English or data."""

    code: str
    severity: Severity
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an examination found, the worst first."""

    url: str
    title: str
    entries: int
    newest: datetime | None
    findings: tuple[Finding, ...]

    @property
    def is_broken(self) -> bool:
        """Whether the feed can't be used as it is."""
        return any(finding.severity == "broken" for finding in self.findings)


async def examine(address: str, fetcher: Fetcher, parser: Parser, clock: Clock) -> Diagnosis:
    """Examines the feed at an address. Never raises for what is found there."""
    url = with_scheme(address)
    start = clock()
    fetched = await fetcher.fetch(url)
    seconds = (clock() - start).total_seconds()
    match fetched:
        case FetchFailed():
            return Diagnosis(url, "", 0, None, (Finding(fetched.fault, "broken", fetched.detail),))
        case NotModified():
            return Diagnosis(url, "", 0, None, (Finding("protocol", "broken", "304 to an unconditional request"),))
        case _:
            pass
    parsed = await parser.parse(fetched.body, fetched.url)
    if isinstance(parsed, NotAFeed):
        return Diagnosis(url, "", 0, None, (Finding(parsed.reason, "broken", parsed.detail),))
    now = clock()
    findings = (*look_at_answer(url, fetched, seconds), *look_at_feed(url, parsed, now))
    order: dict[Severity, int] = {"broken": 0, "weak": 1, "note": 2}
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    return Diagnosis(
        url=url,
        title=parsed.title,
        entries=len(parsed.entries),
        newest=max(dates, default=None),
        findings=tuple(sorted(findings, key=lambda finding: order[finding.severity])),
    )


def look_at_answer(url: str, fetched: Fetched, seconds: float) -> Iterator[Finding]:
    """What the way the answer came tells. Pure."""
    if moving.is_foreign(url, fetched.url):
        yield Finding("foreign_redirect", "broken", fetched.url)
    elif fetched.moved_to is not None:
        yield Finding("moved", "note", fetched.moved_to)
    if urlsplit(fetched.url).scheme == "http":
        yield Finding("plain_http", "weak")
    if seconds >= SLOW:
        yield Finding("slow", "weak", f"{seconds:.0f} s")
    if len(fetched.body) >= HEAVY:
        yield Finding("heavy", "weak", f"{len(fetched.body) // 1024} kB")
    if not fetched.caching.etag and not fetched.caching.last_modified:
        yield Finding("no_validators", "weak")


def look_at_feed(url: str, feed: FeedData, now: datetime) -> Iterator[Finding]:
    """What the document itself tells. Pure."""
    for warning in feed.warnings:
        code, _, detail = warning.partition(":")
        yield Finding(code, "weak", detail)
    if not feed.entries:
        yield Finding("no_entries", "broken")
        return
    hijacked = [entry.title for entry in feed.entries if _is_held(entry, url)]
    if hijacked:
        yield Finding("hijacked", "broken", "; ".join(hijacked[:3]))
    yield from _look_at_dates(feed.entries, now)
    if identity.shared_links(feed.entries):
        yield Finding("shared_links", "weak")
    if any(not entry.guid and not entry.link for entry in feed.entries):
        yield Finding("no_identity", "weak")
    if 2 * sum(len(_words(entry.html)) < TEASER_WORDS for entry in feed.entries) > len(feed.entries):
        yield Finding("teasers", "note")


def _look_at_dates(entries: Sequence[EntryData], now: datetime) -> Iterator[Finding]:
    dates = [entry.published for entry in entries if entry.published is not None]
    undated = next((entry.published_raw or "" for entry in entries if entry.published is None), None)
    if undated is not None:
        yield Finding("undated", "weak", undated)
    ahead = next((date for date in dates if settle_published(date, now) != date), None)
    if ahead is not None:
        yield Finding("future", "weak", ahead.isoformat())
    newest = max(dates, default=None)
    if newest is not None:
        gap = usual_gap(dates) or timedelta(0)
        if now - newest > max(SILENT_FOR, SILENT_GAPS * gap):
            yield Finding("silent", "note", newest.date().isoformat())


def _is_held(entry: EntryData, url: str) -> bool:
    return screen(title=entry.title, text=" ".join(_words(entry.html)), link=entry.link, feed_url=url).held


def _words(markup: str) -> list[str]:
    return html.unescape(_TAG.sub(" ", markup[:30_000])).split()
