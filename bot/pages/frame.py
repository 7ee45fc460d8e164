"""The frame of a page that is read: head, beam, content, ground. Without a script. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.model import Language
from bot.pages.assets import Asset, address_of
from bot.pages.html import Child, Html, join, tag


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page leads."""

    label: str
    #: Relative to the root, without a slash before it.
    to: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around the content of all pages of one kind; only the content differs."""

    #: Of the service.
    name: str
    tagline: str
    language: Language
    skip: str
    #: What the navigation is called, for those who hear the page.
    pages: str
    links: Sequence[Link]
    #: Below the content.
    ground: Sequence[Child]
    files: Mapping[str, Asset]
    #: Feeds that belong to the pages, by media type.
    feeds: Mapping[str, Link] = field(default_factory=dict)

    def page(self, title: str, *content: Child, root: str = "", current: str = "", head: Sequence[Html] = ()) -> bytes:
        """A whole page.

        Args:
            title: Of the page, without the service's name.
            content: What is in its middle.
            root: How the page reaches the root from where it is: "" beside it, "../" one step below.
            current: The link that leads here.
            head: More for the head, for example the canonical address.
        """
        document = tag(
            "html",
            tag(
                "head",
                tag("meta", charset="utf-8"),
                tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
                tag("title", f"{title} · {self.name}"),
                tag("meta", name="color-scheme", content="light dark"),
                tag("meta", name="theme-color", content="#4a2a12"),
                tag("link", rel="icon", type="image/svg+xml", href=root + address_of("icon.svg", self.files)),
                tag("link", rel="apple-touch-icon", href=root + address_of("icon-192.png", self.files)),
                tag("link", rel="manifest", href=root + address_of("manifest.webmanifest", self.files)),
                tag("link", rel="stylesheet", href=root + address_of("base.css", self.files)),
                *(
                    tag(
                        "link",
                        rel="alternate",
                        type=media_type,
                        title=f"{self.name} ({link.label})",
                        href=root + link.to,
                    )
                    for media_type, link in self.feeds.items()
                ),
                *head,
            ),
            tag(
                "body",
                tag("a", self.skip, class_="skip", href="#isi"),
                self._beam(root, current),
                tag("main", tag("div", *content, class_="column"), id="isi"),
                tag("footer", tag("div", *self.ground, self._feeds(root), class_="column"), class_="ground"),
                class_="page",
            ),
            lang=self.language,
        )
        return join(Html("<!doctype html>"), document).encode()

    def _beam(self, root: str, current: str) -> Html:
        icon = tag("img", src=root + address_of("icon.svg", self.files), alt="", width=44, height=44)
        name = tag("div", tag("p", self.name, class_="called"), tag("p", self.tagline), class_="name")
        links = (
            tag("a", link.label, href=(root + link.to) or "./", aria_current="page" if link.to == current else None)
            for link in self.links
        )
        nav = tag("nav", *links, aria_label=self.pages)
        return tag("header", tag("div", icon, name, nav, class_="beam-in"), class_="beam")

    def _feeds(self, root: str) -> Html | None:
        if not self.feeds:
            return None
        links = (tag("li", tag("a", link.label, href=root + link.to)) for link in self.feeds.values())
        return tag("ul", *links)
