"""Forms that are sent: what goes out, which redirects are followed, and that the guard stands before it."""

import pytest

from feeds.model import FetchFailed
from tests.fakes.hostile_web import answer, redirect
from tests.fakes.hub import serve_hub

FORM = {"hub.mode": "subscribe", "hub.topic": "https://kab.example/?a=1&b=é"}


async def test_the_form_arrives(visit):
    """Every field, letters beyond ASCII included."""
    async with serve_hub() as hub, visit({}, fetcher={"allow_private_hosts": {hub.host}}) as (_, fetcher):
        assert await fetcher.post_form(hub.url(), FORM) == 202
    assert hub.asked == [("/hub", FORM)]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_one(visit, status):
    """202 is what a hub should say; some say less."""
    async with visit({"/": answer(status)}) as (web, fetcher):
        assert await fetcher.post_form(web.url(), FORM) == status
    assert [asked.method for asked in web.requests] == ["POST"]


@pytest.mark.parametrize("status", [307, 308])
async def test_the_form_is_sent_again(visit, status):
    """To where a hub has moved, for now or for good."""
    async with serve_hub() as hub, visit({}, fetcher={"allow_private_hosts": {hub.host}}) as (_, fetcher):
        hub.answers = [(status, {"Location": "/neu"})]
        assert await fetcher.post_form(hub.url(), FORM) == 202
    assert hub.asked == [("/hub", FORM), ("/neu", FORM)]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        pytest.param(redirect("/there", 302), "redirects", id="302 would lose the form"),
        pytest.param(redirect("/there", 301), "redirects", id="301"),
        pytest.param(redirect("/there", 303), "redirects", id="303"),
        pytest.param(redirect("/", 307), "redirects", id="in a circle"),
        pytest.param(redirect("http://127.0.0.1:1/", 307), "forbidden_address", id="to a forbidden place"),
        pytest.param(answer(400), "status", id="400"),
        pytest.param(answer(404), "not_found", id="404"),
        pytest.param(answer(429), "too_many", id="429"),
        pytest.param(answer(500), "server", id="500"),
    ],
)
async def test_what_is_no_success(visit, script, fault):
    """A value, as with `fetch`."""
    async with visit({"/": script, "/there": answer()}) as (web, fetcher):
        result = await fetcher.post_form(web.url(), FORM)
    assert isinstance(result, FetchFailed)
    assert result.fault == fault
    assert len(web.requests) == 1


async def test_a_hub_that_asks_for_peace(visit):
    """Its Retry-After is handed on."""
    async with visit({"/": answer(503, [("Retry-After", "120")])}) as (web, fetcher):
        result = await fetcher.post_form(web.url(), FORM)
    assert (result.fault, result.retry_after) == ("server", 120)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        pytest.param("http://127.0.0.1:1/", "forbidden_address", id="an address inside"),
        pytest.param("http://169.254.169.254/", "forbidden_address", id="cloud metadata"),
        pytest.param("ftp://hub.example/", "bad_url", id="not the web"),
    ],
)
async def test_the_guard_stands_before_it(visit, url, fault):
    """Nothing is sent."""
    async with visit({}) as (_, fetcher):
        result = await fetcher.post_form(url, FORM)
    assert (type(result), result.fault) == (FetchFailed, fault)


async def test_link_headers_are_handed_on(visit):
    """All of them, joined."""
    headers = [("Link", "<https://hub.example/>; rel=hub"), ("Link", '</feed>; rel="self"')]
    async with visit({"/": answer(200, headers, b"x")}) as (web, fetcher):
        fetched = await fetcher.fetch(web.url())
    assert fetched.link_header == '<https://hub.example/>; rel=hub, </feed>; rel="self"'
