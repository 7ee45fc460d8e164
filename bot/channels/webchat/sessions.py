"""Who is speaking, and from which page: the cookie, and the origin of a request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

#: Over https the prefix makes the browser refuse this cookie from a sibling subdomain (RFC 6265bis, 4.1.3.2): a
#: hacked neighbour under the same kab.go.id can't plant a session that it knows in a visitor's browser.
HTTPS_COOKIE = "__Host-kentongan"
HTTP_COOKIE = "kentongan"
YEAR_SECONDS = 365 * 24 * 60 * 60

#: 22 characters of 6 bits carry the 128 bits below which a session could be guessed.
_SESSION = re.compile(r"[A-Za-z0-9_-]{22,64}")


def new_session() -> str:
    """A session id of 192 random bits: whoever knows it reads the conversation, so nobody may guess it."""
    return secrets.token_urlsafe(24)


def is_session(value: str) -> bool:
    """True for what could be one of our ids. Anything else in the cookie is treated as no cookie at all."""
    return _SESSION.fullmatch(value) is not None


def read_session(request: Request) -> str | None:
    """The session of a request, None when it brings none or a malformed one."""
    value = request.cookies.get(HTTPS_COOKIE if _is_https(request) else HTTP_COOKIE, "")
    return value if is_session(value) else None


def keep_session(request: Request, response: Response, session: str) -> None:
    """Lets the browser keep the session for a year from now, out of reach of scripts and of other sites.

    In a frame of another site a cookie that is "lax" would be dropped. There the session is one of that site alone
    (CHIPS, https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies), so that nobody
    can be followed from site to site by it.
    """
    if _is_https(request) and _is_in_foreign_frame(request):
        kept = f"{HTTPS_COOKIE}={session}; HttpOnly; Max-Age={YEAR_SECONDS}; Path=/; SameSite=None; Secure; Partitioned"
        response.headers.append("set-cookie", kept)
        return
    https = _is_https(request)
    response.set_cookie(
        HTTPS_COOKIE if https else HTTP_COOKIE,
        session,
        max_age=YEAR_SECONDS,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )


def is_same_origin(headers: Mapping[str, str], own_origins: frozenset[str], *, must_prove: bool) -> bool:
    """True when a request comes from our own page.

    `Sec-Fetch-Site` is the browser's own word and decides when it is there; browsers leave it out on plain http.
    Then `Origin` has to name the host that was asked, or one of `own_origins` (behind a proxy that rewrites
    `Host`). A request with neither is no page's; it passes only where nothing has to be proved (reading).
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin" or (site == "none" and not must_prove)
    origin = headers.get("origin")
    if origin is None:
        return not must_prove
    _, _, host = origin.partition("://")
    return bool(host) and (host.lower() == headers.get("host", "").lower() or origin.lower() in own_origins)


def _is_https(request: Request) -> bool:
    return request.scope.get("scheme") == "https"


def _is_in_foreign_frame(request: Request) -> bool:
    return request.headers.get("sec-fetch-dest") == "iframe" and request.headers.get("sec-fetch-site") == "cross-site"
