"""The newsroom in a real browser: an admin signs in, decides, and citizens read it; no barriers on any page."""

import pytest
from axe_playwright_python.async_playwright import Axe

from bot.storage import newsroom, team
from bot.storage.newsroom import Person
from feeds.storage import stories
from tests.browser.test_pages import LOOKS

pytestmark = pytest.mark.browser

ANA = Person("telegram", "71")
PAGES = {
    "ruang": "/newsroom",
    "ruang-ditahan": "/newsroom/ditahan",
    "ruang-feed": "/newsroom/feed",
    "ruang-berita": "/newsroom/berita",
    "ruang-bukti": "/newsroom/berita/1",
    "ruang-pengumuman": "/newsroom/pengumuman",
    "ruang-pembaca": "/newsroom/pembaca",
    "ruang-catatan": "/newsroom/catatan",
}


async def enter(world, page):
    """Signs an owner in, by the link that the bot would send."""
    database, now, token = world.news.database, world.clock(), "t" * 30
    await database.write(team.invite, "i" * 30, "owner", "service", now)
    await database.write(team.accept, "i" * 30, ANA.channel, ANA.address, now)
    await database.write(newsroom.make_link, token, ANA, now)
    await page.goto(f"{world.address}/newsroom/masuk/{token}")
    await page.get_by_role("button", name="Masuk").click()
    await page.wait_for_url("**/newsroom")


async def until_held(world):
    """Sites publish until a post is held; gives its title."""
    while True:
        (waiting, *_) = (*await world.news.database.read(stories.held, 1), None)
        if waiting is not None:
            return waiting.title
        world.clock.forward(minutes=3)
        world.sites.publish_next()
        await world.news.poller.poll_now()


async def test_a_held_story_is_let_go_and_arrives(world):
    """An admin signs in and approves; a visitor's open chat shows the story without reloading."""
    visitor = await world.chat()
    await visitor.get_by_role("button", name="Mulai").click()
    await visitor.locator("article.story").nth(2).wait_for()
    title = await until_held(world)
    page = await world.visitor(width=1280, hands_off=True)
    await enter(world, page)

    await page.goto(world.address + PAGES["ruang-ditahan"])
    await page.get_by_role("button", name="Terima").first.click()
    await page.wait_for_load_state()
    await world.service.send_owed()

    await visitor.locator("article.story").filter(has_text=title).wait_for()


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
async def test_no_barriers(world, picture, width, height, scheme):
    """axe-core finds nothing on any page, and nothing is wider than the screen."""
    await until_held(world)
    page = await world.visitor(width=width, height=height, scheme=scheme, hands_off=True)
    await enter(world, page)
    found, wide = {}, []

    for name, path in PAGES.items():
        await page.goto(world.address + path)
        results = await Axe().run(page)
        found[name] = [(fault["id"], fault["nodes"][0]["html"]) for fault in results.response["violations"]]
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        await picture(page, f"{name}-{width}-{scheme}")

    assert found == {name: [] for name in found}
    assert wide == []
