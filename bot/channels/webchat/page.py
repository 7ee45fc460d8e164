"""The page of the web chat: written once, with the version of every file that it asks for in the file's address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.pages import assets
from bot.pages.assets import Asset, address_of, asset, load_files

FOLDER = Path(__file__).parent / "static"
#: Where the page asks for the files that are its own.
PREFIX = "chat/files/"
#: What other sites embed.
WIDGET = "widget.js"


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The page, and the files that are its own; what all pages share is served by whoever serves those."""

    page: Asset
    files: dict[str, Asset]


def load_page() -> ChatPage:
    """Reads the page. Every name of a file that it mentions gets the file's version."""
    own, shared = load_files(FOLDER), load_files()
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    for prefix, files in ((PREFIX, own), (assets.PREFIX, shared)):
        for name in files:
            page = page.replace(f'"{prefix}{name}"', f'"{address_of(name, files, prefix)}"')
    return ChatPage(asset(page.encode(), "text/html; charset=utf-8"), own)
