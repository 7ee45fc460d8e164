"""Who is speaking, and from which page."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat import sessions


def request(*, scheme="http", client=("203.0.113.7", 5), **headers):
    """A request as the server hands it over; underscores in names of headers become dashes."""
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "scheme": scheme, "headers": raw, "client": client})


GOOD = "a" * 22


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        pytest.param(f"kentongan={GOOD}", GOOD, id="well-formed"),
        pytest.param(f"lain=1; kentongan={GOOD}; akhir=2", GOOD, id="among-others"),
        pytest.param("kentongan=" + "Z" * 64, "Z" * 64, id="longest"),
        pytest.param("kentongan=" + "a" * 21, None, id="too-short-to-be-unguessable"),
        pytest.param("kentongan=" + "a" * 65, None, id="too-long"),
        pytest.param(f"kentongan={GOOD}\n", GOOD, id="space-around-is-no-part-of-it"),
        pytest.param('kentongan="aaaaaaaaaaaaaaaaaaaaaa\\012x"', None, id="line-break-inside"),
        pytest.param("kentongan=' OR 1=1 --aaaaaaaaaaaaaaa", None, id="sql"),
        pytest.param("kentongan=" + "é" * 22, None, id="letters-beyond-ascii"),
        pytest.param("kentongan=", None, id="empty"),
        pytest.param(f"Kentongan={GOOD}", None, id="other-name"),
        pytest.param(f"__Host-kentongan={GOOD}", None, id="the-name-for-https"),
        pytest.param(";;=;kentongan", None, id="rubbish"),
    ],
)
def test_session_of_a_cookie(cookie, expected):
    """A malformed cookie is no cookie."""
    assert sessions.read_session(request(cookie=cookie)) == expected


def test_without_a_cookie():
    """A visitor without a cookie has no session yet."""
    assert sessions.read_session(request()) is None


def test_https_reads_only_the_protected_name():
    """Over https a cookie that a neighbouring subdomain could have set is not believed."""
    cookies = f"kentongan={'x' * 22}; __Host-kentongan={GOOD}"

    assert sessions.read_session(request(scheme="https", cookie=cookies)) == GOOD
    assert sessions.read_session(request(scheme="https", cookie=f"kentongan={GOOD}")) is None


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        pytest.param("http", f"kentongan={GOOD}; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax", id="http"),
        pytest.param(
            "https",
            f"__Host-kentongan={GOOD}; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure",
            id="https",
        ),
    ],
)
def test_cookie_that_is_kept(scheme, expected):
    """The cookie lasts a year, is out of reach of scripts and of other sites, and is secure where that can be."""
    response = Response()
    sessions.keep_session(request(scheme=scheme), response, GOOD)

    assert response.headers["set-cookie"] == expected


def test_new_sessions_differ_and_are_well_formed():
    """Every new session is one of a kind and passes our own check."""
    made = {sessions.new_session() for _ in range(100)}

    assert len(made) == 100
    assert all(sessions.is_session(one) for one in made)


OWN = frozenset({"https://kabar.example.go.id"})


@pytest.mark.parametrize(
    ("headers", "speaking", "reading"),
    [
        pytest.param({"sec-fetch-site": "same-origin"}, True, True, id="own-page"),
        pytest.param({"sec-fetch-site": "same-site"}, False, False, id="neighbouring-subdomain"),
        pytest.param({"sec-fetch-site": "cross-site"}, False, False, id="other-site"),
        pytest.param({"sec-fetch-site": "none"}, False, True, id="typed-address"),
        pytest.param({"sec-fetch-site": "cross-site", "origin": "http://a.example"}, False, False, id="site-decides"),
        pytest.param({"origin": "http://a.example"}, True, True, id="own-origin-over-http"),
        pytest.param({"origin": "https://A.Example"}, True, True, id="capitals-and-tls-ended-before-us"),
        pytest.param({"origin": "http://a.example:8080"}, False, False, id="other-port"),
        pytest.param({"origin": "http://b.example"}, False, False, id="other-origin"),
        pytest.param({"origin": "null"}, False, False, id="origin-hidden"),
        pytest.param({"origin": ""}, False, False, id="origin-empty"),
        pytest.param({"origin": "https://kabar.example.go.id"}, True, True, id="published-origin-behind-a-proxy"),
        pytest.param({}, False, True, id="no-page-at-all"),
    ],
)
def test_same_origin(headers, speaking, reading):
    """Only our own page may speak; a reader is refused only when the browser says that another page asks."""
    sent = {"host": "a.example"} | headers

    assert sessions.is_same_origin(sent, OWN, must_prove=True) is speaking
    assert sessions.is_same_origin(sent, OWN, must_prove=False) is reading


def test_no_host_is_no_proof():
    """An empty `Host` does not match an empty host in `Origin`."""
    assert not sessions.is_same_origin({"origin": "http://", "host": ""}, OWN, must_prove=True)
