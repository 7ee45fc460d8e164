"""What every answer carries: the strict policy, also where nobody thought of it (404, 405, 500)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send


def secure_headers(frame_ancestors: tuple[str, ...]) -> dict[str, str]:
    """The headers. `frame_ancestors` are the origins that may embed our pages; empty means none."""
    allowed = " ".join(("'self'", *frame_ancestors)) if frame_ancestors else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {allowed}"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


class Secured:
    """An application whose every answer has the headers; one that the application itself sets stands."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._raw = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does, and adds what it left out."""

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                present = {name.lower() for name, _ in own}
                message = {**message, "headers": own + [pair for pair in self._raw if pair[0] not in present]}
            await send(message)

        await self._app(scope, receive, sealed)
