"""The files of the page: read once, sent with their types, lasting caches and a strict policy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
#: Where the page asks for its files, relative to itself, so that a proxy may put all of it under a path.
PREFIX = "chat/files/"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_PAGE_TYPE = "text/html; charset=utf-8"
#: A file under the name that carries its own hash never changes; under any other name it is asked for each time.
FOR_EVER = "public, max-age=31536000, immutable"
EACH_TIME = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page."""

    body: bytes
    media_type: str
    #: Hexadecimal digest of the body: the `v` in its address, and its ETag.
    version: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The page and the files it asks for."""

    page: Asset
    files: dict[str, Asset]


def load_assets(folder: Path = FOLDER) -> Assets:
    """Reads the folder. Every name of a file that the page mentions gets the file's version."""
    files = {
        path.name: _asset(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(folder.iterdir())
        if path.suffix in _TYPES
    }
    page = (folder / "index.html").read_text(encoding="utf-8")
    for name, asset in files.items():
        page = page.replace(f'"{PREFIX}{name}"', f'"{PREFIX}{name}?v={asset.version}"')
    return Assets(_asset(page.encode(), _PAGE_TYPE), files)


def secure_headers(frame_ancestors: tuple[str, ...]) -> dict[str, str]:
    """What every answer carries. `frame_ancestors` are the origins that may embed the page; empty means none."""
    allowed = " ".join(frame_ancestors) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; "
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


def _asset(body: bytes, media_type: str) -> Asset:
    return Asset(body, media_type, hashlib.sha256(body).hexdigest()[:16])
