"""Reading the head of an answer: what it means and what to do next. Pure: headers and `now` in, a decision out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from multidict import MultiMapping

from feeds.model import CachingInfo, FetchFailed, FetchFault, NotModified
from feeds.web.coding import read_coding
from feeds.web.freshness import fresh_for, retry_after
from feeds.web.words import one_line

#: No validators: the request is unconditional.
NOTHING = CachingInfo()

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPEAT = frozenset({307, 308})
_PERMANENT = frozenset({301, 308})
_WITH_BODY = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_FAULTS: dict[int, FetchFault] = {
    401: "denied",
    403: "denied",
    404: "not_found",
    410: "gone",
    429: "too_many",
    451: "denied",
}
_LONGEST_VALIDATOR = 1024
#: Characters of all Link headers together.
LONGEST_LINKS = 2000


@dataclass(frozen=True, slots=True)
class Onward:
    """A redirect: where to, as written, and whether for good."""

    location: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class ReadBody:
    """A success: read the body, and this is what is known of it."""

    gzip: bool
    content_type: str
    caching: CachingInfo
    fresh_for: float | None
    #: See `Fetched.link_header`.
    link_header: str


def judge(
    status: int, headers: MultiMapping[str], asked: CachingInfo, now: datetime
) -> Onward | NotModified | ReadBody | FetchFailed:
    """Decides what an answer means.

    Only 200 and 203 have a body for us: 204 to 206 are no whole documents. A 304 keeps the validators that it does not
    renew (RFC 9111 section 4.3.4), and is a fault of protocol when nothing was asked conditionally.

    Args:
        status: The status code.
        headers: The fields of the answer, case-insensitive.
        asked: The validators that went out with the request.
        now: The present, for servers that don't say what time it is with them.
    """
    if status in _REDIRECTS and "Location" in headers:
        return Onward(headers["Location"], status in _PERMANENT)
    caching = usable(CachingInfo(headers.get("ETag"), headers.get("Last-Modified")))
    fresh = fresh_for(
        cache_control=", ".join(headers.getall("Cache-Control", ())),
        expires=headers.get("Expires"),
        date=headers.get("Date"),
        age=headers.get("Age"),
        now=now,
    )
    if status == HTTPStatus.NOT_MODIFIED and asked != NOTHING:
        renewed = CachingInfo(caching.etag or asked.etag, caching.last_modified or asked.last_modified)
        return NotModified(renewed, fresh)
    if status not in _WITH_BODY:
        return _failure(status, retry_after(headers.get("Retry-After"), date=headers.get("Date"), now=now))
    gzip = read_coding(headers.getall("Content-Encoding", ()))
    if isinstance(gzip, FetchFailed):
        return gzip
    links = _links(headers.getall("Link", ()))
    return ReadBody(gzip, one_line(headers.get("Content-Type", "")), caching, fresh, links)


def judge_post(status: int, headers: MultiMapping[str], now: datetime) -> int | Onward | FetchFailed:
    """Decides what the answer to a form means: a success, once more elsewhere (307, 308), or a failure."""
    if 200 <= status <= 299:
        return status
    if status in _REPEAT and "Location" in headers:
        return Onward(headers["Location"], status in _PERMANENT)
    return _failure(status, retry_after(headers.get("Retry-After"), date=headers.get("Date"), now=now))


def usable(caching: CachingInfo) -> CachingInfo:
    """Drops validators that could not be sent back byte for byte (no text, control characters) and novels."""

    def kept(value: str | None) -> str | None:
        return value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None

    return CachingInfo(kept(caching.etag), kept(caching.last_modified))


def _links(fields: Iterable[str]) -> str:
    """Joins Link headers, each whole or not at all: half a link leads somewhere else."""
    joined = ""
    for field in fields:
        if len(field) > LONGEST_LINKS:
            continue
        longer = ", ".join(filter(None, (joined, one_line(field, LONGEST_LINKS))))
        joined = longer if len(longer) <= LONGEST_LINKS else joined
    return joined


def _failure(status: int, wait: float | None) -> FetchFailed:
    if status == HTTPStatus.NOT_MODIFIED:
        return FetchFailed("protocol", "HTTP 304 although we did not ask conditionally", status, wait)
    if status in _REDIRECTS:
        return FetchFailed("redirects", f"HTTP {status} that does not say where to", status, wait)
    fault = _FAULTS.get(status, "server" if 500 <= status <= 599 else "status")
    return FetchFailed(fault, f"HTTP {status} {_PHRASES.get(status, '(unknown)')}", status, wait)
