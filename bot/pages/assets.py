"""The files of our pages: read once, sent with their types, validators and lasting caches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

#: The files that all pages share, and where pages ask for them: relative, so that a proxy may put all of it under a
#: path.
FOLDER = Path(__file__).parent / "static"
PREFIX = "files/"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
#: A file under the name that carries its own hash never changes; under any other name it is asked for each time.
FOR_EVER = "public, max-age=31536000, immutable"
EACH_TIME = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """Bytes that are served as they are."""

    body: bytes
    media_type: str
    #: Hexadecimal digest of the body: the `v` in its address, and its ETag.
    version: str


def asset(body: bytes, media_type: str) -> Asset:
    """Bytes with their version."""
    return Asset(body, media_type, hashlib.sha256(body).hexdigest()[:16])


def load_files(folder: Path = FOLDER) -> dict[str, Asset]:
    """Reads what a folder has to serve, by name."""
    return {
        path.name: asset(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(folder.iterdir())
        if path.suffix in _TYPES
    }


def address_of(name: str, files: Mapping[str, Asset], prefix: str = PREFIX) -> str:
    """A file's address with its version, relative to the root."""
    return f"{prefix}{name}?v={files[name].version}"


def answer(request: Request, served: Asset, caching: str, headers: Mapping[str, str] | None = None) -> Response:
    """The bytes, or a 304 for whoever has them already (RFC 9110, 13.1); by date only when it is exactly ours."""
    etag = f'"{served.version}"'
    sent = {"etag": etag, "cache-control": caching, **(headers or {})}
    if _has(request, etag, sent.get("last-modified")):
        return Response(status_code=304, headers=sent)
    return Response(served.body, headers=sent, media_type=served.media_type)


def files_route(files: Mapping[str, Asset], prefix: str = PREFIX) -> Route:
    """Serves files by name; lasting under the address that carries the version."""

    async def serve(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            return Response("Not Found", 404, media_type="text/plain")
        named = request.query_params.get("v") == found.version
        # Pictures may be shown anywhere: a site that embeds the chat shows our icon.
        anywhere = {"cross-origin-resource-policy": "cross-origin"} if found.media_type.startswith("image/") else {}
        return answer(request, found, FOR_EVER if named else EACH_TIME, anywhere)

    return Route(f"/{prefix}{{name}}", serve)


def _has(request: Request, etag: str, changed: str | None) -> bool:
    """A weak `If-None-Match` is as good as a strong one: a proxy that compresses weakens ours."""
    said = request.headers.get("if-none-match")
    if said is None:
        return changed is not None and request.headers.get("if-modified-since") == changed
    return said.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in said.split(",")}
