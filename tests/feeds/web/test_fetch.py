"""The fetcher and servers that behave: what goes out, what comes back, redirects, statuses."""

from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime

import pytest
from multidict import CIMultiDict

from feeds.model import CachingInfo, Fetched, FetchFailed, NotModified
from feeds.web.answer import ReadBody, judge
from feeds.web.fetch import FEED_ACCEPT, Fetcher
from tests.fakes.hostile_web import Asked, HostileWeb, Wire, answer, conditional, head, packed, raw, redirect

RSS = b"<rss><channel><title>Kabar Lembah</title></channel></rss>"
TODAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


async def test_what_goes_out(visit):
    """One plain GET with our name and what we read; no cookie, no referer, no validator out of thin air."""
    async with visit({"/feed?cat=1": answer(200, [], RSS)}) as (web, fetcher):
        await fetcher.fetch(web.url("/feed?cat=1#top"))
    assert web.requests == [
        Asked(
            "GET",
            "/feed?cat=1",
            (
                ("host", web.key),
                ("user-agent", "Kentongan/1.0 (+https://kentongan.example/)"),
                ("accept-encoding", "gzip"),
                ("accept", FEED_ACCEPT),
                ("connection", "close"),
            ),
        )
    ]


async def test_another_accept(visit):
    """Whoever fetches no feed says what it reads."""
    async with visit({"/": answer()}) as (web, fetcher):
        await fetcher.fetch(web.url(), accept="text/html")
    assert web.requests[0].get("accept") == "text/html"


async def test_a_body_with_all_that_is_said_of_it(visit):
    """Body, address, type, validators and freshness arrive."""
    headers = [
        ("Content-Type", "application/rss+xml; charset=UTF-8"),
        ("ETag", 'W/"abc"'),
        ("Last-Modified", "Mon, 23 Nov 2026 03:00:00 GMT"),
        ("Cache-Control", "public"),
        ("Cache-Control", "max-age=900"),
        ("Age", "100"),
    ]
    async with visit({"/feed": answer(200, headers, RSS)}) as (web, fetcher):
        assert await fetcher.fetch(web.url("/feed")) == Fetched(
            body=RSS,
            url=web.url("/feed"),
            content_type="application/rss+xml; charset=UTF-8",
            caching=CachingInfo('W/"abc"', "Mon, 23 Nov 2026 03:00:00 GMT"),
            fresh_for=800,
            moved_to=None,
        )


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(answer(200, [], RSS), id="with its length"),
        pytest.param(raw(head(200) + RSS), id="until the end"),
        pytest.param(raw(b"HTTP/1.0 200 OK\r\n\r\n" + RSS), id="HTTP 1.0"),
        pytest.param(answer(203, [], RSS), id="203"),
        pytest.param(packed(RSS), id="gzip"),
        pytest.param(packed(RSS, coding="x-gzip"), id="gzip by its old name"),
        pytest.param(answer(200, [("Content-Encoding", "identity")], RSS), id="identity"),
        pytest.param(raw(head(103, [("Link", "</x>")]) + head(200) + RSS), id="after an early hint"),
        pytest.param(
            raw(head(200, [("Transfer-Encoding", "chunked")]) + b"%x\r\n%s\r\n0\r\n\r\n" % (len(RSS), RSS)), id="one chunk"
        ),
        pytest.param(
            raw(
                head(200, [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")])
                + b"".join(b"1\r\n%c\r\n" % byte for byte in gzip.compress(RSS))
                + b"0\r\n\r\n"
            ),
            id="gzip in chunks of a byte",
        ),
    ],
)  # fmt: skip
async def test_ways_to_send_a_body(visit, script):
    """However a body is framed and packed, it is the same body."""
    async with visit({"/feed": script}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert result.body == RSS


@pytest.mark.parametrize(
    "etag",
    ['"abc"', 'W/"abc"', '""', "abc", '"a b"', '"abc-gzip"', '"a,b"', '"it\'s"', '"' + "x" * 900 + '"'],
)
async def test_validators_go_back_byte_for_byte(visit, etag):
    """What the server called its version is what it hears again, and then it says that nothing changed."""
    async with visit({"/feed": conditional(etag, RSS)}) as (web, fetcher):
        first = await fetcher.fetch(web.url("/feed"))
        assert isinstance(first, Fetched)
        second = await fetcher.fetch(web.url("/feed"), first.caching)
    assert second == NotModified(CachingInfo(etag), None)
    assert web.requests[0].get("if-none-match") is None
    assert web.requests[1].get("if-none-match") == etag


async def test_text_beyond_ascii_in_a_validator(visit):
    """UTF-8 goes back as the same bytes."""
    script = raw(b'HTTP/1.1 200 OK\r\nETag: "v\xc3\xa9"\r\nContent-Length: 0\r\n\r\n')
    async with visit({"/feed": script}) as (web, fetcher):
        first = await fetcher.fetch(web.url("/feed"))
        await fetcher.fetch(web.url("/feed"), first.caching)
    assert web.requests[1].get("if-none-match").encode("latin-1") == b'"v\xc3\xa9"'


@pytest.mark.parametrize(
    "etag",
    [
        pytest.param(b'"v\xe9"', id="bytes that are no text"),
        pytest.param(b'"a\x01b"', id="control character"),
        pytest.param(b'"' + b"x" * 2000 + b'"', id="far too long"),
        pytest.param(b"", id="empty"),
    ],
)
async def test_validators_that_could_not_go_back(visit, etag):
    """A validator that we can't send back exactly is forgotten rather than bent."""
    script = raw(b"HTTP/1.1 200 OK\r\nETag: " + etag + b"\r\nContent-Length: 0\r\n\r\n")
    async with visit({"/feed": script}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
        assert not (isinstance(result, Fetched) and result.caching.etag)
        await fetcher.fetch(web.url("/feed"), CachingInfo(etag.decode("latin-1")[:1] + "\r\nX-Evil: 1"))
    assert [asked.get("if-none-match") for asked in web.requests] == [None, None]


@pytest.mark.parametrize(
    ("caching", "sent"),
    [
        pytest.param(CachingInfo(), (None, None), id="neither"),
        pytest.param(CachingInfo('"a"'), ('"a"', None), id="only the ETag"),
        pytest.param(CachingInfo(None, "some day"), (None, "some day"), id="only the date, whatever its form"),
        pytest.param(CachingInfo('"a"', "some day"), ('"a"', "some day"), id="both"),
    ],
)
async def test_which_validators_are_sent(visit, caching, sent):
    """Exactly those that were given."""
    async with visit({"/feed": answer(200, [], RSS)}) as (web, fetcher):
        await fetcher.fetch(web.url("/feed"), caching)
    assert (web.requests[0].get("if-none-match"), web.requests[0].get("if-modified-since")) == sent


@pytest.mark.parametrize(
    ("headers", "caching"),
    [
        pytest.param([], CachingInfo('"a"', "day 1"), id="keeps both"),
        pytest.param([("ETag", '"b"')], CachingInfo('"b"', "day 1"), id="renews the ETag"),
        pytest.param([("Last-Modified", "day 2")], CachingInfo('"a"', "day 2"), id="renews the date"),
    ],
)
async def test_not_modified_renews_what_it_names(visit, headers, caching):
    """A 304 may carry newer validators; those that it leaves out stay."""
    async with visit({"/feed": answer(304, [*headers, ("Cache-Control", "max-age=60")])}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"a"', "day 1"))
    assert result == NotModified(caching, 60)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        *[(status, "status") for status in (204, 205, 206, 300, 305, 400, 402, 405, 406, 418, 600, 999)],
        *[(status, "denied") for status in (401, 403, 451)],
        *[(status, "server") for status in (500, 502, 503, 504, 520, 599)],
        *[(status, "redirects") for status in (301, 302, 303, 307, 308)],
        (304, "protocol"),
        (404, "not_found"),
        (410, "gone"),
        (429, "too_many"),
    ],
)
async def test_statuses(visit, status, fault):
    """Each status is one fault, with its number; redirects here name no place."""
    async with visit({"/feed": answer(status)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert (result.fault, result.status, result.retry_after) == (fault, status, None)
    assert result.detail.startswith(f"HTTP {status}")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "seconds"), [("3600", 3600), ("Tue, 24 Nov 2026 04:00:00 GMT", 3600), ("tomorrow", None)]
)
async def test_retry_after(visit, status, value, seconds):
    """How long to stay away is told in seconds, whether given as a count or as a date."""
    script = answer(status, [("Retry-After", value)])
    async with visit({"/feed": script}, fetcher={"clock": lambda: TODAY}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.retry_after == seconds


async def test_an_empty_body_is_a_body(visit):
    """An empty 200 is for the parser to complain of."""
    async with visit({"/feed": answer(200, [("Content-Encoding", "gzip")])}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert result.body == b""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/new", "{url}/new", "//{key}/new", "new", "./old/../new", "/new#part", " /new "])
async def test_redirects_are_followed(visit, status, location):
    """Every kind of redirect and of reference leads to the new address; only 301 and 308 say that it moved."""
    async with visit({"/new": answer(200, [], RSS)}) as (web, fetcher):
        there = location.format(url=web.url(""), key=web.key)
        web.scripts["/feed"] = redirect(there, status)
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert (result.body, result.url) == (RSS, web.url("/new"))
    assert result.moved_to == (web.url("/new") if status in {301, 308} else None)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        pytest.param([301], True, id="one for good"),
        pytest.param([301, 308, 301], True, id="three for good"),
        pytest.param([302, 301], False, id="a temporary one first"),
        pytest.param([301, 302], False, id="a temporary one last"),
        pytest.param([301, 307, 301], False, id="a temporary one between"),
    ],
)
async def test_moved_only_when_every_step_was_for_good(visit, statuses, moved):
    """One temporary step makes the whole chain temporary."""
    scripts = {f"/{step}": redirect(f"/{step + 1}", status) for step, status in enumerate(statuses)}
    last = f"/{len(statuses)}"
    async with visit({**scripts, last: answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/0"))
    assert isinstance(result, Fetched)
    assert result.moved_to == (web.url(last) if moved else None)


async def test_bytes_that_are_no_text_in_a_location(visit):
    """Latin-1 in a Location is asked for as the bytes that it was."""
    script = raw(b"HTTP/1.1 302 Found\r\nLocation: /berita-\xe9\r\nContent-Length: 0\r\n\r\n")
    async with visit({"/feed": script, "/berita-%E9": answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)


async def test_validators_belong_to_one_address(visit):
    """They are not carried along a redirect; what the other address sends is handed back in its name."""
    scripts = {"/feed": redirect("/new"), "/new": answer(200, [("ETag", '"new"')], RSS)}
    async with visit(scripts) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"old"', "some day"))
    assert isinstance(result, Fetched)
    assert result.caching == CachingInfo('"new"', None, web.url("/new"))
    assert [(asked.get("if-none-match"), asked.get("if-modified-since")) for asked in web.requests] == [
        ('"old"', "some day"),
        (None, None),
    ]


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_a_feed_behind_a_lasting_redirect(visit, status):
    """The address that gave the validators hears them again, and only it; so nothing is sent when nothing changed."""
    async with visit({"/feed": redirect("/new", status), "/new": conditional('"v1"', RSS)}) as (web, fetcher):
        first = await fetcher.fetch(web.url("/feed"))
        assert isinstance(first, Fetched)
        second = await fetcher.fetch(web.url("/feed"), first.caching)
        assert isinstance(second, NotModified)
        third = await fetcher.fetch(web.url("/feed"), second.caching)
    moved_to = web.url("/new") if status == 301 else None
    assert second == third == NotModified(CachingInfo('"v1"', None, web.url("/new")), None, moved_to)
    assert [asked.get("if-none-match") for asked in web.requests] == [None, None, None, '"v1"', None, '"v1"']


async def test_a_redirect_that_leads_elsewhere_now(visit):
    """Validators of the place where it led before are sent to nobody."""
    async with visit({"/feed": redirect("/b", 302), "/b": answer(200, [("ETag", '"b"')], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"a"', "some day", web.url("/a")))
    assert isinstance(result, Fetched)
    assert result.caching == CachingInfo('"b"', None, web.url("/b"))
    assert [asked.get("if-none-match") for asked in web.requests] == [None, None]


async def test_a_redirect_that_is_gone(visit):
    """The feed answers by itself again: validators of the other address stay here, its own come home without a name."""
    async with visit({"/feed": conditional('"own"', RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"a"', None, web.url("/a")))
    assert isinstance(result, Fetched)
    assert result.caching == CachingInfo('"own"')
    assert web.requests[0].get("if-none-match") is None


async def test_a_move_that_was_stored(visit):
    """Validators that name the very address that is asked now are its own, however that is written."""
    async with visit({"/feed": conditional('"v1"', RSS)}) as (web, fetcher):
        there = web.url("/feed").replace("http", "HTTP") + "#part"
        result = await fetcher.fetch(there, CachingInfo('"v1"', None, web.url("/feed")))
    assert result == NotModified(CachingInfo('"v1"'), None)


async def test_validators_of_no_address(visit):
    """A name that is no address gets nothing, and nobody else does."""
    async with visit({"/feed": answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"v1"', None, "ftp://a.example/"))
    assert isinstance(result, Fetched)
    assert web.requests[0].get("if-none-match") is None


async def test_no_validators_have_no_address(visit):
    """Behind a redirect, an answer without validators leaves nothing to remember."""
    async with visit({"/feed": redirect("/new"), "/new": answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert result.caching == CachingInfo()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param([], "", id="none"),
        pytest.param(['</hub>; rel="hub"'], '</hub>; rel="hub"', id="one"),
        pytest.param(["<a>; rel=hub", "<b>; rel=self"], "<a>; rel=hub, <b>; rel=self", id="two fields"),
        pytest.param(["<a>;\t rel=hub"], "<a>; rel=hub", id="a tab"),
        pytest.param(["<" + "x" * 2000 + ">"], "", id="too long"),
        pytest.param(["<" + "x" * 2000 + ">", "<b>; rel=self"], "<b>; rel=self", id="too long, and another"),
        pytest.param(["<" + "x" * 1500 + ">"] * 2, "<" + "x" * 1500 + ">", id="too long together"),
        pytest.param(["x" * 2000], "x" * 2000, id="just as long"),
    ],
)
async def test_links_of_the_answer(visit, fields, expected):
    """Link headers come on one line, each whole or not at all."""
    script = answer(200, [("Link", field) for field in fields], RSS)
    async with visit({"/feed": script}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert result.link_header == expected


def test_control_characters_in_a_link():
    """Whatever the client lets through, what we hand on is printable."""
    head = judge(200, CIMultiDict([("Link", "<a\x01\x85b>; rel=hub")]), CachingInfo(), TODAY)
    assert isinstance(head, ReadBody)
    assert head.link_header == "<a b>; rel=hub"


@pytest.mark.parametrize(
    ("script", "sizes", "detail"),
    [
        pytest.param(answer(200, [], bytes(101)), {"raw_bytes": 100}, "announces 101 bytes", id="announced"),
        pytest.param(raw(head(200) + bytes(101)), {"raw_bytes": 100}, "more than 100 bytes", id="arrived"),
        pytest.param(packed(bytes(300)), {"decoded_bytes": 200}, "more than 200 bytes after decoding", id="decoded"),
        pytest.param(answer(200, [], bytes(2**21 + 1)), {"raw_bytes": 2**22}, "announces 2097153 bytes", id="not more"),
    ],
)
async def test_smaller_limits_for_other_purposes(visit, script, sizes, detail):
    """Who needs less says so; nobody gets more than the limits of the fetcher."""
    async with visit({"/page": script}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/page"), accept="text/html", **sizes)
    assert isinstance(result, FetchFailed)
    assert (result.fault, result.detail) == ("too_big", detail)


async def test_not_modified_after_a_redirect_is_a_lie(visit):
    """The second request was unconditional, so its 304 is a fault."""
    async with visit({"/feed": redirect("/new"), "/new": answer(304)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"), CachingInfo('"old"'))
    assert isinstance(result, FetchFailed)
    assert result.fault == "protocol"


@pytest.mark.parametrize(("hops", "reached"), [(5, True), (6, False)])
async def test_five_redirects_and_no_more(visit, hops, reached):
    """The fifth redirect is followed, the sixth is not."""
    scripts = {f"/{step}": redirect(f"/{step + 1}") for step in range(hops)}
    async with visit({**scripts, f"/{hops}": answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/0"))
    if reached:
        assert isinstance(result, Fetched)
    else:
        assert result == FetchFailed("redirects", "more than 5 redirects")
    assert len(web.requests) == 6


@pytest.mark.parametrize(
    ("scripts", "paths"),
    [
        pytest.param({"/feed": redirect("/feed")}, ["/feed"], id="to itself"),
        pytest.param({"/feed": redirect("/feed#part")}, ["/feed"], id="to a part of itself"),
        pytest.param({"/feed": redirect("")}, ["/feed"], id="to nowhere"),
        pytest.param({"/feed": redirect("/b", 302), "/b": redirect("/feed", 302)}, ["/feed", "/b"], id="there and back"),
    ],
)  # fmt: skip
async def test_circles(visit, scripts, paths):
    """A circle is left as soon as it closes."""
    async with visit(scripts) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert result == FetchFailed("redirects", "127.0.0.1 redirects in a circle")
    assert web.paths() == paths


@pytest.mark.parametrize(
    "location",
    ["http://[", "mailto:admin@a.example", "javascript:alert(1)", "http://a.example:x/", "http://a..b/", "https://"],
)
async def test_redirects_that_lead_nowhere(visit, location):
    """A Location that is no web address is a fault of the redirect."""
    async with visit({"/feed": redirect(location)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.fault == "redirects"
    assert len(web.requests) == 1


async def test_a_redirect_does_not_open_another_port(visit):
    """A listed host at a port that isn't listed is not even connected to."""
    async with visit({}) as (web, fetcher), HostileWeb({"/": answer()}) as other:
        web.scripts["/feed"] = redirect(other.url("/"))
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, FetchFailed)
    assert result.fault == "forbidden_address"
    assert other.connections == 0


async def test_cookies_and_where_we_came_from_stay_with_us(visit):
    """A cookie is never sent back, neither to a redirect's target nor with the next request."""
    cookie = [("Set-Cookie", "session=1; Path=/"), ("Location", "/new")]
    async with visit({"/feed": answer(302, cookie), "/new": answer(200, cookie, RSS)}) as (web, fetcher):
        await fetcher.fetch(web.url("/feed"))
        await fetcher.fetch(web.url("/new"))
    assert [(asked.get("cookie"), asked.get("referer")) for asked in web.requests] == [(None, None)] * 3


async def test_user_and_password_stay_with_us(visit):
    """Credentials in an address are dropped, and don't come back in the result."""
    async with visit({"/feed": answer(200, [], RSS)}) as (web, fetcher):
        result = await fetcher.fetch(web.url("/feed").replace("://", "://admin:rahasia@"))
    assert isinstance(result, Fetched)
    assert result.url == web.url("/feed")
    assert web.requests[0].get("authorization") is None


async def test_proxies_of_the_environment_are_not_used(visit, monkeypatch):
    """A proxy would see what we ask and stand behind the guard."""
    async with visit({"/feed": answer(200, [], RSS)}) as (web, fetcher), HostileWeb({}) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        result = await fetcher.fetch(web.url("/feed"))
    assert isinstance(result, Fetched)
    assert proxy.connections == 0


async def test_connections_are_not_kept(visit):
    """After an answer that asks us to keep the connection, it is closed all the same."""
    closed = asyncio.Event()

    async def script(asked: Asked, wire: Wire) -> None:
        await wire.send(head(200, [("Content-Length", "0"), ("Connection", "keep-alive")]))
        await wire.gone()
        closed.set()

    async with visit({"/feed": script}) as (web, fetcher):
        await fetcher.fetch(web.url("/feed"))
        await closed.wait()
        await fetcher.fetch(web.url("/feed"))
    assert web.connections == 2


async def test_a_closed_fetcher_is_our_own_mistake():
    """Using a fetcher outside its context is not a fault of the site."""
    with pytest.raises(RuntimeError, match="not open"):
        await Fetcher(user_agent="x", allow_private_hosts={"127.0.0.1:1"}).fetch("http://127.0.0.1:1/")


async def test_an_address_that_we_would_not_ask():
    """The guard's refusal is the result, before anything is opened."""
    async with Fetcher(user_agent="x") as fetcher:
        assert await fetcher.fetch("ftp://a.example/") == FetchFailed(
            "bad_url", "not an absolute http or https address"
        )
