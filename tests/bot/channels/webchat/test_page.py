"""The page and its files over HTTP."""

import re

import pytest
from yarl import URL

from bot.pages.policy import secure_headers

POLICY = secure_headers(())["content-security-policy"]


async def test_first_visit(site):
    """A new visitor gets the page and a session; the same visitor keeps it."""
    first = await site.get()
    again = await site.get()

    assert (first.status, first.content_type, first.charset) == (200, "text/html", "utf-8")
    assert first.cookies["kentongan"].value == again.cookies["kentongan"].value
    assert len(first.cookies["kentongan"].value) >= 22


@pytest.mark.parametrize(
    "cookie", [pytest.param("kentongan=pendek", id="short"), pytest.param("kentongan=%3Cb%3E" * 9, id="markup")]
)
async def test_malformed_cookie_is_replaced(serve, cookie):
    """Whoever comes with a malformed cookie is a new visitor."""
    site = await serve(new_session=lambda: "n" * 22)
    response = await site.get(headers={"Cookie": cookie})

    assert response.cookies["kentongan"].value == "n" * 22


async def test_secure_cookie_behind_https(site):
    """When the visitor's connection is https the cookie never travels without it."""
    response = await site.get(headers={"X-Forwarded-Proto": "https"})

    assert re.fullmatch(
        r"__Host-kentongan=[\w-]{32}; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure",
        response.headers["Set-Cookie"],
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/", 200, id="page"),
        pytest.param("GET", "/chat/files/chat.js", 200, id="script"),
        pytest.param("GET", "/chat/files/tidak-ada.js", 404, id="no-such-file"),
        pytest.param("GET", "/chat/files/index.html", 404, id="page-only-at-its-own-address"),
        pytest.param("POST", "/chat/say", 403, id="refusal"),
        pytest.param("GET", "/chat/events", 403, id="refused-stream"),
    ],
)
async def test_headers_of_every_answer(site, method, path, status):
    """Everything that is answered carries the strict policy, refusals too."""
    async with site.browser.request(method, site.origin + path) as response:
        assert response.status == status
        assert response.headers["Content-Security-Policy"] == POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["..%2Fchannel.py", "..%5Cchannel.py", "%2Fetc%2Fpasswd", "chat.js%00", ".%2Fchat.js"])
async def test_nothing_outside_the_folder(site, path):
    """Only the names of the page's own files are served."""
    async with site.browser.get(URL(f"{site.origin}/chat/files/{path}", encoded=True)) as response:
        assert response.status == 404


async def test_stream_carries_the_policy_too(site):
    """An open stream is neither kept by caches nor held back by proxies."""
    await site.visit()
    page = await site.open()
    headers = page.response.headers

    assert page.response.content_type == "text/event-stream"
    assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store, no-transform", "no")
    assert headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("scheme", "place", "kept"),
    [
        pytest.param(
            "https", ("iframe", "cross-site"), "SameSite=None; Secure; Partitioned", id="frame of another site"
        ),
        pytest.param("https", ("iframe", "same-site"), "SameSite=lax; Secure", id="frame of our own site"),
        pytest.param("https", ("document", "cross-site"), "SameSite=lax; Secure", id="a link from another site"),
        pytest.param("http", ("iframe", "cross-site"), "SameSite=lax", id="without https there is no such cookie"),
    ],
)
async def test_cookie_in_a_frame(site, scheme, place, kept):
    """Embedded on another site the session is kept for that site alone; else it never goes along from elsewhere."""
    headers = {"X-Forwarded-Proto": scheme, "Sec-Fetch-Dest": place[0], "Sec-Fetch-Site": place[1]}
    response = await site.get(headers=headers)

    assert response.headers["Set-Cookie"].endswith(f"Path=/; {kept}")


async def test_widget(site):
    """Other sites may load the one line and its picture, and nothing else of ours."""
    widget, icon, script = [
        await site.get(path) for path in ("/widget.js", "/files/icon-192.png", "/chat/files/chat.js")
    ]

    assert widget.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert widget.headers["Cache-Control"] == "public, max-age=3600"
    assert [answer.headers["Cross-Origin-Resource-Policy"] for answer in (widget, icon, script)] == [
        "cross-origin",
        "cross-origin",
        "same-origin",
    ]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        pytest.param("chat/files/chat.css", "text/css; charset=utf-8", id="style"),
        pytest.param("chat/files/chat.js", "text/javascript; charset=utf-8", id="script"),
        pytest.param("files/base.css", "text/css; charset=utf-8", id="style-of-all-pages"),
        pytest.param("files/icon.svg", "image/svg+xml", id="icon"),
        pytest.param("files/icon-192.png", "image/png", id="picture"),
        pytest.param("files/manifest.webmanifest", "application/manifest+json", id="manifest"),
    ],
)
async def test_files(site, name, media_type):
    """Every file that the page names is served with its type, for ever under the name that carries its version."""
    html = await (await site.get()).text()
    versioned = re.search(rf'"({re.escape(name)}\?v=[0-9a-f]+)"', html)[1]
    for_ever = await site.get(f"/{versioned}")
    plain = await site.get(f"/{name}")
    stale = await site.get(f"/{name}?v=0123456789abcdef")

    assert for_ever.headers["Content-Type"] == media_type
    assert for_ever.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert {plain.headers["Cache-Control"], stale.headers["Cache-Control"]} == {"no-cache"}
    assert await plain.read() == await for_ever.read()


@pytest.mark.parametrize("path", ["/", "/chat/files/chat.css"])
async def test_unchanged_is_not_sent_again(site, path):
    """A browser that has it already gets a 304 without a body."""
    etag = (await site.get(path)).headers["ETag"]
    response = await site.get(path, headers={"If-None-Match": f'"lain", {etag}'})

    assert (response.status, await response.read()) == (304, b"")


async def test_page_is_private(site):
    """The page gives a session, so no shared cache may keep it."""
    assert (await site.get()).headers["Cache-Control"] == "private, no-cache"


async def test_head(site):
    """Asking for the head of the page or of the stream ends at once."""
    await site.visit()
    heads = [await site.browser.head(site.origin + path) for path in ("/", "/chat/events")]

    assert [head.status for head in heads] == [200, 200]
    assert site.chat.pages == 0
