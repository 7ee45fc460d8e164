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

from feeds import health, identity, moving
from feeds.discover import Found, discover
from feeds.drafting import screened
from feeds.model import Clock, EntryData, FeedData, Fetched, FetchFailed, NotAFeed, NotModified, Sitemaps
from feeds.parse.parser import Parser
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
#: A feed with too few entries to have a habit is silent after this long; the others by `health.patience`.
SILENT_FOR = timedelta(days=30)
#: Seconds of freshness above which a cache in front of the site holds news back.
STALE_CACHE = 6 * 3600
#: Indonesia is seven to nine hours east of the zone that its sites claim when nobody set theirs.
ZONE_HOURS = timedelta(hours=9, minutes=10)

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>")
_CLAIMS_UTC = re.compile(r"(?:\+00:?00|\bGMT|\bUTC|Z)\s*$")
#: What OpenSSL says of certificates (x509_verify_cert_error_string), and which of our codes that is.
_TLS_FAULTS = (
    ("has expired", "tls_expired"),
    ("not yet valid", "tls_expired"),
    ("mismatch", "tls_wrong_host"),
    ("self-signed", "tls_self_signed"),
    ("self signed", "tls_self_signed"),
    ("issuer certificate", "tls_incomplete"),
    ("first certificate", "tls_incomplete"),
)
#: What is written on pages that come instead of a feed, and which of our codes that is. The first that fits counts.
_PAGES = (
    (
        "challenge",
        (
            rb"just a moment\.\.\.|checking your browser|cf-chl-|attention required! \| cloudflare|verify you are human"
            rb"|sucuri website firewall|imunify360|the requested url was rejected"
            rb"|<title>\s*(?:403 |access denied|forbidden)"
        ),
    ),
    ("suspended", rb"account (?:has been )?suspended|akun (?:ini )?ditangguhkan|domain (?:has )?expired|parked free"),
    (
        "error_page",
        (
            rb"error establishing a database connection|critical error on this website|kesalahan (?:kritis|serius) pada"
            rb"|fatal error|parse error|uncaught (?:error|exception)|sqlstate\["
        ),
    ),
    ("maintenance", rb"<title>[^<>]{0,80}(?:maintenance|pemeliharaan|dalam perbaikan)"),
    ("script_page", rb"""<div id=["']?(?:root|app|__next|__nuxt)["']?[^<>]{0,200}>\s*</div>"""),
)
_PAGE_FORMS = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _PAGES)
#: Bytes of a page that are looked at.
_PAGE_HEAD = 50_000


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
    """Examines the feed at an address, or the one that a site's address leads to. Never raises for what is found."""
    url = with_scheme(address)
    start = clock()
    fetched = await fetcher.fetch(url)
    seconds = (clock() - start).total_seconds()
    match fetched:
        case FetchFailed():
            code = fault_code(fetched.fault, fetched.detail)
            return Diagnosis(url, "", 0, None, (Finding(code, "broken", fetched.detail),))
        case NotModified():
            return Diagnosis(url, "", 0, None, (Finding("protocol", "broken", "304 to an unconditional request"),))
        case _:
            pass
    parsed = await parser.open(fetched.body, fetched.url)
    if isinstance(parsed, Sitemaps):
        parsed = NotAFeed("no_feed", "an index of sitemaps and no news")
    if isinstance(parsed, NotAFeed) and urlsplit(url).path in {"", "/"}:
        # Somebody who gives a site's address means the feed that we would read.
        found = await discover(url, fetcher, parser)
        if isinstance(found, Found) and urlsplit(found.url).path not in {"", "/"}:
            return await examine(found.url, fetcher, parser, clock)
    if isinstance(parsed, NotAFeed):
        finding = Finding(page_code(parsed, fetched.body), "broken", parsed.detail)
        return Diagnosis(url, "", 0, None, (*_strayed(url, fetched), finding))
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


def fault_code(fault: str, detail: str) -> str:
    """A fault by a closer name where its detail gives one: which fault of a certificate it is, for example. Pure."""
    match fault:
        case "tls":
            return next((code for words, code in _TLS_FAULTS if words in detail), fault)
        case "redirects" if "down to http" in detail:
            return "downgrade"
        case "denied" if "401" in detail:
            return "login"
        case _:
            return fault


def page_code(answer: NotAFeed, body: bytes) -> str:
    """What came instead of a feed: a firewall's question, an error page, a page that scripts fill. Pure."""
    if answer.reason not in {"html", "not_xml", "no_feed"}:
        return answer.reason
    head = body[:_PAGE_HEAD]
    return next((code for code, form in _PAGE_FORMS if form.search(head)), answer.reason)


def _strayed(url: str, fetched: Fetched) -> Iterator[Finding]:
    if moving.is_foreign(url, fetched.url):
        yield Finding("foreign_redirect", "broken", fetched.url)


def look_at_answer(url: str, fetched: Fetched, seconds: float) -> Iterator[Finding]:
    """What the way the answer came tells. Pure."""
    yield from _strayed(url, fetched)
    if fetched.moved_to is not None and not moving.is_foreign(url, fetched.url):
        yield Finding("moved", "note", fetched.moved_to)
    if fetched.chain_mended:
        yield Finding("tls_incomplete", "weak")
    if urlsplit(fetched.url).scheme == "http":
        yield Finding("plain_http", "weak")
    if seconds >= SLOW:
        yield Finding("slow", "weak", f"{seconds:.0f} s")
    if len(fetched.body) >= HEAVY:
        yield Finding("heavy", "weak", f"{len(fetched.body) // 1024} kB")
    if not fetched.caching.etag and not fetched.caching.last_modified:
        yield Finding("no_validators", "weak")
    if (fetched.fresh_for or 0) > STALE_CACHE:
        yield Finding("stale_cache", "weak", f"{(fetched.fresh_for or 0) / 3600:.0f} h")
    if fetched.content_type.lower().startswith("text/html"):
        yield Finding("wrong_type", "note", fetched.content_type)


def look_at_feed(url: str, feed: FeedData, now: datetime) -> Iterator[Finding]:
    """What the document itself tells. Pure."""
    for warning in feed.warnings:
        code, _, detail = warning.partition(":")
        yield Finding(code, "weak", detail)
    if not feed.entries:
        yield Finding("no_entries", "broken")
        return
    hijacked = [entry.title for entry in feed.entries if screened(entry, url).held]
    if hijacked:
        yield Finding("hijacked", "broken", "; ".join(hijacked[:3]))
    yield from _look_at_dates(feed.entries, now)
    if identity.shared_links(feed.entries):
        yield Finding("shared_links", "weak")
    if any(not entry.guid and not entry.link for entry in feed.entries):
        yield Finding("no_identity", "weak")
    elif any(not entry.link for entry in feed.entries):
        yield Finding("no_link", "weak")
    if 2 * sum(len(_words(entry.html)) < TEASER_WORDS for entry in feed.entries) > len(feed.entries):
        yield Finding("teasers", "note")


def _look_at_dates(entries: Sequence[EntryData], now: datetime) -> Iterator[Finding]:
    dates = [entry.published for entry in entries if entry.published is not None]
    undated = next((entry.published_raw or "" for entry in entries if entry.published is None), None)
    if undated is not None:
        yield Finding("undated", "weak", undated)
    ahead = [
        entry for entry in entries if entry.published and settle_published(entry.published, now) != entry.published
    ]
    if ahead:
        code = "zone" if all(_claims_utc(entry, now) for entry in ahead) else "future"
        yield Finding(code, "weak", ahead[0].published_raw or "")
    newest = max(dates, default=None)
    if newest is not None:
        gap = health.long_gap(dates)
        if now - newest > (SILENT_FOR if gap is None else health.patience(gap)):
            yield Finding("silent", "note", newest.date().isoformat())


def _claims_utc(entry: EntryData, now: datetime) -> bool:
    """Whether an entry of the future looks like one that is dated in local time and calls it UTC."""
    ahead = timedelta(0) if entry.published is None else entry.published - now
    return ahead <= ZONE_HOURS and _CLAIMS_UTC.search(entry.published_raw or "") is not None


def _words(markup: str) -> list[str]:
    return html.unescape(_TAG.sub(" ", markup[:30_000])).split()
