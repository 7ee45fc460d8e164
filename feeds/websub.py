"""WebSub as a subscriber sees it (https://www.w3.org/TR/websub/): a hub tells us that a feed has news. Pure.

A hub only makes polling sooner, never unnecessary: what it sends is not read, it marks the feed as due. So a hub that
lies costs one poll, and one that dies costs nothing.

A subscription is asked for, the hub calls back to verify that we meant it, and it ends with its lease unless it is
renewed. Each transition is a function that gives the next `Subscription`.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin, urlsplit

from feeds.feed_model import Declared
from feeds.model import FeedData

#: How long we ask to be told for; the hub decides (section 5.1).
LEASE_ASKED = timedelta(days=10)
#: A hub that does not say how long, although it must.
LEASE_UNSAID = timedelta(days=1)
LONGEST_LEASE = timedelta(days=90)
#: Part of a lease after which it is renewed, and how much later chance may put that.
RENEW_FROM, RENEW_SPREAD = 0.7, 0.15
#: A lease shorter than this lapses between two renewals: polling goes on, and no hub is asked all day long.
SHORTEST_RENEWAL = timedelta(hours=1)
#: The wait after a request that came to nothing; doubles with each further one.
FIRST_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=24)
#: A hub that denied a subscription is asked again after this time.
AFTER_DENIAL = timedelta(days=7)
#: A feed is not polled again within this time of its last poll, however often a hub calls.
PING_GAP = timedelta(minutes=1)

#: Methods that section 8.1 recognises.
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_SIGNATURE = re.compile(r"([A-Za-z0-9]{1,10})=([0-9A-Fa-f]{40,128})")
#: Characters of a hub's challenge, which is sent back.
LONGEST_CHALLENGE = 4_096
_LONGEST_HEADER = 8_192
_LONGEST_ADDRESS = 2_000
#: RFC 8288: an address in angle brackets, then parameters. Nothing in it can be read in two ways.
_LINK = re.compile(r'<([^<>]*)>((?:[^<>",]|"(?:[^"\\]|\\.)*+")*+)')
_PARAMETER = re.compile(r';\s*+([\w*-]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s";]*+))')
_LEASE = re.compile(r"[0-9]{1,10}")

Status = Literal[
    "new",  # never asked for
    "pending",  # asked for, the hub has not verified it yet
    "verified",  # the hub tells us
    "expired",  # the lease is over
    "denied",  # the hub does not want to, for now
]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Our subscription of one feed at one hub."""

    feed_id: int
    hub: str
    topic: str
    #: Unguessable part of the address that the hub calls.
    token: str
    #: Shared with the hub, which signs with it; under 200 bytes.
    secret: str
    #: When to ask the hub next: for the first time, once more, or to renew.
    next_try: datetime
    #: When it was asked for, until the hub has verified or denied it.
    asked_at: datetime | None = None
    #: Until when the hub has promised to tell us.
    lease_end: datetime | None = None
    denied: bool = False
    #: Requests in a row that did not end in a verification.
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Intent:
    """What a hub asks or says at the callback (section 5.3 and 5.2)."""

    mode: str
    topic: str
    challenge: str = ""
    #: As written; "" when the hub does not say.
    lease_seconds: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a hub claims of a body."""

    method: str
    digest: bytes


def declared(link_header: str, url: str, document: FeedData) -> Declared | None:
    """Finds hub and topic: in the Link header first, then in the document (section 4).

    Args:
        link_header: All Link headers of the answer, joined by commas; "" when there is none.
        url: The address that answered; relative links are read against it.
        document: The feed.

    Returns:
        None unless both are http(s) addresses. Of several hubs the first one counts.
    """
    links = _links(link_header)
    hub = _address(links.get("hub") or document.hub, url)
    topic = _address(links.get("self") or document.self_link, url)
    return Declared(hub, topic) if hub and topic else None


def _links(header: str) -> dict[str, str]:
    """The first link of each relation in a Link header."""
    found: dict[str, str] = {}
    for match in _LINK.finditer(header[:_LONGEST_HEADER]):
        # Of several "rel" the first one counts (RFC 8288 section 3.3).
        relations = (one[2] or one[3] for one in _PARAMETER.finditer(match[2]) if one[1].lower() == "rel")
        for relation in (next(relations, None) or "").lower().split():
            found.setdefault(relation, match[1].strip())
    return found


def _address(link: str | None, url: str) -> str | None:
    if not link or len(link) > _LONGEST_ADDRESS or not link.isprintable():
        return None
    try:
        absolute = urljoin(url, link.strip())
        parts = urlsplit(absolute)
        return absolute if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def status(subscription: Subscription, now: datetime) -> Status:
    """Where a subscription stands. One that is being renewed stays verified until its lease is over."""
    if subscription.lease_end is not None and now < subscription.lease_end:
        return "verified"
    if subscription.asked_at is not None:
        return "pending"
    if subscription.denied:
        return "denied"
    return "new" if subscription.lease_end is None else "expired"


def begin(feed_id: int, what: Declared, token: str, secret: str, now: datetime) -> Subscription:
    """A subscription that nobody has asked for yet."""
    return Subscription(feed_id, what.hub, what.topic, token, secret, next_try=now)


def asking(subscription: Subscription, now: datetime, draw: float) -> Subscription:
    """To be noted *before* the request is sent: a hub may verify before it answers.

    It counts as failed until it is verified, so a hub that never calls back is asked more and more seldom. `draw` is a
    random number in [0, 1).
    """
    failures = subscription.failures + 1
    return replace(
        subscription,
        asked_at=now,
        denied=False,
        failures=failures,
        next_try=now + _backoff(failures, draw),
    )


def refused(subscription: Subscription, now: datetime, retry_after: float | None, draw: float) -> Subscription:
    """The hub did not take the request, so nothing is pending; `retry_after` is the seconds that it asks for."""
    wait = _backoff(subscription.failures, draw)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(max(retry_after, 0.0), LONGEST_BACKOFF.total_seconds())))
    return replace(subscription, asked_at=None, next_try=now + wait)


def _backoff(failures: int, draw: float) -> timedelta:
    # 2^9 x 5 min is already beyond a day; a larger exponent would only overflow.
    ceiling = min(FIRST_BACKOFF * (1 << min(max(failures - 1, 0), 9)), LONGEST_BACKOFF)
    return ceiling * (0.5 + 0.5 * draw)


def request_form(subscription: Subscription, callback: str) -> dict[str, str]:
    """The fields of a subscription request (section 5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(int(LEASE_ASKED.total_seconds())),
        "hub.secret": subscription.secret,
    }


def answer_intent(subscription: Subscription, intent: Intent, now: datetime, draw: float) -> Subscription | None:
    """What becomes of a subscription when its hub calls; None means that we don't agree and the hub gets a 404.

    Agreed is only what we are waiting for: a verification of this very topic, once for each request. A denial may
    come at any time and is believed for this very topic. We never unsubscribe, so nobody may do so in our name.
    """
    if intent.topic != subscription.topic:
        return None
    if intent.mode == "denied":
        return replace(subscription, asked_at=None, lease_end=None, denied=True, next_try=now + AFTER_DENIAL)
    if intent.mode != "subscribe" or subscription.asked_at is None:
        return None
    if not 0 < len(intent.challenge) <= LONGEST_CHALLENGE:
        return None
    lease = LEASE_UNSAID
    if _LEASE.fullmatch(intent.lease_seconds):
        lease = min(timedelta(seconds=int(intent.lease_seconds)), LONGEST_LEASE)
    renewal = max(SHORTEST_RENEWAL, lease * (RENEW_FROM + RENEW_SPREAD * draw))
    return replace(subscription, asked_at=None, lease_end=now + lease, denied=False, failures=0, next_try=now + renewal)


def read_signature(header: str | None) -> Signature | None:
    """Reads `X-Hub-Signature: method=hex`; None when it is missing, malformed or of an unknown method."""
    match = _SIGNATURE.fullmatch((header or "").strip())
    if match is None or match[1].lower() not in _METHODS or len(match[2]) % 2:
        return None
    return Signature(match[1].lower(), bytes.fromhex(match[2]))


class SignedBody:
    """Checks a body against its signature while it arrives, so that it need not be kept."""

    def __init__(self, secret: str, signature: Signature) -> None:
        self._claimed = signature.digest
        self._mac = hmac.new(secret.encode(), digestmod=signature.method)

    def feed(self, piece: bytes) -> None:
        """Takes the next bytes."""
        self._mac.update(piece)

    def is_authentic(self) -> bool:
        """Whether all that came was signed with the secret; compares in constant time."""
        return hmac.compare_digest(self._mac.digest(), self._claimed)
