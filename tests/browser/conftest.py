"""The whole service in this process, sample regency sites, and a real browser that visits it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.app.news import News
from bot.app.service import Service
from bot.config import Config
from bot.demo.sites import serve_sample_sites
from feeds.web.fetch import Limits
from tests.conftest import _missing

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
#: Milliseconds of the real clock after which a test gives up on a page.
PATIENCE = 20_000
#: Where pictures of the pages are written, for the documents; nowhere by default.
PICTURES = os.environ.get("KENTONGAN_PICTURES")


@dataclass
class World:
    """A running service, its sites and a browser."""

    service: Service
    news: News
    sites: object
    browser: Browser
    clock: object
    contexts: list[BrowserContext] = field(default_factory=list)
    #: Addresses that any page has asked for.
    asked: list[str] = field(default_factory=list)
    #: What went wrong on any page.
    troubles: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.service.web_address

    async def visitor(
        self, *, width: int = 360, height: int = 740, scheme: str = "light", hands_off: bool = False, **options
    ) -> Page:
        """Somebody with a browser of their own and an empty page."""
        options = {"locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"} | options
        size = {"width": width, "height": height}
        context = await self.browser.new_context(viewport=size, color_scheme=scheme, **options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = await context.new_page()
        if not hands_off:
            await page.clock.install()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if "Policy" in said.text else None)
        return page

    async def chat(self, **options) -> Page:
        """Somebody whose web chat is open and connected."""
        page = await self.visitor(**options)
        await page.goto(self.address)
        await page.wait_for_selector("#state[data-state=on]")
        return page

    async def publish(self) -> str:
        """Sites publish until there is a new story, which is sent. Gives its title."""
        due = 0
        while not due:
            self.clock.forward(minutes=3)
            title = self.sites.publish_next()
            due = sum(outcome.stored.due for outcome in await self.news.poller.poll_now() if outcome.stored)
        await self.service.send_owed()
        return title

    def cut_streams(self) -> None:
        """Every open stream ends, as when a mobile network goes away."""
        for channel in self.service._channels:
            channel._pages.close_all()


async def answered(page: Page) -> None:
    """What was said is answered whole, some seconds ago: what comes now is news and no answer to one's own words.

    The answer itself comes another way than the word that it was heard, and may come first.
    """
    await page.locator("#thinking").wait_for(state="hidden")
    await page.clock.fast_forward(4_000)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("Chromium (Debian's package chromium)")
    return path


@pytest.fixture
async def world(chromium, sqlite_url, tmp_path, clock):
    async with serve_sample_sites(clock) as sites, async_playwright() as playwright:
        config = Config(
            service={"name": "Kentongan", "operator": "Semua berita di sini rekaan, untuk peragaan."},
            database={"url": sqlite_url, "search": str(tmp_path / "search")},
            web={"listen": "127.0.0.1:0", "embed_origins": ["http://127.0.0.1:*"]},
            feeds={
                "min_interval": "1m",
                "max_interval": "1m",
                "allow_private_hosts": [site.host for site in sites.sites],
            },
            news={"daily_limit": 1000},
            feed=[{"url": site.feed_url, "name": site.name} for site in sites.sites],
        )
        service = Service(config, clock, limits=Limits(host_gap=0.0))
        async with service.open(background=False) as news:
            await news.poller.poll_now()
            browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            world = World(service, news, sites, browser, clock)
            yield world
            for context in world.contexts:
                await context.close()
            await browser.close()
        assert world.troubles == []


@pytest.fixture
def picture() -> Callable[[Page, str], Awaitable[None]]:
    """Keeps a picture of a page for the documents, when somebody wants them."""

    async def keep(page: Page, name: str) -> None:
        if PICTURES is not None:
            await page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")

    return keep
