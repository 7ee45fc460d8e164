"""Every page as it looks and sounds: no fault that axe-core finds, light and dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.async_playwright import Axe

from feeds.storage import stories
from tests.browser.conftest import answered

pytestmark = pytest.mark.browser

LOOKS = [
    pytest.param(360, 740, "light", id="phone-light"),
    pytest.param(360, 740, "dark", id="phone-dark"),
    pytest.param(1280, 800, "light", id="desk-light"),
    pytest.param(1280, 800, "dark", id="desk-dark"),
]


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
async def test_no_barriers(world, picture, width, height, scheme):
    """axe-core finds nothing on any page, and nothing is wider than the screen."""
    await world.publish()
    newest = (await world.news.database.read(stories.latest, 1))[0]
    page = await world.chat(width=width, height=height, scheme=scheme)
    found = {}

    async def look(name):
        results = await Axe().run(page)
        found[name] = [(fault["id"], fault["nodes"][0]["html"]) for fault in results.response["violations"]]
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
        await picture(page, f"{name}-{width}-{scheme}")

    await look("obrolan-awal")
    await page.get_by_role("button", name="Mulai").click()
    await page.locator("article.story").nth(2).wait_for()
    await answered(page)
    await world.publish()
    await page.locator("article.story .fresh").wait_for()
    await page.fill("#text", "jembatan")
    await look("obrolan")
    await page.press("#text", "Enter")
    await page.locator(".items a").first.wait_for()
    await look("obrolan-cari")
    for name, path in (
        ("berita", "/berita"),
        ("kabar", f"/berita/{newest.id}"),
        ("cari", "/cari?q=jembatan"),
        ("cari-kosong", "/cari?q=zzzz"),
        ("status", "/status"),
        ("tiada", "/tidak/ada"),
    ):
        await page.goto(world.address + path)
        await look(name)

    assert found == {name: [] for name in found}
