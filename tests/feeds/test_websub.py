"""Hubs: what a feed declares, how a subscription goes on, what a signature is worth."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.feed_model import Declared
from feeds.model import FeedData
from feeds.websub import (
    AFTER_DENIAL,
    LONGEST_BACKOFF,
    LONGEST_CHALLENGE,
    Intent,
    SignedBody,
    Subscription,
    answer_intent,
    asking,
    begin,
    declared,
    read_signature,
    refused,
    request_form,
    status,
)
from tests.fakes.clock import NOON

URL = "https://kab.example/feed/"
HUB, TOPIC = "https://hub.example/", "https://kab.example/feed/"
NEW = begin(7, Declared(HUB, TOPIC), "token", "secret", NOON)
ASKED = asking(NEW, NOON, 0.0)
VERIFY = Intent("subscribe", TOPIC, "abc", "864000")


def document(hub=None, self_link=None):
    return FeedData("Kab A", None, (), hub=hub, self_link=self_link)


BOTH = Declared(HUB, TOPIC)


@pytest.mark.parametrize(
    ("header", "feed", "found"),
    [
        pytest.param("", document(), None, id="nothing"),
        pytest.param(f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"', document(), BOTH, id="header"),
        pytest.param("", document(HUB, TOPIC), BOTH, id="document"),
        pytest.param(
            f"<{HUB}>; rel=hub, <{TOPIC}>; rel=self",
            document("https://other.example/", "https://other.example/feed"),
            BOTH,
            id="the header comes first",
        ),
        pytest.param(f"<{HUB}>; rel=hub", document(self_link=TOPIC), BOTH, id="one from each"),
        pytest.param(f"<{HUB}>; rel=hub", document(), None, id="hub without self"),
        pytest.param(f"<{TOPIC}>; rel=self", document(), None, id="self without hub"),
        pytest.param(
            f'<{HUB}>; REL="Hub", <{TOPIC}>; rel="alternate SELF"', document(), BOTH, id="case, many relations"
        ),
        pytest.param(
            f'<{HUB}>; title="a, <b>; rel=no"; rel=hub, <{TOPIC}>;rel=self', document(), BOTH, id="quoted comma"
        ),
        pytest.param(
            "</hub>; rel=hub, <../feed/>; rel=self",
            document(),
            Declared("https://kab.example/hub", TOPIC),
            id="relative",
        ),
        pytest.param(
            f"<{HUB}>; rel=hub, <https://2.example/>; rel=hub, <{TOPIC}>; rel=self", document(), BOTH, id="two hubs"
        ),
        pytest.param(f"<ftp://hub.example/>; rel=hub, <{TOPIC}>; rel=self", document(), None, id="not the web"),
        pytest.param("<http://[>; rel=hub", document(self_link=TOPIC), None, id="no address"),
        pytest.param(
            f"<https://h.example/{'a' * 3000}>; rel=hub", document(self_link=TOPIC), None, id="endless address"
        ),
        pytest.param("", document("https://h.example/\x07", TOPIC), None, id="control character"),
    ],
)
def test_what_a_feed_declares(header, feed, found):
    """Hub and self, header before document (section 4)."""
    assert declared(header, URL, feed) == found


@given(st.text(st.sampled_from('<>;,="\\ relhubsf:/[]\t\u00e9'), max_size=300), st.text(max_size=50))
def test_any_header_is_read(header, link):
    """Strangers write them."""
    found = declared(header, URL, document(link, link))

    assert found is None or found.hub.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("<" * 10_000, id="openings"),
        pytest.param("<a>;" * 10_000, id="links without relation"),
        pytest.param("<a>" + ' ;rel="' * 10_000, id="quotes that never end"),
        pytest.param("<a>;" + " " * 10_000 + "rel", id="blanks"),
        pytest.param("<a>;rel" + " " * 10_000 + "x", id="blanks behind rel"),
    ],
)
def test_a_hostile_header_declares_nothing(header):
    """It is read up to 8 KiB, each sign a few times."""
    assert declared(header, URL, document()) is None


VERIFIED = answer_intent(ASKED, VERIFY, NOON, 0.0)
DENIED = answer_intent(ASKED, Intent("denied", TOPIC), NOON, 0.0)


@pytest.mark.parametrize(
    ("subscription", "later", "stands"),
    [
        pytest.param(NEW, 0, "new", id="new"),
        pytest.param(ASKED, 0, "pending", id="asked"),
        pytest.param(VERIFIED, 0, "verified", id="verified"),
        pytest.param(VERIFIED, 10 * 86_400 - 1, "verified", id="the last second of the lease"),
        pytest.param(VERIFIED, 10 * 86_400, "expired", id="the lease is over"),
        pytest.param(asking(VERIFIED, NOON, 0.0), 0, "verified", id="renewing"),
        pytest.param(asking(VERIFIED, NOON, 0.0), 11 * 86_400, "pending", id="renewing too late"),
        pytest.param(DENIED, 0, "denied", id="denied"),
        pytest.param(asking(DENIED, NOON, 0.0), 0, "pending", id="asked again after a denial"),
        pytest.param(refused(ASKED, NOON, None, 0.0), 0, "new", id="refused"),
    ],
)
def test_where_a_subscription_stands(subscription, later, stands):
    """By what happened and by the clock."""
    assert status(subscription, NOON + timedelta(seconds=later)) == stands


@pytest.mark.parametrize(
    ("subscription", "intent"),
    [
        pytest.param(ASKED, replace(VERIFY, topic=TOPIC + "x"), id="another topic"),
        pytest.param(ASKED, replace(VERIFY, topic=TOPIC.upper()), id="the topic in another case"),
        pytest.param(ASKED, replace(VERIFY, topic=""), id="no topic"),
        pytest.param(ASKED, replace(VERIFY, mode="unsubscribe"), id="unsubscribe"),
        pytest.param(ASKED, replace(VERIFY, mode="Subscribe"), id="an unknown mode"),
        pytest.param(ASKED, replace(VERIFY, challenge=""), id="no challenge"),
        pytest.param(ASKED, replace(VERIFY, challenge="x" * (LONGEST_CHALLENGE + 1)), id="an endless challenge"),
        pytest.param(NEW, VERIFY, id="never asked"),
        pytest.param(VERIFIED, VERIFY, id="verified already"),
        pytest.param(DENIED, VERIFY, id="denied before"),
        pytest.param(refused(ASKED, NOON, None, 0.0), VERIFY, id="refused before"),
        pytest.param(ASKED, Intent("denied", "https://other.example/"), id="a denial of another topic"),
    ],
)
def test_intents_that_we_do_not_share(subscription, intent):
    """Only a verification of what is pending is agreed to (section 5.3)."""
    assert answer_intent(subscription, intent, NOON, 0.0) is None


@pytest.mark.parametrize(
    ("written", "lease", "renewal"),
    [
        pytest.param("864000", timedelta(days=10), timedelta(days=7), id="ten days"),
        pytest.param("", timedelta(days=1), timedelta(days=0.7), id="unsaid"),
        pytest.param("soon", timedelta(days=1), timedelta(days=0.7), id="no number"),
        pytest.param("-5", timedelta(days=1), timedelta(days=0.7), id="negative"),
        pytest.param("9" * 10, timedelta(days=90), timedelta(days=63), id="for ever"),
        pytest.param("9" * 30, timedelta(days=1), timedelta(days=0.7), id="beyond every number"),
        pytest.param("300", timedelta(minutes=5), timedelta(hours=1), id="shorter than we renew"),
        pytest.param("0", timedelta(0), timedelta(hours=1), id="none"),
    ],
)
def test_the_lease_is_the_hubs(written, lease, renewal):
    """It is believed up to 90 days and renewed before its end, at most once an hour."""
    after = answer_intent(ASKED, replace(VERIFY, lease_seconds=written), NOON, 0.0)

    assert (after.lease_end - NOON, after.next_try - NOON, after.failures) == (lease, renewal, 0)


@given(st.integers(4_800, 10**9), st.floats(0, 1, exclude_max=True))
def test_a_renewal_comes_before_the_end(seconds, draw):
    """For every lease that is long enough to be renewed."""
    after = answer_intent(ASKED, replace(VERIFY, lease_seconds=str(seconds)), NOON, draw)

    assert NOON < after.next_try < after.lease_end


def test_a_hub_that_never_calls_back_is_asked_more_and_more_seldom():
    """From five minutes to a day, and never given up."""
    subscription, waits = NEW, []
    for _ in range(20):
        subscription = asking(subscription, NOON, 1.0)
        waits.append((subscription.next_try - NOON) / timedelta(minutes=5))

    assert waits == [2**n for n in range(9)] + [LONGEST_BACKOFF / timedelta(minutes=5)] * 11


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        pytest.param(None, timedelta(minutes=5), id="unsaid"),
        pytest.param(3_600, timedelta(hours=1), id="an hour"),
        pytest.param(10, timedelta(minutes=5), id="sooner than we would"),
        pytest.param(10**9, timedelta(days=1), id="for ever"),
        pytest.param(-(10**9), timedelta(minutes=5), id="in the past"),
    ],
)
def test_a_hub_may_ask_for_peace(retry_after, wait):
    """Up to a day."""
    assert refused(ASKED, NOON, retry_after, 1.0).next_try - NOON == wait


def test_a_denial_ends_a_verified_subscription():
    """It may come at any time (section 5.2); a week later we ask again."""
    after = answer_intent(VERIFIED, Intent("denied", TOPIC), NOON, 0.0)

    assert (status(after, NOON), after.next_try) == ("denied", NOON + AFTER_DENIAL)


def test_the_request():
    """Exactly the fields of section 5.1."""
    assert request_form(NEW, "https://news.example/websub/token") == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": "https://news.example/websub/token",
        "hub.lease_seconds": "864000",
        "hub.secret": "secret",
    }


METHODS = ("sha1", "sha256", "sha384", "sha512")
BODY = b"<rss>Kabar dari lembah</rss>"


def sign(body, method="sha256", key=b"secret"):
    return f"{method}={hmac.new(key, body, getattr(hashlib, method)).hexdigest()}"


def is_good(header, body=BODY):
    signature = read_signature(header)
    if signature is None:
        return False
    signed = SignedBody("secret", signature)
    for start in range(0, len(body), 5):
        signed.feed(body[start : start + 5])
    return signed.is_authentic()


@pytest.mark.parametrize(
    "header",
    [
        *(pytest.param(sign(BODY, method), id=method) for method in METHODS),
        pytest.param(sign(BODY).upper(), id="capitals"),
        pytest.param(f" {sign(BODY)} ", id="blanks around"),
    ],
)
def test_good_signatures(header):
    """All methods of section 8.1, over the bytes as they come."""
    assert is_good(header)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param(sign(BODY + b" "), id="of another body"),
        pytest.param(sign(BODY, key=b"Secret"), id="with another secret"),
        pytest.param(sign(BODY).removeprefix("sha256="), id="no method"),
        pytest.param(sign(BODY).replace("sha256", "sha1"), id="another method"),
        pytest.param(sign(BODY)[:-2], id="cut"),
        pytest.param(sign(BODY)[:-1], id="half a byte missing"),
        pytest.param("sha256=", id="no digest"),
        pytest.param(f"sha256={'g' * 64}", id="no hex"),
        pytest.param(f"sha256={'０' * 64}", id="digits of another script"),
        pytest.param("md5=" + hmac.new(b"secret", BODY, hashlib.md5).hexdigest().ljust(40, "0"), id="md5"),
        pytest.param(f"sha224={hmac.new(b'secret', BODY, hashlib.sha224).hexdigest()}", id="sha224"),
        pytest.param(f"{sign(BODY)}, {sign(BODY)}", id="two"),
    ],
)
def test_bad_signatures(header):
    """Missing, malformed, of an unknown method, or wrong."""
    assert not is_good(header)


@given(st.text(max_size=200))
def test_any_signature_is_read(header):
    """Strangers write them."""
    assert not is_good(header)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["ask", "verify", "other topic", "deny", "refuse", "unsubscribe"]),
        st.integers(0, 12 * 86_400),
        st.integers(0, 10**6),
    ),
    max_size=30,
)


@given(MOVES)
def test_a_subscription_is_verified_only_by_what_was_pending(moves):
    """Whatever order hub and clock bring things in, each request is verified once at most, and never late for ever."""
    now, subscription = NOON, NEW
    pending = False
    for move, seconds, lease in moves:
        now += timedelta(seconds=seconds)
        before = subscription
        match move:
            case "ask":
                subscription, pending = asking(subscription, now, 0.5), True
            case "refuse":
                subscription, pending = refused(subscription, now, None, 0.5), False
            case "deny":
                subscription, pending = answer_intent(subscription, Intent("denied", TOPIC), now, 0.5), False
            case "verify":
                after = answer_intent(subscription, Intent("subscribe", TOPIC, "c", str(lease)), now, 0.5)
                assert (after is not None) == pending
                subscription, pending = after or subscription, False
            case _:
                topic, mode = (TOPIC, "unsubscribe") if move == "unsubscribe" else ("https://x.example/", "subscribe")
                assert answer_intent(subscription, Intent(mode, topic, "c", "1"), now, 0.5) is None
        assert isinstance(subscription, Subscription)
        assert (subscription.asked_at is not None) == pending
        assert subscription == before or subscription.next_try > now
